#include <catch2/catch.hpp>

#include "peripherals/parts/bme280.hpp"

#include "bench.hpp"
#include "peripherals/parts/bosch_compensation.hpp"

using namespace parts;
using namespace parts::test;
using emulator::u8;

namespace {

constexpr u8 address = 0x76;
enum : u8 { id = 0xd0, reset = 0xe0, ctrl_hum = 0xf2, status = 0xf3, ctrl_meas = 0xf4, config = 0xf5, data = 0xf7 };

struct Weather : Bench {
  explicit Weather(std::string_view type = "bme280", Attributes attributes = {})
      : part(add<Bmp280>(type, "weather", {{"SCL", "SCL"}, {"SDA", "SDA"}}, std::move(attributes))) {}
  struct Air {
    double temperature, pressure, humidity;
  };
  Air air() {
    const auto b = read(address, data, 8);
    const int p = b[0] << 12 | b[1] << 4 | b[2] >> 4, t = b[3] << 12 | b[4] << 4 | b[5] >> 4, h = b[6] << 8 | b[7];
    return {bosch_temperature(t), bosch_pressure(p, t), bosch_humidity(h, t)};
  }
  void set(double temperature, double pressure, double humidity) {
    quantity("temperature").set(temperature);
    quantity("pressure").set(pressure);
    quantity("humidity").set(humidity);
  }
  bool busy() { return read(address, status) & 8; }
  Bmp280& part;
};

}  // namespace

TEST_CASE("BMP280: the data sheet's example", "[parts]") {
  CHECK(bosch_temperature(519888) == Approx(25.08).margin(0.005));
  CHECK(bosch_pressure(415148, 519888) == Approx(100653.27).margin(0.3));
  const auto readings = bosch_readings(25.0825, 100653.27, 50);
  CHECK(readings.temperature == Approx(519888).margin(2));
  CHECK(readings.pressure == Approx(415148).margin(3));
}

TEST_CASE("BME280: identity, address, reset values, pairs on writing", "[parts]") {
  Weather w;
  CHECK(w.read(address, id) == 0x60);
  CHECK((w.read(address, status) & 1) == 1);
  w.run(2ms);
  CHECK(w.read(address, status) == 0);
  CHECK(w.read(address, data, 8) == std::vector<u8>{0x80, 0, 0, 0x80, 0, 0, 0x80, 0});
  CHECK(w.read(address, 0x88, 2) == std::vector<u8>{0x70, 0x6b});
  w.write(address, {ctrl_hum, 0xff, config, 0xa8});
  CHECK(w.read(address, ctrl_hum) == 0x07);
  CHECK(w.read(address, config) == 0xa8);
  w.write(address, {reset, 0xb6});
  CHECK(w.read(address, config) == 0);
  CHECK_FALSE(w.write(0x77, {id}));
  Weather dry{"bmp280"};
  CHECK(dry.read(address, id) == 0x58);
  CHECK(dry.read(address, 0xfd) == 0);
  Weather other{"bme280", {{"address", 119.0}}};
  CHECK(other.write(0x77, {id}));
}

