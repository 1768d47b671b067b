// The programs of the datasheet's chapter 3 and of pico-examples, assembled by pioasm, measured to the cycle.
#include <catch2/catch.hpp>

#include "tests/peripherals/rp2040/pio_bench.hpp"

using namespace rp2040_test;
using Edges = std::vector<i64>;

TEST_CASE("RP2040 PIO example: the square wave of 3.2.2, 12.5 MHz at 125 MHz / 2.5", "[rp2040]") {
  Bench b;
  b.load({0xe081, 0xe101, 0xe000, 0x0001});
  b.p.write(CLKDIV(0), static_cast<u32>(2.5f * (1 << 16)));
  b.p.write(PINCTRL(0), set_pins(0, 1));
  b.enable(1);
  b.to(53);
  CHECK(b.edges(0) == Edges{3, 8, 13, 18, 23, 28, 33, 38, 43, 48, 53});
  CHECK(b.pins.enables() == 1);
}

TEST_CASE("RP2040 PIO example: squarewave_fast turns its pin in every cycle", "[rp2040]") {
  Bench b;
  b.load({0xe081, 0xe001, 0xe000}, 29);  // at the end of memory
  b.p.write(EXECCTRL(0), wrap(30, 31));
  b.p.write(PINCTRL(0), set_pins(7, 1));
  b.exec(29);
  b.enable(1);
  b.pass(1000);
  const Edges edges = b.edges(7, 1);
  REQUIRE(edges.size() == 999);
  for (std::size_t i = 0; i < edges.size(); ++i) REQUIRE(edges[i] == static_cast<i64>(i) + 2);
}

TEST_CASE("RP2040 PIO example: WS2812 bits are 10 cycles, high for 3 or 6", "[rp2040]") {
  Bench b;
  b.load({0x6321, 0x1223, 0x1200, 0xa242});
  b.p.write(PINCTRL(0), side_pins(2, 1));
  b.p.write(EXECCTRL(0), wrap(0, 3));
  b.p.write(SHIFTCTRL(0), autopull | join_tx | pull_threshold(24));
  const double divisor = GENERATE(1, 15.625);  // 800 kHz
  b.p.write(CLKDIV(0), divide(divisor));
  const u32 pixels[]{0xa5'00ffu, 0x12'3456u};
  for (const u32 p : pixels) b.p.write(TXF(0), p << 8);
  b.enable(1);
  b.pass(static_cast<i64>(divisor * 600));
  CHECK(b.p.read(FDEBUG) == 1u << 24);  // TXSTALL, with the line low
  CHECK(b.level(2) == 0);
  CHECK(b.s.next() == Time::max());
  const Edges edges = b.edges(2);
  REQUIRE(edges.size() == 2 * 48);
  for (unsigned bit = 0; bit < 48; ++bit) {
    const i64 high = pixels[bit / 24] >> (23 - bit % 24) & 1 ? 6 : 3;
    if (divisor == 1) {
      CHECK(edges[2 * bit] == 6 + 10 * bit);
      CHECK(edges[2 * bit + 1] == 6 + 10 * bit + high);
    } else {
      CHECK(std::abs(edges[2 * bit] - 1 - static_cast<i64>(divisor * (5 + 10 * bit))) <= 1);
      CHECK(std::abs(edges[2 * bit + 1] - edges[2 * bit] - static_cast<i64>(divisor * static_cast<double>(high))) <= 1);
    }
  }
}

