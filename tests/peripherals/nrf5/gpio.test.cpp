#include <catch2/catch.hpp>

#include "peripherals/nrf5/gpio.hpp"

using namespace emulator;
using nrf5::Gpio;

namespace {

constexpr u32 OUT = 0x504, OUTSET = 0x508, OUTCLR = 0x50c, IN = 0x510, DIR = 0x514, DIRSET = 0x518, DIRCLR = 0x51c;
constexpr u32 cnf(unsigned pin) { return 0x700 + 4 * pin; }
constexpr u32 output = 1, disconnected = 2, pull_down = 1 << 2, pull_up = 3 << 2;
constexpr u32 drive(unsigned mode) { return mode << 8; }
constexpr u32 sense_high = 2 << 16, sense_low = 3 << 16;

// A pin with something of ours on the other end of the wire.
struct Wired {
  Gpio gpio{"GPIO"};
  Nets nets;
  Terminal outside{"outside"};
  explicit Wired(unsigned pin = 0) {
    Net& net = nets.net("net");
    gpio.terminal(pin).connect(net);
    outside.connect(net);
  }
};

struct Watcher final : nrf5::PinWatcher {
  std::vector<std::pair<unsigned, bool>> heard;
  void pin_changed(unsigned pin, bool level) override { heard.emplace_back(pin, level); }
};

}  // namespace

TEST_CASE("nRF5 GPIO: every bit is described", "[nrf5]") { CHECK(Gpio{"GPIO"}.mistakes().empty()); }

TEST_CASE("nRF5 GPIO: pins are called P0.00 to P0.31", "[nrf5]") {
  Gpio gpio{"GPIO"};
  CHECK(gpio.terminal(7).name() == "P0.07");
  CHECK(gpio.find_terminal("P0.31") == &gpio.terminal(31));
  CHECK(gpio.find_terminal("P0.32") == nullptr);
}

TEST_CASE("nRF5 GPIO: after reset pins are disconnected inputs that drive nothing", "[nrf5]") {
  Wired w;
  w.outside.drive(3.0, 50);
  CHECK(w.gpio.read(cnf(0)) == 2);
  CHECK(w.gpio.read(IN) == 0);
  CHECK(w.gpio.read(DIR) == 0);
  w.outside.release();
  CHECK(w.gpio.terminal(0).floating());
}

TEST_CASE("nRF5 GPIO: OUT, OUTSET and OUTCLR change one value that output pins drive", "[nrf5]") {
  Gpio gpio{"GPIO"};
  gpio.write(DIRSET, 0b11);
  gpio.write(OUT, 0b01);
  CHECK(gpio.terminal(0).volts() == 3.0);
  CHECK(gpio.terminal(1).volts() == 0.0);
  gpio.write(OUTSET, 0b10);
  CHECK(gpio.terminal(1).volts() == 3.0);
  CHECK(gpio.read(OUT) == 0b11);
  gpio.write(OUTCLR, 0b01);
  CHECK(gpio.terminal(0).volts() == 0.0);
  CHECK(gpio.read(OUTSET) == 0b10);
  CHECK(gpio.read(OUTCLR) == 0b10);
}

TEST_CASE("nRF5 GPIO: the direction is the same bit in DIR and PIN_CNF", "[nrf5]") {
  Gpio gpio{"GPIO"};
  gpio.write(DIRSET, 1u << 5);
  CHECK(gpio.read(cnf(5)) == (disconnected | output));
  gpio.write(cnf(6), output);
  CHECK(gpio.read(DIR) == (1u << 5 | 1u << 6));
  gpio.write(DIRCLR, 1u << 6);
  CHECK(gpio.read(cnf(6)) == 0);
  gpio.write(cnf(5), disconnected);
  CHECK(gpio.read(DIR) == 0);
}

TEST_CASE("nRF5 GPIO: an output reads back through IN only with its input buffer connected", "[nrf5]") {
  Gpio gpio{"GPIO"};
  gpio.write(OUTSET, 1);
  gpio.write(cnf(0), output | disconnected);
  CHECK(gpio.read(IN) == 0);
  gpio.write(cnf(0), output);
  CHECK(gpio.read(IN) == 1);
}

