#include <catch2/catch.hpp>

#include "peripherals/parts/mma8653.hpp"

#include "bench.hpp"

using namespace parts;
using namespace parts::test;
using emulator::u8;

namespace {

constexpr u8 address = 0x1d;
enum : u8 {
  STATUS = 0x00,
  OUT_X_MSB = 0x01,
  OUT_X_LSB = 0x02,
  SYSMOD = 0x0b,
  INT_SOURCE = 0x0c,
  WHO_AM_I = 0x0d,
  XYZ_DATA_CFG = 0x0e,
  FF_MT_CFG = 0x15,
  FF_MT_SRC = 0x16,
  FF_MT_THS = 0x17,
  FF_MT_COUNT = 0x18,
  CTRL_REG1 = 0x2a,
  CTRL_REG2 = 0x2b,
  CTRL_REG3 = 0x2c,
  CTRL_REG4 = 0x2d,
  CTRL_REG5 = 0x2e,
  OFF_X = 0x2f,
  OFF_Z = 0x31,
};
constexpr u8 at_800_hz = 0x01, at_50_hz = 0x21, fast_read = 0x02;

struct Sensor : Bench {
  explicit Sensor(Attributes attributes = {})
      : part(add<Mma8653>("mma8653", "accelerometer",
                          {{"SCL", "SCL"}, {"SDA", "SDA"}, {"INT1", "INT1"}, {"INT2", "INT2"}},
                          std::move(attributes))) {}
  void set(double x, double y, double z) {
    quantity("acceleration_x").set(x);
    quantity("acceleration_y").set(y);
    quantity("acceleration_z").set(z);
  }
  void start(u8 control1 = at_50_hz) {
    write(address, {CTRL_REG1, control1});
    run(2 * part.period() + 1ms);
  }
  u8 reg(u8 number) { return read(address, number); }
  std::vector<u8> output() { return read(address, OUT_X_MSB, 6); }

  Mma8653& part;
};

}  // namespace

TEST_CASE("MMA8653: answers at its address with its identity and reset values", "[parts]") {
  Sensor sensor;
  CHECK(sensor.reg(WHO_AM_I) == 0x5a);
  CHECK(sensor.reg(0x11) == 0x80);  // PL_CFG
  CHECK(sensor.reg(0x13) == 0x44);  // PL_BF_ZCOMP
  CHECK(sensor.reg(0x14) == 0x84);  // PL_THS_REG
  CHECK(sensor.reg(SYSMOD) == 0);
  CHECK_FALSE(sensor.write(0x1c, {CTRL_REG1, 1}));
  Sensor elsewhere{{{"address", 28.0}}};
  CHECK(elsewhere.write(0x1c, {CTRL_REG1, 0}));
}

TEST_CASE("MMA8653: ten-bit samples are left-justified, 256 counts per g at 2 g", "[parts]") {
  Sensor sensor;
  sensor.set(0.5, -0.25, 1 / 256.0);
  sensor.start();
  CHECK(sensor.output() == std::vector<u8>{0x20, 0x00, 0xf0, 0x00, 0x00, 0x40});
}

TEST_CASE("MMA8653: ranges of 4 g and 8 g halve the sensitivity, and all of them clip", "[parts]") {
  const auto [code, one_g] =
      GENERATE(std::pair<u8, int>{0, 256}, std::pair<u8, int>{1, 128}, std::pair<u8, int>{2, 64});
  Sensor sensor;
  sensor.set(1, 16, -16);
  sensor.write(address, {XYZ_DATA_CFG, code});
  sensor.start();
  const auto out = sensor.output();
  CHECK((out[0] << 2 | out[1] >> 6) == one_g);
  CHECK((out[2] << 2 | out[3] >> 6) == 511);
  CHECK((out[4] << 2 | out[5] >> 6) == 0x200);  // -512 in ten bits
}

