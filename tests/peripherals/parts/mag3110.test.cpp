#include <catch2/catch.hpp>

#include "peripherals/parts/mag3110.hpp"

#include "bench.hpp"

using namespace parts;
using namespace parts::test;
using emulator::u8;

namespace {

constexpr u8 address = 0x0e;
enum : u8 {
  DR_STATUS = 0x00,
  OUT_X_MSB = 0x01,
  WHO_AM_I = 0x07,
  SYSMOD = 0x08,
  OFF_X_MSB = 0x09,
  DIE_TEMP = 0x0f,
  CTRL_REG1 = 0x10,
  CTRL_REG2 = 0x11,
};

struct Sensor : Bench {
  Mag3110& part = add<Mag3110>("mag3110", "magnetometer", {{"SCL", "SCL"}, {"SDA", "SDA"}, {"INT1", "INT1"}});
  void set(double x, double y, double z) {
    quantity("magnetic_field_x").set(x);
    quantity("magnetic_field_y").set(y);
    quantity("magnetic_field_z").set(z);
  }
  u8 reg(u8 number) { return read(address, number); }
};

}  // namespace

TEST_CASE("MAG3110: answers with its identity, in standby", "[parts]") {
  Sensor sensor;
  CHECK(sensor.reg(WHO_AM_I) == 0xc4);
  CHECK(sensor.reg(SYSMOD) == 0);
  sensor.run(1s);
  CHECK(sensor.reg(DR_STATUS) == 0);
}

TEST_CASE("MAG3110: fields are given in steps of 0.1 uT", "[parts]") {
  Sensor sensor;
  sensor.set(25.6, -0.1, 1000);
  sensor.write(address, {CTRL_REG1, 0x01});
  sensor.run(12500us);
  CHECK(sensor.read(address, DR_STATUS, 8) == std::vector<u8>{0x0f, 0x01, 0x00, 0xff, 0xff, 0x27, 0x10, 0xc4});
  CHECK(sensor.reg(SYSMOD) == 2);
}

TEST_CASE("MAG3110: data rate and oversampling each halve the 80 Hz", "[parts]") {
  const auto [control1, period] =
      GENERATE(std::pair<u8, emulator::Duration>{0x01, 12500us}, std::pair<u8, emulator::Duration>{0x09, 25ms},
               std::pair<u8, emulator::Duration>{0x19, 100ms}, std::pair<u8, emulator::Duration>{0x61, 100ms},
               std::pair<u8, emulator::Duration>{0xf9, 12800ms});
  Sensor sensor;
  sensor.write(address, {CTRL_REG1, control1});
  sensor.run(period - 1us);
  CHECK(sensor.reg(DR_STATUS) == 0);
  sensor.run(1us);
  CHECK(sensor.reg(DR_STATUS) == 0x0f);
  sensor.run(period);
  CHECK(sensor.reg(DR_STATUS) == 0xff);
}

TEST_CASE("MAG3110: INT1 is high while a sample waits", "[parts]") {
  Sensor sensor;
  CHECK(sensor.net("INT1").volts() == Approx(0));
  sensor.write(address, {CTRL_REG1, 0x01});
  sensor.run(13ms);
  CHECK(sensor.net("INT1").volts() == Approx(3.3));
  sensor.read(address, OUT_X_MSB, 6);
  CHECK(sensor.net("INT1").volts() == Approx(0));
}

TEST_CASE("MAG3110: a fast read skips the low bytes", "[parts]") {
  Sensor sensor;
  sensor.set(25.6, 51.2, 76.8);
  sensor.write(address, {CTRL_REG1, 0x05});
  sensor.run(13ms);
  CHECK(sensor.read(address, OUT_X_MSB, 4) == std::vector<u8>{1, 2, 3, 0xc4});
}

TEST_CASE("MAG3110: the user's offset is subtracted unless RAW is set", "[parts]") {
  Sensor sensor;
  sensor.set(10, 0, 0);
  sensor.write(address, {OFF_X_MSB, 0x00, 0x50});  // 40 counts, left-justified in 15 bits
  sensor.write(address, {CTRL_REG1, 0x01});
  sensor.run(13ms);
  CHECK(sensor.read(address, OUT_X_MSB, 2) == std::vector<u8>{0, 60});
  sensor.write(address, {CTRL_REG2, 0x20});
  sensor.run(13ms);
  CHECK(sensor.read(address, OUT_X_MSB, 2) == std::vector<u8>{0, 100});
  CHECK(sensor.reg(SYSMOD) == 1);
}

TEST_CASE("MAG3110: a triggered measurement happens once and leaves standby as it was", "[parts]") {
  Sensor sensor;
  sensor.write(address, {CTRL_REG1, 0x02});
  sensor.run(12500us);
  CHECK(sensor.reg(DR_STATUS) == 0x0f);
  CHECK(sensor.reg(CTRL_REG1) == 0);
  sensor.run(1s);
  CHECK(sensor.reg(DR_STATUS) == 0x0f);
}

TEST_CASE("MAG3110: the die has the temperature of its surroundings", "[parts]") {
  Sensor sensor;
  sensor.quantity("temperature").set(-10);
  CHECK(sensor.reg(DIE_TEMP) == 0xf6);
}

TEST_CASE("MAG3110: a snapshot is taken up exactly", "[parts]") {
  Sensor sensor;
  sensor.write(address, {CTRL_REG1, 0x01});
  sensor.run(20ms);
  const auto saved = sensor.save();
  const auto rest = [&] {
    sensor.set(1, 2, 3);
    sensor.run(5ms);
    return sensor.read(address, DR_STATUS, 7);
  };
  const auto first = rest();
  sensor.load(saved);
  CHECK(rest() == first);
}