TEST_CASE("nRF5 GPIO: pulls are 13 kohm to supply or ground", "[nrf5]") {
  Wired w;
  w.gpio.write(cnf(0), pull_up);
  CHECK(w.gpio.read(IN) == 1);
  CHECK(w.gpio.terminal(0).driven_ohms() == 13'000);
  w.outside.drive(0, 13'000);
  CHECK(w.gpio.terminal(0).volts() == Approx(1.5));
  w.outside.drive(0, 220);
  CHECK(w.gpio.read(IN) == 0);
  w.outside.release();
  CHECK(w.gpio.read(IN) == 1);
  w.gpio.write(cnf(0), pull_down);
  CHECK(w.gpio.read(IN) == 0);
}

TEST_CASE("nRF5 GPIO: between 0.3 and 0.7 of the supply an input keeps its level", "[nrf5]") {
  Wired w;
  w.gpio.write(cnf(0), 0);
  w.outside.drive(2.0, 1);
  CHECK(w.gpio.read(IN) == 0);
  w.outside.drive(2.11, 1);
  CHECK(w.gpio.read(IN) == 1);
  w.outside.drive(0.95, 1);
  CHECK(w.gpio.read(IN) == 1);
  w.outside.drive(0.89, 1);
  CHECK(w.gpio.read(IN) == 0);
  w.gpio.supply(2.0);
  w.outside.drive(1.41, 1);
  CHECK(w.gpio.read(IN) == 1);
}

TEST_CASE("nRF5 GPIO: drive modes choose the strength of each level", "[nrf5]") {
  Gpio gpio{"GPIO"};
  const auto ohms = [&](unsigned mode, bool level) {
    gpio.write(level ? OUTSET : OUTCLR, 1);
    gpio.write(cnf(0), output | drive(mode));
    return gpio.terminal(0).driven_ohms();
  };
  const double standard = 600, high = 60, off = high_impedance;
  const std::array<std::pair<double, double>, 8> expected{{{standard, standard},
                                                           {high, standard},
                                                           {standard, high},
                                                           {high, high},
                                                           {off, standard},
                                                           {off, high},
                                                           {standard, off},
                                                           {high, off}}};
  for (unsigned mode = 0; mode < 8; ++mode) {
    CAPTURE(mode);
    CHECK(ohms(mode, false) == expected[mode].first);
    CHECK(ohms(mode, true) == expected[mode].second);
  }
}

TEST_CASE("nRF5 GPIO: an open drain output that lets go shows its pull-up", "[nrf5]") {
  Gpio gpio{"GPIO"};
  gpio.write(OUTSET, 1);
  gpio.write(cnf(0), output | drive(6) | pull_up);
  CHECK(gpio.terminal(0).driven_ohms() == 13'000);
  CHECK(gpio.read(IN) == 1);
  gpio.write(OUTCLR, 1);
  CHECK(gpio.terminal(0).driven_ohms() == 600);
  CHECK(gpio.read(IN) == 0);
}

TEST_CASE("nRF5 GPIO: DETECT is high while any sensing pin has its level", "[nrf5]") {
  Wired w{3};
  w.gpio.write(cnf(3), pull_up | sense_low);
  CHECK_FALSE(w.gpio.detect.level());
  w.outside.drive(0, 1);
  CHECK(w.gpio.detect.level());
  w.gpio.write(cnf(4), pull_up | sense_high);
  w.outside.release();
  CHECK(w.gpio.detect.level());
  w.gpio.write(cnf(4), pull_up);
  CHECK_FALSE(w.gpio.detect.level());
  w.gpio.write(cnf(3), pull_down | sense_low | disconnected);
  CHECK_FALSE(w.gpio.detect.level());
}

TEST_CASE("nRF5 GPIO: a peripheral that has taken a pin decides its level, and its direction if it wants", "[nrf5]") {
  Gpio gpio{"GPIO"};
  gpio.write(DIRSET, 1);
  gpio.take(0, true);
  CHECK(gpio.terminal(0).volts() == 3.0);
  gpio.write(OUTSET, 1);
  gpio.write(OUTCLR, 1);
  CHECK(gpio.terminal(0).volts() == 3.0);
  gpio.set_output(0, false);
  CHECK(gpio.terminal(0).volts() == 0.0);
  gpio.write(OUTSET, 1);
  gpio.give_back(0);
  CHECK(gpio.terminal(0).volts() == 3.0);

  gpio.take(1, true);
  CHECK(gpio.terminal(1).floating());
  gpio.take(1, true, Gpio::Direction::output);
  CHECK(gpio.terminal(1).volts() == 3.0);
  gpio.take(0, true, Gpio::Direction::input);
  CHECK(gpio.terminal(0).floating());
}

TEST_CASE("nRF5 GPIO: watchers hear each change of a connected input once", "[nrf5]") {
  Wired w{9};
  Watcher watcher;
  w.gpio.watch(9, watcher);
  w.outside.drive(3.0, 1);
  CHECK(watcher.heard.empty());
  w.gpio.write(cnf(9), 0);
  w.outside.drive(2.9, 1);
  w.outside.drive(0, 1);
  CHECK(watcher.heard == std::vector<std::pair<unsigned, bool>>{{9, true}, {9, false}});
  w.gpio.unwatch(9, watcher);
  w.outside.drive(3.0, 1);
  CHECK(watcher.heard.size() == 2);
}

TEST_CASE("nRF5 GPIO: a restored port drives, sees and senses as the saved one", "[nrf5]") {
  Wired saved{3}, restored{3};
  saved.outside.drive(3.0, 1);
  restored.outside.drive(3.0, 1);
  saved.gpio.write(cnf(3), sense_low);
  saved.gpio.supply(2.8);
  saved.gpio.write(DIRSET, 0b110);
  saved.gpio.write(OUTSET, 0b010);
  saved.gpio.take(2, true);
  saved.outside.drive(1.5, 1);
  restored.outside.drive(1.5, 1);
  State out;
  saved.gpio.serialize(out);
  State in{out.data()};
  restored.gpio.serialize(in);
  restored.nets.settle();
  CHECK(in.at_end());
  CHECK(restored.gpio.read(IN) == 1u << 3);
  CHECK(restored.gpio.terminal(1).volts() == 2.8);
  CHECK(restored.gpio.supply() == 2.8);
  restored.gpio.write(OUTCLR, 0b110);
  CHECK(restored.gpio.terminal(1).volts() == 0.0);
  CHECK(restored.gpio.terminal(2).volts() == 2.8);
  restored.outside.drive(0, 1);
  CHECK(restored.gpio.detect.level());
}

TEST_CASE("nRF5 GPIO: reset lets go of every pin", "[nrf5]") {
  Gpio gpio{"GPIO"};
  gpio.write(OUTSET, 1);
  gpio.write(cnf(0), output | sense_high);
  CHECK(gpio.detect.level());
  gpio.take(1, true, Gpio::Direction::output);
  gpio.reset();
  CHECK(gpio.terminal(0).floating());
  CHECK(gpio.terminal(1).floating());
  CHECK(gpio.read(IN) == 0);
  CHECK_FALSE(gpio.detect.level());
}
