// The inner loop: one label per operation, each jumping straight to the next operation's.
#include <array>
#include <cstring>

#include "cpu/interpreter/interpreter.hpp"
#include "cpu/interpreter/semantics.hpp"

namespace cpu {

using namespace ir;
using Stop = emulator::Cpu::Stop;

namespace {
template <typename T>
T host_load(std::uintptr_t from) {
  T value;
  std::memcpy(&value, reinterpret_cast<const void*>(from), sizeof value);
  return value;
}
template <typename T>
void host_store(std::uintptr_t to, T value) {
  std::memcpy(reinterpret_cast<void*>(to), &value, sizeof value);
}
#define LIKELY(x) __builtin_expect(!!(x), 1)

// Where `bytes` of plain memory begin for several registers at once: host minus guest address, or 0.
inline std::uintptr_t stretch(const Bus::Window& ram, u32 limit, const std::uintptr_t* pages, u32 from, u32 bytes) {
  if (LIKELY(bytes <= limit && from - ram.base <= limit - bytes && !(from & 3))) return ram.bias;
  if (from & 3 || (from & (Bus::page_size - 1)) + bytes > Bus::page_size) return 0;
  return pages[from >> Bus::page_bits];
}
}  // namespace

// What the handlers share. `op` is the present operation, r the registers, f the flags' home.
#define DISPATCH goto * op->handler
#define NEXT  \
  do {        \
    ++op;     \
    DISPATCH; \
  } while (0)
#define D r[op->d]
#define A r[op->a]
#define B r[op->b]
#define SET_NZ(x) (f.n = f.z = (x))

// A way out of the block: spend what it took, go on in the next block if the budget lets it be entered directly.
#define LEAVE(way)                      \
  do {                                  \
    budget -= exit->way##_cycles;       \
    const Block* next = *exit->way;     \
    if (LIKELY(budget >= next->need)) { \
      block = next;                     \
      op = next->steps;                 \
      DISPATCH;                         \
    }                                   \
    pc = exit->way##_pc;                \
    goto boundary;                      \
  } while (0)
#define EXIT const Exit* const exit = reinterpret_cast<const Exit*>(op + 1)

// Plain memory directly: the RAM window first, then by page; the rest goes the slow way.
#define LOAD(type, mask, address)                                                 \
  do {                                                                            \
    const u32 at = address;                                                       \
    if (LIKELY(at - ram.base < ram.readable && !(at & mask))) {                   \
      D = static_cast<u32>(host_load<type>(ram.bias + at));                       \
      NEXT;                                                                       \
    }                                                                             \
    const std::uintptr_t bias = readable[at >> Bus::page_bits];                   \
    if (LIKELY(bias && !(at & mask))) {                                           \
      D = static_cast<u32>(host_load<type>(bias + at));                           \
      NEXT;                                                                       \
    }                                                                             \
    access = at;                                                                  \
    width = sizeof(type);                                                         \
    shift = std::is_signed_v<type> ? 32 - 8 * static_cast<int>(sizeof(type)) : 0; \
    goto slow_load;                                                               \
  } while (0)
#define STORE(type, mask, address)                              \
  do {                                                          \
    const u32 at = address;                                     \
    if (LIKELY(at - ram.base < ram.writable && !(at & mask))) { \
      host_store(ram.bias + at, static_cast<type>(D));          \
      NEXT;                                                     \
    }                                                           \
    const std::uintptr_t bias = writable[at >> Bus::page_bits]; \
    if (LIKELY(bias && !(at & mask))) {                         \
      host_store(bias + at, static_cast<type>(D));              \
      NEXT;                                                     \
    }                                                           \
    access = at;                                                \
    width = sizeof(type);                                       \
    goto slow_store;                                            \
  } while (0)

Stop Interpreter::execute(const void* const** handlers) {
  static const void* const labels[] = {
#define X(name) &&op_##name,
      VIVARIUM_IR_PLAIN(X) VIVARIUM_IR_MEMORY(X) VIVARIUM_IR_PAIRS(X) VIVARIUM_IR_ENDS(X)
#undef X
#define X(c) &&op_branch_##c,
          VIVARIUM_IR_CONDITIONS(X)
#undef X
#define X(c) &&op_cmpi_branch_##c,
              VIVARIUM_IR_CONDITIONS(X)
#undef X
#define X(c) &&op_cmp_branch_##c,
                  VIVARIUM_IR_CONDITIONS(X)
#undef X
#define X(c) &&op_tst_branch_##c,
                      VIVARIUM_IR_CONDITIONS(X)
#undef X
  };
  if (handlers) {
    *handlers = labels;
    return Stop::budget;
  }

  Context& f = guest_.context;
  u32* const r = f.r;
  const Bus::Window& ram = bus_.window();
  const std::uintptr_t* const readable = bus_.read_pages();
  const std::uintptr_t* const writable = bus_.write_pages();
  i64 budget = f.budget;
  const Block* block = nullptr;
  const Step* op = nullptr;
  u32 pc = r[Context::pc];
  u32 access = 0;
  unsigned width = 0;
  int shift = 0;
  goto boundary;

  // ---- between instructions, the slow way ----
boundary:
  r[Context::pc] = pc;
  f.budget = budget;
  f.at = nullptr;
  if (f.attention || guest_.stepping) {
    if (!guest_.attend()) return guest_.stop_reason;
    budget = f.budget;
    pc = r[Context::pc];
  }
  if (budget <= 0) return Stop::budget;
  block = enter(pc);
  op = block->steps;
  DISPATCH;

slow_load : {
  f.at = block->ops + (op - block->steps);
  f.block_start = block->start;
  f.budget = budget;
  u32 value = 0;
  const bool done = guest_.load(access, width, value);
  budget = f.budget;
  if (!done) goto fault;
  D = shift ? static_cast<u32>(static_cast<i32>(value << shift) >> shift) : value;
  goto accessed;
}

slow_store : {
  f.at = block->ops + (op - block->steps);
  f.block_start = block->start;
  f.budget = budget;
  const bool done = guest_.store(access, width, width == 4 ? D : D & ((1u << 8 * width) - 1));
  budget = f.budget;
  if (!done) goto fault;
  goto accessed;
}

accessed:
  f.at = nullptr;
  if (!f.attention) NEXT;
  // Something wants to be seen to after this instruction. (An access is always the last operation of its instruction.)
  {
    const Op& next = block->ops[op - block->steps + 1];
    pc = block->start + next.at * 2u;
    budget -= next.cycles;
    goto boundary;
  }

fault:  // the guest has prepared its exception in attend(); the instruction has had no effect and cost nothing
  pc = block->start + f.at->at * 2u;
  budget -= f.at->cycles;
  goto boundary;

  // ---- moves, arithmetic, logic ----
#define PLAIN(name, body) \
  op_##name : {           \
    body;                 \
    NEXT;                 \
  }
  PLAIN(nop, )
  PLAIN(movi, D = op->imm)
  PLAIN(movi_s, D = SET_NZ(op->imm))
  PLAIN(mov, D = A)
  PLAIN(mov_s, D = SET_NZ(A))
  PLAIN(add, D = A + B)
  PLAIN(addi, D = A + op->imm)
  PLAIN(sub, D = A - B)
  PLAIN(rsbi, D = op->imm - A)
  PLAIN(and_, D = A & B)
  PLAIN(orr, D = A | B)
  PLAIN(eor, D = A ^ B)
  PLAIN(bic, D = A & ~B)
  PLAIN(mvn, D = ~A)
  PLAIN(mul, D = A * B)
  PLAIN(adc, D = A + B + f.c)
  PLAIN(sbc, D = A + ~B + f.c)
  PLAIN(lsli, D = A << op->imm)
  PLAIN(lsri, D = op->imm < 32 ? A >> op->imm : 0)
  PLAIN(asri, D = static_cast<u32>(static_cast<i32>(A) >> (op->imm < 32 ? op->imm : 31)))
  PLAIN(lsl, D = shifted::lsl(A, B))
  PLAIN(lsr, D = shifted::lsr(A, B))
  PLAIN(asr, D = shifted::asr(A, B))
  PLAIN(ror, D = shifted::ror(A, B))
  PLAIN(add_s, D = flags::add(f, A, B))
  PLAIN(addi_s, D = flags::add(f, A, op->imm))
  PLAIN(sub_s, D = flags::sub(f, A, B))
  PLAIN(subi_s, D = flags::sub(f, A, op->imm))
  PLAIN(rsbi_s, D = flags::sub(f, op->imm, A))
  PLAIN(adc_s, D = flags::adc(f, A, B))
  PLAIN(sbc_s, D = flags::adc(f, A, ~B))
  PLAIN(and_s, D = SET_NZ(A & B))
  PLAIN(orr_s, D = SET_NZ(A | B))
  PLAIN(eor_s, D = SET_NZ(A ^ B))
  PLAIN(bic_s, D = SET_NZ(A & ~B))
  PLAIN(mvn_s, D = SET_NZ(~A))
  PLAIN(mul_s, D = SET_NZ(A * B))
  PLAIN(lsli_s, D = flags::lsl_nonzero(f, A, op->imm))
  PLAIN(lsri_s, D = flags::lsr_nonzero(f, A, op->imm))
  PLAIN(asri_s, D = flags::asr_nonzero(f, A, op->imm))
  PLAIN(lsl_s, D = flags::lsl(f, A, B))
  PLAIN(lsr_s, D = flags::lsr(f, A, B))
  PLAIN(asr_s, D = flags::asr(f, A, B))
  PLAIN(ror_s, D = flags::ror(f, A, B))
  PLAIN(cmp, flags::sub(f, A, B))
  PLAIN(cmpi, flags::sub(f, A, op->imm))
  PLAIN(cmn, flags::add(f, A, B))
  PLAIN(tst, SET_NZ(A & B))
  PLAIN(sxtb, D = static_cast<u32>(static_cast<i8>(A)))
  PLAIN(sxth, D = static_cast<u32>(static_cast<i16>(A)))
  PLAIN(uxtb, D = static_cast<u8>(A))
  PLAIN(uxth, D = static_cast<u16>(A))
  PLAIN(rev, D = __builtin_bswap32(A))
  PLAIN(rev16, const u32 x = A; D = (x & 0xff00'ff00) >> 8 | (x & 0x00ff'00ff) << 8)
  PLAIN(revsh, const u32 x = A; D = static_cast<u32>(static_cast<i16>((x & 0xff) << 8 | (x >> 8 & 0xff))))
  PLAIN(mov_mov, r[op->d] = r[op->a]; r[op->imm & 0xff] = r[op->b])

