#include "peripherals/parts/sht31.hpp"

#include <catch2/catch.hpp>

#include "bench.hpp"

using namespace parts;
using namespace parts::test;
using emulator::u8;
using Bytes = std::vector<u8>;

namespace {

constexpr u8 address = 0x44;

struct Air : Bench {
  Air() { add<Sht31>("sht31", "air", {{"SCL", "SCL"}, {"SDA", "SDA"}, {"ALERT", "ALERT"}}); }
  bool alert() { return net("ALERT").volts() > 1.6; }
  bool command(unsigned code) { return write(address, {static_cast<u8>(code >> 8), static_cast<u8>(code)}); }
  Bytes fetch(unsigned count = 6) {
    Bytes bytes;
    if (bus().start(address, true))
      while (bytes.size() < count) bytes.push_back(bus().read());
    bus().stop();
    return bytes;
  }
};

}  // namespace

TEST_CASE("SHT31: single shot without stretching, refused until it is done", "[parts]") {
  Air a;
  a.quantity("temperature").set(130 - 175.0 * 0x4110 / 0xffff);  // any code: 0xbeef
  a.quantity("humidity").set(100.0 * 0xbeef / 0xffff);
  CHECK(a.command(0x2400));
  CHECK(a.fetch().empty());
  a.run(14ms);
  CHECK(a.fetch().empty());
  a.run(1ms);
  CHECK(a.fetch() == Bytes{0xbe, 0xef, 0x92, 0xbe, 0xef, 0x92});  // table 19: the CRC of 0xbeef is 0x92
  CHECK(a.fetch().empty());
}

TEST_CASE("SHT31: clock stretching holds SCL until it is done", "[parts]") {
  Air a;
  a.command(0x2c06);
  CHECK(a.bus().start(address, true));
  CHECK(a.bus().stretched());
  a.run(15ms);
  CHECK_FALSE(a.bus().stretched());
  a.bus().stop();
}

TEST_CASE("SHT31: periodic, each measurement once; break; status; reset", "[parts]") {
  Air a;
  CHECK(a.command(0xf32d));
  CHECK(a.fetch(3) == Bytes{0x80, 0x10, 0xe1});
  a.command(0x3041);
  a.command(0x306d);
  a.command(0xf32d);
  CHECK(a.fetch(2) == Bytes{0x20, 0x00});
  a.command(0x2737);
  a.run(20ms);
  a.command(0xe000);
  CHECK(a.fetch().size() == 6);
  a.command(0xe000);
  CHECK(a.fetch().empty());
  a.run(100ms);
  a.command(0xe000);
  CHECK(a.fetch().size() == 6);
  a.command(0x3093);
  a.run(1s);
  a.command(0xe000);
  CHECK(a.fetch().empty());
  a.command(0x30a2);
  a.command(0xf32d);
  CHECK(a.fetch(2) == Bytes{0x80, 0x10});
}

TEST_CASE("SHT31: a command that is not modelled is told", "[parts]") {
  Air a;
  a.command(0x1234);
  CHECK(a.machine.circuit_findings.all().size() == 1);
}

TEST_CASE("SHT31: a snapshot between two measurements", "[parts]") {
  Air a;
  a.command(0x2130);
  a.run(1500ms);
  const auto saved = a.save();
  const auto rest = [&] {
    a.run(1s);
    a.command(0xe000);
    return a.fetch();
  };
  const Bytes first = rest();
  CHECK(first.size() == 6);
  a.load(saved);
  CHECK(a.save() == saved);
  CHECK(rest() == first);
}

TEST_CASE("SHT31: alerts beyond the limits, until those that clear them", "[parts]") {
  Air a;
  CHECK(a.alert());  // after a reset, until the status is cleared
  a.command(0x3041);
  CHECK_FALSE(a.alert());
  a.command(0xe11f);  // 60 degC, 80 %
  const Bytes word = a.fetch(3);
  const unsigned limit = word.at(0) << 8 | word.at(1);
  CHECK((limit & 0x1ff) * 128 * 175.0 / 65535 - 45 == Approx(60).margin(0.4));
  CHECK((limit & 0xfe00) * 100.0 / 65535 == Approx(80).margin(1));
  // 30 degC and 80 % set it, 28 degC and 79 % clear it
  CHECK(a.write(address, {0x61, 0x1d, 0xcc, 0xdb, 0x70}));  // a wrong checksum
  a.command(0xf32d);
  CHECK((a.fetch(3).at(1) & 1) == 1);
  CHECK(a.write(address, {0x61, 0x1d, 0xcc, 0xdb, 0x71}));
  a.command(0xf32d);
  CHECK((a.fetch(3).at(1) & 1) == 0);
  CHECK(a.write(address, {0x61, 0x16, 0xca, 0xd5, 0x34}));
  a.command(0x2737);
  a.run(200ms);
  CHECK_FALSE(a.alert());
  a.quantity("temperature").set(31);
  a.run(200ms);
  CHECK(a.alert());
  a.quantity("temperature").set(29);  // between both
  a.run(200ms);
  a.command(0x3041);  // what is pending is cleared, what lasts is not told again before it has gone
  a.quantity("temperature").set(25);
  a.run(200ms);
  a.command(0x3041);
  CHECK_FALSE(a.alert());
  a.quantity("humidity").set(10);
  a.run(200ms);
  CHECK(a.alert());
  a.command(0xf32d);
  CHECK((a.fetch(3).at(0) & 0x08));
}

TEST_CASE("SHT31: a low limit above the high one switches that alert off", "[parts]") {
  Air a;
  a.command(0x3041);
  CHECK(a.write(address, {0x61, 0x00, 0x33, 0x50, 0x60}));  // 20 %, and 70 degC
  a.command(0x2737);
  a.quantity("temperature").set(65);
  a.run(200ms);
  CHECK_FALSE(a.alert());
  a.quantity("humidity").set(90);
  a.run(200ms);
  CHECK(a.alert());
}
