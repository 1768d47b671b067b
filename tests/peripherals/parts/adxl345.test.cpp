#include "peripherals/parts/adxl345.hpp"

#include <catch2/catch.hpp>

#include "bench.hpp"

using namespace parts;
using namespace parts::test;
using emulator::u8;
using Bytes = std::vector<u8>;

namespace {

constexpr u8 address = 0x53;
enum : u8 { BW_RATE = 0x2c, POWER_CTL = 0x2d, INT_ENABLE = 0x2e, INT_MAP, INT_SOURCE, DATA_FORMAT, DATAX0 };

struct Shaken : Bench {
  explicit Shaken(Attributes attributes = {})
      : part(add<Adxl345>("adxl345", "shaken", {{"SCL", "SCL"}, {"SDA", "SDA"}, {"INT1", "INT1"}, {"INT2", "INT2"}},
                          attributes)) {}
  void set(double x, double y, double z) {
    quantity("acceleration_x").set(x);
    quantity("acceleration_y").set(y);
    quantity("acceleration_z").set(z);
  }
  std::vector<int> data() {
    const Bytes b = read(address, DATAX0, 6);
    std::vector<int> axes;
    for (unsigned i = 0; i < 6; i += 2) axes.push_back(static_cast<emulator::i16>(b[i] | b[i + 1] << 8));
    return axes;
  }
  void reg(u8 at, u8 value) { CHECK(write(address, {at, value})); }
  bool high(const std::string& name) { return net(name).volts() > 1.6; }
  Adxl345& part;
};

}  // namespace

TEST_CASE("ADXL345: identity, standby, data at its rate", "[parts]") {
  Shaken s;
  CHECK(s.read(address, 0x00) == 0xe5);
  CHECK(s.read(address, BW_RATE) == 0x0a);
  CHECK(s.part.period() == 10ms);
  s.run(1s);
  CHECK(s.data() == std::vector{0, 0, 0});
  s.reg(POWER_CTL, 0x08);
  s.run(9ms);
  CHECK(s.read(address, INT_SOURCE) == 0x02 - 2);
  s.run(1ms);
  CHECK((s.read(address, INT_SOURCE) & 0x80));
  CHECK(s.data() == std::vector{0, 0, 256});
  CHECK_FALSE((s.read(address, INT_SOURCE) & 0x80));
  s.run(25ms);
  CHECK((s.read(address, INT_SOURCE) & 1));  // overrun
}

TEST_CASE("ADXL345: ranges, full resolution, justification, offsets", "[parts]") {
  const auto [format, x, y] = GENERATE(table<u8, int, int>({{0, 256, -512},
                                                            {1, 128, -512},
                                                            {3, 32, -256},
                                                            {0x0b, 256, -2048},
                                                            {0x04, 256 * 64, -32768},
                                                            {0x0f, 256 * 8, -2048 * 8}}));
  Shaken s;
  s.set(1, -8, 0);
  s.reg(DATA_FORMAT, format);
  s.reg(POWER_CTL, 8);
  s.run(10ms);
  CHECK(s.data() == std::vector{x, y, 0});
  s.reg(DATA_FORMAT, 0x0b);
  s.reg(0x20, 0x7f);  // OFSZ
  s.run(10ms);
  CHECK(s.data()[2] == 127 * 4);
}

TEST_CASE("ADXL345: activity, inactivity and free fall with their pins", "[parts]") {
  Shaken s;
  for (const auto& [at, value] : {std::pair<u8, u8>{0x24, 32},
                                  {0x25, 24},
                                  {0x26, 1},
                                  {0x27, 0x77},
                                  {0x28, 8},
                                  {0x29, 20},
                                  {INT_MAP, 0x04},
                                  {INT_ENABLE, 0x1c},
                                  {POWER_CTL, 8}})
    s.reg(at, value);
  s.run(990ms);
  CHECK_FALSE(s.high("INT1"));
  s.run(10ms);
  CHECK(s.high("INT1"));
  CHECK((s.read(address, INT_SOURCE) & 0x1c) == 0x08);
  CHECK_FALSE(s.high("INT1"));
  s.set(0, 2.1, 1);
  s.run(10ms);
  CHECK((s.read(address, INT_SOURCE) & 0x1c) == 0x10);
  s.set(0.1, 0, 0.2);
  s.run(90ms);
  CHECK_FALSE(s.high("INT2"));
  s.run(10ms);
  CHECK(s.high("INT2"));
  CHECK((s.read(address, INT_SOURCE) & 0x1c) == 0x04);
}

