#include "cpu/interpreter/interpreter.hpp"

#include <algorithm>
#include <utility>

#include "cpu/interpreter/labels.hpp"
#include "cpu/ir/builder.hpp"
#include "cpu/ir/waiting.hpp"

namespace cpu {

using namespace ir;
using Stop = emulator::Cpu::Stop;

namespace {
constexpr unsigned most_instructions = 64;  // of a block
constexpr i64 most_words = 3;               // that one instruction looks up
}  // namespace

Interpreter::Interpreter(Guest& guest, Bus& bus, unsigned hot)
    : guest_(guest),
      bus_(bus),
      hot_(hot),
      blocks_(bus, true, guest.code_alignment),
      waiting_(bus, false, guest.code_alignment),
      rounds_(bus, false, guest.code_alignment),
      steps_(bus, false, guest.code_alignment) {
  execute(&handlers_, nullptr);
}

Stop Interpreter::run() {
  if (guest_.every_access && no_pages_.empty()) no_pages_.resize(std::size_t{1} << (32 - Bus::page_bits));
  return execute(nullptr, nullptr);
}

u32 Interpreter::pc() const {
  const Context& c = guest_.context;
  return c.at ? c.at->pc : c.r[Context::pc];
}

void Interpreter::forget() {
  blocks_.forget_all();
  waiting_.forget_all();
  rounds_.forget_all();
  steps_.forget_all();
}

void Interpreter::forget(u32 address, u32 size) {
  const bool block = blocks_.forget(address, size);
  const bool waiting = waiting_.forget(address, size);
  const bool rounds = rounds_.forget(address, size);
  const bool steps = steps_.forget(address, size);
  if (block || waiting || rounds || steps) guest_.context.attention |= 1;  // the present block may be one of them
}

Block* Interpreter::enter(u32 pc) {
  Context& c = guest_.context;
  blocks_.release();
  steps_.release();
  if (!guest_.stepping) {
    Block* block = bus_.cached().lacks(pc) ? nullptr : blocks_.find(pc);
    if (block && blocks_.is_empty(block)) block = translate_cold(pc);
    if (block && block->cold && !block->waits && ++block->runs >= hot_) block = translate_hot(pc);
    if (!block || !blocks_.all_held(*block)) {
      if (Block* slow = waiting(pc)) return slow;
    } else if (cost_of(*block) <= c.budget) {
      return block->waits && waited(*block) ? nullptr : block;
    }
  }
  Block* step = steps_.find(pc);
  if (steps_.is_empty(step)) step = translate(steps_, pc, 1);
  return ir::fetch(step->all_touches(), bus_.cached(), c.budget) ? step : nullptr;
}

// A loop that may only wait is looked at whenever it begins, as long as there is patience.
bool Interpreter::waited(Block& block) {
  const Round round = go_round(block.start);
  if (round == Round::all)
    block.waits = patience;
  else if (!--block.waits)
    blocks_.stop_waiting(block);
  return round != Round::none;
}

// A round executed as any other. If it leads back and has loaded only what stays as it is, all others until time is up
// are the same: none of them sees what the one before has written. One more is left over, so that after the last
// stretch the registers are a round's, wherever that ends.
Interpreter::Round Interpreter::go_round(u32 pc) {
  Context& c = guest_.context;
  rounds_.release();
  Block* block = rounds_.find(pc);
  if (rounds_.is_empty(block)) block = translate(rounds_, pc, most_instructions);
  const i64 cost = cost_of(*block), before = c.budget;
  if (guest_.every_round || !block->waits || !rounds_.all_held(*block) || cost > before) return Round::none;
  CachedMemory::View& view = bus_.cached().view;
  const u64 hits = view.hits;
  c.trying = true;
  c.restless = false;
  execute_block(*block);
  c.trying = false;
  if (c.restless || c.attention || c.r[Context::pc] != pc || block->dead) return Round::one;
  const i64 took = before - c.budget, rounds = (c.budget - cost) / took - 1;
  if (rounds <= 0) return Round::all;  // it does, but there is no time for it
  c.budget -= rounds * took;
  view.hits += static_cast<u64>(rounds) * (view.hits - hits);
  return Round::all;
}

// Each step gets its label.
Block* Interpreter::finish(Block* block) {
  Labels labels = choose_labels(*block, guest_.has_flags);
  if (block->size > 1 && !block->cold) join_pairs(*block, labels);
  for (u32 i = 0; i < block->size; ++i)
    if (block->ops[i].code != Code::way) block->steps[i].handler = handlers_[labels[i]];
  return block;
}

// Nothing is optimised or paired here, so that the guest can be left before every instruction, its flags exact.
Block* Interpreter::waiting(u32 pc) {
  waiting_.release();
  Block* block = waiting_.find(pc);
  if (waiting_.is_empty(block)) {
    Builder builder{pc};
    guest_.translate(builder, pc, most_instructions);
    block = finish(waiting_.insert(builder, true));
    for (Touch& t : block->all_touches()) t.handler = block->steps[t.op].handler;
    for (Touch& t : block->all_touches()) block->steps[t.op].handler = handlers_[label_fetch];
  }
  return cost_of(*block) + most_words * bus_.cached().wait() <= guest_.context.budget ? block : nullptr;
}

// Where time might run out on the way, instructions are fetched and executed one by one.
const void* Interpreter::fetch(const Block& block, unsigned step) {
  Context& c = guest_.context;
  CachedMemory& memory = bus_.cached();
  const auto all = block.all_touches();
  const auto first = std::ranges::lower_bound(all, static_cast<u8>(step), {}, &Touch::op);
  const std::span touches{first, std::ranges::upper_bound(first, all.end(), static_cast<u8>(step), {}, &Touch::op)};
  const i64 most = memory.wait() * static_cast<i64>(touches.size());  // to get one may be to lose another
  const auto held = [&](const Touch& t) { return memory.holds(t.address); };
  if (!std::ranges::all_of(touches, held)) {
    if (c.budget - most < cost_of(block)) {
      const Op& op = block.ops[step];
      c.r[Context::pc] = op.pc;
      c.budget -= op.cycles;
      return nullptr;
    }
    static_cast<void>(ir::fetch(touches, memory, c.budget));  // in time
  }
  return touches.front().handler;
}

Block* Interpreter::translate(BlockCache& cache, u32 pc, unsigned instructions, Builder::Seen seen) {
  Builder builder{pc, std::move(seen)};
  guest_.translate(builder, pc, instructions);
  if (instructions > 1) builder.optimise();
  Block* block = finish(cache.insert(builder));
  if (instructions > 1) cache.follow(*block);
  return block;
}

// At first as it stands, counting how often the guest comes here.
Block* Interpreter::translate_cold(u32 pc) {
  Builder builder{pc};
  guest_.translate(builder, pc, most_instructions);
  builder.optimise();
  Block* block = finish(blocks_.insert(builder, true));
  blocks_.follow(*block);
  return block;
}

// Then together with what usually follows.
Block* Interpreter::translate_hot(u32 pc) {
  Builder builder{pc, [this](u32 to) -> unsigned {
                    const Block* block = blocks_.find(to);
                    if (blocks_.is_empty(block)) return 0;
                    return block->cold ? block->runs : hot_;
                  }};
  guest_.translate(builder, pc, most_instructions);
  builder.optimise();
  Block* block = finish(blocks_.insert(builder));
  blocks_.follow(*block);
  return block;
}

}  // namespace cpu
