#include <catch2/catch.hpp>

#include "tests/peripherals/rp2040/pio_bench.hpp"

using namespace rp2040_test;

TEST_CASE("RP2040 PIO: every bit is described and modelled", "[rp2040]") {
  Bench b;
  CHECK(b.p.mistakes().empty());
  CHECK(b.p.unmodelled().empty());
}

TEST_CASE("RP2040 PIO: reset values", "[rp2040]") {
  Bench b;
  CHECK(b.p.read(CTRL) == 0);
  CHECK(b.p.read(FSTAT) == 0x0f00'0f00);
  CHECK(b.p.read(FDEBUG) == 0);
  CHECK(b.p.read(FLEVEL) == 0);
  CHECK(b.p.read(DBG_CFGINFO) == 0x0020'0404);
  CHECK(b.p.read(INTR) == 0x0f0);
  for (unsigned i = 0; i < 4; ++i) {
    CHECK(b.p.read(CLKDIV(i)) == 0x0001'0000);
    CHECK(b.p.read(EXECCTRL(i)) == 0x0001'f000);
    CHECK(b.p.read(SHIFTCTRL(i)) == 0x000c'0000);
    CHECK(b.p.read(ADDR(i)) == 0);
    CHECK(b.p.read(PINCTRL(i)) == 0x1400'0000);
    CHECK(b.p.dreq_tx[i].level());
    CHECK_FALSE(b.p.dreq_rx[i].level());
  }
  CHECK(b.s.next() == Time::max());
}

TEST_CASE("RP2040 PIO: the TX FIFO, its flags and DREQ", "[rp2040]") {
  Bench b;
  for (u32 i = 0; i < 4; ++i) {
    CHECK(b.p.read(FLEVEL) == i << 8);
    CHECK(b.p.dreq_tx[1].level());
    b.p.write(TXF(1), 100 + i);
  }
  CHECK_FALSE(b.p.dreq_tx[1].level());
  CHECK(b.p.read(FSTAT) == 0x0d02'0f00);
  CHECK(b.p.read(INTR) == 0x0d0);
  CHECK(b.p.read(FDEBUG) == 0);
  b.p.write(TXF(1), 999);
  CHECK(b.p.read(FDEBUG) == 0x2'0000);
  b.p.write(FDEBUG, 0x2'0000);
  CHECK(b.p.read(FDEBUG) == 0);
  b.exec(0x80a0, 1);  // pull
  CHECK(b.p.dreq_tx[1].level());
  CHECK(b.osr(1) == 100);
}

TEST_CASE("RP2040 PIO: the RX FIFO, its flags, interrupt and DREQ", "[rp2040]") {
  Bench b;
  b.p.write(IRQ0_INTE, 0x4);
  for (u32 i = 0; i < 4; ++i) {
    b.exec(static_cast<u16>(0xe020 | (i + 1)), 2);  // set x
    b.exec(0x4020, 2);                              // in x, 32
    b.exec(0x8020, 2);                              // push block
  }
  CHECK(b.p.irq0.level());
  CHECK_FALSE(b.p.irq1.level());
  CHECK(b.p.dreq_rx[2].level());
  CHECK(b.p.read(FLEVEL) == 0x40'0000);
  CHECK(b.p.read(FSTAT) == 0x0f00'0b04);
  b.exec(0x8000, 2);  // push noblock: lost
  CHECK(b.p.read(FDEBUG) == 0x4);
  for (u32 i = 0; i < 4; ++i) CHECK(b.p.read(RXF(2)) == i + 1);
  CHECK_FALSE(b.p.irq0.level());
  CHECK_FALSE(b.p.dreq_rx[2].level());
  b.p.read(RXF(2));
  CHECK(b.p.read(FDEBUG) == 0x404);
}

TEST_CASE("RP2040 PIO: joined FIFOs hold eight words, the other none; joining flushes", "[rp2040]") {
  Bench b;
  b.p.write(TXF(0), 1);
  b.p.write(SHIFTCTRL(0), join_tx);
  CHECK(b.p.read(FLEVEL) == 0);
  for (u32 i = 0; i < 8; ++i) b.p.write(TXF(0), i);
  CHECK(b.p.read(FLEVEL) == 8);
  CHECK(b.p.read(FDEBUG) == 0);
  CHECK((b.p.read(FSTAT) & 0x0101'0101) == 0x0001'0101);  // TX full; RX full and empty
  b.exec(0x8020);                                         // push block stalls
  CHECK((b.p.read(EXECCTRL(0)) & 1u << 31) != 0);
  b.exec(0xa042);  // nop takes its place
  CHECK((b.p.read(EXECCTRL(0)) & 1u << 31) == 0);
  b.p.write(SHIFTCTRL(0), join_rx);
  CHECK((b.p.read(FSTAT) & 0x0101'0101) == 0x0101'0100);
  CHECK_FALSE(b.p.dreq_tx[0].level());
  for (u32 i = 0; i < 8; ++i) b.exec(0x8000);
  CHECK(b.p.read(FLEVEL) == 0x80);
  b.p.write(SHIFTCTRL(0), join_rx | join_tx);
  CHECK((b.p.read(FSTAT) & 0x0101'0101) == 0x0101'0101);
  CHECK(b.p.read(FLEVEL) == 0);
}

TEST_CASE("RP2040 PIO: IRQ flags 0 to 3 interrupt, all can be forced and cleared", "[rp2040]") {
  Bench b;
  b.p.write(IRQ0_INTE, 0x100);
  b.p.write(IRQ1_INTE, 0x800);
  b.p.write(IRQ_FORCE, 0xf1);
  CHECK(b.p.read(IRQ) == 0xf1);
  CHECK(b.p.read(INTR) == 0x1f0);
  CHECK(b.p.read(IRQ0_INTS) == 0x100);
  CHECK(b.p.read(IRQ1_INTS) == 0);
  CHECK(b.p.irq0.level());
  CHECK_FALSE(b.p.irq1.level());
  b.p.write(IRQ, 0x11);
  CHECK(b.p.read(IRQ) == 0xe0);
  CHECK_FALSE(b.p.irq0.level());
  b.p.write(IRQ1_INTF, 0x002);
  CHECK(b.p.irq1.level());
  CHECK(b.p.read(IRQ1_INTS) == 0x002);
  CHECK(b.p.read(INTR) == 0x0f0);
  b.p.write(IRQ1_INTF, 0);
  CHECK_FALSE(b.p.irq1.level());
}

TEST_CASE("RP2040 PIO: atomic aliases reach CTRL and IRQ as the SDK uses them", "[rp2040]") {
  Bench b;
  Bus bus;
  b.p.map_on(bus, 0x5020'0000);
  u32 v = 0;
  bus.write(0x5020'2000, 4, 0x5);
  bus.write(0x5020'2000, 4, 0x2);
  bus.write(0x5020'3000, 4, 0x1);
  bus.read(0x5020'0000, 4, v);
  CHECK(v == 0x6);
  bus.write(0x5020'0034, 4, 0xf);
  bus.write(0x5020'2030, 4, 0x1);  // write-1-clear whatever the alias
  bus.read(0x5020'0030, 4, v);
  CHECK(v == 0xe);
  bus.write(0x5020'0010, 1, 0x5a);  // narrow writes are replicated
  b.exec(0x80a0);
  CHECK(b.osr() == 0x5a5a'5a5a);
}

TEST_CASE("RP2040 PIO: held in reset it lets go of pins and forgets", "[rp2040]") {
  Bench b;
  b.load({0xe001, 0xe000});
  b.p.write(PINCTRL(0), set_pins(0, 1));
  b.exec(0xe081);
  b.exec(0xe001);
  b.enable(1);
  b.pass(11);
  CHECK(b.pins.enables() == 1);
  b.p.hold_in_reset(true);
  CHECK(b.pins.enables() == 0);
  CHECK(b.pins.levels() == 0);
  CHECK(b.s.next() == Time::max());
  b.p.hold_in_reset(false);
  b.pass(10);
  CHECK(b.p.read(CTRL) == 0);
  CHECK(b.p.read(PINCTRL(0)) == 0x1400'0000);
}

TEST_CASE("RP2040 PIO: a loaded one goes on as the saved one", "[rp2040]") {
  const int when = GENERATE(0, 1, 5, 23, 100, 301);
  CAPTURE(when);
  const auto prepare = [](Bench& b) {
    b.load({0x6321, 0x1223, 0x1200, 0xa242});  // WS2812
    b.p.write(PINCTRL(0), side_pins(4, 1));
    b.p.write(EXECCTRL(0), wrap(0, 3));
    b.p.write(SHIFTCTRL(0), autopull | pull_threshold(24) | join_tx);
    b.p.write(CLKDIV(0), divide(2.25));
    b.enable(1);
    b.p.write(TXF(0), 0xa5c3'0f00);
  };
  Bench whole, first, second;
  prepare(whole);
  prepare(first);
  first.pass(when);
  State out;
  first.s.serialize(out);
  first.p.serialize(out);
  State in{out.data()};
  second.s.serialize(in);
  second.p.serialize(in);
  CHECK(in.at_end());
  whole.pass(1000);
  second.to(1000);
  auto all = first.changes;
  all.insert(all.end(), second.changes.begin(), second.changes.end());
  CHECK(all == whole.changes);
  CHECK(second.p.read(FDEBUG) == whole.p.read(FDEBUG));
}
