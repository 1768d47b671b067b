#include "cpu/ir/block_cache.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <cstring>
#include <new>
#include <utility>

#include "cpu/ir/waiting.hpp"

namespace cpu::ir {

namespace {

constexpr std::size_t page_count = std::size_t{1} << (32 - Bus::page_bits);

// With room for its steps, the Exit behind them, the operations, and the ranges.
Block* new_block(std::size_t size, std::size_t ranges) {
  const std::size_t steps = size * sizeof(Step) + sizeof(Exit);
  const std::size_t bytes = sizeof(Block) + steps + size * sizeof(Op) + ranges * sizeof(Range);
  Block* block = new (::operator new (bytes, std::align_val_t{16})) Block;
  block->ops = reinterpret_cast<const Op*>(reinterpret_cast<const char*>(block->steps) + steps);
  block->size = static_cast<u32>(size);
  block->range_count = static_cast<u16>(ranges);
  return block;
}

// The 64-byte lines of a page that [from, to) touches.
u64 lines(u32 page_start, u32 from, u32 to) {
  const u32 first = from <= page_start ? 0 : (from - page_start) / 64;
  const u32 last = to - page_start >= Bus::page_size ? 63 : (to - 1 - page_start) / 64;
  return (last == 63 ? ~u64{0} : (u64{1} << (last + 1)) - 1) & ~u64{0} << first;
}

}  // namespace

BlockCache::BlockCache(Bus& bus, bool direct, unsigned alignment)
    : bus_(bus), direct_(direct), shift_(alignment - 1), empty_(new_block(0, 0)) {
  void* p = mmap(nullptr, page_count * sizeof(Page*), PROT_READ | PROT_WRITE,
                 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (p == MAP_FAILED) throw std::bad_alloc{};
  directory_ = static_cast<Page**>(p);
  empty_->need = never;
}

BlockCache::~BlockCache() {
  bus_.cached().leave(*this);
  forget_all();
  for (u32 n : page_numbers_) {
    directory_[n]->~Page();
    ::operator delete(directory_[n]);
  }
  munmap(directory_, page_count * sizeof(Page*));
}

BlockCache::Page& BlockCache::page(u32 number) {
  Page*& p = directory_[number];
  if (!p) {
    const std::size_t entries = Bus::page_size >> shift_;
    p = new (::operator new(sizeof(Page) + entries * sizeof(Block*))) Page;
    std::fill_n(p->entries, entries, empty());
    page_numbers_.push_back(number);
  }
  return *p;
}

Block** BlockCache::slot(u32 pc) { return &page(pc >> Bus::page_bits).entries[(pc & (Bus::page_size - 1)) >> shift_]; }

Block* BlockCache::insert(const Builder& built, bool cold) {
  const auto n = built.ops().size();
  const std::vector<Range> ranges = built.ranges();
  Block* block = new_block(n, ranges.size());
  block->cost = built.most_cycles();
  block->cold = cold;
  block->waits = waits(built.ops(), built.start(), built.taken_pc(), built.fall_pc()) ? patience : 0;
  block->need = direct_ && !cold && !block->waits ? std::max<i64>(block->cost, 1) : never;  // none when time is up
  block->start = built.start();
  std::uninitialized_copy(built.ops().begin(), built.ops().end(), const_cast<Op*>(block->ops));
  std::uninitialized_copy(ranges.begin(), ranges.end(), const_cast<Range*>(block->ranges().data()));
  for (std::size_t i = 0; i < n; ++i) {
    const Op& op = block->ops[i];
    if (op.code == Code::way) {
      const Way way{slot(op.imm), op.imm, op.cycles};
      std::memcpy(static_cast<void*>(block->steps + i), &way, sizeof way);
    } else {
      new (block->steps + i) Step{nullptr, op.d, op.a, op.b, static_cast<u8>(i), op.imm};
    }
  }
  note_touches(*block, built);
  block->taken_pc = built.taken_pc();
  block->fall_pc = built.fall_pc();
  const Exit exit{slot(block->taken_pc), slot(block->fall_pc), built.taken_cycles(), built.fall_cycles()};
  std::memcpy(static_cast<void*>(block->steps + n), &exit, sizeof exit);
  Block** own = slot(block->start);
  if (!is_empty(*own)) drop(*own);
  *own = block;
  ++count_;
  for (const Range& r : block->ranges()) enrol(block, r.from, r.to);
  return block;
}

void BlockCache::enrol(Block* block, u32 from, u32 to) {
  for (u32 n = from >> Bus::page_bits; n <= (to - 1) >> Bus::page_bits; ++n) {
    Page& p = page(n);
    if (const u64 more = lines(n << Bus::page_bits, from, to) & ~p.lines) bus_.watch_code(n << Bus::page_bits, more);
    p.lines |= lines(n << Bus::page_bits, from, to);
    if (std::ranges::find(p.touching, block) == p.touching.end()) p.touching.push_back(block);
  }
}

bool BlockCache::forget(u32 address, u32 size) {
  bool any = false;
  if (!size) return any;
  for (u32 n = address >> Bus::page_bits; n <= (address + size - 1) >> Bus::page_bits; ++n) {
    Page* p = directory_[n];
    if (!p || !(p->lines & lines(n << Bus::page_bits, address, address + size))) continue;
    const auto hit = [&](const Block* b) {
      return std::ranges::any_of(b->ranges(),
                                 [&](const Range& r) { return address < r.to && r.from < address + size; });
    };
    std::vector<Block*> found;
    std::ranges::copy_if(p->touching, std::back_inserter(found), hit);
    for (Block* b : found) drop(b);
    any |= !found.empty();
    tidy(n);
  }
  return any;
}

void BlockCache::drop(Block* block) {
  *slot(block->start) = empty();
  if (on_drop) on_drop(*block);
  unlink_touches(*block);
  for (const auto& [from, to] : block->ranges())
    for (u32 n = from >> Bus::page_bits; n <= (to - 1) >> Bus::page_bits; ++n)
      if (Page& p = page(n); std::erase(p.touching, block) && p.touching.empty()) tidy(n);
  block->dead = true;
  dead_.emplace_back(block);
  --count_;
}

// Which lines still hold code is worked out anew, so that stores to data beside vanished code become fast again.
void BlockCache::tidy(u32 n) {
  Page& p = *directory_[n];
  const u32 start = n << Bus::page_bits;
  const u64 before = std::exchange(p.lines, 0);
  const auto add = [&](u32 from, u32 to) {
    if (from < to && from >> Bus::page_bits <= n && (to - 1) >> Bus::page_bits >= n) p.lines |= lines(start, from, to);
  };
  for (const Block* b : p.touching)
    for (const Range& r : b->ranges()) add(r.from, r.to);
  if (const u64 gone = before & ~p.lines) bus_.forget_code(start, gone);
}

void BlockCache::forget_all() {
  for (u32 n : page_numbers_) {
    Page& p = *directory_[n];
    while (!p.touching.empty()) drop(p.touching.back());
    tidy(n);
  }
}

}  // namespace cpu::ir
