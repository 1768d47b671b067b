#pragma once
// What every core has that an engine executes, whatever its instruction set: runs and steps, breakpoints, watchpoints
// and traces of a debugger, the wait for other cores before a device is reached, the clock.
#include <functional>
#include <memory>
#include <optional>
#include <set>

#include "cpu/ir/guest.hpp"
#include "emulator/bus.hpp"
#include "emulator/cpu.hpp"

namespace cpu {

using namespace emulator;

class TranslatedCore : public emulator::Cpu, public ir::Guest {
 public:
  // --- for the chip ---
  void stall(Duration);            // the bus keeps the core waiting: the present instruction takes that much longer
  void change_clock(i64 hz);       // from now on; 0: the core stands still
  std::function<void()> on_sleep;  // it has fallen asleep or woken up
  // For panels. An interrupt or another exception is taken, before its first instruction: its number, as the
  // architecture counts them. Whoever hears of it only looks.
  std::function<void(unsigned number)> on_exception;
  virtual std::string exception_name(unsigned number) const = 0;

  // --- emulator::Cpu ---
  Stop run(i64 until) override;
  void end_run() override { context.attention |= ended; }
  void end_at(i64 until) override {
    context.budget += until - context.until;
    context.until = until;
  }
  i64 cycles() const override { return context.cycles(); }
  void skip_to(i64 cycle) override;
  void step() override;
  u32 pc() const override { return engine_->pc(); }
  bool peek(u32 address, std::span<u8> bytes) const override { return bus_.peek(address, bytes); }
  bool poke(u32 address, std::span<const u8> bytes) override { return bus_.poke(address, bytes); }
  void set_breakpoint(u32 address, bool on) override;
  void trace(std::function<void(u32 pc)> hook) override;

  ir::Engine& engine() { return *engine_; }

 protected:
  // Reasons in context.attention. The lowest bit belongs to the engine: code has changed. From `own` on they are the
  // instruction set's.
  enum Attention : u32 { ended = 2, hit_breakpoint = 4, hit_watchpoint = 8, asleep = 16, own = 32 };

  TranslatedCore(std::string name, Scheduler&, Bus&, Clock, unsigned code_alignment);
  void set_engine(std::unique_ptr<ir::Engine>);

  bool stop(Stop why) { return stop_reason = why, false; }
  // In attend(): what a debugger or the machine wants. False: stop for it.
  bool watchpoint_passed();  // before anything else becomes of the instruction
  bool attended_to_stops();
  void trace_instruction() {
    if (stepping && trace_ && context.budget > 0) trace_(context.r[ir::Context::pc]);
  }
  // Before an access: a debugger sees a watched one before it is made, and cores meet in devices in order of time.
  // False: it is not to be made now.
  bool may_access(u32 address, unsigned width, Watch);
  virtual bool meets_others(u32 address) const { return bus_.fetch(address, 1).empty(); }  // not in memory
  bool is_steady(const Bus&, u32 address) const;
  bool breaks_at(u32 address, bool first) const {
    return breakpoints_.contains(address) && !(ignore_breakpoints_ && first);
  }
  void catch_up();  // until now the core had no time of its own
  void forget_stops();
  bool traced() const { return static_cast<bool>(trace_); }
  virtual void clock_stops() {}      // what counts its cycles stands still
  virtual void clock_changed() = 0;  // and goes on

  Scheduler& scheduler_;
  Bus& bus_;
  std::unique_ptr<ir::Engine> engine_;
  bool clocked_ = true;

 private:
  std::set<u32> breakpoints_;
  bool ignore_breakpoints_ = false;
  std::optional<u32> stopped_at_;  // the breakpoint that a run ended on: the next run steps over it
  std::optional<u32> held_at_;     // the instruction that a watchpoint stopped: the next run or step lets it pass
  std::function<void(u32)> trace_;
};

}  // namespace cpu