TEST_CASE("RP2040 PIO example: SPI, CPHA 0, looped back", "[rp2040]") {
  Bench b;  // pin 16 both MOSI and MISO, SCK is 18
  b.load({0x6101, 0x5101});
  b.p.write(EXECCTRL(0), wrap(0, 1));
  b.p.write(PINCTRL(0), out_pins(16, 1) | in_pins(16) | side_pins(18, 1) | set_pins(16, 3));
  b.p.write(SHIFTCTRL(0), autopull | autopush | pull_threshold(8) | push_threshold(8));
  b.exec(0xe087);
  const i64 divisor = GENERATE(1, 4);
  const bool bypass = GENERATE(true, false);
  CAPTURE(divisor, bypass);
  b.p.write(CLKDIV(0), divide(static_cast<double>(divisor)));
  b.p.write(INPUT_SYNC_BYPASS, bypass ? 1u << 16 : 0);
  b.enable(1);
  b.pass(100);
  const u8 bytes[]{0xa5, 0x3c, 0x01};
  for (const u8 byte : bytes) b.p.write(TXF(0), 0x0101'0101u * byte);
  b.pass(3 * 8 * 4 * divisor + 10 * divisor);
  const Edges sck = b.edges(18);
  REQUIRE(sck.size() == 3 * 16);
  for (std::size_t i = 1; i < sck.size(); ++i) CHECK(sck[i] - sck[i - 1] == 2 * divisor);
  // At full speed the bit is sampled two cycles after it was put out, too early for the synchroniser: a bit late.
  const u32 sent = 0xa53c01, late = bypass || divisor > 1 ? sent : sent >> 1;
  u32 got = 0;
  for (int i = 0; i < 3; ++i) got = got << 8 | b.p.read(RXF(0));
  CHECK(got == late);
}

TEST_CASE("RP2040 PIO example: SPI, CPHA 1, looped back", "[rp2040]") {
  Bench b;
  b.load({0x6021, 0xb101, 0x4001});
  b.p.write(EXECCTRL(0), wrap(0, 2));
  b.p.write(PINCTRL(0), out_pins(16, 1) | in_pins(16) | side_pins(18, 1) | set_pins(16, 3));
  b.p.write(SHIFTCTRL(0), autopull | autopush | pull_threshold(8) | push_threshold(8));
  b.p.write(CLKDIV(0), divide(31.25));
  b.exec(0xe087);
  b.enable(1);
  for (const u8 byte : {0xde, 0xad}) b.p.write(TXF(0), 0x0101'0101u * byte);
  b.pass(2 * 8 * 4 * 32);
  CHECK(b.p.read(RXF(0)) == 0xde);
  CHECK(b.p.read(RXF(0)) == 0xad);
  CHECK(b.edges(18).size() == 2 * 16);
}

namespace {

void load_uart_tx(Bench& b, double divisor) {
  b.load({0x9fa0, 0xf727, 0x6001, 0x0642});
  b.p.write(EXECCTRL(0), wrap(0, 3) | side_en);
  b.p.write(PINCTRL(0), out_pins(5, 1) | side_pins(5, 2) | set_pins(5, 1));
  b.p.write(SHIFTCTRL(0), out_right | join_tx);
  b.exec(0xe001);
  b.exec(0xe081);
  b.p.write(CLKDIV(0), divide(divisor));
}

void load_uart_rx(Bench& b, double divisor) {
  b.load({0x2020 | 0, 0xea27, 0x4001, 0x0642 + 8, 0x00c8 + 8, 0xc014, 0x20a0, 0x0008, 0x8020}, 8);
  b.p.write(EXECCTRL(1), wrap(8, 16) | 5u << 24);
  b.p.write(PINCTRL(1), in_pins(5));
  b.p.write(SHIFTCTRL(1), in_right | join_rx);
  b.p.write(CLKDIV(1), divide(divisor));
  b.exec(0x0008, 1);
}

}  // namespace

TEST_CASE("RP2040 PIO example: UART TX, eight cycles a bit", "[rp2040]") {
  Bench b;
  load_uart_tx(b, 10);
  const i64 start = b.cycle();
  b.enable(1);
  b.pass(1000);
  b.p.write(TXF(0), 0x35);
  b.pass(2000);
  // The pull looks in start + 1 + 10 n; seven delay cycles later comes the start bit.
  const i64 begin = 1001 + 80;
  const i64 bit = 80;
  CHECK(b.edges(5, start + 1) == Edges{begin - 1, begin + bit - 1, begin + 2 * bit - 1, begin + 3 * bit - 1,
                                       begin + 4 * bit - 1, begin + 5 * bit - 1, begin + 7 * bit - 1,
                                       begin + 9 * bit - 1});
}

TEST_CASE("RP2040 PIO example: UART TX into UART RX at 115200 baud", "[rp2040]") {
  Bench b;
  const double divisor = 125e6 / (8 * 115200);
  load_uart_tx(b, divisor);
  load_uart_rx(b, divisor * GENERATE(0.97, 1.0, 1.03));
  b.pass(4);  // the idle line is through the synchroniser
  b.enable(3);
  b.pass(500);
  const std::string sent = "Hello";
  for (const char c : sent) b.p.write(TXF(0), static_cast<u8>(c));
  b.pass(Bench::hz / 115200 * 52);
  std::string got;
  while ((b.p.read(FSTAT) & 0x200) == 0) got += static_cast<char>(b.p.read(RXF(1)) >> 24);
  CHECK(got == sent);
  CHECK(b.p.read(IRQ) == 0);
}

TEST_CASE("RP2040 PIO example: UART RX flags a break and waits for the idle line", "[rp2040]") {
  Bench b;
  b.pins.outside(1u << 5);
  load_uart_rx(b, 10);
  b.pass(10);
  b.enable(2);
  b.pass(500);
  b.pins.outside(0);
  b.pass(80 * 20);
  CHECK(b.p.read(IRQ) == 0x20);  // irq 4 rel on machine 1
  CHECK(b.p.read(FLEVEL) == 0);
  CHECK(b.s.next() == Time::max());
  b.pins.outside(1u << 5);
  b.pass(100);
  CHECK(b.p.read(ADDR(1)) == 8);
}

TEST_CASE("RP2040 PIO example: the quadrature encoder counts and never blocks", "[rp2040]") {
  Bench b;
  b.load({0x000f, 0x000e, 0x0015, 0x000f, 0x0015, 0x000f, 0x000f, 0x000e, 0x000e, 0x000f, 0x000f, 0x0015,
          0x000f, 0x0015, 0x008f, 0xa0c2, 0x8000, 0x60c2, 0x4002, 0xa0e6, 0xa0a6, 0xa04a, 0x0097, 0xa04a});
  b.p.write(EXECCTRL(0), wrap(15, 23));
  b.p.write(PINCTRL(0), in_pins(10));
  b.p.write(SHIFTCTRL(0), out_right);
  b.enable(1);
  const auto count = [&] {
    for (u32 stale = b.p.read(FLEVEL) >> 4 & 0xf; stale > 0; --stale) b.p.read(RXF(0));
    b.pass(13);
    return static_cast<i32>(b.p.read(RXF(0)));
  };
  b.pass(100);
  const i32 zero = count();
  int phase = 0;
  const auto turn = [&](int by) {
    constexpr u32 gray[]{0, 1, 3, 2};
    for (int i = 0; i < std::abs(by); ++i) {
      phase = (phase + (by > 0 ? 1 : 3)) % 4;
      b.pins.outside(gray[phase] << 10);
      b.pass(14);
    }
    b.pass(30);
  };
  turn(37);
  const i32 after = count() - zero;
  CHECK(std::abs(after) == 37);
  turn(-50);
  CHECK(count() - zero == (after > 0 ? -13 : 13));
}

TEST_CASE("RP2040 PIO example: autopush and autopull move a word in two cycles", "[rp2040]") {
  Bench b;  // the figure of 3.5.4: out x, 32; in x, 32
  b.load({0x6020, 0x4020});
  b.p.write(EXECCTRL(0), wrap(0, 1));
  b.p.write(SHIFTCTRL(0), autopull | autopush);
  b.enable(1);
  b.pass(5);
  const i64 start = b.cycle();
  for (u32 i = 1; i <= 4; ++i) b.p.write(TXF(0), i);
  // 1: the stalled OUT fills the OSR; 2: it executes and refills; 3: IN pushes; 4: OUT …
  const u32 levels[]{0x04, 0x03, 0x02, 0x12, 0x11, 0x21, 0x20, 0x30, 0x30, 0x40, 0x40};
  for (const u32 level : levels) {
    CAPTURE(b.cycle() - start);
    CHECK(b.p.read(FLEVEL) == level);
    b.pass(1);
  }
  for (u32 i = 1; i <= 4; ++i) CHECK(b.p.read(RXF(0)) == i);
}

TEST_CASE("RP2040 PIO example: with autopull the OSR fills behind a delay, and PULL is a fence", "[rp2040]") {
  Bench b;
  b.load({0xbf42, 0x80a0, 0x6001, 0x0003});  // nop [31]; pull; out pins, 1; jmp 3
  b.p.write(SHIFTCTRL(0), autopull | out_right);
  b.p.write(PINCTRL(0), out_pins(0, 1));
  b.enable(1);
  b.pass(10);
  b.p.write(TXF(0), 1);
  b.p.write(TXF(0), 0);
  CHECK(b.p.read(FLEVEL) == 2);
  b.pass(1);
  CHECK(b.p.read(FLEVEL) == 1);
  b.pass(40);
  CHECK(b.p.read(FLEVEL) == 1);  // the PULL found the OSR full
  CHECK(b.edges(0) == Edges{34});
}

TEST_CASE("RP2040 PIO example: manual_pull keeps four cycles a bit and stalls with its clock high", "[rp2040]") {
  Bench b;  // 3.5.4: set x, 2; pull side 1 [1]; out pins, 1 side 0 [1]; jmp x-- side 1 [1]; out pins, 1 side 0
  b.load({0xe022, 0x99a0, 0x7101, 0x1942, 0x7001});
  b.p.write(EXECCTRL(0), wrap(0, 4) | side_en);
  b.p.write(PINCTRL(0), out_pins(0, 1) | side_pins(1, 2));
  b.p.write(SHIFTCTRL(0), out_right);
  b.p.write(TXF(0), 0b0110);
  b.p.write(TXF(0), 0b1001);
  b.enable(1);
  b.pass(60);
  // Cycle 1 SET, 2 PULL, 4 OUT, 6 JMP, 8, 10, 12, 14, 16 the last OUT, 17 SET, 18 PULL.
  CHECK(b.edges(1) == Edges{2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30, 32, 34});
  CHECK(b.edges(0) == Edges{8, 16, 20, 24, 32});
  CHECK(b.level(1) == 1);
}
