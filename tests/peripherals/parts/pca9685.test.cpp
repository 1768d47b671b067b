#include "peripherals/parts/pca9685.hpp"

#include <catch2/catch.hpp>

#include "bench.hpp"

using namespace parts;
using namespace parts::test;
using Bytes = std::vector<emulator::u8>;

namespace {

constexpr emulator::u8 at = 0x40, mode1 = 0, mode2 = 1, led0 = 6, led3 = 18, all = 0xfa, prescale = 0xfe;

struct PwmBench : Bench {
  explicit PwmBench(bool oe = false) {
    for (const char* line : {"SCL", "SDA"}) drive(line, 3.3, 4700);
    Wires wires{{"SCL", "SCL"}, {"SDA", "SDA"}, {"PWM0", "o0"}, {"PWM3", "o3"}, {"PWM15", "o15"}};
    if (oe) wires.emplace_back("OE", "OE");
    add<Pca9685>("pca9685", "pwm", wires);
  }
  bool high(const char* n) { return !net(n).floating() && net(n).volts() > 1.6; }
  void wake() {  // 1526 Hz, increments
    write(at, {prescale, 3});
    write(at, {mode1, 0x21});
  }
  static constexpr auto count = 160ns;  // with a prescale of 3
};

}  // namespace

TEST_CASE("PCA9685: registers, increments, all at once", "[parts]") {
  PwmBench b;
  CHECK(b.read(at, mode1) == 0x11);
  CHECK(b.read(at, mode2) == 0x04);
  CHECK(b.read(at, prescale) == 0x1e);
  CHECK(b.read(at, 0x45) == 0x10);
  b.write(at, {prescale, 2});
  CHECK(b.read(at, prescale) == 3);  // no less
  b.write(at, {mode1, 0x20});
  b.write(at, {prescale, 9});
  CHECK(b.read(at, prescale) == 3);  // awake
  b.write(at, {led3, 0x11, 0xf2, 0x33, 0x04});
  CHECK(b.read(at, led3, 4) == Bytes{0x11, 0x12, 0x33, 0x04});
  b.write(at, {all, 0x55, 0x06, 0x77, 0x08});
  CHECK(b.read(at, led3, 4) == Bytes{0x55, 0x06, 0x77, 0x08});
  CHECK(b.read(at, all, 2) == Bytes{0, 0});
}

TEST_CASE("PCA9685: pulses of the width and phase that were written", "[parts]") {
  PwmBench b;
  b.wake();
  CHECK_FALSE(b.high("o0"));
  b.write(at, {led0, 0, 0, 100, 0});
  const auto start = b.machine.now();
  const auto go = [&](emulator::Duration to) { b.machine.run_until(start + to); };
  CHECK(b.high("o0"));
  go(b.count);
  b.write(at, {led3, 0, 8, 0, 12});  // 2048 to 3072, from the next period on
  go(b.count * 100 - 1ns);
  CHECK(b.high("o0"));
  go(b.count * 100);
  CHECK_FALSE(b.high("o0"));
  go(b.count * 2050);
  CHECK_FALSE(b.high("o3"));
  go(b.count * 4096);
  CHECK(b.high("o0"));
  go(b.count * (4096 + 2047));
  CHECK_FALSE(b.high("o3"));
  go(b.count * (4096 + 2048));
  CHECK(b.high("o3"));
  PwmBench other;
  other.load(b.save());
  for (PwmBench* each : {&b, &other}) {
    each->machine.run_until(start + b.count * (4096 + 3071));
    CHECK(each->high("o3"));
    each->machine.run_until(start + b.count * (4096 + 3072));
    CHECK_FALSE(each->high("o3"));
  }
}

TEST_CASE("PCA9685: full on, full off, a phase across the period's end", "[parts]") {
  PwmBench b;
  b.wake();
  b.write(at, {led0, 0, 0x10, 0, 0});
  CHECK(b.high("o0"));
  b.write(at, {led3, 0, 15, 0, 1});  // 3840 to 256 of the next
  b.run(b.count * (4096 + 200));
  CHECK(b.high("o3"));
  b.run(b.count * 100);
  CHECK_FALSE(b.high("o3"));
  CHECK(b.high("o0"));
  b.write(at, {led0, 0, 0x10, 0, 0x10});
  b.run(b.count * 4096);
  CHECK_FALSE(b.high("o0"));
  b.write(at, {led3, 0, 0, 0, 0});  // equal: off
  b.run(b.count * 4096);
  CHECK_FALSE(b.high("o3"));
}

TEST_CASE("PCA9685: asleep it waits for RESTART", "[parts]") {
  PwmBench b;
  b.wake();
  b.write(at, {led0, 0, 0x10, 0, 0});
  b.write(at, {mode1, 0x31});
  CHECK(b.read(at, mode1) == 0xb1);
  CHECK_FALSE(b.high("o0"));
  b.write(at, {mode1, 0x21});
  CHECK_FALSE(b.high("o0"));
  b.write(at, {mode1, 0xa1});
  CHECK(b.read(at, mode1) == 0x21);
  CHECK(b.high("o0"));
}

TEST_CASE("PCA9685: output enable, inversion, open drain", "[parts]") {
  PwmBench b{true};
  b.drive("OE", 0);
  b.wake();
  b.write(at, {led0, 0, 0x10, 0, 0});
  CHECK(b.high("o0"));
  b.write(at, {mode2, 0x14});
  CHECK_FALSE(b.high("o0"));
  CHECK(b.high("o15"));
  b.write(at, {mode2, 0x00});
  CHECK(b.net("o0").floating());
  CHECK_FALSE(b.net("o15").floating());
  b.write(at, {mode2, 0x05});
  b.drive("OE", 3.3);
  CHECK(b.high("o15"));
  b.write(at, {mode2, 0x06});
  CHECK(b.net("o15").floating());
}

TEST_CASE("PCA9685: All Call is another address to write to", "[parts]") {
  PwmBench b;
  b.wake();
  CHECK(b.write(0x70, {led0, 0, 0x10, 0, 0}));
  CHECK(b.high("o0"));
  b.write(at, {mode1, 0x20});
  b.run(1us);
  CHECK_FALSE(b.write(0x70, {}));
}