  // ---- memory ----
op_ldr:
  LOAD(u32, 3, A + op->imm);
op_ldrh:
  LOAD(u16, 1, A + op->imm);
op_ldrb:
  LOAD(u8, 0, A + op->imm);
op_ldrsh:
  LOAD(i16, 1, A + op->imm);
op_ldrsb:
  LOAD(i8, 0, A + op->imm);
op_ldr_x:
  LOAD(u32, 3, A + B);
op_ldrh_x:
  LOAD(u16, 1, A + B);
op_ldrb_x:
  LOAD(u8, 0, A + B);
op_ldrsh_x:
  LOAD(i16, 1, A + B);
op_ldrsb_x:
  LOAD(i8, 0, A + B);
op_str:
  STORE(u32, 3, A + op->imm);
op_strh:
  STORE(u16, 1, A + op->imm);
op_strb:
  STORE(u8, 0, A + op->imm);
op_str_x:
  STORE(u32, 3, A + B);
op_strh_x:
  STORE(u16, 1, A + B);
op_strb_x:
  STORE(u8, 0, A + B);
op_ldr_ldr:
  __builtin_unreachable();

  // Several registers at once: directly where the whole stretch lies in one page of plain memory.
#define MULTIPLE(name, limit, pages, start, each, after)                               \
  op_##name : {                                                                        \
    const u32 bytes = 4 * static_cast<u32>(op->d);                                     \
    const u32 from = start;                                                            \
    if (const auto bias = stretch(ram, ram.limit, pages, from, bytes); LIKELY(bias)) { \
      std::uintptr_t word = bias + from;                                               \
      for (u32 left = op->imm & 0xffff; left; left &= left - 1, word += 4) each;       \
      after;                                                                           \
      NEXT;                                                                            \
    }                                                                                  \
    goto slow_multiple;                                                                \
  }
  MULTIPLE(push, writable, writable, A - bytes, host_store(word, r[__builtin_ctz(left)]), A = from)
  MULTIPLE(pop, readable, readable, A, r[__builtin_ctz(left)] = host_load<u32>(word), A = from + bytes)
  MULTIPLE(ldm, readable, readable, A, r[__builtin_ctz(left)] = host_load<u32>(word),
           if (op->imm >> 16) A = from + bytes)
  MULTIPLE(stm, writable, writable, A, host_store(word, r[__builtin_ctz(left)]), if (op->imm >> 16) A = from + bytes)

