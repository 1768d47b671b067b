#pragma once
// Electricity: pins and part terminals joined into nets. A driver is a voltage behind a resistance; a net's voltage
// follows from its drivers. Nets with resistors, capacitors and the like between them have a solver (emulator/analog).
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "emulator/state.hpp"

namespace emulator {

inline constexpr double high_impedance = std::numeric_limits<double>::infinity();

class Net;

// Solves nets together. A net without one is solved on the spot, from its drivers alone.
class NetSolver {
 public:
  virtual void drivers_changed(Net&) = 0;
  virtual double volts(const Net&) const = 0;  // at this moment
  virtual bool floating(const Net&) const = 0;

 protected:
  ~NetSolver() = default;
};

// Hears of nets that deserve a look: several drivers, or a voltage that not every terminal can bear.
class NetInspector {
 public:
  virtual void inspect(const Net&) = 0;

 protected:
  ~NetInspector() = default;
};

// What a terminal can bear, by its data sheet. Its owner keeps it.
struct Ratings {
  double least_volts, most_volts;
  double most_milliamps;  // out of it or into it
};

// Where a chip's pin or a part's leg meets a net. Lives in its owner; unconnected until the board wires it.
class Terminal {
 public:
  explicit Terminal(std::string name) : name_(std::move(name)) {}
  ~Terminal();
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  const std::string& name() const { return name_; }
  // Before the run begins; later, whoever does it tells machine.analog.rewired().
  void connect(Net&);
  Net* net() const { return net_; }

  void drive(double volts, double ohms);  // ohms > 0; high_impedance lets go
  void release() { drive(0, high_impedance); }
  double driven_volts() const { return volts_; }
  double driven_ohms() const { return ohms_; }

  double volts() const;   // of the net; an unconnected terminal sees only itself; 0 while floating
  bool floating() const;  // nobody drives the net
  // Milliamperes that flow from this driver into the net (negative: into the driver).
  double milliamps() const { return std::isinf(ohms_) ? 0 : (volts_ - volts()) / ohms_ * 1000; }

  std::function<void()> on_change;  // the net's voltage changed

  // The voltages at which its owner looks up: through `falling` downwards, through `rising` upwards. Where a voltage
  // moves by itself, on_change() comes just behind them; in between, it may not come.
  void thresholds(double falling, double rising) { falling_ = falling, rising_ = rising; }
  double falling_threshold() const { return falling_; }  // NaN: none
  double rising_threshold() const { return rising_; }
  const Ratings* ratings = nullptr;  // null: it bears anything; before it is connected
  bool rail = false;                 // a supply so stiff that what only it joins is solved apart; likewise

  void serialize(State& state) {
    state(volts_, ohms_);
    siemens_ = 1 / ohms_;
  }

 private:
  friend class Net;
  std::string name_;
  Net* net_ = nullptr;
  double volts_ = 0;
  double ohms_ = high_impedance;
  double siemens_ = 0;  // 1 / ohms_, kept because nets are computed often
  double falling_ = std::numeric_limits<double>::quiet_NaN(), rising_ = falling_;
};

class Net {
 public:
  explicit Net(std::string name) : name_(std::move(name)) {}
  ~Net();
  Net(const Net&) = delete;
  Net& operator=(const Net&) = delete;

  const std::string& name() const { return name_; }
  double volts() const { return solver_ ? solver_->volts(*this) : volts_; }
  bool floating() const { return solver_ ? solver_->floating(*this) : floating_; }
  double ohms() const { return 1 / siemens_; }  // the resistance behind the net: all drivers in parallel
  bool rail() const;                            // a supply holds it
  const std::vector<Terminal*>& terminals() const { return terminals_; }
  std::vector<std::function<void(const Net&)>> watchers;  // for traces and meters

  // What a trace or a meter sees: the drivers' voltage, or what hardware that works by bytes would make of it.
  // Terminals never see a drawing (emulator/waveform.hpp).
  double shown_volts() const { return shown_.value_or(volts_); }
  void show(double volts);
  void show_drivers();

  void settle();  // after terminals were loaded from a snapshot: recompute, tell nobody
  void inspector(NetInspector*);

  // --- for solvers ---
  struct Drivers {  // all of them as one source: the amperes into a short circuit, and its conductance
    double amps, siemens;
  };
  Drivers drivers() const;
  void solver(NetSolver*);  // null: none
  NetSolver* solver() const { return solver_; }
  void present(double volts, bool floating);  // tell terminals and watchers if that is new
  void tell_terminals() const;

 private:
  friend class Terminal;
  void update();  // recompute and tell every terminal
  bool compute();
  void tell(bool changed);
  void find_limits();

  std::string name_;
  std::vector<Terminal*> terminals_;
  double volts_ = 0;
  double siemens_ = 0;
  NetSolver* solver_ = nullptr;
  NetInspector* inspector_ = nullptr;
  double least_ = -high_impedance, most_ = high_impedance;  // volts that every terminal can bear
  unsigned drivers_ = 0;
  bool floating_ = true;
  std::optional<double> shown_;
};

// The nets of a circuit by name.
class Nets {
 public:
  Net& net(const std::string& name);
  Net* find(const std::string& name) const;
  // A wire, before the run begins: what was on `from` is on `to`, and the name of `from` is another name of `to`.
  void join(Net& from, Net& to);
  const std::vector<std::unique_ptr<Net>>& all() const { return nets_; }
  void settle();
  void inspector(NetInspector*);  // of all nets, those to come too

 private:
  std::vector<std::unique_ptr<Net>> nets_;
  NetInspector* inspector_ = nullptr;
  std::vector<std::unique_ptr<Net>> joined_;  // empty, for whoever still knows them
  std::map<std::string, Net*> other_names_;
};

}  // namespace emulator
