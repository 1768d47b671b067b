#include "cpu/interpreter/interpreter.hpp"

#include <algorithm>
#include <bit>

#include "cpu/ir/builder.hpp"

namespace cpu {

using namespace ir;
using Stop = emulator::Cpu::Stop;

namespace {
constexpr unsigned most_instructions = 64;                                    // of a block
constexpr unsigned fetch_label = static_cast<unsigned>(Code::count) + 4 * 9;  // behind the variants of operations.hpp
constexpr i64 most_words = 3;                                                 // that one instruction looks up
}  // namespace

Interpreter::Interpreter(Guest& guest, Bus& bus)
    : guest_(guest), bus_(bus), blocks_(bus, true), waiting_(bus, false), steps_(bus, false) {
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
  waiting_.forget_all();
  steps_.forget_all();
}

void Interpreter::forget(u32 address, u32 size) {
  const bool block = blocks_.forget(address, size);
  const bool waiting = waiting_.forget(address, size);
  const bool steps = steps_.forget(address, size);
  if (block || waiting || steps) guest_.context.attention |= 1;  // the present block may be one of them
}

Block* Interpreter::enter(u32 pc) {
  Context& c = guest_.context;
  blocks_.release();
  steps_.release();
  if (!guest_.stepping) {
    Block* block = bus_.cached().lacks(pc) ? nullptr : blocks_.find(pc);
    if (block && blocks_.is_empty(block)) block = translate(blocks_, pc, most_instructions);
    if (!block || !blocks_.all_held(*block)) {
      if (Block* slow = waiting(pc)) return slow;
    } else if (cost_of(*block) <= c.budget) {
      return block;
    }
  }
  Block* step = steps_.find(pc);
  if (steps_.is_empty(step)) step = translate(steps_, pc, 1);
  return ir::fetch(step->all_touches(), bus_.cached(), c.budget) ? step : nullptr;
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

// Nothing is optimised here, so that the guest can be left before every instruction, its flags exact.
Block* Interpreter::waiting(u32 pc) {
  waiting_.release();
  Block* block = waiting_.find(pc);
  if (waiting_.is_empty(block)) {
    Builder builder{pc};
    guest_.translate(builder, pc, most_instructions);
    block = waiting_.insert(builder);
    for (u32 i = 0; i < block->size; ++i) choose(block->steps[i], block->ops[i]);
    for (Touch& t : block->all_touches()) t.handler = block->steps[t.op].handler;
    for (Touch& t : block->all_touches()) block->steps[t.op].handler = handlers_[fetch_label];
  }
  return cost_of(*block) + most_words * bus_.cached().wait() <= guest_.context.budget ? block : nullptr;
}

// Where time might run out on the way, instructions are fetched and executed one by one.
const void* Interpreter::fetch(const Block& block, unsigned step) {
  Context& c = guest_.context;
  CachedMemory& memory = bus_.cached();
  const auto touches = std::ranges::equal_range(block.all_touches(), static_cast<u8>(step), {}, &Touch::op);
  const i64 most = memory.wait() * static_cast<i64>(touches.size());  // to get one may be to lose another
  const auto held = [&](const Touch& t) { return memory.holds(t.address); };
  if (!std::ranges::all_of(touches, held)) {
    if (c.budget - most < cost_of(block)) {
      const Op& op = block.ops[step];
      c.r[Context::pc] = block.start + op.at * 2u;
      c.budget -= op.cycles;
      return nullptr;
    }
    static_cast<void>(ir::fetch(touches, memory, c.budget));  // in time
  }
  return touches.front().handler;
}

Block* Interpreter::translate(BlockCache& cache, u32 pc, unsigned instructions) {
  Builder builder{pc};
  guest_.translate(builder, pc, instructions);
  if (instructions > 1) builder.optimise();
  Block* block = cache.insert(builder);
  for (u32 i = 0; i < block->size; ++i) choose(block->steps[i], block->ops[i]);
  if (instructions > 1) cache.follow(*block);
  return block;
}

}  // namespace cpu
