#pragma once
// The reference: Unicorn 2.0.1 computes what each instruction does to registers and memory. What an instruction costs,
// exceptions, sleep and everything else that concerns the processor itself are the guest's, as with every engine.
//
// What Unicorn 2.0.1 does otherwise than a Cortex-M0, and what is done about it:
// - It has no exception model: instructions that need one end here and go to Guest::system(), jumps to Guest::jump().
// - It ends with an error after YIELD, and after a jump that leaves Thumb: both are complete by then. Barriers whose
//   fixed bits are not as the manual wants them do nothing here, and are undefined there: they are stepped over.
// - It keeps the two low bits of a value moved into the stack pointer: they are cleared.
// - It cannot be stopped inside an access (the access would be made again): it is stopped before the next instruction.
// - It does not see code changed by others: such addresses leave its cache before it runs on. Emptying the whole cache
//   takes seconds, so ranges are removed.
#include "cpu/ir/block_cache.hpp"
#include "cpu/unicorn/accesses.hpp"

namespace cpu::unicorn {

class Engine final : public ir::Engine {
 public:
  Engine(ir::Guest&, Bus&);
  ~Engine() override;
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  std::string_view name() const override { return "unicorn"; }
  emulator::Cpu::Stop run() override;
  u32 pc() const override { return guest_.context.r[ir::Context::pc]; }
  void forget() override;
  void forget(u32 address, u32 size) override;

 private:
  struct Close {
    void operator()(uc_engine* uc) const { uc_close(uc); }
  };
  static constexpr int registers = 17;  // r0 to r15, XPSR
  struct Range {
    u32 from;
    u64 to;
  };

  const ir::Block* decode(u32 pc);
  void perform_system(const ir::Block&);
  void execute();
  static void on_instruction(uc_engine*, u64 pc, u32 size, void*);
  static void on_exception(uc_engine*, u32, void*) {}  // misaligned: Accesses knows
  bool goes_on(u32 pc);
  void step_over(uc_err);
  void complete();
  void spend(const ir::Block&, u32 next, bool thumb);
  void write_registers();
  void remove_stale();

  ir::Guest& guest_;
  Bus& bus_;
  std::unique_ptr<uc_engine, Close> uc_;
  Accesses accesses_;
  ir::BlockCache decoded_;              // one instruction each: what it costs and how it ends
  const ir::Block* present_ = nullptr;  // the instruction that Unicorn executes
  bool entering_ = false;               // the next instruction was looked at already
  bool changed_ = true;                 // the registers in the context are newer than Unicorn's
  std::vector<Range> stale_;
};

}  // namespace cpu::unicorn
