#include <catch2/catch.hpp>

#include "peripherals/esp32/sens.hpp"

#include <cmath>

#include "peripherals/esp32/sar_transfer.hpp"
#include "tests/peripherals/esp32/pins_bench.hpp"

using namespace esp32;

namespace {

constexpr u32 READ_CTRL = 0x00, ATTEN1 = 0x34, SLAVE1 = 0x3c, SLAVE3 = 0x44, TCTRL = 0x4c, START1 = 0x54,
              TOUCH_CTRL1 = 0x58, THRES1 = 0x5c, OUT1 = 0x70, TOUCH_CTRL2 = 0x84, TOUCH_ENABLE = 0x8c,
              READ_CTRL2 = 0x90, START2 = 0x94, DAC_CTRL1 = 0x98, DAC_CTRL2 = 0x9c;
constexpr u32 done = 1 << 16, start = 1 << 17, force = 1 << 18, pad_force = 1u << 31;

struct Bench : PinsBench {
  Scheduler s;
  ClockSignal rtc_8m{"rtc_8m_clk", 8'000'000}, rtc_slow{"rtc_slow_clk", 150'000};
  Quantity room{"room.temperature", "degC", 22, {-40, 125}};
  Sens sens{"SENS", s, rtc_8m, rtc_slow, pads, rtc_io, room};
  void run(std::chrono::microseconds t) { s.run_until(s.now() + t); }
  // As ESP-IDF reads ADC1: inverted data, 12 bits.
  u32 read_adc1(unsigned channel, u32 attenuation) {
    sens.write(READ_CTRL, 1 << 28 | 3 << 16 | 9 << 8 | 1);
    sens.write(ATTEN1, attenuation << 2 * channel);
    const u32 pads = pad_force | force | 1u << (19 + channel);
    sens.write(START1, pads);
    sens.write(START1, pads | start);
    CHECK((sens.read(START1) & done) == 0);
    CHECK(sens.read(SLAVE1) >> 22 != 0);
    run(std::chrono::microseconds{20});
    CHECK((sens.read(START1) & done) != 0);
    CHECK(sens.read(SLAVE1) >> 22 == 0);
    return sens.read(START1) & 0xffff;
  }
};

// What ESP-IDF's line fitting says of a reading, with Vref 1100 mV, below its tables.
double millivolts(u32 raw, double scale, double offset) { return raw * 1100.0 * scale / 65536 / 4096 + offset; }

}  // namespace

TEST_CASE("ESP32 SENS: every bit is described", "[esp32]") {
  Bench b;
  CHECK(b.sens.mistakes().empty());
  CHECK(b.sens.read(TOUCH_CTRL1) == 0x0204'1000);
  CHECK(b.sens.find("SAR_TOUCH_OUT5")->offset == 0x80);
}

TEST_CASE("ESP32 SENS: a conversion reads back what ESP-IDF's calibration expects", "[esp32]") {
  Bench b;
  Terminal& source = b.wire(34);
  constexpr std::array<std::array<double, 2>, 4> lines{{{57431, 75}, {76236, 78}, {105481, 107}, {196602, 142}}};
  for (unsigned attenuation = 0; attenuation < 4; ++attenuation)
    for (double volts : {0.2, 0.5, 0.9}) {
      source.drive(volts, 100);
      const u32 raw = b.read_adc1(6, attenuation);
      CHECK(millivolts(raw, lines[attenuation][0], lines[attenuation][1]) == Approx(volts * 1000).margin(1));
    }
}

TEST_CASE("ESP32 SENS: the ends of the range, and the bend at 11 dB", "[esp32]") {
  CHECK(SarTransfer::convert(0.05, 0, 3) == 0);
  CHECK(SarTransfer::convert(3.3, 0, 3) == 4095);
  CHECK(SarTransfer::convert(1.2, 0, 0) == 4095);
  // Points of ESP-IDF's table for ADC1 and 1100 mV (the mean of its two curves).
  for (const auto& [raw, mv] : {std::pair{3136, 2635}, {3392, 2796}, {3648, 2932}, {3904, 3052}}) {
    CHECK(SarTransfer::convert(mv / 1000.0, 0, 3) == Approx(raw).margin(12));
  }
  u32 before = 0;
  for (int mv = 0; mv <= 3300; mv += 5) {
    const u32 now = SarTransfer::convert(mv / 1000.0, 0, 3);
    CHECK(now >= before);
    before = now;
  }
  CHECK(SarTransfer::convert(0.5, 0, 0, 1200) < SarTransfer::convert(0.5, 0, 0, 1100));
}

TEST_CASE("ESP32 SENS: the width of results, their inversion, and ADC2's own registers", "[esp32]") {
  Bench b;
  b.wire(27).drive(0.5, 100);
  b.sens.write(READ_CTRL2, 1 << 29 | 1 << 16 | 9 << 8 | 1);  // 10 bits
  b.sens.write(0x38, 0);
  b.sens.write(START2, pad_force | force | 1 << (19 + 7));
  b.sens.write(START2, pad_force | force | 1 << (19 + 7) | start);
  b.run(std::chrono::microseconds{20});
  const u32 ten = b.sens.read(START2) & 0xffff;
  CHECK(ten == SarTransfer::convert(0.5, 1, 0) >> 2);
  b.sens.write(READ_CTRL2, 1 << 16 | 9 << 8 | 1);
  b.sens.write(START2, pad_force | force | 1 << (19 + 7));
  b.sens.write(START2, pad_force | force | 1 << (19 + 7) | start);
  b.run(std::chrono::microseconds{20});
  CHECK((b.sens.read(START2) & 0xffff) == 1023 - ten);
}

TEST_CASE("ESP32 SENS: without START_FORCE the ULP has the converter", "[esp32]") {
  Bench b;
  b.sens.write(START1, pad_force | 1 << 19 | start);
  b.run(std::chrono::microseconds{100});
  CHECK((b.sens.read(START1) & done) == 0);
}

TEST_CASE("ESP32 SENS: while the radio's power detector has ADC2, software gets nothing", "[esp32]") {
  constexpr u32 pwdet_force = 1 << 27;
  Bench b;
  b.wire(4).drive(1.0, 100);
  const auto convert = [&](u32 owner) {
    b.sens.write(READ_CTRL2, 1 << 29 | owner | 3 << 16 | 9 << 8 | 1);
    b.sens.write(START2, pad_force | force | 1u << 19);
    b.sens.write(START2, pad_force | force | 1u << 19 | start);
    b.run(std::chrono::milliseconds{1});
    return (b.sens.read(START2) & done) != 0;
  };
  CHECK_FALSE(convert(pwdet_force));
  CHECK(convert(0));
  CHECK(b.read_adc1(6, 3) == 0);  // ADC1 is nobody else's
}

TEST_CASE("ESP32 SENS: the temperature sensor counts in degrees Fahrenheit", "[esp32]") {
  Bench b;
  const auto out = [&] { return b.sens.read(SLAVE3) >> 22 & 0xff; };
  CHECK(out() == 0);
  b.sens.write(TCTRL, 1 << 24 | 1 << 25 | 1 << 26 | 10 << 16);
  CHECK((out() - 32) / 1.8 == Approx(42).margin(0.6));
  b.room.set(32);
  CHECK((out() - 32) / 1.8 == Approx(52).margin(0.6));
}

TEST_CASE("ESP32 SENS: the hall sensor moves SENSOR_VP and SENSOR_VN apart", "[esp32]") {
  Bench b;
  Quantity field{"field", "mT", 30, {-100, 100}};
  b.sens.field(field);
  b.rtc_io.write(0x78, 1u << 31);
  const int first = static_cast<int>(b.read_adc1(0, 0)) - static_cast<int>(b.read_adc1(3, 0));
  b.rtc_io.write(0x78, 3u << 30);
  const int second = static_cast<int>(b.read_adc1(0, 0)) - static_cast<int>(b.read_adc1(3, 0));
  CHECK(first > 50);
  CHECK(second == -first);
}

TEST_CASE("ESP32 SENS: touch counts fall with the capacitance on the pad", "[esp32]") {
  Bench b;
  double finger = 0;
  b.sens.capacitance = [&](unsigned pin) { return pin == 27 ? finger : 0; };
  b.rtc_io.write(0xb0, 7 << 23);       // T7: slope 7
  b.sens.write(TOUCH_ENABLE, 1 << 7);  // only GPIO27
  b.sens.write(TOUCH_CTRL1, 0x7fff | 255 << 16);
  const auto measure = [&] {
    b.sens.write(TOUCH_CTRL2, 1 << 11 | 1 << 13 | 1 << 12);
    CHECK((b.sens.read(TOUCH_CTRL2) >> 10 & 1) == 0);
    b.sens.write(TOUCH_CTRL2, 1 << 11 | 1 << 13);
    b.run(std::chrono::microseconds{4200});
    CHECK((b.sens.read(TOUCH_CTRL2) >> 10 & 1) == 1);
    return b.sens.read(OUT1 + 12) & 0xffff;
  };
  const u32 untouched = measure();
  CHECK(untouched > 600);
  finger = 100e-12;
  CHECK(measure() < untouched / 5);
}

TEST_CASE("ESP32 SENS: the touch timer measures again and again, and tells of a touch", "[esp32]") {
  Bench b;
  double finger = 0;
  int told = 0;
  b.sens.capacitance = [&](unsigned) { return finger; };
  b.sens.on_touch = [&] { ++told; };
  b.rtc_io.write(0x94, 7 << 23);
  b.sens.write(TOUCH_ENABLE, 1 | 1 << 20);  // T0, in set 1
  b.sens.write(TOUCH_CTRL1, 0x1000 | 1 << 25);
  b.sens.write(THRES1, 50 << 16);
  b.sens.write(TOUCH_CTRL2, 1 << 11 | 150 << 14);  // 1 ms between measurements
  b.sens.touch_timer(true);
  b.run(std::chrono::microseconds{10'000});
  CHECK(told == 0);
  CHECK_FALSE(b.sens.touched());
  finger = 100e-12;
  b.run(std::chrono::microseconds{2'000});
  CHECK(told >= 1);
  CHECK((b.sens.read(TOUCH_CTRL2) & 0x3ff) == 1);
  finger = 0;
  b.sens.write(TOUCH_CTRL2, 1 << 30 | 1 << 11 | 150 << 14);
  b.run(std::chrono::microseconds{4'000});
  CHECK_FALSE(b.sens.touched());
  b.sens.touch_timer(false);
  b.run(std::chrono::microseconds{4'000});
  CHECK(b.s.next() == Time::max());
}

TEST_CASE("ESP32 DAC: a code is a share of the supply", "[esp32]") {
  Bench b;
  b.wire(25);
  b.sens.write(DAC_CTRL2, 0);
  b.rtc_io.write(0x84, 1 << 10 | 1 << 18 | 128 << 19);
  CHECK(b.volts(25) == Approx(3.3 * 128 / 255));
  b.rtc_io.write(0x84, 0);
  CHECK(b.pads.terminal(25).floating());
}

TEST_CASE("ESP32 DAC: the cosine generator's frequency, scale and offset", "[esp32]") {
  Bench b;
  b.wire(26);
  b.rtc_io.write(0x88, 1 << 10 | 1 << 18);
  b.sens.write(DAC_CTRL2, 1 << 25 | 2 << 22 | 1 << 18 | 20 << 8);  // half, 20 steps up
  b.sens.write(DAC_CTRL1, 1 << 16 | 64);                           // 8 MHz * 64 / 65536 = 7812.5 Hz
  double least = 5, most = 0;
  std::vector<double> crossings;
  bool above = true;
  b.nets.find("net26")->watchers.push_back([&](const Net& net) {
    least = std::min(least, net.volts());
    most = std::max(most, net.volts());
    const bool is = net.volts() > 3.3 * (128 + 20) / 255;
    if (is && !above) crossings.push_back(seconds(b.s.now().time_since_epoch()));
    above = is;
  });
  b.run(std::chrono::microseconds{1000});
  CHECK(least == Approx(3.3 * (128 + 20 - 64) / 255).margin(0.02));
  CHECK(most == Approx(3.3 * (128 + 20 + 63) / 255).margin(0.02));
  REQUIRE(crossings.size() >= 3);
  CHECK(crossings[2] - crossings[1] == Approx(1 / 7812.5).epsilon(0.002));
  b.sens.write(DAC_CTRL1, 0);
  b.run(std::chrono::microseconds{10});
  CHECK(b.s.next() == Time::max());
}
