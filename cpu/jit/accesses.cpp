// Accesses that host code cannot make itself. They happen as in the interpreter: the context tells which operation of
// which block it is and holds the budget with which the block began.
#include "cpu/interpreter/semantics.hpp"
#include "cpu/jit/engine.hpp"

namespace cpu::jit {

using namespace ir;

namespace {

struct Kind {
  bool storing;
  unsigned width;
  bool is_signed, indexed;
};

Kind kind_of(Code code) {
  switch (code) {
    case Code::ldr: return {false, 4, false, false};
    case Code::ldrh: return {false, 2, false, false};
    case Code::ldrb: return {false, 1, false, false};
    case Code::ldrsh: return {false, 2, true, false};
    case Code::ldrsb: return {false, 1, true, false};
    case Code::ldr_x: return {false, 4, false, true};
    case Code::ldrh_x: return {false, 2, false, true};
    case Code::ldrb_x: return {false, 1, false, true};
    case Code::ldrsh_x: return {false, 2, true, true};
    case Code::ldrsb_x: return {false, 1, true, true};
    case Code::str: return {true, 4, false, false};
    case Code::strh: return {true, 2, false, false};
    case Code::strb: return {true, 1, false, false};
    case Code::str_x: return {true, 4, false, true};
    case Code::strh_x: return {true, 2, false, true};
    default: return {true, 1, false, true};
  }
}

}  // namespace

u64 Engine::slow(void* self, const Step* step) {
  auto& engine = *static_cast<Engine*>(self);
  const Block& block = *Block::of(step);
  try {
    return static_cast<u64>(engine.perform(block, block.ops[step->index]));
  } catch (...) {  // there is no way for it through host code
    engine.thrown_ = std::current_exception();
    return static_cast<u64>(Reason::thrown);
  }
}

// False: a fault.
bool Engine::access(const Op& op) {
  if (op.code >= Code::push) return multiple(guest_, op);
  u32* const r = guest_.context.r;
  const Kind k = kind_of(op.code);
  const u32 address = r[op.a] + (k.indexed ? r[op.b] : op.imm);
  if (k.storing) return guest_.store(address, k.width, k.width == 4 ? r[op.d] : r[op.d] & ((1u << 8 * k.width) - 1));
  u32 value = 0;
  if (!guest_.load(address, k.width, value)) return false;
  const int shift = k.is_signed ? 32 - 8 * static_cast<int>(k.width) : 0;
  r[op.d] = static_cast<u32>(static_cast<i32>(value << shift) >> shift);
  return true;
}

Reason Engine::perform(const Block& block, const Op& op) {
  Context& c = guest_.context;
  const i64 cost = cost_of(block);
  c.budget += cost;  // taken off where the block was entered
  c.at = &op;
  const bool done = access(op);
  if (!done) {
    c.r[Context::pc] = op.pc;
    c.budget -= op.cycles;
    return Reason::boundary;
  }
  c.at = nullptr;
  if (op.code == Code::pop_jump) {
    c.budget -= exit_of(block).taken_cycles;
    return Reason::jump;
  }
  const Bus::Window& window = bus_.window();
  // The access may have taken long, or taken from the cache what the rest of the block wants.
  if (c.attention || c.budget < cost || block.unsure || (window.readable[0] && window.base != ram_base_)) {
    const Op& next = (&op)[1];
    c.r[Context::pc] = next.pc;
    c.budget -= next.cycles;
    return Reason::boundary;
  }
  c.budget -= cost;
  return Reason::go_on;
}

}  // namespace cpu::jit
