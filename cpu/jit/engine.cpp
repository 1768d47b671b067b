#include "cpu/jit/engine.hpp"

#include <stdexcept>
#include <utility>

#include "cpu/ir/waiting.hpp"
#include "cpu/jit/access.hpp"
#include "cpu/jit/windowed/engine.hpp"

namespace cpu::jit {

using namespace ir;
using Stop = emulator::Cpu::Stop;

Engine::Engine(Guest& guest, Bus& bus, Options options)
    : guest_(guest),
      bus_(bus),
      options_(options),
      interpreter_(guest, bus),
      code_(options.code_bytes),
      stubs_(code_, guest.context, bus, slow, system, this),
      blocks_(bus, false, guest.code_alignment),
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
  steps_.forget_all();
}

void Engine::forget(u32 address, u32 size) {
  interpreter_.forget(address, size);
  const bool block = blocks_.forget(address, size), step = steps_.forget(address, size);
  if (block || step) guest_.context.attention |= 1;  // the present block may be one of them
}

// One block and those it leads to, within the budget.
void Engine::execute(u32 pc) {
  blocks_.release();
  steps_.release();
  if (!guest_.stepping) {
    Block* block = bus_.cached().lacks(pc) ? nullptr : blocks_.find(pc);
    if (block && blocks_.is_empty(block)) block = interpreter_.translate(blocks_, pc, 64);
    if (!block || !blocks_.all_held(*block)) {
      if (const Block* slow = interpreter_.waiting(pc)) return interpreter_.execute_block(*slow);
    } else if (cost_of(*block) <= guest_.context.budget) {
      settle_window();
      if (code_.has(pc) || (is_hot(pc) && compile(*block))) return execute_native(pc);
      return interpreter_.execute_block(*block);
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