TEST_CASE("MMA8653: data rates are kept in virtual time", "[parts]") {
  const auto [control1, period] =
      GENERATE(std::pair<u8, emulator::Duration>{0x01, 1250us}, std::pair<u8, emulator::Duration>{0x19, 10ms},
               std::pair<u8, emulator::Duration>{0x21, 20ms}, std::pair<u8, emulator::Duration>{0x29, 80ms},
               std::pair<u8, emulator::Duration>{0x39, 640ms});
  Sensor sensor;
  sensor.start(control1);
  CHECK(sensor.reg(STATUS) == 0x0f);
  sensor.output();
  CHECK(sensor.reg(STATUS) == 0x00);
  sensor.run(period - 1us);
  CHECK(sensor.reg(STATUS) == 0x00);
  sensor.run(1us);
  CHECK(sensor.reg(STATUS) == 0x0f);
}

TEST_CASE("MMA8653: samples that nobody reads are counted as overwritten", "[parts]") {
  Sensor sensor;
  sensor.start();
  sensor.reg(OUT_X_MSB);
  CHECK(sensor.reg(STATUS) == 0x0e);  // X is taken, so "all axes ready" remains until Y and Z are
  sensor.run(20ms);
  CHECK(sensor.reg(STATUS) == 0xef);
  sensor.output();
  CHECK(sensor.reg(STATUS) == 0);
}

TEST_CASE("MMA8653: the address goes round the outputs, in a fast read over the high bytes only", "[parts]") {
  Sensor sensor;
  sensor.set(0.5, 0.25, -1);
  sensor.start(at_50_hz);
  CHECK(sensor.read(address, STATUS, 9) == std::vector<u8>{0x0f, 0x20, 0, 0x10, 0, 0xc0, 0, 0, 0x20});
  Sensor fast;
  fast.set(0.5, 0.25, -1);
  fast.start(at_50_hz | fast_read);
  CHECK(fast.read(address, STATUS, 6) == std::vector<u8>{0x0f, 0x20, 0x10, 0xc0, 0x00, 0x20});
  CHECK(fast.read(address, OFF_Z, 2) == std::vector<u8>{0, 0x5a});
}

TEST_CASE("MMA8653: low byte belongs to the high byte that was read before it", "[parts]") {
  Sensor sensor;
  sensor.set(1 / 256.0, 0, 0);
  sensor.start(at_800_hz);
  CHECK(sensor.reg(OUT_X_MSB) == 0);
  sensor.set(1 + 2 / 256.0, 0, 0);
  sensor.run(5ms);
  CHECK(sensor.reg(OUT_X_LSB) == 0x40);
  CHECK(sensor.reg(OUT_X_MSB) == 0x40);
  CHECK(sensor.reg(OUT_X_LSB) == 0x80);
}

TEST_CASE("MMA8653: data ready goes to the pin that CTRL_REG5 chooses, low or high as IPOL says", "[parts]") {
  Sensor sensor;
  sensor.write(address, {CTRL_REG4, 0x01, 0x01});
  CHECK(sensor.net("INT1").volts() == Approx(3.3));
  sensor.start();
  CHECK(sensor.net("INT1").volts() == Approx(0));
  CHECK(sensor.net("INT2").volts() == Approx(3.3));
  CHECK(sensor.reg(INT_SOURCE) == 0x01);
  sensor.output();
  CHECK(sensor.net("INT1").volts() == Approx(3.3));
  CHECK(sensor.reg(INT_SOURCE) == 0x00);
  sensor.write(address, {CTRL_REG1, 0});
  sensor.write(address, {CTRL_REG3, 0x02, 0x01, 0x00});  // active high, to INT2
  sensor.start();
  CHECK(sensor.net("INT1").volts() == Approx(0));
  CHECK(sensor.net("INT2").volts() == Approx(3.3));
}

TEST_CASE("MMA8653: an open-drain interrupt only pulls down", "[parts]") {
  Sensor sensor;
  sensor.write(address, {CTRL_REG3, 0x01, 0x01, 0x01});
  CHECK(sensor.net("INT1").floating());
  sensor.start();
  CHECK_FALSE(sensor.net("INT1").floating());
  CHECK(sensor.net("INT1").volts() == Approx(0));
}

