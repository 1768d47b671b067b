#include "peripherals/nrf5/pin_audit.hpp"

#include <catch2/catch.hpp>

#include "peripherals/nrf5/chip.hpp"

using namespace emulator;
using namespace std::chrono_literals;
using nrf5::Nrf51;

namespace {

constexpr u32 gpio = 0x5000'0000, twi = 0x4000'3000;
constexpr u32 in = gpio + 0x510;
constexpr u32 cnf(unsigned pin) { return gpio + 0x700 + 4 * pin; }
constexpr u32 input = 0, pull_up = 3 << 2;

struct Bench {
  Machine machine{1};
  Nrf51 chip{"chip", machine};
  Bench() {
    machine.add(chip);
    for (const std::string& pin : chip.pin_names())
      if (pin.starts_with("P0")) chip.pin(pin)->connect(machine.circuit.nets.net(pin));
  }
  void write(u32 address, u32 value) { REQUIRE(chip.bus().write(address, 4, value)); }
  void read(u32 address) {
    u32 value = 0;
    REQUIRE(chip.bus().read(address, 4, value));
  }
  void run(Duration d) { machine.scheduler.run_until(machine.now() + d); }
  std::vector<std::string> findings() {
    std::vector<std::string> all;
    for (const auto& finding : machine.circuit_findings.all()) all.push_back(finding.text);
    return all;
  }
};

}  // namespace

TEST_CASE("nRF51: an input that floats is told of when it is read", "[nrf5]") {
  Bench b;
  b.read(in);  // out of reset no pin is an input
  CHECK(b.findings().empty());
  b.write(cnf(3), input);
  CHECK(b.findings().empty());
  b.read(in);
  REQUIRE(b.findings().size() == 1);
  CHECK(b.findings()[0] ==
        "P0.03 is read, but nothing holds it: it needs a pull-up, a pull-down or something that drives it");
  b.read(in);
  b.write(cnf(4), input | pull_up);
  Terminal outside{"outside"};
  outside.connect(*b.chip.pin("P0.05")->net());
  outside.drive(3, 1e6);
  b.write(cnf(5), input);
  b.write(gpio + 0x518, 1 << 6);  // an output
  b.read(in);
  CHECK(b.findings().size() == 1);
}

TEST_CASE("nRF51: an I2C bus without pull-ups is told of", "[nrf5]") {
  const bool pulled = GENERATE(false, true);
  Bench b;
  Terminal up{"up"};
  up.connect(*b.chip.pin("P0.00")->net());
  if (pulled) up.drive(3, 4700);
  b.write(cnf(0), 6 << 8);  // S0D1, input connected
  b.write(cnf(30), pulled ? (6 << 8) | pull_up : 6 << 8);
  b.write(twi + 0x508, 0);
  b.write(twi + 0x50c, 30);
  b.write(twi + 0x500, 5);
  CHECK(b.findings().empty());
  b.run(2ms);
  if (pulled) {
    CHECK(b.findings().empty());
    return;
  }
  REQUIRE(b.findings().size() == 2);
  CHECK(b.findings()[0] == "P0.00 is a line of an I2C bus without a pull-up: it never becomes high");
}
