// When things happen, to the clk_sys cycle. RP2040 Datasheet 3.5. A machine enabled in cycle 0 shows what its first
// instruction does in cycle 1.
#include <catch2/catch.hpp>

#include "tests/peripherals/rp2040/pio_bench.hpp"

using namespace rp2040_test;
using Edges = std::vector<i64>;

TEST_CASE("RP2040 PIO: delay cycles are what side-set leaves of the field", "[rp2040]") {
  Bench b;
  b.load({0xff01, 0xe000});  // set pins, 1 with 11111; set pins, 0
  b.p.write(EXECCTRL(0), wrap(0, 1));
  const u32 side_bits = GENERATE(0u, 1u, 2u, 3u, 4u, 5u);
  b.p.write(PINCTRL(0), set_pins(0, 1) | side_pins(8, side_bits));
  b.enable(1);
  b.pass(40);
  const i64 delay = (32 >> side_bits) - 1;
  Edges seen = b.edges(0);
  seen.resize(2);
  CHECK(seen == Edges{1, 2 + delay});
}

TEST_CASE("RP2040 PIO: side-set, optional, on directions, and over SET", "[rp2040]") {
  Bench b;
  b.p.write(PINCTRL(0), set_pins(0, 2) | side_pins(1, 2));
  b.exec(0xe003 | 1 << 11);  // set pins, 3 side 1: pins 1 and 2 get 1 and 0
  CHECK(b.pins.levels() == 0b011);
  b.exec(0xe003 | 2 << 11);  // side 2 wins on pin 1
  CHECK(b.pins.levels() == 0b101);
  b.p.write(EXECCTRL(0), side_en);
  b.exec(0xe002);  // no side-set
  CHECK(b.pins.levels() == 0b110);
  b.exec(0xe002 | 1 << 12);  // side 0 on pin 1 alone
  CHECK(b.pins.levels() == 0b100);
  b.p.write(EXECCTRL(0), side_en | side_pindir);
  b.exec(0xa042 | 3 << 11);
  CHECK(b.pins.enables() == 0b010);
  CHECK(b.pins.levels() == 0b100);
}

TEST_CASE("RP2040 PIO: a stalled instruction does its side-set, once, and its delay afterwards", "[rp2040]") {
  Bench b;
  b.load({0x9ba0, 0xa042});  // pull side 1 [3]; nop side 0
  b.p.write(EXECCTRL(0), wrap(0, 1));
  b.p.write(PINCTRL(0), side_pins(6, 1) | set_pins(6, 1));
  b.enable(1);
  b.to(10);
  CHECK(b.edges(6) == Edges{1});
  b.exec(0xe000 | 1 << 12, 1);  // another machine does not touch it
  b.p.write(TXF(0), 0);  // in cycle 11: the pull completes in 12, its delay is 11 of [3] with one bit of side-set
  b.to(40);
  CHECK(b.edges(6) == Edges{1, 24, 25});
}

