#pragma once
// A part on a bench: wired to nets, with drivers for them and an I2C controller, in a machine without chips.
#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "peripherals/parts/part.hpp"

namespace parts::test {

using namespace std::chrono_literals;

class Bench {
 public:
  using Wires = std::vector<std::pair<std::string, std::string>>;  // terminal, net

  template <typename T>
  T& add(std::string_view type, const std::string& name, Wires wires, Attributes attributes = {}) {
    Part::Setup setup{machine, name, "", std::move(attributes)};
    for (const auto& [terminal, net] : wires) setup.wired.push_back(terminal);
    Part& part = *parts_.emplace_back(PartCatalogue::make(type, setup));
    for (const auto& [terminal, net] : wires) part.terminal(terminal)->connect(machine.circuit.nets.net(net));
    part.wired();
    machine.add(part);
    return dynamic_cast<T&>(part);
  }
  void drive(const std::string& net, double volts, double ohms = 50) { driver(net).drive(volts, ohms); }
  void release(const std::string& net) { driver(net).release(); }
  emulator::Net& net(const std::string& name) { return machine.circuit.nets.net(name); }
  emulator::Quantity& quantity(std::string_view name) { return *machine.world.find(name); }
  void run(emulator::Duration duration) { machine.run_until(machine.now() + duration); }

  // As an I2C controller on the nets "SCL" and "SDA".
  emulator::I2cBus& bus() { return machine.circuit.i2c(net("SCL"), net("SDA")); }
  bool write(emulator::u8 address, std::vector<emulator::u8> bytes) {
    bool acknowledged = bus().start(address, false);
    for (const emulator::u8 byte : bytes) acknowledged = acknowledged && bus().write(byte);
    bus().stop();
    return acknowledged;
  }
  std::vector<emulator::u8> read(emulator::u8 address, emulator::u8 reg, std::size_t count) {
    std::vector<emulator::u8> bytes;
    bus().start(address, false);
    bus().write(reg);
    bus().start(address, true);
    while (bytes.size() < count) bytes.push_back(bus().read());
    bus().stop();
    return bytes;
  }
  emulator::u8 read(emulator::u8 address, emulator::u8 reg) { return read(address, reg, 1)[0]; }

  std::vector<emulator::u8> save() {
    emulator::State state;
    machine.serialize(state);
    for (auto& [net, terminal] : drivers_) terminal->serialize(state);
    return state.data();
  }
  void load(const std::vector<emulator::u8>& saved) {
    emulator::State state{saved};
    machine.serialize(state);
    for (auto& [net, terminal] : drivers_) terminal->serialize(state);
    machine.circuit.nets.settle();
  }

  emulator::Machine machine{1};

 private:
  emulator::Terminal& driver(const std::string& name) {
    auto& terminal = drivers_[name];
    if (!terminal) {
      terminal = std::make_unique<emulator::Terminal>("driver of " + name);
      terminal->connect(net(name));
    }
    return *terminal;
  }
  std::vector<std::unique_ptr<Part>> parts_;
  std::map<std::string, std::unique_ptr<emulator::Terminal>> drivers_;
};

}  // namespace parts::test
