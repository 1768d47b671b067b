#pragma once
// Virtual boards on one clock: runs the cores between events, hears complaints, freezes and thaws the whole.
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "emulator/access.hpp"
#include "emulator/analog/analog.hpp"
#include "emulator/chip.hpp"
#include "emulator/circuit.hpp"
#include "emulator/circuit_audit.hpp"
#include "emulator/radio_medium.hpp"
#include "emulator/random.hpp"
#include "emulator/time.hpp"
#include "emulator/world.hpp"

namespace emulator {

// Something besides chips that has state: an on-board part.
struct Stateful {
  virtual ~Stateful() = default;
  virtual void serialize(State&) = 0;
  virtual void power_on() {}
};

class Machine : public AccessObserver {
 public:
  enum class Stop : u8 { limit, requested, breakpoint, watchpoint, lockup, stepped };
  // A complaint with where and when it happened; each register and kind is told once.
  struct Finding {
    Complaint::Kind kind;
    std::string place;  // "TIMER0.MODE"
    std::string text;   // the whole sentence
    Time time;
    u32 pc;
    u64 count;
  };
  struct Access {
    Time time;
    u32 pc;
    const Cpu* core;
    const Device& device;
    const Register* reg;
    u32 offset, value;
    bool writing;
  };

  explicit Machine(u64 seed) : air(seed), seed_(seed) {
    scheduler.on_earlier = [this](Time) {
      earlier_ = true;
      end_run();
    };
  }
  ~Machine() override = default;

  Scheduler scheduler;
  Circuit circuit;
  CircuitFindings circuit_findings{scheduler};
  CircuitAudit circuit_audit{scheduler, circuit.nets, circuit_findings};
  analog::Analog analog{scheduler, circuit_findings};
  RadioMedium air;
  World world;
  u64 seed() const { return seed_; }
  Random random(std::string_view stream) const { return Random{seed_, stream}; }

  void add(Chip&);  // the chip stays the caller's and must outlive the run
  void add(Stateful&);
  const std::vector<Chip*>& chips() const { return chips_; }
  const std::vector<Cpu*>& cores() const { return cores_; }

  Time now() const { return scheduler.now(); }
  void power_on();
  // Runs until the limit, or until something asks to stop. May pass the limit by part of one instruction.
  Stop run_until(Time limit);
  // One instruction of one core, its breakpoints ignored; events and the other cores follow to the same time, and may
  // be what stops. A sleeping core is waited for: `limit` if it still sleeps then, else `stepped`.
  Stop step(Cpu&, Time limit);
  void stop() {
    stop_requested_ = true;
    end_run();
  }
  bool stop_requested() const { return stop_requested_; }  // during the last run or step
  Cpu* stopped_core() const { return stopped_core_; }      // that hit a break- or watchpoint or locked up
  Cpu* running_core() const { return running_; }  // inside an access: whose it is; null between runs and in events

  // What firmware did that we could not honour.
  const std::vector<Finding>& findings() const { return findings_; }
  std::function<void(const Finding&)> on_finding;  // the first time each is seen
  std::function<void(const Access&)> on_access;    // every register access; set through trace_accesses()
  void trace_accesses(std::function<void(const Access&)>);
  void complaint(const Complaint&) override;
  void accessed(const Device&, const Register*, u32 offset, u32 value, bool writing) override;

  void serialize(State&);

 private:
  void end_run() {
    if (running_) running_->end_run();
  }
  Duration quantum() const { return quantum_.value_or(std::chrono::microseconds{1}); }
  Cpu* furthest_behind() const;
  Time stretch_of(const Cpu&, Time limit) const;
  void pass_to(Time);
  bool must_wait(const Cpu&);
  void has_time();
  bool let_come_up(Cpu& behind, const Cpu& waiting);
  Stop run_core(Cpu&, Time limit);
  Stop bring_up(const Cpu&);
  Stop wake(const Cpu&, Time limit);

  u64 seed_;
  std::vector<Chip*> chips_;
  std::vector<Stateful*> parts_;
  std::vector<Cpu*> cores_;
  std::optional<Duration> quantum_;  // the shortest of chips with several cores
  Cpu* running_ = nullptr;
  const Cpu* waiting_ = nullptr;   // has seen that others are behind it
  bool freely_ = false;            // run_until() runs: the present core may go on past its stretch, or let others run
  bool alone_ = false;             // the core that runs is the only one awake, or was
  bool earlier_ = false;           // an event has become the next one
  Cpu* stopped_inside_ = nullptr;  // a core that had to come up, and had to stop on the way
  Stop why_inside_ = Stop::limit;
  Cpu* stopped_core_ = nullptr;
  bool stop_requested_ = false;
  std::vector<Finding> findings_;
  std::map<std::tuple<const Device*, u32, Complaint::Kind>, std::size_t> finding_index_;
};

}  // namespace emulator
