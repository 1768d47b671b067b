// The inner loop: one label per operation, each jumping straight to the next operation's. operations.hpp and
// variant_operations.hpp say what they do.
#include <bit>
#include <cstring>
#include <type_traits>

#include "cpu/interpreter/interpreter.hpp"
#include "cpu/interpreter/operations.hpp"
#include "cpu/interpreter/pairs.hpp"
#include "cpu/interpreter/semantics.hpp"
#include "cpu/interpreter/variant_operations.hpp"
#include "cpu/interpreter/variants.hpp"
#include "cpu/ir/windows.hpp"

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

// Plain memory for several registers, by page: host minus guest address, or 0.
std::uintptr_t paged(const std::uintptr_t* pages, u32 from, u32 bytes) {
  if (from & 3 || (from & (Bus::page_size - 1)) + bytes > Bus::page_size) return 0;
  return pages[from >> Bus::page_bits];
}

// Where the way leads from the end of a loop.
u32 behind_loop(u32* r, const Op& end) {
  if (r[end.b] != end.imm || !r[end.a]) return end.imm;
  --r[end.a];
  return r[end.d];
}

}  // namespace

#define DISPATCH goto * op->handler
#define NEXT  \
  do {        \
    ++op;     \
    DISPATCH; \
  } while (0)

Stop Interpreter::execute(const void* const** handlers, const Block* only) {
#define X(name) &&op_##name,
#define PAIR(first, second) &&pair_##first##_##second,
  static const void* const labels[] = {VIVARIUM_IR_EVERY(X) VIVARIUM_VARIANTS(X) VIVARIUM_PAIRS(PAIR)};
#undef PAIR
#undef X
  if (handlers) {
    *handlers = labels;
    return Stop::budget;
  }

  Context& f = guest_.context;
  u32* const r = f.r;
  const bool direct = !guest_.every_access;
  const Bus::Window& ram = direct ? bus_.window() : no_window_;
  const std::uintptr_t* const readable = direct ? bus_.read_pages() : no_pages_.data();
  const std::uintptr_t* const writable = direct ? bus_.write_pages() : no_pages_.data();
  const std::uintptr_t* const readable_words = direct ? bus_.word_read_pages() : no_pages_.data();
  const std::uintptr_t* const writable_words = direct ? bus_.word_write_pages() : no_pages_.data();
  CachedMemory::View& cached = bus_.cached().view;
  // Where jumps through a register lead: while stepping, nowhere directly.
  const BlockCache& jumps = guest_.stepping ? steps_ : blocks_;
  i64 budget = f.budget;
  const Step* op = nullptr;
  u32 pc = r[Context::pc];
  u32 access = 0;
  unsigned width = 0;
  int shift = 0;

  if (only) {
    op = only->steps;
    DISPATCH;
  }

  // ---- between instructions, the slow way ----
boundary:
  r[Context::pc] = pc;
  f.budget = budget;
  f.at = nullptr;
  if (only) return Stop::budget;
  if (f.attention || guest_.stepping) {
    if (!guest_.attend()) return guest_.stop_reason;
    budget = f.budget;
    pc = r[Context::pc];
  }
  if (budget <= 0) return Stop::budget;
  {
    const Block* const next = enter(pc);
    budget = f.budget;
    if (!next) {
      pc = r[Context::pc];
      goto boundary;
    }
    op = next->steps;
  }
  DISPATCH;

  // ---- accesses to what is not plain memory ----
#define BEGIN_ACCESS                     \
  f.at = Block::of(op)->ops + op->index; \
  f.budget = budget
slow_load : {
  if (cached.holds(access) && direct && !(access & (width - 1))) {
    ++cached.hits;
    const std::uintptr_t from = cached.bias + access;
    const u32 value = width == 4 ? host_load<u32>(from) : width == 2 ? host_load<u16>(from) : host_load<u8>(from);
    D = shift ? static_cast<u32>(static_cast<i32>(value << shift) >> shift) : value;
    NEXT;
  }
  BEGIN_ACCESS;
  if (f.trying && !guest_.steady(access)) f.restless = true;
  u32 value = 0;
  const bool done = guest_.load(access, width, value);
  budget = f.budget;
  if (!done) goto fault;
  D = shift ? static_cast<u32>(static_cast<i32>(value << shift) >> shift) : value;
  goto accessed;
}
slow_store : {
  BEGIN_ACCESS;
  const bool done = guest_.store(access, width, width == 4 ? D : D & ((1u << 8 * width) - 1));
  budget = f.budget;
  if (!done) goto fault;
  goto accessed;
}
slow_help : {
  BEGIN_ACCESS;
  const bool done = guest_.help(*f.at);
  budget = f.budget;
  if (!done) goto fault;
  goto accessed;
}
slow_multiple : {
  BEGIN_ACCESS;
  const bool done = multiple(guest_, *f.at);
  budget = f.budget;
  if (!done) goto fault;
  goto accessed;
}
slow_pop_jump : {
  BEGIN_ACCESS;
  const bool done = multiple(guest_, *f.at);
  budget = f.budget;
  if (!done) goto fault;
  f.at = nullptr;
  EXIT;
  pc = r[Context::pc];
  budget -= exit->taken_cycles;
  goto special_jump;
}
accessed:
  f.at = nullptr;
  // It may have taken longer than its instruction does, or words of the block from the cache.
  if (!f.attention && budget >= cost_of(*Block::of(op)) && !Block::of(op)->unsure) NEXT;
  // Something wants to be seen to after this instruction. (An access is always the last operation of its instruction.)
  {
    const Op& next = Block::of(op)->ops[op->index + 1];
    pc = next.code == Code::loop_end ? behind_loop(r, next) : next.pc;
    budget -= next.cycles;
    goto boundary;
  }
fault:  // the guest prepares its exception in attend(); the instruction has had no effect and cost nothing
  pc = f.at->pc;
  budget -= f.at->cycles;
  goto boundary;

  // ---- ends that need the guest ----
special_jump:
  f.budget = budget;
  guest_.jump(pc);
  pc = r[Context::pc];
  budget = f.budget;
  goto boundary;
magic_mov : {
  EXIT;
  pc = A & ~1u;
  budget -= exit->taken_cycles;
  goto boundary;
}
system_instruction : {
  EXIT;
  budget -= exit->fall_cycles;
  f.budget = budget;
  r[Context::pc] = Block::of(op)->fall_pc;
  guest_.system(op->imm);
  pc = r[Context::pc];
  budget = f.budget;
  goto boundary;
}

// ---- the operations ----
#define X(name) \
  op_##name : { \
    DO_##name;  \
    NEXT;       \
  }
  VIVARIUM_IR_EVERY(X)
  VIVARIUM_VARIANTS(X)
#undef X
  // Two at once; if the first has to stop, the second is there as a step of its own.
#define PAIR(first, second)        \
  pair_##first##_##second : {      \
    DO_##first;                    \
    ++op;                          \
    do { DO_##second; } while (0); \
    NEXT;                          \
  }
  VIVARIUM_PAIRS(PAIR)
#undef PAIR
}

}  // namespace cpu