TEST_CASE("ADXL345: relative activity leaves gravity out", "[parts]") {
  Shaken s;
  for (const auto& [at, value] : {std::pair<u8, u8>{0x24, 8}, {0x27, 0xf0}, {INT_ENABLE, 0x10}, {POWER_CTL, 8}})
    s.reg(at, value);
  s.run(100ms);
  CHECK_FALSE(s.high("INT1"));
  s.set(0, 0, 1.6);
  s.run(10ms);
  CHECK(s.high("INT1"));
}

TEST_CASE("ADXL345: a tap is short", "[parts]") {
  const auto [length, tap] = GENERATE(table<emulator::Duration, bool>({{20ms, true}, {60ms, false}}));
  Shaken s;
  for (const auto& [at, value] :
       {std::pair<u8, u8>{0x1d, 48}, {0x21, 50}, {0x2a, 7}, {INT_ENABLE, 0x40}, {POWER_CTL, 8}})
    s.reg(at, value);
  s.set(4, 0, 1);
  s.run(length);
  s.set(0, 0, 1);
  s.run(20ms);
  CHECK(s.high("INT1") == tap);
}

TEST_CASE("ADXL345: two taps, the second within its window", "[parts]") {
  // LATENT 50 ms, WINDOW 150 ms; 100 Hz
  const auto [pause, twice] = GENERATE(table<emulator::Duration, bool>({{20ms, false}, {100ms, true}, {300ms, false}}));
  const bool suppress = GENERATE(false, true);
  Shaken s;
  for (const auto& [at, value] : {std::pair<u8, u8>{0x1d, 48},
                                  {0x21, 50},
                                  {0x22, 40},
                                  {0x23, 120},
                                  {0x2a, static_cast<u8>(suppress ? 15 : 7)},
                                  {INT_ENABLE, 0x20},
                                  {POWER_CTL, 8}})
    s.reg(at, value);
  const auto tap = [&] {
    s.set(4, 0, 1);
    s.run(20ms);
    s.set(0, 0, 1);
  };
  tap();
  s.run(pause);
  CHECK_FALSE(s.high("INT1"));
  tap();
  s.run(20ms);
  CHECK(s.high("INT1") == twice);
  CHECK(bool(s.read(address, INT_SOURCE) & 0x20) == twice);
  if (!twice) return;
  CHECK_FALSE(s.high("INT1"));
  tap();  // one alone
  s.run(20ms);
  CHECK_FALSE(s.high("INT1"));
}

TEST_CASE("ADXL345: FIFO keeps the oldest, stream the newest", "[parts]") {
  const auto [mode, first] = GENERATE(table<u8, int>({{0x40, 1}, {0x80, 8}}));
  Shaken s;
  s.reg(0x38, static_cast<u8>(mode | 16));
  s.reg(POWER_CTL, 8);
  for (int i = 1; i <= 40; ++i) {
    s.set(i / 256.0, 0, 0);
    s.run(10ms);
  }
  CHECK(s.read(address, 0x39) == 33);
  CHECK((s.read(address, INT_SOURCE) & 3) == 3);
  for (int i = 0; i < 33; ++i) CHECK(s.data()[0] == first + i);
  CHECK(s.read(address, 0x39) == 0);
}

TEST_CASE("ADXL345: what is not modelled is told", "[parts]") {
  Shaken s;
  CHECK(s.machine.circuit_findings.all().empty());
  s.reg(0x38, 0xc0);
  CHECK(s.machine.circuit_findings.all().size() == 1);
}

TEST_CASE("ADXL345: a snapshot with noise and a full FIFO", "[parts]") {
  Shaken s{{{"noise", 0.1}}};
  s.reg(0x38, 0x80);
  s.reg(POWER_CTL, 8);
  s.run(500ms);
  const auto saved = s.save();
  const auto rest = [&] {
    s.run(100ms);
    return s.data();
  };
  const auto first = rest();
  s.load(saved);
  CHECK(s.save() == saved);
  CHECK(rest() == first);
}
