#include "peripherals/parts/ads1115.hpp"

#include <catch2/catch.hpp>

#include "bench.hpp"

using namespace parts;
using namespace parts::test;
using emulator::u16;
using emulator::u8;

namespace {

constexpr u8 address = 0x48;
enum : u8 { conversion, config, lo_thresh, hi_thresh };

struct Converter : Bench {
  explicit Converter(std::string_view type = "ads1115", Attributes attributes = {})
      : part(add<Ads1115>(
            type, "adc",
            {{"SCL", "SCL"}, {"SDA", "SDA"}, {"A0", "A0"}, {"A1", "A1"}, {"A2", "A2"}, {"A3", "A3"}, {"ALRT", "ALRT"}},
            std::move(attributes))) {
    pull_.connect(net("ALRT"));
    pull_.drive(3.3, 10e3);
  }
  void set(u8 reg, u16 value) { CHECK(write(address, {reg, static_cast<u8>(value >> 8), static_cast<u8>(value)})); }
  u16 get(u8 reg) {
    const auto b = read(address, reg, 2);
    return static_cast<u16>(b[0] << 8 | b[1]);
  }
  int result() { return static_cast<emulator::i16>(get(conversion)); }
  bool alert() { return net("ALRT").volts() < 1; }
  Ads1115& part;

 private:
  emulator::Terminal pull_{"pull"};
};

}  // namespace

TEST_CASE("ADS1115: reset values, a single shot in its time", "[parts]") {
  Converter c;
  CHECK(c.get(config) == 0x8583);
  CHECK(c.get(lo_thresh) == 0x8000);
  CHECK(c.get(hi_thresh) == 0x7fff);
  c.drive("A0", 1.024, 1);
  c.set(config, 0xc583);  // A0, 2.048 V, 128 a second
  CHECK(c.part.conversion_time() == 7812500ns);
  CHECK(c.get(config) == 0x4583);
  c.run(7812us);
  CHECK(c.get(config) == 0x4583);
  c.run(1us);
  CHECK(c.get(config) == 0xc583);
  CHECK(c.result() == 0x4000);
}

TEST_CASE("ADS1115: ideal codes of the data sheet's table", "[parts]") {
  const auto [plus, minus, code] = GENERATE(table<double, double, int>(
      {{0.256, 0, 0x7fff}, {0.256 / 32768, 0, 1}, {0, 0, 0}, {0, 0.256 / 32768, -1}, {0, 0.256, -0x8000}}));
  Converter c;
  c.drive("A0", plus, 1e-3);
  c.drive("A1", minus, 1e-3);
  c.set(config, 0x8be3);  // A0 - A1, 0.256 V
  c.run(2ms);
  CHECK(c.result() == code);
}

TEST_CASE("ADS1115: multiplexer and gains", "[parts]") {
  const auto [mux, gain, code] = GENERATE(table<unsigned, unsigned, int>({{4, 1, 8000},
                                                                          {5, 1, 4000},
                                                                          {6, 0, 16000},
                                                                          {7, 1, 800},
                                                                          {0, 1, 4000},
                                                                          {1, 1, 7200},
                                                                          {2, 1, 3200},
                                                                          {3, 1, 23200}}));
  Converter c{"ads1115", {{"volts", 5.0}}};
  const double volts[] = {1, 0.5, 3, 0.1};
  const char* inputs[] = {"A0", "A1", "A2", "A3"};
  for (unsigned i = 0; i < 4; ++i) c.drive(inputs[i], volts[i], 1e-3);
  c.set(config, static_cast<u16>(0x81e3 | mux << 12 | gain << 9));
  c.run(2ms);
  CHECK(c.result() == code);
}

TEST_CASE("ADS1115: continuous conversion, comparator with hysteresis and latch", "[parts]") {
  const bool latches = GENERATE(false, true);
  Converter c;
  c.drive("A0", 0.5, 1e-3);
  c.set(hi_thresh, 16000);  // 2 V at 4.096 V
  c.set(lo_thresh, 8000);
  c.set(config, static_cast<u16>(0x42e0 | (latches ? 4 : 0)));
  c.run(3ms);
  CHECK_FALSE(c.alert());
  c.drive("A0", 2.5, 1e-3);
  c.run(3ms);
  CHECK(c.alert());
  c.drive("A0", 1.5, 1e-3);
  c.run(3ms);
  CHECK(c.alert());
  c.drive("A0", 0.5, 1e-3);
  c.run(3ms);
  CHECK(c.alert() == latches);
  CHECK(c.result() == 4000);
  CHECK_FALSE(c.alert());
}

TEST_CASE("ADS1115: ALRT tells that a conversion is ready", "[parts]") {
  Converter c;
  c.set(hi_thresh, 0x8000);
  c.set(lo_thresh, 0);
  int pulses = 0;
  c.net("ALRT").watchers.push_back([&](const emulator::Net& n) { pulses += n.volts() < 1; });
  c.set(config, 0x4280);  // 128 a second
  c.run(1s);
  CHECK(pulses == 128);
}

TEST_CASE("ADS1015: twelve bits, higher rates", "[parts]") {
  Converter c{"ads1015"};
  c.drive("A0", 1, 1e-3);
  c.set(config, 0xc3e3);
  CHECK(c.part.conversion_time() < 304us);
  c.run(1ms);
  CHECK(c.result() == 500 * 16);
}

TEST_CASE("ADS1115: a snapshot within a conversion", "[parts]") {
  Converter c{"ads1115", {{"noise", 0.001}}};
  c.drive("A0", 1, 1e-3);
  c.set(config, 0x4283);
  c.run(20ms);
  const auto saved = c.save();
  c.run(20ms);
  const int first = c.result();
  CHECK(first != 8000);
  c.load(saved);
  CHECK(c.save() == saved);
  c.run(20ms);
  CHECK(c.result() == first);
}
