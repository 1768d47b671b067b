#include "peripherals/parts/vl53l0x.hpp"

#include <catch2/catch.hpp>

#include "bench.hpp"

using namespace parts;
using namespace parts::test;
using emulator::u8;
using Bytes = std::vector<u8>;

namespace {

constexpr u8 address = 0x29;

struct Ranger : Bench {
  explicit Ranger(Attributes attributes = {})
      : part(add<Vl53l0x>("vl53l0x", "ranger", {{"SCL", "SCL"}, {"SDA", "SDA"}, {"XSHUT", "XSHUT"}, {"GPIO1", "GPIO1"}},
                          std::move(attributes))) {
    pull_.connect(net("GPIO1"));
    pull_.drive(3.3, 10e3);
    drive("XSHUT", 3.3);
  }
  void set(u8 reg, u8 value, u8 at = address) { CHECK(write(at, {reg, value})); }
  bool ready() { return read(address, 0x13) & 7; }
  int millimetres() {
    const Bytes b = read(address, 0x1e, 2);
    set(0x0b, 1);
    return b[0] << 8 | b[1];
  }
  Vl53l0x& part;

 private:
  emulator::Terminal pull_{"pull"};
};

}  // namespace

TEST_CASE("VL53L0X: the data sheet's reference registers", "[parts]") {
  Ranger r;
  CHECK(r.read(address, 0xc0, 3) == Bytes{0xee, 0xaa, 0x10});
  r.set(0xc0, 0);
  CHECK(r.read(address, 0xc0) == 0xee);
}

TEST_CASE("VL53L0X: the factory's record of SPADs", "[parts]") {
  Ranger r;
  for (const auto& [reg, value] : {std::pair<u8, u8>{0xff, 7}, {0x81, 1}, {0x94, 0x6b}, {0x83, 0}}) r.set(reg, value);
  CHECK(r.read(address, 0x83) == 0);
  r.run(1ms);
  CHECK(r.read(address, 0x83) != 0);
  CHECK(r.read(address, 0x92) == 0x85);
  CHECK(r.machine.circuit_findings.all().empty());
  r.set(0x94, 0x24);
  r.set(0x83, 0);
  r.run(1ms);
  CHECK(r.machine.circuit_findings.all().size() == 1);
}

TEST_CASE("VL53L0X: a single range in the time of its settings", "[parts]") {
  Ranger r;
  r.set(0x01, 0xe8);
  r.set(0x0a, 4);
  r.set(0x84, 0);
  const double milliseconds = emulator::seconds(r.part.ranging_time()) * 1000;
  CHECK(milliseconds == Approx(31.229).margin(0.001));  // as ST's interface counts these settings
  r.quantity("distance").set(0.345);
  r.set(0x00, 1);
  CHECK((r.read(address, 0x00) & 1) == 0);
  r.run(30ms);
  CHECK_FALSE(r.ready());
  CHECK(r.net("GPIO1").volts() > 3);
  r.run(5ms);
  CHECK(r.ready());
  CHECK(r.net("GPIO1").volts() < 1);
  CHECK(r.millimetres() == 345);
  CHECK(r.net("GPIO1").volts() > 3);
  r.run(1s);
  CHECK_FALSE(r.ready());
}

TEST_CASE("VL53L0X: again and again until it is stopped; too far", "[parts]") {
  Ranger r;
  r.set(0x00, 2);
  r.quantity("distance").set(2);
  for (int i = 0; i < 3; ++i) {
    r.run(100ms);
    CHECK(r.ready());
    CHECK(r.millimetres() == 8190);
  }
  r.set(0x00, 1);
  r.run(1s);
  CHECK_FALSE(r.ready());
}

TEST_CASE("VL53L0X: another address until XSHUT", "[parts]") {
  Ranger r;
  r.set(0x8a, 0x30);
  CHECK_FALSE(r.write(address, {0xc0}));
  CHECK(r.read(0x30, 0xc0) == 0xee);
  const auto saved = r.save();
  r.drive("XSHUT", 0);
  CHECK_FALSE(r.write(0x30, {0xc0}));
  CHECK_FALSE(r.write(address, {0xc0}));
  r.drive("XSHUT", 3.3);
  CHECK(r.read(address, 0xc0) == 0xee);
  r.load(saved);
  CHECK(r.save() == saved);
  CHECK(r.read(0x30, 0xc0) == 0xee);
}
