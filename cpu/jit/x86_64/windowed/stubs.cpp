#include "cpu/jit/x86_64/windowed/stubs.hpp"

#include "cpu/jit/x86_64/assembly.hpp"

namespace cpu::jit::windowed {

namespace {

using namespace asmjit;

class Writer : public Assembly {
 public:
  Writer(CodeCache& cache, const Bus& bus, u64 file) : Assembly(cache), bus_(bus), file_(file) {}

  // A State in a register: frames below, the offset above. Goes up to its places, with frames() so far from rsp.
  void take_state(const Gp& packed, int stack_offset) {
    a.mov(x86::dword_ptr(x86::rsp, stack_offset + 8 * limits), packed.r32());
    a.shr(packed.r64(), 32);
    a.mov(window, imm(file_));
    a.add(window, packed.r64());
  }
  void give_state(const Gp& packed, const Gp& other_register, int stack_offset) {
    a.mov(packed.r64(), imm(0 - file_));
    a.add(packed.r64(), window);
    a.shl(packed.r64(), 32);
    a.mov(other_register.r32(), x86::dword_ptr(x86::rsp, stack_offset + 8 * limits));
    a.or_(packed.r64(), other_register.r64());
  }
  void enter(Context& c) {
    push_frame();
    a.mov(x86::rax, x86::rdi);
    a.mov(context, imm(&c));
    take_state(x86::rsi, 0);
    ram_window(bus_, ram, 0);
    a.mov(budget, budget_memory());
    a.jmp(x86::rax);
  }
  void leave() {
    a.mov(budget_memory(), budget);
    give_state(x86::rdx, x86::rcx, 0);
    leave_frame();
  }
  void leave_frame() {
    pop_frame();
    a.ret();
  }
  void slow(Stubs::Slow function, void* self) {
    const Label leaves = a.newLabel(), elsewhere = a.newLabel();
    for (const Gp& r : lost) a.push(r);
    a.sub(x86::rsp, 8);
    constexpr int above = 8 + 8 * static_cast<int>(lost_count) + 8;  // those, and the address to return to
    a.mov(budget_memory(), budget);
    a.mov(x86::rsi, x86::rax);
    a.mov(x86::rdi, imm(self));
    give_state(x86::rdx, x86::rcx, above);
    a.mov(x86::rax, imm(reinterpret_cast<const void*>(function)));
    a.call(x86::rax);
    a.test(x86::rax, x86::rax);
    a.jnz(leaves);
    take_state(x86::rdx, above);
    ram_window(bus_, ram, above);
    a.mov(budget, budget_memory());
    a.add(x86::rsp, 8);
    for (std::size_t i = lost_count; i-- > 0;) a.pop(lost[i]);
    a.ret();
    a.bind(leaves);
    a.cmp(x86::rax, static_cast<u32>(Reason::elsewhere));
    a.je(elsewhere);
    a.add(x86::rsp, above);
    leave_frame();
    a.bind(elsewhere);
    take_state(x86::rdx, above);
    ram_window(bus_, ram, above);
    a.mov(budget, budget_memory());
    a.add(x86::rsp, above);
    a.mov(scratch, pc_memory());
    jump_by_table(2);
  }
  // What lies beyond the end of the file stands for its beginning while a window reaches there.
  void copy(bool up) {
    a.mov(x86::rdx, imm(file_));
    for (int i = 0; i < beyond_bytes / 16; ++i)
      a.movaps(x86::xmm(static_cast<u32>(i)), x86::ptr(x86::rdx, (up ? 0 : file_bytes) + 16 * i));
    for (int i = 0; i < beyond_bytes / 16; ++i)
      a.movaps(x86::ptr(x86::rdx, (up ? file_bytes : 0) + 16 * i), x86::xmm(static_cast<u32>(i)));
  }
  // edx: by how many bytes the window has moved. rcx becomes its offset.
  void wrap(bool up) {
    const Label passed = a.newLabel(), done = a.newLabel();
    a.mov(x86::rcx, imm(0 - file_));
    a.add(x86::rcx, window);
    if (up) {
      a.cmp(x86::ecx, file_bytes);
      a.jae(passed);
      a.sub(x86::ecx, x86::edx);
      a.cmp(x86::ecx, last_in_file);
      a.ja(done);  // it was there already
      copy(true);
      a.bind(done);
      a.ret();
      a.bind(passed);
      a.sub(window, file_bytes);
      copy(false);
      a.ret();
      return;
    }
    a.test(x86::ecx, x86::ecx);
    a.js(passed);
    a.cmp(x86::ecx, last_in_file);
    a.ja(done);  // still there
    copy(false);
    a.bind(done);
    a.ret();
    a.bind(passed);
    a.add(window, file_bytes);
    copy(true);
    a.ret();
  }

 private:
  static constexpr std::size_t lost_count = 6;  // of held_in, by a call
  const std::array<Gp, lost_count> lost{x86::rsi, x86::rdi, x86::r8, x86::r9, x86::r10, x86::r11};
  const Bus& bus_;
  u64 file_;
};

}  // namespace

Stubs::Stubs(CodeCache& cache, Context& c, File& the_file, const Bus& bus, Slow function, void* self)
    : file(reinterpret_cast<u64>(the_file.bytes.data())) {
  Writer w{cache, bus, file};
  x86::Assembler& a = w.a;
  const Label leaves = a.newLabel();
  miss = w.aligned_here();  // the first, since offset 0 is where jumps to unknown code go
  leave_at = miss;
  a.mov(pc_memory(), scratch);
  a.mov(scratch, static_cast<u32>(Reason::boundary));
  a.jmp(leaves);
  too_long = w.aligned_here();
  a.mov(pc_memory(), scratch);
  a.mov(scratch, static_cast<u32>(Reason::too_long));
  leave = w.here();
  a.bind(leaves);
  w.leave();
  enter = reinterpret_cast<Left (*)(const u8*, State)>(w.aligned_here());
  w.enter(c);
  slow = w.aligned_here();
  w.slow(function, self);
  for (bool up : {false, true}) {
    wrap[up] = w.aligned_here();
    w.wrap(up);
  }
  w.finish();
  cache.keep();
}

}  // namespace cpu::jit::windowed
