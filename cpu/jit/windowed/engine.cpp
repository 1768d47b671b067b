#include "cpu/jit/windowed/engine.hpp"

#include <stdexcept>
#include <utility>

#include "cpu/jit/access.hpp"

namespace cpu::jit::windowed {

using namespace ir;
using Stop = emulator::Cpu::Stop;

namespace {
constexpr unsigned most_instructions = 64;  // of a block
constexpr unsigned patience = 4;            // joined blocks take longer to compile: they have to be hotter
constexpr std::size_t exact_share = 4;      // of the room for code: one part in so many is for last stretches
}  // namespace

Engine::Compiled::Compiled(Engine& e, bool is_exact, std::size_t code_bytes)
    : exact(is_exact),
      code(code_bytes, 1),
      stubs(code, e.guest_.context, e.file_, e.bus_, slow, &e),
      blocks(e.bus_, false, 1) {
  blocks.on_drop = [this](Block& b) { code.drop(b.start); };
}

Engine::Engine(Guest& guest, Bus& bus, Options options)
    : guest_(guest),
      bus_(bus),
      hot_(static_cast<u16>(options.hot > 1 ? patience * options.hot : 1)),
      interpreter_(guest, bus),
      cold_(bus, false, 1),
      steps_(bus, false, 1),
      fast_(*this, false, options.code_bytes),
      exact_(*this, true, options.code_bytes / exact_share) {
  if (auto* const core = dynamic_cast<xtensa::Core*>(&guest)) core_ = core->places();
}

Stop Engine::run() {
  if (guest_.every_access || guest_.stepping) return interpreter_.run();
  Context& c = guest_.context;
  while (true) {
    c.at = nullptr;
    if (c.attention && !guest_.attend()) return guest_.stop_reason;
    if (c.budget <= 0) return Stop::budget;
    if (execute(c.r[Context::pc]) == Reason::stopped) return guest_.stop_reason;
  }
}

void Engine::forget() {
  interpreter_.forget();
  for (BlockCache* blocks : {&cold_, &steps_, &fast_.blocks, &exact_.blocks}) blocks->forget_all();
}

void Engine::forget(u32 address, u32 size) {
  interpreter_.forget(address, size);
  bool any = false;
  for (BlockCache* blocks : {&cold_, &steps_, &fast_.blocks, &exact_.blocks}) any |= blocks->forget(address, size);
  if (any) guest_.context.attention |= 1;  // the present block may be one of them
}

// One block and those it leads to, within the budget.
Reason Engine::execute(u32 pc) {
  for (BlockCache* blocks : {&cold_, &steps_, &fast_.blocks, &exact_.blocks}) blocks->release();
  settle_window();
  if (!fast_.code.has(pc)) return execute_cold(pc);
  const Context& c = guest_.context;
  const Reason reason = execute_native(fast_, pc);
  return reason == Reason::too_long && c.budget > 0 ? execute_exactly(c.r[Context::pc]) : reason;
}

Reason Engine::execute_cold(u32 pc) {
  Block* block = cold_.find(pc);
  if (cold_.is_empty(block)) block = interpreter_.translate(cold_, pc, most_instructions);
  if (cost_of(*block) > guest_.context.budget) return execute_exactly(pc);
  if (block->runs < hot_) ++block->runs;
  if (block->runs == hot_ && compile(fast_, pc)) return execute(pc);
  interpreter_.execute_block(*block);
  return Reason::boundary;
}

Reason Engine::execute_exactly(u32 pc) {
  if (exact_.code.has(pc)) return execute_native(exact_, pc);
  Block* step = steps_.find(pc);
  if (steps_.is_empty(step)) step = interpreter_.translate(steps_, pc, 1);
  if (step->runs < hot_) ++step->runs;
  if (step->runs == hot_ && compile(exact_, pc)) return execute_exactly(pc);
  interpreter_.execute_block(*step);
  return Reason::boundary;
}

// Code knows where the RAM window begins; if that changes it is of no use.
void Engine::settle_window() {
  const Bus::Window& window = bus_.window();
  if (begins_at(window, ram_base_)) return;
  ram_base_ = window.base;
  fast_.code.clear();
  exact_.code.clear();
}

// How often the guest came there, as the translator wants to know to find its usual way.
unsigned Engine::seen(u32 pc) const {
  const Block* block = cold_.find(pc);
  return cold_.is_empty(block) ? 0 : block->runs;
}

bool Engine::compile(Compiled& to, u32 pc) {
  Block* block = to.blocks.find(pc);
  if (to.blocks.is_empty(block)) {
    Builder builder = to.exact ? Builder{pc} : Builder{pc, [this](u32 there) { return seen(there); }};
    guest_.translate(builder, pc, most_instructions);
    if (!to.exact) builder.optimise();
    block = to.blocks.insert(builder);
  }
  return compile(to, *block);
}

bool Engine::compile(Compiled& to, Block& block) {
  if (cost_of(block) == 0 || !Compiler::knows(block)) return false;  // a breakpoint, say
  const auto compile_it = [&] {
    Compiler{to.code, to.stubs, guest_, core_ ? &*core_ : nullptr, bus_, ram_base_, to.exact}.compile(block);
  };
  try {
    compile_it();
  } catch (const std::length_error&) {
    to.code.clear();
    compile_it();
  }
  CodeCache::synchronise();
  return true;
}

Reason Engine::execute_native(Compiled& compiled, u32 pc) {
  const Left left = compiled.stubs.enter(compiled.code.code(pc), from_context());
  if (left.state.offset != in_context) to_context(left.state);
  const auto reason = static_cast<Reason>(left.reason & 0xff);
  if (reason == Reason::system) guest_.system(static_cast<u32>(left.reason >> 32));
  if (reason == Reason::thrown) std::rethrow_exception(std::exchange(thrown_, nullptr));
  return reason;
}

}  // namespace cpu::jit::windowed
