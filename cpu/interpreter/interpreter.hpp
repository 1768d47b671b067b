#pragma once
// Runs IR on any host. What it does is the definition of what IR means.
#include <span>
#include <vector>

#include "cpu/ir/block_cache.hpp"
#include "cpu/ir/guest.hpp"

namespace cpu {

class Interpreter final : public ir::Engine {
 public:
  Interpreter(ir::Guest& guest, emulator::Bus& bus);

  std::string_view name() const override { return "interpreter"; }
  emulator::Cpu::Stop run() override;
  ir::u32 pc() const override;
  void forget() override;
  void forget(ir::u32 address, ir::u32 size) override;

 private:
  emulator::Cpu::Stop execute(const void* const** handlers);  // runs, or only tells where its labels are
  ir::Block* enter(ir::u32 pc);                               // the block to run next, within the budget
  void choose(ir::Step&, const ir::Op&);
  ir::Block* translate(ir::BlockCache&, ir::u32 pc, unsigned instructions);

  ir::Guest& guest_;
  emulator::Bus& bus_;
  ir::BlockCache blocks_;
  ir::BlockCache steps_;  // single instructions, for the last stretch before a deadline and for stepping
  const void* const* handlers_ = nullptr;  // by code, then the variants of operations.hpp
};

}  // namespace cpu
