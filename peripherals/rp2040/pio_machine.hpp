#pragma once
// One state machine. RP2040 Datasheet 3.2 "Programmer's Model", 3.4 "Instruction Set", 3.5 "Functional Details".
// A cycle is an edge of clk_sys: what an instruction reads is as it was before the edge, what it writes shows after it.
// In doubt, where the datasheet is silent:
//  - an IN that cannot autopush does nothing until it can (nothing else is kept of it, says SM_RESTART's description),
//    so it samples the pins when it completes;
//  - with autopull a PULL does nothing until the shift count reaches the threshold;
//  - reserved encodings do nothing, reserved sources read 0; INLINE_OUT_EN also holds for MOV PINS;
//  - an instruction written to SMx_INSTR runs one clk_sys cycle later, and while it stalls is tried in every one. It
//    takes the turn of an instruction due in that cycle; delay cycles go on;
//  - OUT_STICKY keeps the last write to levels and the last to directions apart.
#include "peripherals/rp2040/pio_divider.hpp"
#include "peripherals/rp2040/pio_fifo.hpp"
#include "peripherals/rp2040/pio_instruction.hpp"

namespace rp2040::pio {

constexpr unsigned machine_count = 4, memory_size = 32;

constexpr u32 ones(unsigned width) { return width >= 32 ? ~0u : (1u << width) - 1; }

// A write to levels and directions, or nothing where the masks are 0.
struct PinWrite {
  u32 levels = 0, level_mask = 0, directions = 0, direction_mask = 0;
  void put(bool to_directions, u32 data, u32 mask) {
    u32& to = to_directions ? directions : levels;
    (to_directions ? direction_mask : level_mask) = mask;
    to = data;
  }
  void overlay(const PinWrite& other) {
    levels = (levels & ~other.level_mask) | (other.levels & other.level_mask);
    directions = (directions & ~other.direction_mask) | (other.directions & other.direction_mask);
    level_mask |= other.level_mask;
    direction_mask |= other.direction_mask;
  }
  bool any() const { return level_mask | direction_mask; }
  void serialize(State& state) { state(levels, level_mask, directions, direction_mask); }
};

// SMx_EXECCTRL, SMx_SHIFTCTRL, SMx_PINCTRL, taken apart.
struct MachineConfig {
  bool side_enable = false, side_pindirs = false, inline_out_enable = false, sticky = false;
  u8 jmp_pin = 0, out_enable_bit = 0, wrap_top = memory_size - 1, wrap_bottom = 0, status_level = 0;
  bool status_of_rx = false;
  bool out_right = true, in_right = true, autopull = false, autopush = false;
  u8 pull_threshold = 32, push_threshold = 32;
  u8 in_base = 0, out_base = 0, set_base = 0, side_base = 0, delay_bits = 5, side_bits = 0;
  u32 out_mask = 0, set_mask = 0, side_mask = 0;
};

// What all state machines see in one cycle, and what they do to it.
struct Cycle {
  u32 inputs;     // after the synchronisers
  u32 unsettled;  // pins whose present level is not in `inputs` yet
  u8 irq;
  u8 irq_set = 0, irq_clear = 0;
  u32 fdebug = 0;
  bool fifo_moved = false;
  bool held_moved = false;  // what OUT_STICKY asserts
};

// What a stalled state machine waits for: until that happens it need not be run.
enum class Asleep : u8 { no, fifo, pins, irq };

// Its registers. Copied whenever somebody looks ahead, so no more than that.
struct Machine {
  ClockDivider divider;
  i64 wake = never;  // cycle in which there is something to do
  u32 x = 0, y = 0, osr = 0, isr = 0;
  u32 awaited_pins = 0;
  u8 osr_count = 32, isr_count = 0;
  u8 pc = 0, delay = 0;  // pulses of the divider, from the next one on, without an instruction
  bool enabled = false;
  bool stalled = false;      // the instruction at the PC has had its first cycle
  bool irq_waiting = false;  // IRQ WAIT has set its flag
  Asleep asleep = Asleep::no;
  bool forced = false;        // SMx_INSTR was written: forced_word runs in the next cycle
  bool latched = false;       // the latch of EXEC and of stalled SMx_INSTR instructions holds one
  bool latch_forced = false;  // from SMx_INSTR
  bool latch_tried = false;
  u16 forced_word = 0, latch = 0;
  PinWrite held;  // OUT_STICKY
  Fifo tx, rx;

  // Runs the cycle. `write`: what it does to the pins.
  void run(const MachineConfig&, const Instruction* memory, unsigned id, i64 now, Cycle&, PinWrite& write);
  void settle(i64 cycle);  // the divider's next pulse is the first in or after that cycle
  void plan(const MachineConfig&, i64 now);
  void restart();  // CTRL_SM_RESTART
  void serialize(State&);

 private:
  bool wants_refill(const MachineConfig& c) const { return c.autopull && osr_count >= c.pull_threshold && !tx.empty(); }
  void refill(Cycle&);
  friend class Execution;
};

// One instruction in one cycle.
class Execution {
 public:
  Execution(Machine& machine, const MachineConfig& config, unsigned id, Cycle& cycle, PinWrite& write)
      : m(machine), c(config), id_(id), cycle_(cycle), write_(write) {}
  // False: it stalls.
  bool run(const Instruction&);
  void side_set(const Instruction&);
  bool jumped() const { return jumped_; }
  bool executes() const { return executes_; }  // OUT EXEC, MOV EXEC

 private:
  void jmp(const Instruction&);
  bool wait(const Instruction&);
  bool in(const Instruction&);
  bool out(const Instruction&);
  void out_to(OutTo, u32 data, unsigned bits);
  bool push(const Instruction&);
  bool pull(const Instruction&);
  void mov(const Instruction&);
  u32 mov_source(MovFrom) const;
  bool irq(const Instruction&);
  void set(const Instruction&);

  bool stall(Asleep why);
  void debug(unsigned lsb);  // a flag of FDEBUG
  u32 in_pins() const;
  u8 irq_flag(unsigned index) const;
  void write_out(bool to_directions, u32 data);
  void write_pins(bool to_directions, u32 data, u32 mask);
  void jump(u32 address);
  void exec(u32 word);

  Machine& m;
  const MachineConfig& c;
  unsigned id_;
  Cycle& cycle_;
  PinWrite& write_;
  bool jumped_ = false, executes_ = false;
};

// FDEBUG: one bit per state machine from these on.
constexpr unsigned rxstall_lsb = 0, rxunder_lsb = 8, txover_lsb = 16, txstall_lsb = 24;

}  // namespace rp2040::pio
