#pragma once
// Translated blocks by guest address. A slot per address never moves, so blocks can be chained through slots:
// forgetting a block means emptying its slot.
#include <array>
#include <functional>
#include <limits>
#include <memory>
#include <vector>

#include "cpu/ir/builder.hpp"
#include "cpu/ir/op.hpp"
#include "emulator/bus.hpp"

namespace cpu::ir {

class BlockCache final : CachedMemory::Listener {
 public:
  // `direct`: blocks may be entered from one another; otherwise every entry goes by the engine's slow way. `alignment`:
  // 1 or 2, of addresses at which blocks may begin.
  BlockCache(Bus& bus, bool direct, unsigned alignment);
  ~BlockCache() override;
  BlockCache(const BlockCache&) = delete;
  BlockCache& operator=(const BlockCache&) = delete;

  // The need of a block that cannot be entered directly: no budget is as large.
  static constexpr i64 never = std::numeric_limits<i64>::max();

  Block* find(u32 pc) const {
    Page* page = directory_[pc >> Bus::page_bits];
    return page ? page->entries[(pc & (Bus::page_size - 1)) >> shift_] : empty();
  }
  // The same for those who know the alignment.
  Block* find_halfword(u32 pc) const {
    Page* page = directory_[pc >> Bus::page_bits];
    return page ? page->entries[(pc & (Bus::page_size - 1)) >> 1] : empty();
  }
  Block* find_byte(u32 pc) const {
    Page* page = directory_[pc >> Bus::page_bits];
    return page ? page->entries[pc & (Bus::page_size - 1)] : empty();
  }
  bool is_empty(const Block* b) const { return b == empty(); }
  Block** slot(u32 pc);
  // `cold`: it shall be entered by the engine's slow way for now.
  Block* insert(const Builder&, bool cold = false);
  // The block shall be entered only while all that it touches is held.
  void follow(Block&);
  // It has lost its patience (ir/waiting.hpp): from now on it is entered as others are.
  void stop_waiting(Block& b) {
    b.waits = 0;
    sure_or_not(b);
  }
  // Whether that is so now.
  bool all_held(Block& b) {
    if (b.unsure) look(b);
    return !b.unsure;
  }
  // True if any block was dropped. Dropped blocks stay readable until release().
  bool forget(u32 address, u32 size);
  void forget_all();
  void release() {
    if (!dead_.empty()) dead_.clear();
  }
  std::size_t blocks() const { return count_; }
  std::function<void(Block&)> on_drop;
  std::function<void(const Block&)> on_sure;  // whether all its words are held has changed

 private:
  struct Free {
    void operator()(Block* b) const {
      delete[] b->touches;
      ::operator delete (b, std::align_val_t{16});
    }
  };
  using Owned = std::unique_ptr<Block, Free>;
  struct Page {
    std::vector<Block*> touching;  // blocks with code or folded constants in this page
    u64 lines = 0;                 // 64-byte lines that hold such
    Block* entries[];
  };
  using Touches = std::array<Touch*, Bus::page_size / 4>;  // sure ones, by word of a page of cached memory

  Block* empty() const { return empty_.get(); }
  Page& page(u32 number);
  void enrol(Block*, u32 from, u32 to);
  void drop(Block*);
  void tidy(u32 page_number);
  void note_touches(Block&, const Builder&) const;
  Touch** touches_of(u32 address);
  void word_lost(u32 address) override;
  void look(Block&);
  void sure_or_not(Block&);
  void unlink_touches(Block&);

  Bus& bus_;
  bool direct_;
  unsigned shift_;  // of an address, to its entry
  Page** directory_;
  std::vector<u32> page_numbers_;
  std::vector<std::unique_ptr<Touches>> touches_;
  Owned empty_;
  std::vector<Owned> dead_;
  std::size_t count_ = 0;
};

// Before an instruction begins: waits for those of its words that are not held. False: time is up.
bool fetch(std::span<const Touch>, CachedMemory&, i64& budget);

}  // namespace cpu::ir
