#include "cpu/jit/x86_64/stubs.hpp"

#include "cpu/jit/x86_64/assembly.hpp"

namespace cpu::jit {

namespace {

using namespace asmjit;

class Writer : public Assembly {
 public:
  Writer(CodeCache& cache, const Bus& bus) : Assembly(cache), bus_(bus) {}

  void load_registers() {
    for (unsigned r = 0; r <= stack_pointer; ++r)
      if (pinned(r)) a.mov(host(r), memory(r));
    a.mov(budget, budget_memory());
  }
  void store_registers() {
    for (unsigned r = 0; r <= stack_pointer; ++r)
      if (pinned(r)) a.mov(memory(r), host(r));
    a.mov(budget_memory(), budget);
  }
  void enter(ir::Context& c) {
    push_frame();
    a.mov(x86::rax, x86::rdi);
    a.mov(context, imm(&c));
    ram_window(bus_, ram, 0);
    load_registers();
    a.jmp(x86::rax);
  }
  void leave() {
    pop_frame();
    a.ret();
  }
  void slow(Stubs::Slow function, void* self) {
    const Label leaves = a.newLabel();
    store_registers();
    a.sub(x86::rsp, 8);
    a.mov(x86::rsi, x86::rax);
    a.mov(x86::rdi, imm(self));
    a.mov(x86::rax, imm(reinterpret_cast<const void*>(function)));
    a.call(x86::rax);
    a.test(x86::rax, x86::rax);
    a.jnz(leaves);
    ram_window(bus_, ram, 16);
    load_registers();
    a.add(x86::rsp, 8);
    a.ret();
    a.bind(leaves);
    a.add(x86::rsp, 16);
    leave();
  }
  void system(Stubs::System function, void* self, const CodeCache& cache, u64 leave_at) {
    const Label leaves = a.newLabel(), no_code = a.newLabel();
    store_registers();
    a.mov(x86::esi, x86::eax);
    a.mov(x86::rdi, imm(self));
    a.mov(x86::rax, imm(reinterpret_cast<const void*>(function)));
    a.call(x86::rax);
    a.test(x86::rax, x86::rax);
    a.jnz(leaves);
    ram_window(bus_, ram, 0);
    load_registers();
    a.mov(scratch, pc_memory());
    a.mov(x86::rdx, imm(cache.entries()));
    a.mov(index, x86::dword_ptr(x86::rdx, x86::rax, 1));
    a.test(index, index);
    a.jz(no_code);
    a.mov(x86::rdx, imm(cache.base()));
    a.add(x86::rcx, x86::rdx);
    a.jmp(x86::rcx);
    a.bind(no_code);
    jump(leave_at);
    a.bind(leaves);
    leave();
  }
  // eax: address. With its page's bias, where it is in host memory, as an index from the RAM's beginning.
  void page(bool writing, unsigned log2, bool row) {
    const Label fail = a.newLabel(), no_page = a.newLabel();
    if (log2) {
      a.test(x86::al, (1u << log2) - 1);
      a.jnz(fail);
    }
    if (row) {  // ends in the same page
      a.mov(x86::ecx, x86::eax);
      a.and_(x86::ecx, Bus::page_size - 1);
      a.add(x86::ecx, x86::edx);
      a.cmp(x86::ecx, Bus::page_size);
      a.ja(fail);
    }
    a.mov(x86::ecx, x86::eax);
    a.shr(x86::ecx, Bus::page_bits);
    a.mov(x86::rdx, imm(writing ? bus_.write_pages() : bus_.read_pages()));
    a.mov(x86::rcx, x86::qword_ptr(x86::rdx, x86::rcx, 3));
    a.test(x86::rcx, x86::rcx);
    a.jz(writing || row ? fail : no_page);
    const Label found = a.newLabel();
    a.bind(found);
    a.add(x86::rcx, x86::rax);
    a.sub(x86::rcx, ram);
    if (log2) {
      a.test(x86::cl, (1u << log2) - 1);
      a.jnz(fail);
      a.sar(x86::rcx, log2);
    }
    a.clc();
    a.ret();
    a.bind(fail);
    a.stc();
    a.ret();
    a.bind(no_page);
    if (!writing && !row && log2 == 2) constant();
    if (!writing && !row) held(found, fail);
  }
  // eax: address. Returns with the place of the register that always reads the same, if that is meant, the RAM is not
  // watched and nobody wants to hear of every access.
  void constant() {
    const auto field = [](std::size_t offset, u32 size) { return x86::ptr(context, static_cast<int>(offset), size); };
    const Label other_word = a.newLabel(), unheard = a.newLabel();
    a.cmp(x86::eax, field(offsetof(ir::Context, constant_at), 4));
    a.jne(other_word);
    a.cmp(x86::qword_ptr(x86::rsp, 8), 0);  // how much of the RAM may be read
    a.je(other_word);
    a.mov(x86::rdx, field(offsetof(ir::Context, accesses_wanted), 8));
    a.test(x86::rdx, x86::rdx);
    a.jz(unheard);
    a.cmp(x86::byte_ptr(x86::rdx), 0);
    a.jne(other_word);
    a.bind(unheard);
    a.add(budget, field(offsetof(ir::Context, constant_gain), 8));
    a.lea(x86::rcx, field(offsetof(ir::Context, constant), 4));
    a.sub(x86::rcx, ram);
    a.sar(x86::rcx, 2);
    a.clc();
    a.ret();
    a.bind(other_word);
  }
  // eax: address. To `found` with the bias in rcx if the cache holds the word.
  void held(const Label& found, const Label& fail) {
    const auto field = [](std::size_t offset, u32 size) { return x86::ptr(x86::rdx, static_cast<int>(offset), size); };
    using View = CachedMemory::View;
    a.mov(x86::rdx, imm(&bus_.cached().view));
    a.mov(x86::ecx, x86::eax);
    a.sub(x86::ecx, field(offsetof(View, base), 4));
    a.cmp(x86::ecx, field(offsetof(View, size), 4));
    a.jae(fail);
    a.shr(x86::ecx, 2);
    a.add(x86::rcx, field(offsetof(View, held), 8));
    a.cmp(x86::byte_ptr(x86::rcx), 0);
    a.je(fail);
    a.inc(field(offsetof(View, hits), 8));
    a.mov(x86::rcx, field(offsetof(View, bias), 8));
    a.jmp(found);
  }

