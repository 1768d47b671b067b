// Accesses that host code cannot make itself. They happen as in the interpreter: the context tells which operation of
// which block it is and holds the budget with which the block began.
#include "cpu/jit/access.hpp"
#include "cpu/jit/engine.hpp"

namespace cpu::jit {

using namespace ir;

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

// An instruction of the guest's own, with which a block has ended.
u64 Engine::system(void* self, u32 word) {
  auto& engine = *static_cast<Engine*>(self);
  const Context& c = engine.guest_.context;
  try {
    engine.guest_.system(word);
  } catch (...) {
    engine.thrown_ = std::current_exception();
    return static_cast<u64>(Reason::thrown);
  }
  const bool goes_on = !c.attention && !engine.guest_.stepping && lies_at(engine.bus_.window(), engine.place_);
  return static_cast<u64>(goes_on ? Reason::go_on : Reason::boundary);
}

Reason Engine::perform(const Block& block, const Op& op) {
  Context& c = guest_.context;
  const i64 cost = cost_of(block);
  c.budget += cost;  // taken off where the block was entered
  c.at = &op;
  const bool done = access(guest_, op);
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
  // The access may have taken long, or taken from the cache what the rest of the block wants.
  if (c.attention || c.budget < cost || block.unsure || !lies_at(bus_.window(), place_)) {
    const Op& next = (&op)[1];
    c.r[Context::pc] = next.pc;
    c.budget -= next.cycles;
    return Reason::boundary;
  }
  c.budget -= cost;
  return Reason::go_on;
}

}  // namespace cpu::jit
