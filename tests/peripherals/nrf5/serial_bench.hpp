#pragma once
// A bench for the serial blocks: time, pins that are all wired to nets of their own, and RAM for EasyDMA.
#include <fmt/format.h>

#include <vector>

#include "emulator/bus.hpp"
#include "emulator/circuit.hpp"
#include "peripherals/nrf5/gpio.hpp"
#include "peripherals/nrf5/peripheral.hpp"

namespace nrf5 {

struct SerialBench {
  static constexpr u32 ram = 0x2000'0000;

  Scheduler scheduler;
  Circuit circuit;
  Gpio gpio{"GPIO", 3.0};
  Memory memory{"RAM", 0x4000};
  Bus bus;
  std::vector<std::unique_ptr<Terminal>> legs;  // of parts outside

  SerialBench() {
    for (unsigned i = 0; i < Gpio::pin_count; ++i) gpio.terminal(i).connect(net(i));
    bus.map_ram(ram, memory);
  }
  Net& net(unsigned pin) { return circuit.nets.net(fmt::format("P{}", pin)); }
  // A part's leg on a pin's net.
  Terminal& leg(unsigned pin) {
    legs.push_back(std::make_unique<Terminal>("leg"));
    legs.back()->connect(net(pin));
    return *legs.back();
  }
  void pull_up(unsigned pin) { leg(pin).drive(3.0, 4700); }
  void input(unsigned pin) { gpio.write(0x700 + 4 * pin, 0); }
  void output(unsigned pin) { gpio.write(0x700 + 4 * pin, 3); }

  double now_us() const { return static_cast<double>(scheduler.now().time_since_epoch().count()) / 1e6; }
  void run_us(double us) { scheduler.run_until(scheduler.now() + Duration{static_cast<i64>(us * 1e6)}); }
  // How long until an event register is 1; fails after a second.
  double us_until(const RegisterFile& block, u32 event) {
    const double began = now_us();
    while (!block.peek(event)) {
      if (scheduler.next() > Time{std::chrono::seconds{10}}) return -1;
      scheduler.run_until(scheduler.next());
    }
    return now_us() - began;
  }

  u8& byte(u32 address) { return memory.bytes()[address - ram]; }
  void put(u32 address, std::initializer_list<int> bytes) {
    for (const int b : bytes) byte(address++) = static_cast<u8>(b);
  }
  std::vector<int> get(u32 address, u32 size) {
    std::vector<int> out;
    for (u32 i = 0; i < size; ++i) out.push_back(byte(address + i));
    return out;
  }
};

// A snapshot of a block and the time taken from one bench and put into another.
template <typename Block>
void transplant(SerialBench& from, Block& block, SerialBench& to, Block& other) {
  State saved;
  saved(from.scheduler, from.gpio, block, from.circuit);
  State loading{saved.data()};
  loading(to.scheduler, to.gpio, other, to.circuit);
}

}  // namespace nrf5
