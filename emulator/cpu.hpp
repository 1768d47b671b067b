#pragma once
// One processor core, whatever instruction set it has and whatever engine executes it.
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/state.hpp"
#include "emulator/time.hpp"
#include "emulator/types.hpp"

namespace emulator {

class Cpu : public TimeSource {
 public:
  // Why run() came back. `ended`: end_run() asked for it. `lockup`: the core cannot go on by itself.
  enum class Stop : u8 { budget, ended, sleeping, breakpoint, watchpoint, lockup };
  struct RegisterName {
    std::string_view name;
    unsigned bits;
  };

  Cpu(std::string name, Clock clock) : name_(std::move(name)), clock_(clock) {}
  Cpu(const Cpu&) = delete;
  Cpu& operator=(const Cpu&) = delete;

  const std::string& name() const { return name_; }
  Clock clock() const { return clock_; }
  void set_clock(Clock);  // from now() on

  // Executes until the cycle counter has reached `until`: the last instruction is the last that began before it.
  virtual Stop run(i64 until) = 0;
  virtual void end_run() = 0;  // from inside run(): come back after the present instruction
  // From inside run(): it shall execute until this cycle, not the one it was told.
  virtual void end_at(i64 /*until*/) { end_run(); }
  // Where several cores share a clock: is another one behind? Then this one comes back before it reaches a device.
  std::function<bool()> must_wait;
  // It had no time of its own and has one again, from now() on.
  std::function<void()> on_time;
  virtual i64 cycles() const = 0;  // since the core was made; inside an access, when the instruction began
  virtual bool locked_up() const { return false; }  // a fault it cannot handle; only a reset helps
  virtual bool sleeping() const = 0;                // waits for an interrupt or event
  virtual void skip_to(i64 cycle) = 0;              // while sleeping: time passes
  virtual void reset() = 0;
  virtual void step() = 0;  // one instruction, breakpoints ignored; a sleeping core stays asleep

  Time now() const override { return origin_ + clock_.ticks(cycles() - origin_cycles_); }
  // The first cycle that begins at or after a time.
  i64 cycle_at(Time t) const { return origin_cycles_ + clock_.count_up(t - origin_); }

  // As a debugger sees it.
  virtual std::span<const RegisterName> register_names() const = 0;
  virtual u32 get(unsigned reg) const = 0;
  virtual void set(unsigned reg, u32 value) = 0;
  virtual u32 pc() const = 0;                                     // of the present instruction, exact inside an access
  virtual bool peek(u32 address, std::span<u8> bytes) const = 0;  // this core's view of memory, no side effects
  virtual bool poke(u32 address, std::span<const u8> bytes) = 0;
  virtual void set_breakpoint(u32 address, bool on) = 0;
  virtual std::string disassemble(u32 address, unsigned& size) const = 0;  // size: bytes, 0 where nothing is mapped
  // Called before each instruction while set; slow.
  virtual void trace(std::function<void(u32 pc)> hook) = 0;

  virtual void serialize(State&);

 private:
  std::string name_;
  Clock clock_;
  Time origin_{};
  i64 origin_cycles_ = 0;
};

}  // namespace emulator