 private:
  const Bus& bus_;
};

}  // namespace

Stubs::Stubs(CodeCache& cache, ir::Context& c, const Bus& bus, Slow function, System own, void* self) {
  Writer w{cache, bus};
  x86::Assembler& a = w.a;
  const Label leaves = a.newLabel();
  miss = w.aligned_here();  // the first, since offset 0 is where jumps to unknown code go
  a.mov(pc_memory(), scratch);
  a.mov(scratch, static_cast<u32>(Reason::jump));
  a.jmp(leaves);
  leave_at = w.aligned_here();
  a.mov(pc_memory(), scratch);
  a.mov(scratch, static_cast<u32>(Reason::boundary));
  leave = w.here();
  a.bind(leaves);
  w.store_registers();
  w.leave();
  enter = reinterpret_cast<u64 (*)(const u8*)>(w.aligned_here());
  w.enter(c);
  slow = w.aligned_here();
  w.slow(function, self);
  system = w.aligned_here();
  w.system(own, self, cache, leave_at);
  for (bool writing : {false, true}) {
    for (unsigned log2 = 0; log2 < 3; ++log2) {
      page[writing][log2] = w.aligned_here();
      w.page(writing, log2, false);
    }
    row[writing] = w.aligned_here();
    w.page(writing, 2, true);
  }
  w.finish();
  cache.keep();
}

}  // namespace cpu::jit