TEST_CASE("MMA8653: in active mode only ACTIVE and the motion threshold can be written", "[parts]") {
  Sensor sensor;
  sensor.start();
  sensor.write(address, {XYZ_DATA_CFG, 2});
  sensor.write(address, {CTRL_REG4, 0xff});
  sensor.write(address, {CTRL_REG1, 0x39});
  sensor.write(address, {FF_MT_THS, 0x11});
  CHECK(sensor.reg(XYZ_DATA_CFG) == 0);
  CHECK(sensor.reg(CTRL_REG4) == 0);
  CHECK(sensor.reg(CTRL_REG1) == at_50_hz);
  CHECK(sensor.reg(FF_MT_THS) == 0x11);
  CHECK(sensor.reg(SYSMOD) == 1);
  sensor.write(address, {WHO_AM_I, 0});
  CHECK(sensor.reg(WHO_AM_I) == 0x5a);
}

TEST_CASE("MMA8653: standby stops the samples and keeps the settings; software reset clears all", "[parts]") {
  Sensor sensor;
  sensor.write(address, {XYZ_DATA_CFG, 1});
  sensor.start();
  sensor.output();
  sensor.write(address, {CTRL_REG1, 0});
  sensor.run(1s);
  CHECK(sensor.reg(STATUS) == 0);
  CHECK(sensor.reg(XYZ_DATA_CFG) == 1);
  sensor.start();
  sensor.write(address, {CTRL_REG2, 0x40});
  CHECK(sensor.reg(XYZ_DATA_CFG) == 0);
  CHECK(sensor.reg(CTRL_REG1) == 0);
  CHECK(sensor.reg(CTRL_REG2) == 0);
}

TEST_CASE("MMA8653: offsets are added in steps of 1/512 g", "[parts]") {
  Sensor sensor;
  sensor.set(0, 0, 0);
  sensor.write(address, {OFF_X, 0x02, 0xfe, 0x80});
  sensor.start();
  CHECK(sensor.output() == std::vector<u8>{0x00, 0x40, 0xff, 0xc0, 0xf0, 0x00});
}

TEST_CASE("MMA8653: the board's axes are turned into the chip's", "[parts]") {
  Sensor sensor{{{"axes", std::vector<std::string>{"-y", "x", "-z"}}}};
  sensor.set(0.25, 0.5, -1);
  sensor.start();
  CHECK(sensor.output() == std::vector<u8>{0xe0, 0, 0x10, 0, 0x40, 0});
  CHECK_THROWS_WITH(Sensor({{"axes", std::vector<std::string>{"x", "-x", "z"}}}), "\"axes\" has x twice");
  CHECK_THROWS_WITH(Sensor({{"axes", std::vector<std::string>{"x", "y", "q"}}}), Catch::Contains("\"q\""));
}

TEST_CASE("MMA8653: freefall is all axes below the threshold for the debounce count", "[parts]") {
  Sensor sensor;
  sensor.write(address, {FF_MT_CFG, 0xb8});  // latched, all axes, AND
  sensor.write(address, {FF_MT_THS, 0x03});  // 0.189 g
  sensor.write(address, {FF_MT_COUNT, 0x03});
  sensor.write(address, {CTRL_REG4, 0x04, 0x04});
  sensor.start();
  sensor.run(200ms);
  CHECK(sensor.reg(FF_MT_SRC) == 0);
  sensor.set(0.1, 0, -0.1);
  sensor.run(40ms);
  CHECK(sensor.net("INT1").volts() == Approx(3.3));
  sensor.run(20ms);
  CHECK(sensor.net("INT1").volts() == Approx(0));
  CHECK(sensor.reg(INT_SOURCE) == 0x04);
  sensor.set(0, 0, -1);
  sensor.run(100ms);
  CHECK(sensor.reg(FF_MT_SRC) == 0x80);
  CHECK(sensor.reg(FF_MT_SRC) == 0);
  CHECK(sensor.net("INT1").volts() == Approx(3.3));
}

