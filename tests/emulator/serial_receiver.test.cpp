#include "emulator/serial_receiver.hpp"

#include <catch2/catch.hpp>

using namespace emulator;

namespace {

// 9600 baud, eight bits, and a parity bit if asked for.
struct Ear {
  Scheduler scheduler;
  Circuit circuit;
  bool ready = true, loops_back = false, even_parity = false;
  unsigned data_bits = 8;
  std::vector<SerialReceiver::Character> heard;
  int whole = 0;
  SerialReceiver receiver{
      scheduler,
      "ear",
      circuit,
      {.ready = [this] { return ready; },
       .loops_back = [this] { return loops_back; },
       .half_bits = [](i64 n) { return Clock{2 * 9600}.ticks(n); },
       .data_bits = [this] { return data_bits; },
       .parity = [this](u8 byte) { return even_parity ? std::optional(__builtin_parity(byte) != 0) : std::nullopt; },
       .received = [this](const auto& c) { heard.push_back(c); },
       .taken_whole = [this](const auto&) { ++whole; }}};

  // Levels of so many bits, the first lowest, each as long as a bit of this rate.
  void bits(u32 levels, unsigned count, u32 baud = 9600) {
    for (unsigned i = 0; i < count; ++i) {
      receiver.pin_changed(levels >> i & 1);
      scheduler.run_until(scheduler.now() + Clock{baud}.ticks(1));
    }
  }
  void byte(u8 value, u32 baud = 9600) { bits(u32{value} << 1 | 0x200, 10, baud); }
};

}  // namespace

TEST_CASE("serial receiver: samples every bit in its middle", "[emulator]") {
  Ear ear;
  ear.byte(0x53);
  ear.byte(0xff);
  ear.byte(0x00);
  REQUIRE(ear.heard.size() == 3);
  CHECK(ear.heard[0].byte == 0x53);
  CHECK(ear.heard[1].byte == 0xff);
  CHECK(ear.heard[2].byte == 0x00);
  for (const auto& c : ear.heard) CHECK_FALSE((c.framing || c.parity || c.is_break));
  SECTION("a rate that is a little off is understood, one that is far off is not") {
    ear.byte(0x55, 9900);
    CHECK(ear.heard.back().byte == 0x55);
    ear.byte(0x55, 2400);
    CHECK(ear.heard.size() > 4);
    CHECK(ear.heard[4].byte == 0x78);
  }
}

TEST_CASE("serial receiver: a start bit that is over before its middle was a glitch", "[emulator]") {
  Ear ear;
  ear.bits(0, 1, 9600 * 3);
  ear.receiver.pin_changed(true);
  CHECK(ear.receiver.receiving());
  ear.scheduler.run_until(ear.scheduler.now() + Clock{9600}.ticks(20));
  CHECK_FALSE(ear.receiver.receiving());
  CHECK(ear.heard.empty());
}

TEST_CASE("serial receiver: errors of the frame, the parity, and breaks", "[emulator]") {
  Ear ear;
  SECTION("no stop bit") {
    ear.bits(0x0aa, 10);
    REQUIRE(ear.heard.size() == 1);
    CHECK(ear.heard[0].framing);
    CHECK_FALSE(ear.heard[0].is_break);
  }
  SECTION("nothing but low") {
    ear.bits(0, 12);
    REQUIRE(ear.heard.size() == 1);
    CHECK(ear.heard[0].is_break);
  }
  SECTION("parity") {
    ear.even_parity = true;
    ear.bits(0x01 << 1 | 1 << 9 | 1 << 10, 11);
    ear.bits(0x01 << 1 | 0 << 9 | 1 << 10, 11);
    REQUIRE(ear.heard.size() == 2);
    CHECK_FALSE(ear.heard[0].parity);
    CHECK(ear.heard[1].parity);
  }
}

TEST_CASE("serial receiver: a frame that travels whole counts where the pin was silent", "[emulator]") {
  Ear ear;
  Net& net = ear.circuit.nets.net("RX");
  ear.receiver.listen({&net});
  const SerialFrame frame{'k', false, {.baud = 9600}};
  ear.scheduler.run_until(Time{Clock{9600}.ticks(20)});
  ear.circuit.serial(net).send(frame);
  REQUIRE(ear.heard.size() == 1);
  CHECK(ear.heard[0].byte == 'k');
  CHECK(ear.whole == 1);
  ear.byte('p');
  ear.circuit.serial(net).send({'p', false, {.baud = 9600}});
  CHECK(ear.heard.size() == 2);
  SECTION("not while it is off, hears itself, or listens elsewhere") {
    ear.scheduler.run_until(ear.scheduler.now() + Clock{9600}.ticks(20));
    ear.ready = false;
    ear.circuit.serial(net).send(frame);
    ear.ready = ear.loops_back = true;
    ear.circuit.serial(net).send(frame);
    ear.loops_back = false;
    ear.receiver.listen({});
    ear.circuit.serial(net).send(frame);
    CHECK(ear.heard.size() == 2);
  }
}
