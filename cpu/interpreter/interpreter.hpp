#pragma once
// Runs IR on any host. What it does is the definition of what IR means.
#include <span>
#include <vector>

#include "cpu/ir/block_cache.hpp"
#include "cpu/ir/guest.hpp"

namespace cpu {

class Interpreter final : public ir::Engine {
 public:
  // `hot`: blocks are joined with what usually follows when they are to be executed for this time.
  Interpreter(ir::Guest& guest, emulator::Bus& bus, unsigned hot = 16);

  std::string_view name() const override { return "interpreter"; }
  emulator::Cpu::Stop run() override;
  ir::u32 pc() const override;
  void forget() override;
  void forget(ir::u32 address, ir::u32 size) override;

  // For an engine that executes most blocks in another way. The cache must be one whose blocks are not direct: then
  // execute_block() comes back at the boundary behind the block, or behind an access that wants attention.
  // `seen`: it is joined with what usually follows.
  ir::Block* translate(ir::BlockCache&, ir::u32 pc, unsigned instructions, ir::Builder::Seen seen = {});
  void execute_block(const ir::Block& block) { execute(nullptr, &block); }
  // A block for where not all is held: each instruction looks its words up. Null: there is too little time.
  ir::Block* waiting(ir::u32 pc);
  // A round of the loop that begins at the boundary; then, if it only waits, as many as fit before time is up, at once.
  enum class Round : ir::u8 { none, one, all };
  Round go_round(ir::u32 pc);

 private:
  // Runs; or one block only; or only tells where its labels are.
  emulator::Cpu::Stop execute(const void* const** handlers, const ir::Block* only);
  ir::Block* enter(ir::u32 pc);  // the block to run next, within the budget; null: time is up
  ir::Block* finish(ir::Block*);
  bool waited(ir::Block&);
  ir::Block* translate_cold(ir::u32 pc);
  ir::Block* translate_hot(ir::u32 pc);
  // The step's instruction looks up its words. The handler to go on with; null: at the boundary in the context instead.
  const void* fetch(const ir::Block&, unsigned step);

  ir::Guest& guest_;
  emulator::Bus& bus_;
  unsigned hot_;
  emulator::Bus::Window no_window_;  // while the guest wants to see every access
  std::vector<std::uintptr_t> no_pages_;
  ir::BlockCache blocks_;
  ir::BlockCache waiting_;
  ir::BlockCache rounds_;  // of loops that may only wait
  ir::BlockCache steps_;   // single instructions, for the last stretch before a deadline and for stepping
  const void* const* handlers_ = nullptr;  // by Label, then the pairs
};

}  // namespace cpu
