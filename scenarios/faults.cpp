#include "scenarios/faults.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "emulator/i2c.hpp"

namespace scenarios {

using namespace emulator;
using boards::BoardError;

namespace {

constexpr double strong_ohms = 1e-3;  // of what holds a stuck net: stronger than any driver or contact
constexpr double bridge_ohms = 0.05;

}  // namespace

// Something broken, as long as it is.
class Faults::Broken {
 public:
  Broken(const Fault& f, boards::Assembly& circuit, std::vector<Terminal*> legs)
      : fault(f), machine_(circuit.machine()), circuit_(circuit), chance_(machine_.random("garbled " + f.where)) {
    begin(std::move(legs));
  }
  ~Broken() {
    if (drifting) drifting->drift(0);
    first_.release();
    for (Terminal* leg : afflicted_)
      if (I2cBus* bus = bus_of(*leg)) bus->afflict(*leg, {});
    for (const auto& [leg, net] : cut_) leg->connect(*net);
    if (resistor_) machine_.analog.remove(*resistor_);
    if (!cut_.empty()) machine_.analog.rewired();
  }

  void begin(std::vector<Terminal*> legs) {
    switch (fault.kind) {
      case Kind::cut: return cut(legs);
      case Kind::stick: return stick();
      case Kind::bridge: return bridge();
      case Kind::silent: return afflict(std::move(legs), {.silent = true});
      case Kind::hung: return afflict(std::move(legs), {.hung = true});
      case Kind::garbled: return afflict(std::move(legs), {.garbles = [this](u8 byte) { return garbled(byte); }});
      case Kind::drift: return;  // whoever knows the clock
    }
  }
  bool cuts(const Terminal* leg) const {
    return std::ranges::any_of(cut_, [&](const auto& c) { return c.first == leg; });
  }

  Fault fault;
  Drifting* drifting = nullptr;

 private:
  void cut(const std::vector<Terminal*>& legs) {
    for (Terminal* leg : legs) {
      cut_.emplace_back(leg, leg->net());
      leg->connect(*open_.emplace_back(std::make_unique<Net>(leg->name() + " (cut)")));
    }
    machine_.analog.rewired();
  }
  void stick() {
    first_.connect(circuit_.net(fault.where));
    first_.drive(fault.volts, strong_ohms);
  }
  void bridge() {
    first_.connect(circuit_.net(fault.where));
    second_.connect(circuit_.net(fault.with));
    resistor_ = std::make_unique<analog::Resistor>("bridge", first_, second_, bridge_ohms);
    machine_.analog.add(*resistor_);
  }
  void afflict(std::vector<Terminal*> legs, const I2cFault& how) {
    afflicted_ = std::move(legs);
    for (Terminal* leg : afflicted_)
      if (I2cBus* bus = bus_of(*leg)) bus->afflict(*leg, how);
  }
  I2cBus* bus_of(const Terminal& leg) { return machine_.circuit.i2c_with(leg); }
  u8 garbled(u8 byte) {
    const u64 dice = chance_.next();
    return dice % fault.one_in ? byte : static_cast<u8>(byte ^ 1u << (dice >> 32) % 8);
  }

  Machine& machine_;
  boards::Assembly& circuit_;
  Random chance_;
  std::vector<std::unique_ptr<Net>> open_;
  std::vector<std::pair<Terminal*, Net*>> cut_;
  std::vector<Terminal*> afflicted_;
  Terminal first_{"fault"}, second_{"fault"};
  std::unique_ptr<analog::Resistor> resistor_;
};

Faults::Faults(boards::Assembly& circuit) : circuit_(circuit) {}

Faults::~Faults() = default;

// A part's one leg, or all of them.
std::vector<Terminal*> Faults::legs(const std::string& where) {
  const boards::CircuitPin pin = boards::parse_pin(where);
  std::vector<Terminal*> found;
  try {
    parts::Part& part = circuit_.part(where);
    for (const std::string& name : part.terminal_names()) found.push_back(part.terminal(name));
  } catch (const BoardError&) {
    if (pin.of.empty()) throw;
    parts::Part& part = circuit_.part(pin.of);
    found.push_back(part.terminal(pin.name));
    if (!found.back())
      throw BoardError(
          fmt::format("{} has no terminal {}; it has {}", pin.of, pin.name, fmt::join(part.terminal_names(), ", ")));
  }
  std::erase_if(found, [](const Terminal* leg) { return !leg->net(); });
  return found;
}

// A board's, or a part's.
Drifting& Faults::clock(const std::string& where) {
  Drifting* found = nullptr;
  const auto& boards = circuit_.description().boards;
  const bool is_board = std::ranges::any_of(boards, [&](const auto& b) { return b.name == where; });
  if (is_board)
    found = dynamic_cast<Drifting*>(&circuit_.board(where).chip());
  else
    found = dynamic_cast<Drifting*>(&circuit_.part(where));
  if (!found) throw BoardError(fmt::format("{} has no clock that could drift", where));
  return *found;
}

void Faults::check(const Fault& fault) {
  switch (fault.kind) {
    case Kind::cut:
      if (legs(fault.where).empty()) throw BoardError(fmt::format("{} has no wire to cut", fault.where));
      return;
    case Kind::stick: return static_cast<void>(circuit_.net(fault.where));
    case Kind::bridge:
      if (&circuit_.net(fault.where) == &circuit_.net(fault.with))
        throw BoardError(fmt::format("{} and {} are one net already", fault.where, fault.with));
      return;
    case Kind::drift: return static_cast<void>(clock(fault.where));
    case Kind::silent:
    case Kind::hung:
    case Kind::garbled: {
      const auto all = legs(fault.where);
      if (std::ranges::none_of(all, [&](const Terminal* leg) { return circuit_.machine().circuit.i2c_with(*leg); }))
        throw BoardError(fmt::format("{} is on no I2C bus", fault.where));
    }
  }
}

void Faults::begin(const Fault& fault) {
  if (std::ranges::any_of(broken_, [&](const auto& b) { return b->fault == fault; })) return;
  const bool of_part = fault.kind != Kind::stick && fault.kind != Kind::bridge && fault.kind != Kind::drift;
  std::vector<Terminal*> at = of_part ? legs(fault.where) : std::vector<Terminal*>{};
  if (fault.kind == Kind::cut)
    std::erase_if(
        at, [&](Terminal* leg) { return std::ranges::any_of(broken_, [&](const auto& b) { return b->cuts(leg); }); });
  if (fault.kind == Kind::drift)  // one clock has one drift
    std::erase_if(broken_,
                  [&](const auto& b) { return b->fault.kind == Kind::drift && b->fault.where == fault.where; });
  broken_.push_back(std::make_unique<Broken>(fault, circuit_, std::move(at)));
  if (fault.kind != Kind::drift) return;
  broken_.back()->drifting = &clock(fault.where);
  broken_.back()->drifting->drift(fault.ppm);
}

void Faults::end(const Fault& fault) {
  std::erase_if(broken_, [&](const auto& b) { return b->fault == fault; });
}

bool Faults::mend(const std::string& where) {
  return std::erase_if(broken_, [&](const auto& b) { return b->fault.where == where || b->fault.with == where; }) > 0;
}

std::vector<Faults::Fault> Faults::all() const {
  std::vector<Fault> faults;
  for (const auto& b : broken_) faults.push_back(b->fault);
  return faults;
}

// The last first: what was cut goes back to the net that it had then.
void Faults::become(const std::vector<Fault>& faults) {
  while (!broken_.empty()) broken_.pop_back();
  for (const Fault& fault : faults) begin(fault);
}

}  // namespace scenarios
