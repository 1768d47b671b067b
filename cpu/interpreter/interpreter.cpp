#include "cpu/interpreter/interpreter.hpp"

#include "cpu/ir/builder.hpp"

namespace cpu {

using namespace ir;
using Stop = emulator::Cpu::Stop;

Interpreter::Interpreter(Guest& guest, Bus& bus) : guest_(guest), bus_(bus), blocks_(bus, true), steps_(bus, false) {
  execute(&handlers_);
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
  for (u32 i = 0; i < block->size; ++i) block->steps[i].handler = handlers_[static_cast<unsigned>(block->ops[i].code)];
  return block;
}

}  // namespace cpu
