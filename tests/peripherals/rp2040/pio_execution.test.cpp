// What each instruction does, executed through SMx_INSTR where that is enough. RP2040 Datasheet 3.4.
#include <catch2/catch.hpp>

#include "tests/peripherals/rp2040/pio_bench.hpp"

using namespace rp2040_test;

namespace {

// PULL into the OSR, whatever the FIFO holds then.
void fill_osr(Bench& b, u32 word, unsigned sm = 0) {
  b.p.write(TXF(sm), word);
  b.exec(0x80a0, sm);
}
// X gets any value: out x, 32.
void put_x(Bench& b, u32 word) {
  fill_osr(b, word);
  b.exec(0x6020);
}
u32 status(const Bench& b) { return b.p.peek(EXECCTRL(0)) >> 31; }

}  // namespace

TEST_CASE("RP2040 PIO SET: pins, directions and scratch registers", "[rp2040]") {
  Bench b;
  b.p.write(PINCTRL(0), set_pins(29, 5));  // 29, 30, 31, 0, 1
  b.exec(0xe09f);
  CHECK(b.pins.enables() == 0x2000'0003);
  CHECK(b.p.read(DBG_PADOE) == 0x2000'0003);
  b.exec(0xe009);
  CHECK(b.pins.levels() == 0x2000'0001);
  CHECK(b.p.read(DBG_PADOUT) == 0x2000'0001);
  b.exec(0xe03f);
  CHECK(b.x() == 31);
  b.exec(0xe052);
  CHECK(b.y() == 18);
}

TEST_CASE("RP2040 PIO OUT: every destination, both directions", "[rp2040]") {
  Bench b;
  b.p.write(SHIFTCTRL(0), out_right | in_right);
  fill_osr(b, 0x8765'4321);
  b.exec(0x6028);  // out x, 8
  CHECK(b.osr() == 0x0087'6543);
  CHECK(b.x() == 0x21);
  b.exec(0x6044);  // out y, 4
  CHECK(b.y() == 3);
  b.exec(0x6064);  // out null, 4
  b.exec(0x60cc);  // out isr, 12
  CHECK(b.isr() == 0x765);
  b.p.write(PINCTRL(0), out_pins(4, 3));
  b.exec(0x6082);  // out pindirs, 2: of 8; the third pin gets 0
  CHECK(b.pins.enables() == 0);
  fill_osr(b, 0x0000'0015);
  b.exec(0x6082);
  CHECK(b.pins.enables() == 0x10);
  b.exec(0x6005);
  CHECK(b.pins.levels() == 0x50);
  fill_osr(b, 0x37);
  b.exec(0x60a8);  // out pc, 8
  CHECK(b.p.read(ADDR(0)) == 0x17);

  b.p.write(SHIFTCTRL(0), in_right);  // to the left
  fill_osr(b, 0x8765'4321);
  b.exec(0x6028);
  CHECK(b.x() == 0x87);
  CHECK(b.osr() == 0x6543'2100);
  b.exec(0x6020);  // out x, 32
  CHECK(b.x() == 0x6543'2100);
  CHECK(b.osr() == 0);
}

TEST_CASE("RP2040 PIO IN: sources, bit counts and directions", "[rp2040]") {
  Bench b;
  b.p.write(SHIFTCTRL(0), out_right);  // in: to the left
  b.p.write(INPUT_SYNC_BYPASS, ~0u);
  b.pins.outside(0x2000'00a5);
  b.pass(2);
  b.exec(0xe02d);  // set x, 13
  b.exec(0x4024);  // in x, 4
  b.exec(0x4063);  // in null, 3
  b.p.write(PINCTRL(0), in_pins(5));
  b.exec(0x4003);  // in pins, 3: pins 5 to 7
  CHECK(b.isr() == 0b1101'000'101);
  b.p.write(PINCTRL(0), in_pins(29));  // pin 29, then 30, 31, 0
  b.exec(0x4004);
  CHECK(b.isr() == 0b1001);
  b.p.write(SHIFTCTRL(0), out_right | in_right);
  b.exec(0x4024);
  b.exec(0x4022);
  CHECK(b.isr() == 0x7400'0000);
  put_x(b, 0x1234'5678);
  b.exec(0x4020);  // in x, 32
  b.exec(0x40c8);  // in isr, 8
  CHECK(b.isr() == 0x7812'3456);
}

TEST_CASE("RP2040 PIO MOV: operations, STATUS and shift counters", "[rp2040]") {
  Bench b;
  put_x(b, 0x1234'5678);
  b.exec(0xa049);  // mov y, ~x
  CHECK(b.y() == 0xedcb'a987);
  b.exec(0xa051);  // mov y, ::x
  CHECK(b.y() == 0x1e6a'2c48);
  b.exec(0xa043);  // mov y, null
  CHECK(b.y() == 0);
  b.exec(0xa0a1);  // mov pc, x
  CHECK(b.p.read(ADDR(0)) == 0x18);
  b.p.write(PINCTRL(0), out_pins(8, 8));
  b.exec(0xa001);  // mov pins, x
  CHECK(b.pins.levels() == 0x7800);
  b.p.write(EXECCTRL(0), 2);  // all ones if TX level < 2
  b.exec(0xa025);             // mov x, status
  CHECK(b.x() == ~0u);
  b.p.write(TXF(0), 0);
  b.p.write(TXF(0), 0);
  b.exec(0xa025);
  CHECK(b.x() == 0);
  b.p.write(EXECCTRL(0), 0x11);  // RX level < 1
  b.exec(0xa025);
  b.exec(0x8000);
  b.exec(0xa045);
  b.p.read(RXF(0));
  CHECK(b.x() == ~0u);
  CHECK(b.y() == 0);
  b.p.write(PINCTRL(0), in_pins(28));
  b.pins.outside(0x3000'0001);
  b.pass(4);
  b.exec(0xa020);  // mov x, pins
  CHECK(b.x() == 0x13);
}

TEST_CASE("RP2040 PIO JMP: conditions", "[rp2040]") {
  Bench b;
  const auto jumps = [&](unsigned condition) {
    b.exec(0x0000);
    b.exec(static_cast<u16>(condition << 5 | 7));
    return b.p.read(ADDR(0)) == 7;
  };
  b.exec(0xe020);
  b.exec(0xe041);
  CHECK(jumps(0));
  CHECK(jumps(1));
  CHECK_FALSE(jumps(3));
  CHECK(jumps(5));
  CHECK_FALSE(jumps(2));  // x-- from 0: not taken, but it is decremented
  CHECK(b.x() == ~0u);
  CHECK(jumps(2));
  CHECK(b.x() == ~1u);
  CHECK(jumps(4));
  CHECK(b.y() == 0);
  CHECK(jumps(3));
  CHECK_FALSE(jumps(4));
  b.exec(0xa041);
  CHECK_FALSE(jumps(5));
  b.p.write(EXECCTRL(0), 9u << 24);
  CHECK_FALSE(jumps(6));
  b.pins.outside(1u << 9);
  b.pass(4);
  CHECK(jumps(6));
  b.p.write(SHIFTCTRL(0), pull_threshold(12));
  CHECK_FALSE(jumps(7));
  fill_osr(b, 0);
  b.exec(0x606b);  // out null, 11
  CHECK(jumps(7));
  b.exec(0x6061);
  CHECK_FALSE(jumps(7));
}

TEST_CASE("RP2040 PIO PUSH and PULL: thresholds and blocking", "[rp2040]") {
  Bench b;
  b.p.write(SHIFTCTRL(0), push_threshold(8) | pull_threshold(16));
  b.exec(0xe02f);
  b.exec(0x4027);  // in x, 7
  b.exec(0x8040);  // push iffull noblock: nothing yet
  CHECK(b.p.read(FLEVEL) == 0);
  b.exec(0x4021);
  b.exec(0x8040);
  CHECK(b.p.read(RXF(0)) == 0x1f);
  b.exec(0x8080);  // pull noblock, empty: X
  CHECK(b.osr() == 15);
  CHECK((b.p.read(FDEBUG) & 0x0f00'0000) == 0);
  b.p.write(TXF(0), 77);
  b.exec(0x80c0);  // pull ifempty noblock: the OSR is full
  CHECK(b.p.read(FLEVEL) == 1);
  b.exec(0x6070);  // out null, 16
  b.exec(0x80c0);
  CHECK(b.p.read(FLEVEL) == 0);
  CHECK(b.osr() == 77);
  b.exec(0x80a0);  // pull block
  CHECK(status(b) == 1);
  CHECK(b.p.read(FDEBUG) == 1u << 24);
  b.pass(1000);
  CHECK(status(b) == 1);
  b.p.write(TXF(0), 88);
  b.pass(1);
  CHECK(status(b) == 0);
  CHECK(b.osr() == 88);
}

TEST_CASE("RP2040 PIO FDEBUG: TXSTALL comes back while the stall lasts", "[rp2040]") {
  Bench b;
  b.load({0x80a0});
  b.enable(1);
  b.pass(3);
  CHECK(b.s.next() == Time::max());
  CHECK(b.p.read(FDEBUG) == 1u << 24);
  b.p.write(FDEBUG, 1u << 24);
  CHECK(b.p.read(FDEBUG) == 0);
  b.pass(1);
  CHECK(b.p.read(FDEBUG) == 1u << 24);
}

TEST_CASE("RP2040 PIO IRQ and WAIT IRQ: set, clear, wait, relative", "[rp2040]") {
  Bench b;
  b.exec(0xc011, 2);  // irq 1 rel on 2: flag 3
  CHECK(b.p.read(IRQ) == 0x08);
  b.exec(0xc013, 2);  // 3 + 2: flag 1
  CHECK(b.p.read(IRQ) == 0x0a);
  b.exec(0xc017, 3);  // 7 rel on 3: bit 2 stays, flag 6
  CHECK(b.p.read(IRQ) == 0x4a);
  b.exec(0xc043);  // irq clear 3
  CHECK(b.p.read(IRQ) == 0x42);
  b.exec(0x20c1);  // wait 1 irq 1 clears it
  CHECK(b.p.read(IRQ) == 0x40);
  b.exec(0x2041);  // wait 0 irq 1
  CHECK(status(b) == 0);
  b.exec(0xc025);  // irq wait 5
  CHECK(b.p.read(IRQ) == 0x60);
  b.pass(100);
  CHECK(status(b) == 1);
  b.p.write(IRQ, 0x20);
  b.pass(1);
  CHECK(status(b) == 0);
  b.exec(0x20c7);  // wait 1 irq 7
  b.pass(50);
  CHECK(status(b) == 1);
  b.p.write(IRQ_FORCE, 0x80);
  b.pass(1);
  CHECK(status(b) == 0);
  CHECK(b.p.read(IRQ) == 0x40);
}

TEST_CASE("RP2040 PIO: OUT EXEC runs what the FIFO brings", "[rp2040]") {
  Bench b;  // the program of 3.5.7
  b.load({0x0000, 0x60e0, 0x0001});
  b.p.write(SHIFTCTRL(0), autopull);
  b.enable(1);
  b.pass(5);
  b.p.write(INSTR(0), 0x0001);
  b.pass(3);
  for (const u32 w : {0x6020u, 12345678u, 0x4020u, 0x8020u}) b.p.write(TXF(0), w);
  b.pass(30);
  CHECK(b.p.read(RXF(0)) == 12345678);
}

TEST_CASE("RP2040 PIO: an executee's delay counts, its EXEC's does not, and the PC does not move", "[rp2040]") {
  Bench b;
  b.load({0xa781, 0xe001, 0xe000});  // mov exec, x [7]; set pins, 1; set pins, 0
  b.p.write(PINCTRL(0), set_pins(3, 1));
  b.p.write(EXECCTRL(0), wrap(0, 2));
  put_x(b, 0xa542);  // nop [5]
  const i64 start = b.cycle();
  b.enable(1);
  b.pass(20);
  // mov at 1, nop at 2 and five more, set 1 at 8, set 0 at 9, mov at 10 …
  CHECK(b.edges(3, start) == std::vector<i64>{8, 9, 17, 18});
}

TEST_CASE("RP2040 PIO: SMx_INSTR reads what the PC points at; a write takes one cycle from the program", "[rp2040]") {
  Bench b;
  b.load({0xe001, 0xe000, 0x0001});
  CHECK(b.p.read(INSTR(0)) == 0xe001);
  b.exec(0x0002);
  CHECK(b.p.read(INSTR(0)) == 0x0001);
  b.exec(0x0000);
  b.load({0xe001, 0xe000});
  b.p.write(EXECCTRL(0), wrap(0, 1));
  b.p.write(PINCTRL(0), set_pins(0, 1));
  b.enable(1);
  const i64 start = b.cycle();
  b.pass(4);
  b.p.write(INSTR(0), 0xff42);  // a nop with a delay, which is ignored
  b.pass(4);
  CHECK(b.edges(0, start) == std::vector<i64>{1, 2, 3, 4, 6, 7, 8});
}

TEST_CASE("RP2040 PIO: SMx_INSTR does not wait for the clock divider", "[rp2040]") {
  Bench b;
  b.p.write(CLKDIV(0), divide(1000));
  b.p.write(PINCTRL(0), set_pins(0, 1));
  b.exec(0xe001);
  CHECK(b.level(0) == 1);
}

TEST_CASE("RP2040 PIO: SM_RESTART clears what its description lists", "[rp2040]") {
  Bench b;
  put_x(b, 5);
  b.exec(0x4025);  // in x, 5
  fill_osr(b, 0xffff);
  b.exec(0x80a0);  // stalls
  CHECK(status(b) == 1);
  b.p.write(CTRL, 0x10);
  CHECK(b.p.read(CTRL) == 0);
  CHECK(status(b) == 0);
  b.exec(0x00e9);  // jmp !osre: the shift count is 32
  CHECK(b.p.read(ADDR(0)) == 0);
  CHECK(b.isr() == 0);
  CHECK(b.x() == 5);
  CHECK(b.osr() == 0xffff);
}
