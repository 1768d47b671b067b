#pragma once
// A circuit described once, as SPICE writes it, for our own solver and for ngspice:
//   R1 in out 10k        resistor        C1 out 0 100n      capacitor        L1 a b 1m     inductor
//   V1 in 0 5            voltage source  I1 0 out 1m        current source   D1 a k model  diode
//   Q1 c b e model       bipolar         M1 d g s model     field effect (bulk at the source)
//   X1 + - out high low  op-amp          P1 in 0 5 25 1m 3.3@2m ...          a driver: volts, ohms, then steps
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "emulator/analog/op_amp.hpp"
#include "emulator/analog/passive.hpp"
#include "emulator/analog/semiconductors.hpp"
#include "emulator/machine.hpp"

namespace analog_test {

using namespace emulator;
using namespace emulator::analog;

// "4.7k" -> 4700
inline double number(const std::string& text) {
  std::size_t end = 0;
  const double value = std::stod(text, &end);
  switch (end < text.size() ? text[end] : ' ') {
    case 'k': return value * 1e3;
    case 'M': return value * 1e6;
    case 'm': return value * 1e-3;
    case 'u': return value * 1e-6;
    case 'n': return value * 1e-9;
    case 'p': return value * 1e-12;
    default: return value;
  }
}

inline Duration after(double seconds) { return Duration{static_cast<i64>(seconds * 1e12 + 0.5)}; }

class Netlist {
 public:
  Netlist() {
    ground_.rail = true;
    ground_.connect(machine.circuit.nets.net("0"));
    ground_.drive(0, 0.001);
  }
  explicit Netlist(const std::string& netlist) : Netlist() {
    std::istringstream lines{netlist};
    for (std::string line; std::getline(lines, line);) add(line);
  }
  void add(const std::string& line) {
    std::istringstream in{line};
    std::vector<std::string> w;
    for (std::string word; in >> word;) w.push_back(word);
    if (!w.empty()) make(w);
  }
  double volts(const std::string& net) { return machine.circuit.nets.net(net).volts(); }
  void run(double seconds) { machine.run_until(machine.now() + after(seconds)); }
  void run_to(double seconds) { machine.run_until(Time{after(seconds)}); }
  Terminal& driver(const std::string& name) { return *drivers_.at(name); }
  template <typename T>
  T& element(const std::string& name) {
    return dynamic_cast<T&>(*elements_.at(name));
  }
  u64 steps() {
    u64 sum = 0;
    for (const auto& island : machine.analog.islands()) sum += island->steps();
    return sum;
  }
  std::vector<u8> save() {
    State state;
    machine.serialize(state);
    for (auto& [name, t] : drivers_) t->serialize(state);
    return state.data();
  }

  Machine machine{1};

 private:
  struct Step {
    Step(Machine& machine, Terminal& t, double volts, double ohms, double at)
        : event(machine.scheduler, "step", [&t, volts, ohms] { t.drive(volts, ohms); }) {
      event.at(Time{after(at)});
    }
    Event event;
  };

  void make(const std::vector<std::string>& w);
  Terminal& leg(const std::string& element, const std::string& net) {
    Terminal& t = *legs_.emplace_back(std::make_unique<Terminal>(element + "." + net));
    t.connect(machine.circuit.nets.net(net));
    return t;
  }
  template <typename T, typename... A>
  void put(A&&... a) {
    auto element = std::make_unique<T>(std::forward<A>(a)...);
    machine.analog.add(*element);
    elements_[element->name()] = std::move(element);
  }

  Terminal ground_{"ground"};
  std::vector<std::unique_ptr<Terminal>> legs_;
  std::map<std::string, std::unique_ptr<Terminal>> drivers_;
  std::map<std::string, std::unique_ptr<Element>> elements_;
  std::vector<std::unique_ptr<Step>> steps_;
};

// The models that netlists name, as SPICE spells them in spice_models().
inline Diode::Model diode_model(const std::string& name) {
  if (name == "LED") return {1e-18, 2, 5};
  if (name == "SCHOTTKY") return {1e-7, 1.05, 0.5};
  return {2.52e-9, 1.752, 0.568};  // D1N4148
}
inline std::string spice_models() {
  return ".model D1N4148 D(IS=2.52e-9 N=1.752 RS=0.568)\n.model LED D(IS=1e-18 N=2 RS=5)\n"
         ".model SCHOTTKY D(IS=1e-7 N=1.05 RS=0.5)\n"
         ".model NPN NPN(IS=1e-14 BF=200 BR=2)\n.model PNP PNP(IS=1e-14 BF=150 BR=2)\n"
         ".model NMOS NMOS(LEVEL=1 VTO=1.5 KP=0.1 LAMBDA=0.01 IS=1e-14)\n"
         ".model PMOS PMOS(LEVEL=1 VTO=-1.5 KP=0.05 LAMBDA=0.01 IS=1e-14)\n";
}

inline void Netlist::make(const std::vector<std::string>& w) {
  const std::string& n = w[0];
  const auto at = [&](unsigned i) -> Terminal& { return leg(n, w.at(i)); };
  switch (n[0]) {
    case 'R': return put<Resistor>(n, at(1), at(2), number(w[3]));
    case 'C': return put<Capacitor>(n, at(1), at(2), number(w[3]));
    case 'L': return put<Inductor>(n, at(1), at(2), number(w[3]));
    case 'V': return put<VoltageSource>(n, at(1), at(2), number(w[3]));
    case 'I': return put<CurrentSource>(n, at(1), at(2), number(w[3]));
    case 'D': return put<Diode>(n, at(1), at(2), diode_model(w[3]));
    case 'Q': {
      const bool npn = w[4] == "NPN";
      return put<Bjt>(n, npn ? Bjt::Polarity::npn : Bjt::Polarity::pnp, at(1), at(2), at(3),
                      Bjt::Model{1e-14, npn ? 200.0 : 150.0, 2});
    }
    case 'M': {
      const bool nmos = w[4] == "NMOS";
      return put<Mosfet>(n, nmos ? Mosfet::Polarity::n : Mosfet::Polarity::p, at(1), at(2), at(3),
                         Mosfet::Model{1.5, nmos ? 0.1 : 0.05, 0.01, 1e-14});
    }
    case 'X': return put<OpAmp>(n, at(1), at(2), at(3), at(4), at(5), OpAmp::Model{});
    default: break;
  }
  Terminal& t = *(drivers_[n] = std::make_unique<Terminal>(n));
  t.connect(machine.circuit.nets.net(w[1]));
  const double ohms = number(w[4]);
  t.drive(number(w[3]), ohms);
  for (unsigned i = 5; i < w.size(); ++i) {
    const auto cut = w[i].find('@');
    steps_.push_back(
        std::make_unique<Step>(machine, t, number(w[i].substr(0, cut)), ohms, number(w[i].substr(cut + 1))));
  }
}

}  // namespace analog_test
