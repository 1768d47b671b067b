#pragma once
// Translated blocks by guest address. A slot per address never moves, so blocks can be chained through slots:
// forgetting a block means emptying its slot.
#include <array>
#include <functional>
#include <memory>
#include <vector>

#include "cpu/ir/builder.hpp"
#include "cpu/ir/op.hpp"
#include "emulator/bus.hpp"

namespace cpu::ir {

class BlockCache final : CachedMemory::Listener {
 public:
  // `direct`: blocks may be entered from one another; otherwise every entry goes by the engine's slow way.
  BlockCache(Bus& bus, bool direct);
  ~BlockCache() override;
  BlockCache(const BlockCache&) = delete;
  BlockCache& operator=(const BlockCache&) = delete;

  static constexpr unsigned max_block_bytes = 256;  // Op::at counts halfwords in a byte

  Block* find(u32 pc) const {
    Page* page = directory_[pc >> Bus::page_bits];
    return page ? page->entries[(pc & (Bus::page_size - 1)) >> 1] : empty();
  }
  bool is_empty(const Block* b) const { return b == empty(); }
  Block** slot(u32 pc);
  Block* insert(const Builder&);
  // From now on the block knows which of the words it touches are held. The handler of a step whose instruction lacks
  // one is `absent`; the steps have theirs already.
  void follow(Block&, const void* absent);
  // True if any block was dropped. Dropped blocks stay readable until release().
  bool forget(u32 address, u32 size);
  void forget_all();
  void release() {
    if (!dead_.empty()) dead_.clear();
  }
  std::size_t blocks() const { return count_; }
  // What a block may cost from where it begins, with the waits for all that is missing now.
  i64 cost_with_waits(const Block& b) const {
    return cost_of(b) + (b.missing ? i64{b.missing} * bus_.cached().wait() : 0);
  }
  std::function<void(Block&)> on_drop;
  std::function<void(const Block&)> on_missing;  // whether a word is missing has changed

 private:
  struct Free {
    void operator()(Block* b) const {
      delete[] b->touches;
      ::operator delete (b, std::align_val_t{16});
    }
  };
  using Owned = std::unique_ptr<Block, Free>;
  struct Page {
    Block* entries[Bus::page_size / 2];
    std::vector<Block*> touching;  // blocks with code or folded constants in this page
    u64 lines = 0;                 // 64-byte lines that hold such
  };
  using Touches = std::array<Touch*, Bus::page_size / 4>;  // by word of a page of cached memory

  Block* empty() const { return empty_.get(); }
  Page& page(u32 number);
  void enrol(Block*, u32 from, u32 to);
  void drop(Block*);
  void tidy(u32 page_number);
  void note_touches(Block&, const Builder&) const;
  Touch** touches_of(u32 address);
  void word_changed(u32 address, bool held) override;
  void set_handler(const Touch&) const;
  void unlink_touches(Block&);

  Bus& bus_;
  bool direct_;
  Page** directory_;
  std::vector<u32> page_numbers_;
  std::vector<std::unique_ptr<Touches>> touches_;
  const void* absent_ = nullptr;
  Owned empty_;
  std::vector<Owned> dead_;
  std::size_t count_ = 0;
};

}  // namespace cpu::ir
