#include "cpu/jit/engine.hpp"

#include <stdexcept>
#include <utility>

#include "cpu/ir/waiting.hpp"
#include "cpu/jit/access.hpp"
#include "cpu/jit/windowed/engine.hpp"

namespace cpu::jit {

using namespace ir;
using Stop = emulator::Cpu::Stop;

namespace {
constexpr unsigned most_instructions = 64;  // of a block
}

Engine::Engine(Guest& guest, Bus& bus, Options options)
    : guest_(guest),
      bus_(bus),
      options_(options),
      interpreter_(guest, bus),
      code_(options.code_bytes),
      stubs_(code_, guest.context, bus, slow, system, this),
      blocks_(bus, false, guest.code_alignment),
      plain_(bus, false, guest.code_alignment),
      steps_(bus, false, guest.code_alignment) {
  blocks_.on_sure = set_entry_cost;
  blocks_.on_drop = [this](Block& b) {
    code_.drop(b.start);
    code_.forget_number(b.entry_cost);
    runs_.erase(b.start);
  };
}

Stop Engine::run() {
  if (guest_.every_access) return interpreter_.run();  // native code reaches memory by itself
  Context& c = guest_.context;
  while (true) {
    c.at = nullptr;
    if ((c.attention || guest_.stepping) && !guest_.attend()) return guest_.stop_reason;
    if (c.budget <= 0) return Stop::budget;
    execute(c.r[Context::pc]);
  }
}

void Engine::forget() {
  interpreter_.forget();
  blocks_.forget_all();
  plain_.forget_all();
  steps_.forget_all();
}

void Engine::forget(u32 address, u32 size) {
  interpreter_.forget(address, size);
  const bool block = blocks_.forget(address, size), plain = plain_.forget(address, size);
  const bool step = steps_.forget(address, size);
  if (block || plain || step) guest_.context.attention |= 1;  // the present block may be one of them
}

// One block and those it leads to, within the budget.
void Engine::execute(u32 pc) {
  blocks_.release();
  plain_.release();
  steps_.release();
  if (!guest_.stepping) {
    Block* block = bus_.cached().lacks(pc) ? nullptr : blocks_.find(pc);
    if (block && blocks_.is_empty(block)) block = interpreter_.translate(blocks_, pc, most_instructions);
    if (!block || !blocks_.all_held(*block)) {
      if (const Block* slow = interpreter_.waiting(pc)) return interpreter_.execute_block(*slow);
    } else if (cost_of(*block) <= guest_.context.budget) {
      settle_window();
      if (code_.has(pc)) return execute_native(pc);
      if (cost_of(*block) && is_hot(pc) && compile_joined(pc)) return;  // it may take longer now
      return interpreter_.execute_block(*block);
    } else if (const Block* less = plain(pc)) {
      return interpreter_.execute_block(*less);
    }
  }
  Block* step = steps_.find(pc);
  if (steps_.is_empty(step)) step = interpreter_.translate(steps_, pc, 1);
  if (fetch(step->all_touches(), bus_.cached(), guest_.context.budget)) interpreter_.execute_block(*step);
}

// Code knows where the RAM window lies, and whether stores have to look for code there. If that changes it is of no
// use.
void Engine::settle_window() {
  const Bus::Window& window = bus_.window();
  const bool has_code = has_lines(window) && !window.writable[0];
  if (lies_at(window, place_) && has_code <= has_code_) return;
  place_ = place_of(window);
  has_code_ |= has_code;
  code_.clear();
}

bool Engine::is_hot(u32 pc) {
  u16& runs = runs_[pc];
  if (runs < options_.hot) ++runs;
  return runs == options_.hot;
}

// Together with what usually follows, but for loops that may only wait, and for cached memory: the more words a block
// counts on the sooner one is lost.
bool Engine::compile_joined(u32 pc) {
  Block* block = blocks_.find(pc);
  if (block->waits || block->touches) return compile(*block);
  const auto seen = [this](u32 to) -> unsigned {
    if (bus_.cached().covers(to)) return 0;
    if (code_.has(to)) return options_.hot;
    const auto found = runs_.find(to);
    return found == runs_.end() ? 0 : found->second;
  };
  block = interpreter_.translate(blocks_, pc, most_instructions, seen);
  if (block->touches) block = interpreter_.translate(blocks_, pc, most_instructions);
  return compile(*block);
}

// Where there is no time for the block at pc: the same without what follows. Null: nor for that.
const Block* Engine::plain(u32 pc) {
  if (!code_.has(pc)) return nullptr;
  Block* block = plain_.find(pc);
  if (plain_.is_empty(block)) block = interpreter_.translate(plain_, pc, most_instructions);
  return plain_.all_held(*block) && cost_of(*block) <= guest_.context.budget ? block : nullptr;
}

// Nobody enters the code of a block that may lack words of cached memory.
void Engine::set_entry_cost(const Block& block) {
  constexpr i64 never = i64{1} << 62;
  if (block.entry_cost) *block.entry_cost = block.unsure ? never : cost_of(block);
}

bool Engine::compile(Block& block) {
  if (cost_of(block) == 0) return false;  // a breakpoint, say
  if (!Compiler::knows(block)) return false;
  try {
    Compiler{code_, stubs_, place_, has_code_}.compile(block);
  } catch (const std::length_error&) {
    code_.clear();
    Compiler{code_, stubs_, place_, has_code_}.compile(block);
  }
  set_entry_cost(block);
  runs_.erase(block.start);
  return true;
}

void Engine::execute_native(u32 pc) {
  const u64 reason = stubs_.enter(code_.code(pc));
  Context& c = guest_.context;
  switch (static_cast<Reason>(reason & 0xff)) {
    case Reason::jump: return guest_.jump(c.r[Context::pc]);
    case Reason::waits: return wait(c.r[Context::pc]);
    case Reason::thrown: std::rethrow_exception(std::exchange(thrown_, nullptr));
    default: return;
  }
}

// A loop that may only wait has gone round. When there is no patience left it is compiled as others are.
void Engine::wait(u32 pc) {
  Context& c = guest_.context;
  Block* block = blocks_.find(pc);
  if (c.attention || !block->waits) return;
  const auto round = interpreter_.go_round(pc);
  if (round == Interpreter::Round::all) {
    block->waits = patience;
  } else if (!--block->waits) {
    code_.drop(pc);
    code_.forget_number(block->entry_cost);
    if (!block->dead) compile(*block);
  }
}

std::unique_ptr<ir::Engine> make(Guest& guest, Bus& bus, Options options) {
  if (guest.code_alignment == 1) return std::make_unique<windowed::Engine>(guest, bus, options);
  return std::make_unique<Engine>(guest, bus, options);
}

bool works_here() {
  try {
    CodeCache probe{1 << 20};
    return true;
  } catch (const std::runtime_error&) { return false; }
}

}  // namespace cpu::jit
