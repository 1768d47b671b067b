#pragma once
// The four state machines with what they share: IRQ flags, pin outputs, input synchronisers. A clockwork without
// registers or time: somebody says up to which clk_sys cycle it runs.
//
// RP2040 Datasheet 3.5.6.1: there is a register stage between the pins and each state machine, so an instruction sees
// its own output of two cycles before where the synchroniser is bypassed, and of four cycles before where it is not.
// In doubt: an IRQ flag that is set and cleared in the same cycle ends up set; OUT_STICKY holds while the state machine
// is disabled.
#include <array>

#include "peripherals/rp2040/pio_machine.hpp"

namespace rp2040::pio {

// What registers configure. Shared by all copies of a core; only register writes change it.
struct CoreConfig {
  std::array<u16, memory_size> words{};  // INSTR_MEM
  std::array<Instruction, memory_size> memory{};
  std::array<MachineConfig, machine_count> machines;
  u32 sync_bypass = 0;
  std::array<u32, 2> inte{}, intf{};
};

// The lines that leave the block, one bit each: DREQs, interrupt requests.
constexpr unsigned tx_dreq_lsb = 0, rx_dreq_lsb = 4, irq0_bit = 8;

class Core {
 public:
  std::array<Machine, machine_count> machines;
  u32 levels = 0, directions = 0;  // of the pins
  u32 fdebug = 0;
  u8 irq = 0;

  i64 cycle() const { return cycle_; }
  // The next cycle in which there is something to do.
  i64 next() const;
  // Runs to the end of cycle `last`, or of an earlier one in which a pin or line changed (then it is true).
  bool run(const CoreConfig&, i64 last);
  // Runs to where a pin or line changes, all sleep, or so many cycles have been looked at.
  bool run_ahead(const CoreConfig&, i64 steps);
  void start_at(i64 cycle);

  // From outside, between cycles.
  void set_inputs(u32 levels);
  void settle();                    // before registers are written
  void changed(const CoreConfig&);  // after: all state machines look again

  u32 intr() const;
  u32 ints(const CoreConfig& c, unsigned line) const { return (intr() & c.inte[line]) | c.intf[line]; }
  u32 lines() const { return lines_; }

  void serialize(State&);

 private:
  bool step(const CoreConfig&, i64 at);
  bool apply(const CoreConfig&, std::array<PinWrite, machine_count>&, bool any);
  bool update_lines(const CoreConfig&);
  void pass_inputs(i64 cycles);
  u32 unsettled() const { return (sampled_[0] ^ inputs_) | (sampled_[1] ^ inputs_) | (sampled_[2] ^ inputs_); }

  u32 lines_ = 0;
  i64 cycle_ = 0;
  u32 inputs_ = 0;
  std::array<u32, 3> sampled_{};  // one, two and three cycles ago
  bool reassert_ = false;         // pins were written: OUT_STICKY writes again in the next cycle
};

}  // namespace rp2040::pio
