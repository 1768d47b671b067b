#include <catch2/catch.hpp>

#include "emulator/decode/uart.hpp"

#include "wave.hpp"

using namespace emulator;
using namespace emulator::decode;
using namespace emulator::decode::test;

namespace {

struct Line {
  Uart decoder;
  Wave wave;
  i64 baud;
  explicit Line(const UartOptions& options, i64 sent = 9600) : decoder(options), wave(decoder, {true}), baud(sent) {}
  void bit(bool high) {
    wave.set(0, high);
    wave.wait(Clock{baud}.ticks(1));
  }
  void bits(unsigned value, unsigned count) {  // the lowest first
    for (unsigned i = 0; i < count; ++i) bit(value >> i & 1);
  }
  void send(std::string_view text) {
    for (const char c : text) bits(static_cast<unsigned char>(c) << 1 | 0x200, 10);
  }
};

}  // namespace

TEST_CASE("decode uart: text, and when it was", "[decode]") {
  Line line{{.baud = 9600}};
  line.wave.wait(1ms);
  line.send("Hi\r");
  line.wave.rest();
  CHECK(line.wave.read() == "'H', 'i', 0x0D");
  REQUIRE(line.wave.frames.size() == 3);
  CHECK(line.wave.frames[0].start == Time{1s} + 1ms);
  CHECK(line.wave.frames[0].end == Time{1s} + 1ms + Clock{9600}.ticks(10));
  CHECK(line.wave.frames[0].bytes == std::vector<u8>{'H'});
}

TEST_CASE("decode uart: a sender that is 3 % off is understood", "[decode]") {
  for (const i64 sent : {9600 * 97 / 100, 9600 * 103 / 100}) {
    Line line{{.baud = 9600}, sent};
    line.send("xU\x80z");
    line.wave.rest();
    CHECK(line.wave.read() == "'x', 'U', 0x80, 'z'");
  }
}

TEST_CASE("decode uart: parity, seven bits, and what is wrong", "[decode]") {
  using Parity = UartOptions::Parity;
  Line even{{.baud = 9600, .parity = Parity::even}};
  even.bits(0b1'1'01100001'0, 11);  // 'a' has three ones
  even.bits(0b1'0'01100001'0, 11);
  even.wave.rest();
  CHECK(even.wave.read() == "'a', parity error 'a'");
  Line odd{{.baud = 9600, .bits = 7, .parity = Parity::odd}};
  odd.bits(0b1'0'1100001'0, 10);
  odd.wave.rest();
  CHECK(odd.wave.read() == "'a'");
  Line plain{{.baud = 9600}};
  plain.bits(0b0'01000001'0, 10);
  plain.bits(3, 2);
  plain.bits(0, 30);
  plain.bits(3, 2);
  plain.send("A");
  plain.wave.pulse(0, false, 10us);
  plain.wave.wait(1ms);
  plain.send("B");
  plain.wave.rest();
  CHECK(plain.wave.read() == "framing error 'A', break, 'A', too short, 'B'");
}

TEST_CASE("decode uart: the rate is measured, and again when it changes", "[decode]") {
  Line line{{}, 115200};
  line.send("Hello");
  CHECK(line.decoder.open() != Time::max());  // or it has been settled by now
  line.wave.rest();
  CHECK(line.wave.read() == "115200 baud, 'H', 'e', 'l', 'l', 'o'");
  line.wave.wait(5ms);
  line.send("more");
  line.wave.rest();
  CHECK(line.wave.read() == "'m', 'o', 'r', 'e'");
  line.baud = 460800;
  line.send("?");
  line.wave.wait(5ms);
  line.send("quick");
  line.wave.rest();
  CHECK(line.wave.read() == "a shorter bit, 460800 baud, '?', 'q', 'u', 'i', 'c', 'k'");
  CHECK(line.decoder.open() == Time::max());
}

TEST_CASE("decode uart: a line that rises once, or falls once, says nothing", "[decode]") {
  Uart decoder{{}};
  Wave wave{decoder, {false}};
  wave.set(0, true);
  wave.wait(1s);
  CHECK(decoder.due() == Time::max());
  CHECK(decoder.open() == Time::max());
  wave.set(0, false);
  CHECK(decoder.due() == Time::max());
  CHECK(wave.read().empty());
}

TEST_CASE("decode uart: usual rates", "[decode]") {
  CHECK(likely_baud(104us) == 9600);
  CHECK(likely_baud(8680ns) == 115200);
  CHECK(likely_baud(32us) == 31250);
  CHECK(likely_baud(1us) == 1'000'000);
  CHECK(likely_baud(22us) == 45455);
}
