#include <catch2/catch.hpp>

#include "emulator/circuit.hpp"

using namespace emulator;

namespace {

struct Target final : I2cTarget {
  void start(bool) override { ++starts; }
  void write(u8 byte) override { last = byte; }
  u8 read() override { return 0x55; }
  void stop() override { ++stops; }
  int starts = 0, stops = 0;
  u8 last = 0;
};

struct Rig {
  Circuit circuit;
  Net &scl = circuit.nets.net("SCL"), &sda = circuit.nets.net("SDA"), elsewhere{"elsewhere"};
  Terminal leg_scl{"part.SCL"}, leg_sda{"part.SDA"};
  Target target;
  I2cBus& bus = circuit.i2c(scl, sda);
  Rig() {
    leg_scl.connect(scl);
    leg_sda.connect(sda);
    bus.attach(0x50, target, leg_scl, leg_sda);
  }
};

}  // namespace

TEST_CASE("I2C: a target whose wire is cut is not there, even in mid-transfer", "[i2c]") {
  Rig r;
  REQUIRE(r.bus.start(0x50, false));
  REQUIRE(r.bus.write(1));
  r.leg_sda.connect(r.elsewhere);
  CHECK_FALSE(r.bus.write(2));
  CHECK(r.target.last == 1);
  r.bus.stop();
  CHECK_FALSE(r.bus.start(0x50, true));
  CHECK(r.bus.read() == 0xff);
  r.leg_sda.connect(r.sda);
  CHECK(r.bus.start(0x50, true));
  CHECK(r.bus.read() == 0x55);
}

TEST_CASE("I2C: faulty targets are silent, hang, or send wrong bits", "[i2c]") {
  Rig r;
  CHECK(r.circuit.i2c_with(r.leg_scl) == &r.bus);
  CHECK(r.circuit.i2c_with(Terminal{"other"}) == nullptr);
  r.bus.afflict(r.leg_sda, {.silent = true});
  CHECK_FALSE(r.bus.acknowledges(0x50, false));
  r.bus.afflict(r.leg_sda, {.hung = true});
  REQUIRE(r.bus.start(0x50, true));
  CHECK(r.bus.stretched());
  r.bus.afflict(r.leg_sda, {.garbles = [](u8 byte) { return static_cast<u8>(byte ^ 1); }});
  CHECK_FALSE(r.bus.stretched());
  CHECK(r.bus.read() == 0x54);
  r.bus.afflict(r.leg_sda, {});
  CHECK(r.bus.read() == 0x55);
}