TEST_CASE("MMA8653: motion tells the axis and its sign", "[parts]") {
  Sensor sensor;
  sensor.write(address, {FF_MT_CFG, 0xd8});  // latched, OR, X and Y
  sensor.write(address, {FF_MT_THS, 0x10});  // 1.008 g
  sensor.start();
  CHECK(sensor.reg(FF_MT_SRC) == 0);
  sensor.set(0, -1.5, 0);
  sensor.run(20ms);
  CHECK(sensor.reg(FF_MT_SRC) == 0x8c);  // EA, YHE, YHP
}

TEST_CASE("MMA8653: a snapshot is taken up exactly", "[parts]") {
  Sensor sensor;
  sensor.start();
  sensor.run(7ms);
  const auto saved = sensor.save();
  const auto rest = [&] {
    sensor.set(0.5, 0, 0);
    sensor.run(13ms);
    return sensor.read(address, STATUS, 7);
  };
  const auto first = rest();
  sensor.load(saved);
  CHECK(rest() == first);
  sensor.load(saved);
  CHECK(sensor.save() == saved);
}

TEST_CASE("MMA8653: portrait, landscape, front and back, debounced", "[parts]") {
  constexpr u8 PL_STATUS = 0x10, PL_CFG = 0x11, PL_COUNT = 0x12;
  Sensor sensor;
  sensor.write(address, {PL_CFG, 0xc0});
  sensor.write(address, {PL_COUNT, 3});
  sensor.write(address, {CTRL_REG4, 0x10});
  sensor.write(address, {CTRL_REG5, 0x10});
  sensor.set(0, -1, 0);
  sensor.start();
  sensor.run(100ms);
  CHECK(sensor.reg(PL_STATUS) == 0x00);  // portrait up is where it begins
  sensor.set(1, 0, 0);
  sensor.run(40ms);
  CHECK(sensor.reg(PL_STATUS) == 0x00);
  sensor.run(40ms);
  CHECK((sensor.reg(INT_SOURCE) & 0x10));
  CHECK(sensor.net("INT1").volts() < 1);
  CHECK(sensor.reg(PL_STATUS) == 0x84);  // new, landscape right
  CHECK(sensor.net("INT1").volts() > 2);
  CHECK(sensor.reg(PL_STATUS) == 0x04);
  sensor.set(-0.8, -0.6, 0);  // 53 degrees: within the hysteresis it stays landscape, to the left
  sensor.run(100ms);
  CHECK(sensor.reg(PL_STATUS) == 0x86);
  sensor.set(-0.3, 0.9, 0);
  sensor.run(100ms);
  CHECK(sensor.reg(PL_STATUS) == 0x82);  // portrait down
  sensor.set(0, 0.2, -1);                // flat on its face: locked, and turned over
  sensor.run(100ms);
  CHECK(sensor.reg(PL_STATUS) == 0xc3);
}

TEST_CASE("MMA8653: falls asleep and is woken by motion", "[parts]") {
  constexpr u8 ASLP_COUNT = 0x29;
  Sensor sensor;
  sensor.write(address, {FF_MT_CFG, 0x78});  // any axis
  sensor.write(address, {FF_MT_THS, 0x18});  // 1.5 g
  sensor.write(address, {ASLP_COUNT, 2});    // 640 ms
  sensor.write(address, {CTRL_REG2, 0x04});
  sensor.write(address, {CTRL_REG3, 0x08});  // motion wakes
  sensor.write(address, {CTRL_REG4, 0x80});
  sensor.write(address, {CTRL_REG5, 0x80});
  sensor.set(0, 0, 1);
  sensor.start(at_50_hz | 0x40);  // asleep at 12.5 Hz
  sensor.run(500ms);
  CHECK(sensor.reg(SYSMOD) == 1);
  sensor.run(300ms);
  CHECK((sensor.reg(INT_SOURCE) & 0x80));
  CHECK(sensor.reg(SYSMOD) == 2);
  CHECK_FALSE((sensor.reg(INT_SOURCE) & 0x80));
  CHECK(sensor.part.period() == 80ms);
  sensor.set(2, 0, 1);
  sensor.run(100ms);
  CHECK(sensor.reg(SYSMOD) == 1);
  CHECK(sensor.part.period() == 20ms);
}
