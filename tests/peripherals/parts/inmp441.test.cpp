#include "peripherals/parts/inmp441.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>

#include "tests/peripherals/parts/bench.hpp"

using namespace parts;
using test::Bench;
using namespace std::chrono_literals;

namespace {

struct Microphone : Bench {
  explicit Microphone(double lr = 0) {
    for (const char* line : {"SCK", "WS"}) drive(line, 0);
    drive("LR", lr);
    drive("SD", 0, 100'000);  // the resistor that the sheet wants
    add<Inmp441>("inmp441", "mic", {{"SCK", "SCK"}, {"WS", "WS"}, {"SD", "SD"}, {"LR", "LR"}});
    quantity("loudness").set(0.5);
    quantity("pitch").set(250);
  }
  // A slot of 32 bits, 1 us each; the first one belongs to the slot before.
  emulator::u32 slot(bool right) {
    emulator::u32 bits = 0;
    for (int i = 0; i < 32; ++i) {
      drive("SCK", 0);
      drive("WS", right ? 3.3 : 0);
      run(500ns);
      drive("SCK", 3.3);
      if (i == 0) began = machine.now();
      run(250ns);
      bits = bits << 1 | (net("SD").volts() > 1.6);
      run(250ns);
    }
    return bits;
  }
  emulator::i32 expected() const {
    const double wave = std::sin(2 * std::numbers::pi * 250 * emulator::seconds(began.time_since_epoch()));
    return static_cast<emulator::i32>(std::lround(0.5 * wave * 8388607));
  }
  emulator::Time began{};
};

emulator::i32 sample(emulator::u32 bits) { return static_cast<emulator::i32>(bits << 1) >> 8; }

}  // namespace

TEST_CASE("INMP441: a sample of 24 bits in its slot, one clock late", "[parts]") {
  Microphone b;
  b.slot(false);
  b.slot(true);
  for (int i = 0; i < 20; ++i) {
    const auto left = b.slot(false);
    CHECK(sample(left) == b.expected());
    CHECK((left & 0x7f) == 0);  // let go behind it
    CHECK(b.slot(true) == 0);
  }
}

TEST_CASE("INMP441: LR chooses the slot, loudness the amplitude", "[parts]") {
  Microphone b{3.3};
  b.slot(true);
  CHECK(b.slot(false) == 0);
  const auto right = b.slot(true);
  CHECK(sample(right) == b.expected());
  b.quantity("loudness").set(0);
  b.slot(false);
  CHECK(b.slot(true) == 0);
}

TEST_CASE("INMP441: a snapshot in the middle of a slot", "[parts]") {
  Microphone a, b;
  a.slot(false);
  a.slot(true);
  b.load(a.save());
  CHECK(a.slot(false) == b.slot(false));
}
