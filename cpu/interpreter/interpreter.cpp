#include "cpu/interpreter/interpreter.hpp"

#include "cpu/ir/builder.hpp"

namespace cpu {

using namespace ir;
using Stop = emulator::Cpu::Stop;

namespace {
constexpr std::size_t codes = static_cast<std::size_t>(Code::count);
constexpr std::size_t row(Code first, Code second) {
  return static_cast<std::size_t>(first) * codes + static_cast<std::size_t>(second);
}
}  // namespace

Interpreter::Interpreter(Guest& guest, Bus& bus)
    : guest_(guest), bus_(bus), blocks_(bus, true), steps_(bus, false), pair_index_(codes * codes) {
  execute(&handlers_);
  for (std::size_t i = 0; i < handlers_.pairs.size(); ++i)
    pair_index_[row(handlers_.pairs[i].first, handlers_.pairs[i].second)] = static_cast<u8>(i + 1);
}

Stop Interpreter::run() { return execute(nullptr); }

u32 Interpreter::pc() const {
  const Context& c = guest_.context;
  return c.at ? c.block_start + c.at->at * 2u : c.r[Context::pc];
}

void Interpreter::forget() {
  blocks_.forget_all();
  steps_.forget_all();
}

void Interpreter::forget(u32 address, u32 size) {
  const bool any = blocks_.forget(address, size) | steps_.forget(address, size);
  if (any) guest_.context.attention |= 1;  // the present block may be one of them
}

Block* Interpreter::enter(u32 pc) {
  Context& c = guest_.context;
  blocks_.release();
  steps_.release();
  if (!guest_.stepping) {
    Block* block = blocks_.find(pc);
    if (blocks_.is_empty(block)) block = translate(blocks_, pc, 64);
    if (block->need <= c.budget) return block;
  }
  Block* step = steps_.find(pc);
  return steps_.is_empty(step) ? translate(steps_, pc, 1) : step;
}

Block* Interpreter::translate(BlockCache& cache, u32 pc, unsigned instructions) {
  Builder builder{pc};
  guest_.translate(builder, pc, instructions);
  if (instructions > 1) builder.optimise();
  Block* block = cache.insert(builder);
  thread(*block);
  return block;
}

// A pair's second step keeps its own handler: after a slow access of the first, execution goes on there.
void Interpreter::thread(Block& block) const {
  for (u32 i = 0; i < block.size; ++i)
    block.steps[i].handler = handlers_.single[static_cast<unsigned>(block.ops[i].code)];
  for (u32 i = 0; i + 1 < block.size; ++i)
    if (const u8 pair = pair_index_[row(block.ops[i].code, block.ops[i + 1].code)])
      block.steps[i++].handler = handlers_.pairs[pair - 1u].handler;
}

}  // namespace cpu
