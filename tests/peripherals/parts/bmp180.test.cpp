#include "peripherals/parts/bmp180.hpp"

#include <catch2/catch.hpp>

#include "bench.hpp"
#include "peripherals/parts/bmp180_compensation.hpp"

using namespace parts;
using namespace parts::test;
using emulator::u8;
using Bytes = std::vector<u8>;

namespace {

constexpr u8 address = 0x77;

struct Barometer : Bench {
  Barometer() { add<Bmp180>("bmp180", "air", {{"SCL", "SCL"}, {"SDA", "SDA"}}); }
  void set(double temperature, double pressure) {
    quantity("temperature").set(temperature);
    quantity("pressure").set(pressure);
  }
  bool busy() { return read(address, 0xf4) & 0x20; }
  int temperature() {
    write(address, {0xf4, 0x2e});
    run(4500us);
    const Bytes b = read(address, 0xf6, 2);
    return b[0] << 8 | b[1];
  }
  int pressure(unsigned oversampling, emulator::Duration time) {
    write(address, {0xf4, static_cast<u8>(0x34 | oversampling << 6)});
    run(time - 1us);
    CHECK(busy());
    run(1us);
    CHECK_FALSE(busy());
    const Bytes b = read(address, 0xf6, 3);
    return (b[0] << 16 | b[1] << 8 | b[2]) >> (8 - oversampling);
  }
};

}  // namespace

TEST_CASE("BMP180: the data sheet's example", "[parts]") {
  CHECK(bmp180_temperature(27898) == 150);
  CHECK(bmp180_pressure(23843, 27898, 0) == 69964);
  Barometer b;
  b.set(14.994, 69964);
  CHECK(b.read(address, 0xd0) == 0x55);
  CHECK(b.read(address, 0xaa, 6) == Bytes{0x01, 0x98, 0xff, 0xb8, 0xc7, 0xd1});
  CHECK(b.temperature() == 27898);
  CHECK(b.pressure(0, 4500us) == 23843);
}

TEST_CASE("BMP180: drivers read the quantities back", "[parts]") {
  const auto [t, p] = GENERATE(table<double, double>({{25, 101'325}, {-40, 30'000}, {85, 110'000}, {0, 95'000}}));
  const auto [oversampling, time] =
      GENERATE(table<unsigned, emulator::Duration>({{0, 4500us}, {1, 7500us}, {2, 13'500us}, {3, 25'500us}}));
  Barometer b;
  b.set(t, p);
  const int ut = b.temperature();
  CHECK(bmp180_temperature(ut) == Approx(t * 10).margin(1));
  CHECK(bmp180_pressure(b.pressure(oversampling, time), ut, oversampling) == Approx(p).margin(5 >> oversampling));
}

TEST_CASE("BMP180: reset, and a snapshot within a conversion", "[parts]") {
  Barometer b;
  b.write(address, {0xf4, 0x2e});
  b.run(1ms);
  const auto saved = b.save();
  b.run(4ms);
  const Bytes first = b.read(address, 0xf6, 2);
  b.write(address, {0xe0, 0xb6});
  CHECK(b.read(address, 0xf6, 2) == Bytes{0x80, 0});
  b.load(saved);
  CHECK(b.save() == saved);
  b.run(4ms);
  CHECK(b.read(address, 0xf6, 2) == first);
}
