// Blocks and the cache in front of their memory: which of the words that a block touches are held.
#include "cpu/ir/block_cache.hpp"

namespace cpu::ir {

void BlockCache::note_touches(Block& block, const Builder& built) const {
  const auto& touches = built.touches();
  if (touches.empty()) return;
  block.touches = new Touch[touches.size()];
  block.touch_count = static_cast<u16>(touches.size());
  unsigned op = 0;
  for (std::size_t i = 0; i < touches.size(); ++i) {
    while (op + 1 < block.size && block.ops[op].at < touches[i].at) ++op;
    block.touches[i] = touches[i];
    block.touches[i].block = &block;
    block.touches[i].op = static_cast<u8>(op);
  }
}

Touch** BlockCache::touches_of(u32 address) {
  const u32 offset = address - bus_.cached().view.base;
  touches_.resize(bus_.cached().size() >> Bus::page_bits);
  auto& page = touches_[offset >> Bus::page_bits];
  if (!page) page = std::make_unique<Touches>();
  return &(*page)[(offset & (Bus::page_size - 1)) >> 2];
}

void BlockCache::follow(Block& block, const void* absent) {
  absent_ = absent;
  for (Touch* t = block.touches; t != block.touches + block.touch_count; ++t) {
    t->handler = block.steps[t->op].handler;
    Touch** first = touches_of(t->address);
    t->next = *first;
    *first = t;
    block.missing += !bus_.cached().holds(t->address);
  }
  for (const Touch* t = block.touches; t != block.touches + block.touch_count; ++t) set_handler(*t);
}

// Of the step that waits for this word among others.
void BlockCache::set_handler(const Touch& touch) const {
  Block& block = *touch.block;
  const Touch* t = &touch;
  while (t != block.touches && t[-1].op == touch.op) --t;
  const void* handler = touch.handler;
  for (; t != block.touches + block.touch_count && t->op == touch.op; ++t)
    if (!bus_.cached().holds(t->address)) handler = absent_;
  block.steps[touch.op].handler = handler;
}

void BlockCache::word_changed(u32 address, bool held) {
  const u32 offset = address - bus_.cached().view.base;
  const u32 number = offset >> Bus::page_bits;
  if (number >= touches_.size() || !touches_[number]) return;
  for (Touch* t = (*touches_[number])[(offset & (Bus::page_size - 1)) >> 2]; t; t = t->next) {
    Block& block = *t->block;
    block.missing += held ? -1u : 1u;
    set_handler(*t);
    if (on_missing && block.missing == !held) on_missing(block);
  }
}

void BlockCache::unlink_touches(Block& block) {
  for (Touch* t = block.touches; t != block.touches + block.touch_count; ++t) {
    if (!t->handler) continue;  // nobody follows
    Touch** at = touches_of(t->address);
    while (*at && *at != t) at = &(*at)->next;
    if (*at) *at = t->next;
  }
}

}  // namespace cpu::ir