TEST_CASE("RP2040 PIO: a divisor of n runs one cycle in n, a fraction as the figure has it", "[rp2040]") {
  Bench b;
  b.load({0xe001, 0xe000});
  b.p.write(EXECCTRL(0), wrap(0, 1));
  b.p.write(PINCTRL(0), set_pins(0, 1));
  SECTION("3") {
    b.p.write(CLKDIV(0), divide(3));
    b.enable(1);
    b.to(13);
    CHECK(b.edges(0) == Edges{1, 4, 7, 10, 13});
  }
  SECTION("2.5") {
    b.p.write(CLKDIV(0), divide(2.5));
    b.enable(1);
    b.to(20);
    CHECK(b.edges(0) == Edges{1, 3, 5, 8, 10, 13, 15, 18, 20});
  }
  SECTION("65536") {
    b.p.write(CLKDIV(0), 0);
    b.enable(1);
    b.to(200'000);
    CHECK(b.edges(0) == Edges{1, 65537, 131073, 196609});
  }
}

TEST_CASE("RP2040 PIO: dividers run on while a machine is disabled; restarted together they are in step", "[rp2040]") {
  Bench b;
  b.load({0xe001, 0xe000});
  for (unsigned i : {0u, 1u}) {
    b.p.write(EXECCTRL(i), wrap(0, 1));
    b.p.write(PINCTRL(i), set_pins(i, 1));
    b.p.write(CLKDIV(i), divide(10));
  }
  b.p.write(CTRL, 0x301);
  b.to(15);
  b.p.write(CTRL, 0);
  b.to(17);
  b.p.write(CTRL, 3);
  b.to(45);
  CHECK(b.edges(0) == Edges{1, 11, 21, 31, 41});
  CHECK(b.edges(1) == Edges{21, 31, 41});
}

TEST_CASE("RP2040 PIO: a change of CLKDIV or a pause keeps the delay that is left", "[rp2040]") {
  Bench b;
  b.load({0xe401, 0xe000});  // set pins, 1 [4]
  b.p.write(PINCTRL(0), set_pins(0, 1));
  b.p.write(CLKDIV(0), divide(10));
  b.enable(1);
  b.to(25);  // pulses at 1, 11, 21: the third delay cycle is due at 31
  b.p.write(CTRL, 0);
  b.to(60);
  b.p.write(CTRL, 1);
  b.p.write(CLKDIV(0), divide(2));
  b.to(68);  // 61, 63 the last two delay cycles, then set pins, 0
  CHECK(b.edges(0) == Edges{1, 65});
}

TEST_CASE("RP2040 PIO: a machine sees its own pin two cycles later, four with the synchroniser", "[rp2040]") {
  Bench b;
  const bool bypass = GENERATE(true, false);
  b.p.write(INPUT_SYNC_BYPASS, bypass ? 1 : 0);
  b.p.write(PINCTRL(0), set_pins(0, 1));
  b.p.write(SHIFTCTRL(0), out_right);
  b.exec(0xe081);
  b.load({0xe001, 0x4001, 0x4001, 0x4001, 0x4001, 0x4001, 0x0006});
  b.exec(0x0000);
  b.enable(1);
  b.pass(10);
  b.p.write(CTRL, 0);
  CHECK(b.isr() == (bypass ? 0b01111 : 0b00011));
}

TEST_CASE("RP2040 PIO: WAIT on a pin from outside, through the synchroniser", "[rp2040]") {
  Bench b;
  const bool bypass = GENERATE(true, false);
  const i64 divisor = GENERATE(1, 7);
  b.p.write(INPUT_SYNC_BYPASS, bypass ? 1u << 12 : 0);
  b.p.write(PINCTRL(0), set_pins(0, 1) | in_pins(10));
  b.p.write(CLKDIV(0), divide(static_cast<double>(divisor)));
  b.load({0x20a2, 0xe001, 0x208c, 0x0003});  // wait 1 pin 2 is GPIO 12
  b.enable(1);
  b.to(1000);
  CHECK(b.s.next() == Time::max());  // a stalled machine costs nothing
  b.pins.outside(1u << 11);
  CHECK(b.s.next() == Time::max());
  b.pins.outside(1u << 12);
  b.to(1100);
  // The wait sees it 2 or 4 cycles later, and the set comes one instruction after.
  const i64 seen = 1000 + (bypass ? 2 : 4);
  const i64 wait = 1 + (seen - 1 + divisor - 1) / divisor * divisor;
  CHECK(b.edges(0) == Edges{wait + divisor});
}

TEST_CASE("RP2040 PIO: a short pulse between two looks is missed, one long enough is not", "[rp2040]") {
  Bench b;
  b.p.write(PINCTRL(0), set_pins(0, 1) | in_pins(1));
  b.p.write(CLKDIV(0), divide(8));
  b.load({0x20a0, 0xe001, 0x0002});
  b.enable(1);
  b.to(98);  // looks at 97, 105, 113: pins of four cycles before
  b.pins.outside(2);
  b.to(100);
  b.pins.outside(0);
  b.to(150);
  CHECK(b.edges(0).empty());
  b.to(160);  // 161, 169: pins of 165
  b.pins.outside(2);
  b.to(166);
  b.pins.outside(0);
  b.to(200);
  CHECK(b.edges(0) == Edges{177});
}

TEST_CASE("RP2040 PIO: where machines write the same pin in one cycle the highest number wins", "[rp2040]") {
  Bench b;
  b.load({0xe001, 0xe000, 0x0001});
  for (unsigned i : {0u, 3u}) b.p.write(PINCTRL(i), set_pins(2, 1));
  b.exec(0x0001, 3);
  b.load({0xe001, 0xe000, 0x0002});
  b.enable(0b1001);  // 0: set 1; 3: set 0
  b.pass(1);
  CHECK(b.level(2) == 0);
  b.p.write(CTRL, 0);
  b.exec(0x0000, 3);
  b.exec(0x0001, 0);
  b.enable(0b1001);
  b.pass(1);
  CHECK(b.level(2) == 1);
}

TEST_CASE("RP2040 PIO: OUT_STICKY asserts its write in every cycle, an enable bit takes it back", "[rp2040]") {
  Bench b;
  b.p.write(PINCTRL(0), set_pins(0, 1));
  b.p.write(PINCTRL(1), out_pins(0, 1));
  b.p.write(EXECCTRL(1), wrap(0, 31) | sticky | inline_out_en | 7u << 19);
  b.p.write(SHIFTCTRL(1), out_right);
  b.p.write(TXF(1), 0x0001'0181);  // 1 with enable, then 1 without
  b.exec(0x80a0, 1);
  b.exec(0x6008, 1);
  CHECK(b.level(0) == 1);
  b.exec(0xe000, 0);
  b.pass(3);
  CHECK(b.level(0) == 1);
  b.exec(0x6008, 1);
  CHECK(b.level(0) == 1);  // nobody writes: it keeps its level
  b.exec(0xe000, 0);
  CHECK(b.level(0) == 0);
  b.pass(3);
  CHECK(b.level(0) == 0);
}

TEST_CASE("RP2040 PIO: IRQ flags synchronise machines within a cycle", "[rp2040]") {
  Bench b;
  b.load({0xa642, 0xc024, 0xe001, 0x0003});  // nop [6]; irq wait 4; set pins, 1
  b.load({0x20c4, 0xe001, 0x000a}, 8);       // wait 1 irq 4; set pins, 1
  for (unsigned i : {0u, 1u}) b.p.write(PINCTRL(i), set_pins(i, 1));
  b.exec(0x0008, 1);
  const i64 start = b.cycle();
  b.enable(3);
  b.pass(30);
  // The flag is set in 8; the other sees it in 9 and clears it; the first goes on in 10.
  CHECK(b.edges(1, start) == Edges{10});
  CHECK(b.edges(0, start) == Edges{11});
}

TEST_CASE("RP2040 PIO: an interrupt is on its wire in the cycle its IRQ instruction completes", "[rp2040]") {
  Bench b;
  b.load({0xa942, 0xc002, 0x0002});  // nop [9]; irq 2
  b.p.write(IRQ1_INTE, 0x400);
  i64 at = -1;
  b.p.irq1.listen([&](bool level) {
    if (level) at = b.cycle();
  });
  b.enable(1);
  b.pass(50);
  CHECK(at == 11);
}

TEST_CASE("RP2040 PIO: a listener of DREQ that feeds the FIFO at once keeps the pins going", "[rp2040]") {
  Bench b;
  b.load({0x6001});  // out pins, 1
  b.p.write(EXECCTRL(0), wrap(0, 0));
  b.p.write(PINCTRL(0), out_pins(0, 1));
  b.p.write(SHIFTCTRL(0), autopull | out_right | pull_threshold(4));
  unsigned words = 0;
  b.p.dreq_tx[0].listen([&](bool) {
    while (b.p.dreq_tx[0].level() && words < 50) {
      ++words;
      b.p.write(TXF(0), 0b0101);
    }
  });
  b.enable(1);
  b.pass(300);
  CHECK(words == 50);
  Edges every;  // stalled in 1, then a bit in each of 2 … 201
  for (i64 i = 2; i < 202; ++i) every.push_back(i);
  CHECK(b.edges(0) == every);
}

TEST_CASE("RP2040 PIO: a new frequency of clk_sys holds from then on; stopped, nothing moves", "[rp2040]") {
  Bench b;
  b.load({0xe001, 0xe000});
  b.p.write(EXECCTRL(0), wrap(0, 1));
  b.p.write(PINCTRL(0), set_pins(0, 1));
  b.p.write(CLKDIV(0), divide(10));
  b.enable(1);
  b.to(25);
  b.clk_sys.set(12'500'000);
  b.to(25 + 60);  // 26 is 10 old cycles away, 31 is 60
  CHECK(b.edges(0) == Edges{1, 11, 21, 85});
  b.clk_sys.set(0);
  CHECK(b.s.next() == Time::max());
  b.to(10'000);
  b.clk_sys.set(Bench::hz);
  b.to(10'010);
  CHECK(b.edges(0) == Edges{1, 11, 21, 85, 10'010});
}
