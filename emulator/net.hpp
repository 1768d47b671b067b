#pragma once
// Electricity: pins and part terminals joined into nets. A driver is a voltage behind a resistance; a net's voltage
// follows from its drivers. (Networks of resistors, capacitors and diodes between nets are not solved yet.)
#include <cmath>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "emulator/state.hpp"

namespace emulator {

inline constexpr double high_impedance = std::numeric_limits<double>::infinity();

class Net;

// Where a chip's pin or a part's leg meets a net. Lives in its owner; unconnected until the board wires it.
class Terminal {
 public:
  explicit Terminal(std::string name) : name_(std::move(name)) {}
  ~Terminal();
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  const std::string& name() const { return name_; }
  void connect(Net&);  // before the run begins
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
};

class Net {
 public:
  explicit Net(std::string name) : name_(std::move(name)) {}
  ~Net();
  Net(const Net&) = delete;
  Net& operator=(const Net&) = delete;

  const std::string& name() const { return name_; }
  double volts() const { return volts_; }
  bool floating() const { return floating_; }
  double ohms() const { return 1 / siemens_; }  // the resistance behind the net: all drivers in parallel
  const std::vector<Terminal*>& terminals() const { return terminals_; }
  std::vector<std::function<void(const Net&)>> watchers;  // for traces and meters

  // What a trace or a meter sees: the drivers' voltage, or what hardware that works by bytes would make of it.
  // Terminals never see a drawing (emulator/waveform.hpp).
  double shown_volts() const { return shown_.value_or(volts_); }
  void show(double volts);
  void show_drivers();

  void settle();  // after terminals were loaded from a snapshot: recompute, tell nobody

 private:
  friend class Terminal;
  void update();  // recompute and tell every terminal
  bool compute();

  std::string name_;
  std::vector<Terminal*> terminals_;
  double volts_ = 0;
  double siemens_ = 0;
  bool floating_ = true;
  std::optional<double> shown_;
};

// The nets of a circuit by name, and the bus decoders that hang on them.
class Nets {
 public:
  Net& net(const std::string& name);
  Net* find(const std::string& name) const;
  const std::vector<std::unique_ptr<Net>>& all() const { return nets_; }
  void settle();

 private:
  std::vector<std::unique_ptr<Net>> nets_;
};

}  // namespace emulator
