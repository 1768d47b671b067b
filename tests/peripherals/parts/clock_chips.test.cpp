#include <catch2/catch.hpp>

#include "bench.hpp"
#include "peripherals/parts/ds1307.hpp"
#include "peripherals/parts/ds3231.hpp"

using namespace parts;
using namespace parts::test;
using emulator::u8;
using Bytes = std::vector<u8>;

namespace {

constexpr u8 address = 0x68;

struct Clocked : Bench {
  explicit Clocked(std::string_view type, Attributes attributes = {}) {
    Wires wires{{"SCL", "SCL"}, {"SDA", "SDA"}, {"SQW", "SQW"}};
    if (type == "ds3231") wires.emplace_back("32K", "32K");
    pull_.connect(net("SQW"));
    pull_.drive(3.3, 10e3);
    pull_32k_.connect(net("32K"));
    pull_32k_.drive(3.3, 10e3);
    part_ = &add<Part>(type, "clock", wires, std::move(attributes));
  }
  Part& part() { return *part_; }
  bool low() { return net("SQW").volts() < 1; }
  int falls(const std::string& name) {
    int count = 0;
    net(name).watchers.push_back([&count](const emulator::Net& n) { count += n.volts() < 1; });
    run(1s);
    net(name).watchers.clear();
    return count;
  }
  Bytes time() { return read(address, 0, 7); }

 private:
  Part* part_ = nullptr;
  emulator::Terminal pull_{"pull"}, pull_32k_{"pull of 32K"};
};

}  // namespace

TEST_CASE("DS1307: stands when it is fresh, goes when it is set", "[parts]") {
  Clocked c{"ds1307"};
  CHECK(c.read(address, 7) == 0x03);
  c.run(5s);
  CHECK(c.read(address, 0) == 0x80);
  c.write(address, {0, 0x58, 0x59, 0x23, 4, 0x29, 0x02, 0x24});
  c.run(999ms);
  CHECK(c.read(address, 0) == 0x58);
  c.run(1s);
  CHECK(c.read(address, 0) == 0x59);
  c.run(1s);
  CHECK(c.time() == Bytes{0, 0, 0, 5, 0x01, 0x03, 0x24});
}

TEST_CASE("DS1307: RAM, which ends where the seconds begin again, and the battery", "[parts]") {
  Clocked c{"ds1307", {{"time", std::string{"2024-01-01 12:00:00"}}}};
  c.write(address, {0x3e, 0xaa, 0xbb});
  c.machine.power_on();
  c.run(1s);
  CHECK(c.read(address, 0x3e, 3) == Bytes{0xaa, 0xbb, 0x01});
}

TEST_CASE("DS1307: square waves and OUT", "[parts]") {
  Clocked c{"ds1307", {{"time", std::string{"2024-01-01 12:00:00"}}}};
  CHECK(c.low());
  c.write(address, {7, 0x80});
  CHECK_FALSE(c.low());
  c.write(address, {7, 0x10});
  CHECK(c.falls("SQW") == 1);
  c.write(address, {7, 0x11});
  CHECK(c.falls("SQW") == 4096);
}

TEST_CASE("DS3231: fresh, temperature, oscillator flag", "[parts]") {
  Clocked c{"ds3231"};
  CHECK(c.read(address, 0x0e) == 0x1c);
  CHECK(c.read(address, 0x0f) == 0x88);
  c.write(address, {0x0f, 0x08});
  CHECK(c.read(address, 0x0f) == 0x08);
  c.quantity("temperature").set(-0.25);
  CHECK(c.read(address, 0x11, 2) == Bytes{0x19, 0x00});
  c.write(address, {0x0e, 0x3c});
  CHECK((c.read(address, 0x0f) & 4));
  c.run(200ms);
  CHECK(c.read(address, 0x0e) == 0x1c);
  CHECK(c.read(address, 0x11, 2) == Bytes{0xff, 0xc0});
  c.quantity("temperature").set(30.5);
  c.run(65s);
  CHECK(c.read(address, 0x11, 2) == Bytes{0x1e, 0x80});
}

TEST_CASE("DS3231: alarms", "[parts]") {
  Clocked c{"ds3231", {{"time", std::string{"2024-02-29 23:58:50"}}}};
  c.write(address, {0x07, 0x55, 0x58, 0x23, 0x29});  // on the 29th at 23:58:55
  c.write(address, {0x0b, 0x59, 0x80, 0x80});        // at every minute 59
  c.write(address, {0x0e, 0x1f});
  c.run(4s);
  CHECK_FALSE(c.low());
  c.run(1s);
  CHECK(c.low());
  CHECK((c.read(address, 0x0f) & 3) == 1);
  c.write(address, {0x0f, 0x00});
  CHECK_FALSE(c.low());
  c.run(5s);
  CHECK((c.read(address, 0x0f) & 3) == 2);
  CHECK(c.low());
}

TEST_CASE("DS3231: alarms by the day of the week and once a second", "[parts]") {
  Clocked c{"ds3231", {{"time", std::string{"2024-02-29 23:59:58"}}}};  // a Thursday
  c.write(address, {0x07, 0x00, 0x00, 0x00, 0x45});
  c.run(1s);
  CHECK((c.read(address, 0x0f) & 1) == 0);
  c.run(1s);
  CHECK((c.read(address, 0x0f) & 1) == 1);
  c.write(address, {0x07, 0x80, 0x80, 0x80, 0x80});
  c.write(address, {0x0f, 0x00});
  c.run(1s);
  CHECK((c.read(address, 0x0f) & 1) == 1);
}

TEST_CASE("DS3231: square wave and 32 kHz", "[parts]") {
  Clocked c{"ds3231", {{"time", std::string{"2024-02-29 23:59:58"}}}};
  c.write(address, {0x0e, 0x08});
  CHECK(c.falls("SQW") == 1024);
  CHECK(c.falls("32K") == 32768);
  c.write(address, {0x0f, 0x00});
  CHECK(c.falls("32K") == 0);
}

TEST_CASE("clock chips: a snapshot", "[parts]") {
  Clocked c{GENERATE("ds1307", "ds3231"), {{"time", std::string{"2024-02-29 23:59:58"}}}};
  c.write(address, {0x0e, 0x00});
  c.write(address, {0x07, 0x10});
  c.run(1500ms);
  const auto saved = c.save();
  c.run(1s);
  const Bytes first = c.time();
  c.load(saved);
  CHECK(c.save() == saved);
  c.run(1s);
  CHECK(c.time() == first);
}

TEST_CASE("DS3231, DS1307: a clock that drifts gains or loses seconds", "[parts]") {
  const auto [type, ppm, seconds] = GENERATE(table<std::string, double, u8>(
      {{"ds3231", 100'000, 0x22}, {"ds3231", -100'000, 0x18}, {"ds1307", 100'000, 0x22}, {"ds3231", 0, 0x20}}));
  Clocked c{type, {{"time", std::string{"2025-01-01 00:00:00"}}}};
  dynamic_cast<emulator::Drifting&>(c.part()).drift(ppm);
  c.run(20s + 500ms);
  const auto saved = c.save();
  CHECK(c.time()[0] == seconds);
  c.run(10s);
  const Bytes later = c.time();
  c.load(saved);
  c.run(10s);
  CHECK(c.time() == later);
}