TEST_CASE("BME280: forced mode reads back the air to the sensor's resolution", "[parts]") {
  const auto [t, p, h] = GENERATE(table<double, double, double>(
      {{25, 101'325, 40}, {-40, 30'000, 0}, {85, 110'000, 100}, {0, 95'000, 99}, {-10.5, 87'654, 12.5}}));
  Weather w;
  w.set(t, p, h);
  w.write(address, {ctrl_hum, 5, ctrl_meas, 5 << 5 | 5 << 2 | 1});
  CHECK(w.busy());
  CHECK(w.part.measuring_time() == 98ms);  // 1 + 32 + 32.5 + 32.5
  w.run(98ms - 1us);
  CHECK(w.busy());
  w.run(1us);
  CHECK_FALSE(w.busy());
  CHECK((w.read(address, ctrl_meas) & 3) == 0);
  const auto air = w.air();
  CHECK(air.temperature == Approx(t).margin(0.001));
  CHECK(air.pressure == Approx(p).margin(0.4));
  CHECK(air.humidity == Approx(h).margin(0.01));
}

TEST_CASE("BME280: single oversampling has 16 bits, what is skipped reads 0x80000", "[parts]") {
  Weather w;
  w.set(21.3, 100'000, 50);
  w.write(address, {ctrl_meas, 1 << 5 | 1});
  w.run(3ms);
  const auto b = w.read(address, data, 8);
  CHECK(b[0] == 0x80);
  CHECK(b[5] == 0);
  CHECK(b[6] == 0x80);
  CHECK(w.air().temperature == Approx(21.3).margin(0.003));
}

TEST_CASE("BME280: normal mode measures again and again, and follows", "[parts]") {
  Weather w;
  w.set(20, 100'000, 50);
  w.write(address, {ctrl_hum, 1, config, 0xa0, ctrl_meas, 0x27});
  w.run(8ms);
  CHECK(w.air().temperature == Approx(20).margin(0.003));
  w.set(30, 90'000, 60);
  w.run(1s);
  CHECK(w.busy());
  CHECK(w.air().temperature == Approx(20).margin(0.003));
  w.run(8ms);
  CHECK(w.air().temperature == Approx(30).margin(0.003));
  CHECK(w.air().pressure == Approx(90'000).margin(2));
  CHECK(w.air().humidity == Approx(60).margin(0.02));
}

TEST_CASE("BME280: a mode waits for the end of a measurement", "[parts]") {
  Weather w;
  w.write(address, {ctrl_meas, 0x27});
  w.write(address, {ctrl_hum, 1, ctrl_meas, 0x25, ctrl_meas, 0});
  CHECK(w.read(address, ctrl_meas) == 0x27);
  w.run(5500us);
  CHECK(w.read(address, ctrl_meas) == 0x25);
  CHECK(w.busy());
  w.run(8ms);
  CHECK_FALSE(w.busy());
}

TEST_CASE("BMP280: the filter takes its time; standby reaches 4 s", "[parts]") {
  Weather w{"bmp280"};
  w.quantity("temperature").set(20);
  w.write(address, {config, 2 << 2, ctrl_meas, 0x27});
  w.run(5500us);
  CHECK(w.air().temperature == Approx(20).margin(0.001));
  w.quantity("temperature").set(24);
  w.run(6ms);
  CHECK(w.air().temperature == Approx(21).margin(0.01));  // a quarter of the way
  w.write(address, {config, 0xe0});
  CHECK(w.part.standby_time() == 4s);
}

TEST_CASE("BME280: a snapshot is taken up exactly", "[parts]") {
  Weather w;
  w.write(address, {ctrl_hum, 1, config, 0x08, ctrl_meas, 0x27});
  w.run(3ms);
  const auto saved = w.save();
  const auto rest = [&] {
    w.set(30, 90'000, 60);
    w.run(20ms);
    return w.read(address, data, 8);
  };
  const auto first = rest();
  w.load(saved);
  CHECK(rest() == first);
  w.load(saved);
  CHECK(w.save() == saved);
}

TEST_CASE("BME280: noise where it is asked for, the same every time", "[parts]") {
  const auto reading = [](Attributes attributes) {
    Weather w{"bme280", std::move(attributes)};
    w.write(address, {ctrl_hum, 1, ctrl_meas, 0x25});
    w.run(8ms);
    return w.read(address, data, 8);
  };
  const auto quiet = reading({}), noisy = reading({{"noise", 50.0}, {"humidity_noise", 1.0}});
  CHECK(noisy != quiet);
  CHECK(noisy[3] == quiet[3]);  // the temperature has none
  CHECK(reading({{"noise", 50.0}, {"humidity_noise", 1.0}}) == noisy);
}
