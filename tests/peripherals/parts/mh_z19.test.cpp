#include "peripherals/parts/mh_z19.hpp"

#include <catch2/catch.hpp>

#include "bench.hpp"

using namespace parts;
using namespace parts::test;
using emulator::u8;
using Bytes = std::vector<u8>;

namespace {

struct Air : Bench {
  explicit Air(Attributes attributes = {}) {
    format_.baud = 9600;
    add<MhZ19>("mh_z19", "air", {{"RX", "RX"}, {"TX", "TX"}, {"PWM", "PWM"}}, std::move(attributes));
    machine.circuit.serial(net("TX")).listen([this](const emulator::SerialFrame& f) { heard_.push_back(f.byte); });
    pin_.connect(net("PWM"));
    machine.power_on();
  }
  Bytes command(u8 code, Bytes data = {}) {
    Bytes bytes{0xff, 1, code};
    bytes.insert(bytes.end(), data.begin(), data.end());
    bytes.resize(8);
    u8 sum = 0;
    for (unsigned i = 1; i < 8; ++i) sum = static_cast<u8>(sum - bytes[i]);
    bytes.push_back(sum);
    heard_.clear();
    for (const u8 byte : bytes) machine.circuit.serial(net("RX")).send({byte, false, format_});
    run(20ms);
    return heard_;
  }
  int ppm() {
    const Bytes b = command(0x86);
    REQUIRE(b.size() == 9);
    return b[2] << 8 | b[3];
  }

 private:
  emulator::FrameFormat format_;
  Bytes heard_;
  emulator::Terminal pin_{"pin"};  // that PWM is wired to
};

}  // namespace

TEST_CASE("MH-Z19: the manual's command and its answer", "[parts]") {
  Air a;
  a.quantity("co2").set(608);
  CHECK(a.command(0x86) == Bytes{0xff, 0x86, 0x02, 0x60, 65, 0, 0, 0, 0xd7});
}

TEST_CASE("MH-Z19: range, zero, span", "[parts]") {
  Air a;
  a.quantity("co2").set(4000);
  CHECK(a.ppm() == 4000);
  CHECK(a.command(0x99, {0, 0, 0, 0x07, 0xd0}).empty());
  CHECK(a.ppm() == 2000);
  a.quantity("co2").set(450);
  a.command(0x87);
  CHECK(a.ppm() == 400);
  a.quantity("co2").set(1050);
  a.command(0x88, {0x07, 0xd0});
  CHECK(a.ppm() == 2000);
  CHECK(a.command(0x79, {0xa0}).empty());
}

TEST_CASE("MH-Z19: takes its time where it is asked to", "[parts]") {
  Air a{{{"t90", 100.0}, {"warm_up", 10.0}}};
  a.quantity("co2").set(1400);
  a.run(5s);
  CHECK(a.ppm() == 400);
  a.run(95s);
  CHECK(a.ppm() == Approx(1300).margin(2));
  const auto saved = a.save();
  a.run(50s);
  const int later = a.ppm();
  a.load(saved);
  CHECK(a.save() == saved);
  a.run(50s);
  CHECK(a.ppm() == later);
}

TEST_CASE("MH-Z19: PWM", "[parts]") {
  Air a;
  a.quantity("co2").set(1000);
  a.run(2s);
  emulator::Time rose{};
  emulator::Duration high{}, period{};
  a.net("PWM").watchers.push_back([&](const emulator::Net& n) {
    if (n.volts() > 1) {
      period = a.machine.now() - rose;
      rose = a.machine.now();
    } else {
      high = a.machine.now() - rose;
    }
  });
  a.run(4s);
  CHECK(high == 202ms);
  CHECK(period == 1004ms);
}

TEST_CASE("MH-Z19: what is no command is passed over", "[parts]") {
  Air a;
  auto& line = a.machine.circuit.serial(a.net("RX"));
  emulator::FrameFormat format;
  format.baud = 9600;
  for (const u8 byte : {0x00, 0xff, 0xff, 0x02, 0x55}) line.send({byte, false, format});
  CHECK(a.ppm() == 400);
}