slow_multiple : {
  f.at = block->ops + (op - block->steps);
  f.block_start = block->start;
  f.budget = budget;
  const bool done = multiple(guest_, *f.at);
  budget = f.budget;
  if (!done) goto fault;
  goto accessed;
}

  // ---- ends ----
op_jump : {
  EXIT;
  LEAVE(taken);
}
op_call : {
  EXIT;
  D = op->imm;
  LEAVE(taken);
}
  // To an address in a register: through the directory; what is not plain code there goes by the guest.
op_call_reg : {
  const u32 target = A;
  D = op->imm;
  pc = target;
  goto jump_to;
}
op_jump_reg:
  pc = A;
  goto jump_to;
op_jump_mov:  // bit 0 does not count, and the magic addresses of exception returns are none here
  pc = A | 1;
  if (LIKELY(pc < 0xf000'0000)) goto jump_to;
  {
    EXIT;
    budget -= exit->taken_cycles;
    pc &= ~1u;
    goto boundary;
  }
jump_to : {
  EXIT;
  budget -= exit->taken_cycles;
  if (LIKELY(pc & 1)) {
    const Block* next = blocks_.find(pc);
    if (LIKELY(budget >= next->need)) {
      block = next;
      op = next->steps;
      DISPATCH;
    }
  }
  f.budget = budget;
  guest_.jump(pc);
  pc = r[Context::pc];
  budget = f.budget;
  goto boundary;
}
op_pop_jump : {
  const u32 from = A, bytes = 4 * static_cast<u32>(op->d);
  if (const auto bias = stretch(ram, ram.readable, readable, from, bytes); LIKELY(bias)) {
    std::uintptr_t word = bias + from;
    for (u32 left = op->imm; left; left &= left - 1, word += 4) r[__builtin_ctz(left)] = host_load<u32>(word);
    pc = host_load<u32>(word);
    A = from + bytes;
    goto jump_to;
  }
  f.at = block->ops + (op - block->steps);
  f.block_start = block->start;
  f.budget = budget;
  const bool done = multiple(guest_, *f.at);
  budget = f.budget;
  if (!done) goto fault;
  f.at = nullptr;
  EXIT;
  budget -= exit->taken_cycles;
  f.budget = budget;
  guest_.jump(r[Context::pc]);
  pc = r[Context::pc];
  budget = f.budget;
  goto boundary;
}
op_system : {
  EXIT;
  budget -= exit->fall_cycles;
  f.budget = budget;
  r[Context::pc] = exit->fall_pc;
  guest_.system(op->imm);
  pc = r[Context::pc];
  budget = f.budget;
  goto boundary;
}

#define BRANCH(c)                        \
  op_branch_##c : {                      \
    EXIT;                                \
    if (condition::c(f)) LEAVE(taken);   \
    LEAVE(fall);                         \
  }                                      \
  op_cmpi_branch_##c : {                 \
    EXIT;                                \
    const u32 a = A, b = op->imm;        \
    flags::sub(f, a, b);                 \
    if (compared::c(a, b)) LEAVE(taken); \
    LEAVE(fall);                         \
  }                                      \
  op_cmp_branch_##c : {                  \
    EXIT;                                \
    const u32 a = A, b = B;              \
    flags::sub(f, a, b);                 \
    if (compared::c(a, b)) LEAVE(taken); \
    LEAVE(fall);                         \
  }                                      \
  op_tst_branch_##c : {                  \
    EXIT;                                \
    SET_NZ(A& B);                        \
    if (condition::c(f)) LEAVE(taken);   \
    LEAVE(fall);                         \
  }
  VIVARIUM_IR_CONDITIONS(BRANCH)
}

}  // namespace cpu
