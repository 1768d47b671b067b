// Blocks and the cache in front of their memory. A block finds out that words have come when it is to be entered; from
// then on it counts on them, and is told of the first that is lost.
#include "cpu/ir/block_cache.hpp"

#include <utility>

namespace cpu::ir {

void BlockCache::note_touches(Block& block, const Builder& built) const {
  const auto& touches = built.touches();
  if (touches.empty()) return;
  block.touches = new Touch[touches.size()];
  block.touch_count = static_cast<u16>(touches.size());
  std::ranges::copy(touches, block.touches);
}

Touch** BlockCache::touches_of(u32 address) {
  const u32 offset = address - bus_.cached().view.base;
  auto& page = touches_[offset >> Bus::page_bits];
  if (!page) page = std::make_unique<Touches>();
  return &(*page)[(offset & (Bus::page_size - 1)) >> 2];
}

void BlockCache::follow(Block& block) {
  if (!block.touches) return;
  if (touches_.empty()) {
    touches_.resize(bus_.cached().size() >> Bus::page_bits);
    bus_.cached().listen(*this);
  }
  const auto touches = block.all_touches();
  std::ranges::sort(touches, {}, &Touch::address);
  const auto same = [](const Touch& a, const Touch& b) { return a.address == b.address; };
  const auto end = std::unique(touches.begin(), touches.end(), same);
  block.touch_count = static_cast<u16>(end - touches.begin());
  for (Touch& t : block.all_touches()) t.block = &block;
  block.unsure = block.touch_count;
  sure_or_not(block);
}

void BlockCache::sure_or_not(Block& block) {
  const bool sure = direct_ && !block.unsure && !block.cold && !block.waits;
  block.need = sure ? std::max<i64>(cost_of(block), 1) : never;
  if (on_sure) on_sure(block);
}

void BlockCache::look(Block& block) {
  for (Touch& t : block.all_touches()) {
    if (t.sure || !bus_.cached().holds(t.address)) continue;
    t.sure = true;
    t.next = std::exchange(*touches_of(t.address), &t);
    if (!--block.unsure) sure_or_not(block);
  }
}

void BlockCache::word_lost(u32 address) {
  const u32 offset = address - bus_.cached().view.base;
  const auto& page = touches_[offset >> Bus::page_bits];
  if (!page) return;
  for (Touch* t = std::exchange((*page)[(offset & (Bus::page_size - 1)) >> 2], nullptr); t; t = t->next) {
    t->sure = false;
    if (!t->block->unsure++) sure_or_not(*t->block);
  }
}

void BlockCache::unlink_touches(Block& block) {
  for (Touch& t : block.all_touches()) {
    if (!t.sure) continue;
    Touch** at = touches_of(t.address);
    while (*at != &t) at = &(*at)->next;
    *at = t.next;
  }
}

bool fetch(std::span<const Touch> touches, CachedMemory& memory, i64& budget) {
  for (const Touch& t : touches) {
    if (memory.holds(t.address)) continue;
    budget -= memory.fetch(t.address);
    if (budget <= 0) return false;
  }
  return true;
}

}  // namespace cpu::ir
