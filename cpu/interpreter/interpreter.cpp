#include "cpu/interpreter/interpreter.hpp"

#include <bit>

#include "cpu/ir/builder.hpp"

namespace cpu {

using namespace ir;
using Stop = emulator::Cpu::Stop;

namespace {
constexpr unsigned absent_label = static_cast<unsigned>(Code::count) + 4 * 9;  // behind the variants of operations.hpp
}

Interpreter::Interpreter(Guest& guest, Bus& bus) : guest_(guest), bus_(bus), blocks_(bus, true), steps_(bus, false) {
  execute(&handlers_, nullptr);
}

Stop Interpreter::run() {
  if (guest_.every_access && no_pages_.empty()) no_pages_.resize(std::size_t{1} << (32 - Bus::page_bits));
  return execute(nullptr, nullptr);
}

u32 Interpreter::pc() const {
  const Context& c = guest_.context;
  return c.at ? c.block_start + c.at->at * 2u : c.r[Context::pc];
}

void Interpreter::forget() {
  blocks_.forget_all();
  steps_.forget_all();
}

void Interpreter::forget(u32 address, u32 size) {
  const bool block = blocks_.forget(address, size);
  const bool steps = steps_.forget(address, size);
  if (block || steps) guest_.context.attention |= 1;  // the present block may be one of them
}

Block* Interpreter::enter(u32 pc) {
  Context& c = guest_.context;
  blocks_.release();
  steps_.release();
  if (!guest_.stepping) {
    Block* block = blocks_.find(pc);
    if (blocks_.is_empty(block)) block = translate(blocks_, pc, 64);
    if (blocks_.cost_with_waits(*block) <= c.budget) return block;
  }
  Block* step = steps_.find(pc);
  return steps_.is_empty(step) ? translate(steps_, pc, 1) : step;
}

// Registers in a row are saved and restored without a loop.
void Interpreter::choose(Step& step, const Op& op) {
  auto label = static_cast<unsigned>(op.code);
  const u32 low = op.imm & 0xff, more = op.imm >> 8;
  const auto first = static_cast<unsigned>(std::countr_zero(low | 0x100));
  const u32 count = static_cast<u32>(std::popcount(low));
  if (low == ((1u << count) - 1) << first) {
    constexpr u32 lr = 1u << (14 - 8);
    constexpr auto variants = static_cast<unsigned>(Code::count);
    constexpr unsigned push_run = variants, push_run_lr = push_run + 9, pop_run = push_run_lr + 9,
                       pop_run_jump = pop_run + 9;
    if (op.code == Code::push && more == 0) label = push_run + count;
    if (op.code == Code::push && more == lr) label = push_run_lr + count;
    if (op.code == Code::pop && more == 0) label = pop_run + count;
    if (op.code == Code::pop_jump && more == 0) label = pop_run_jump + count;
    if (label >= variants) step.b = static_cast<u8>(first);
  }
  step.handler = handlers_[label];
}

// Where time might run out on the way, instructions are fetched and executed one by one.
const void* Interpreter::fetch(const Block& block, unsigned op) {
  Context& c = guest_.context;
  CachedMemory& memory = bus_.cached();
  const Touch* first = block.touches;
  while (first->op != op) ++first;
  const Touch* const end = block.touches + block.touch_count;
  i64 wait = 0;
  for (const Touch* t = first; t != end && t->op == op; ++t) wait += memory.holds(t->address) ? 0 : memory.wait();
  if (!block.single && c.budget - wait < cost_of(block)) {
    c.r[Context::pc] = block.start + first->at * 2u;
    c.budget -= first->cycles;
    return nullptr;
  }
  for (const Touch* t = first; t != end && t->op == op; ++t) {
    if (memory.holds(t->address)) continue;
    c.budget -= memory.fetch(t->address);
    if (c.budget > 0) continue;
    c.r[Context::pc] = block.start;
    return nullptr;
  }
  return first->handler;
}

Block* Interpreter::translate(BlockCache& cache, u32 pc, unsigned instructions) {
  Builder builder{pc};
  guest_.translate(builder, pc, instructions);
  if (instructions > 1) builder.optimise();
  Block* block = cache.insert(builder);
  for (u32 i = 0; i < block->size; ++i) choose(block->steps[i], block->ops[i]);
  if (block->touches) cache.follow(*block, handlers_[absent_label]);
  return block;
}

}  // namespace cpu
