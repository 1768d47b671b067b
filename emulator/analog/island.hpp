#pragma once
// Nets that elements join, solved together as time goes on. Supplies end an island: what only they join is solved
// apart.
//
// A change of a driver or an element is worked out at once, before whoever made it goes on; an island with nothing
// stored is then done. Where capacitors or inductors move, the next step is worked out ahead and waits as an event; it
// ends early where a net crosses a threshold of one of its terminals, at most 1 ns behind the crossing. Steps grow as
// the island comes to rest, and end there. Whoever asks in between gets the voltage of that moment, and changes nothing
// by it.
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "emulator/analog/integrator.hpp"
#include "emulator/findings.hpp"
#include "emulator/time.hpp"

namespace emulator::analog {

class Island final : public NetSolver {
 public:
  using Stored = std::function<double(const Element&)>;  // what an element has stored; none: as power comes
  Island(Scheduler&, CircuitFindings&, std::vector<Net*> nets, std::vector<Net*> rails, std::vector<Element*>,
         const Stored& = {});
  ~Island();

  const std::vector<Net*>& nets() const { return nets_; }
  const std::vector<Element*>& elements() const { return elements_; }
  std::string name() const;                  // by its elements, for people
  bool at_rest() const { return !moving_; }  // nothing will happen until somebody drives
  u64 steps() const { return steps_; }       // worked out so far

  void drivers_changed(Net&) override;
  double volts(const Net&) const override;
  bool floating(const Net&) const override;
  double amps(const Element&, unsigned leg) const;
  void rails_changed();
  void element_changes(const std::function<void()>& how);
  void leave(Element&);
  void collect(std::map<const Element*, double>& stored) const;  // at this moment

  void serialize(State&);
  void restored();  // everything is loaded: drivers and elements too

 private:
  struct Threshold {
    unsigned net;
    double volts;
  };

  void bind();
  unsigned index(const Net&) const;
  void read_drivers();
  void changed();  // solves, plans and tells
  void advance(Time);
  void plan();
  bool find_step();
  Duration first_step() const;
  void find_thresholds();
  void stop_at_crossing();
  std::optional<double> crossing(const IslandState& before, const IslandState& after) const;
  void take_step();
  void tell();
  void tell_elements();
  void complain(std::string_view what);
  const IslandState& at_now() const;

  Scheduler& scheduler_;
  CircuitFindings& findings_;
  std::vector<Net*> nets_, rails_;
  std::vector<Element*> elements_;
  mutable Equations equations_;
  mutable Integrator integrator_{equations_};
  std::vector<Threshold> thresholds_;

  IslandState state_;  // at `since_`
  Time since_{};
  bool moving_ = false;
  IslandState planned_;  // at since_ + ahead_
  Duration ahead_{}, next_ahead_{};
  std::vector<bool> floating_, told_floating_;
  std::vector<double> told_volts_, told_siemens_;
  bool telling_ = false, again_ = false;
  u64 steps_ = 0;
  Event event_;

  mutable IslandState looked_;  // at `looked_at_`, for whoever asks twice
  mutable std::optional<Time> looked_at_;
};

}  // namespace emulator::analog
