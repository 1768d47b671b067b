#include <catch2/catch.hpp>

#include "peripherals/rp2040/sio_port.hpp"

#include "peripherals/rp2040/io_bank0.hpp"

using namespace emulator;
using namespace rp2040;

namespace {

constexpr u32 CPUID = 0x00, GPIO_IN = 0x04, GPIO_HI_IN = 0x08, GPIO_OUT = 0x10, OUT_SET = 0x14, OUT_CLR = 0x18,
              OUT_XOR = 0x1c, GPIO_OE = 0x20, OE_SET = 0x24, HI_OUT_SET = 0x34, HI_OE_SET = 0x44;
constexpr u32 FIFO_ST = 0x50, FIFO_WR = 0x54, FIFO_RD = 0x58, SPINLOCK_ST = 0x5c;
constexpr u32 UDIVIDEND = 0x60, UDIVISOR = 0x64, SDIVIDEND = 0x68, SDIVISOR = 0x6c, QUOTIENT = 0x70, REMAINDER = 0x74,
              DIV_CSR = 0x78;
constexpr u32 VLD = 1, RDY = 2, WOF = 4, ROE = 8, READY = 1, DIRTY = 2;
constexpr u32 spinlock(unsigned n) { return 0x100 + 4 * n; }

struct Bench {
  Scheduler s;
  ClockSignal clk_sys{"clk_sys", 125'000'000};
  Pads pads{"PADS_BANK0", Pads::bank0()}, qspi_pads{"PADS_QSPI", Pads::qspi()};
  IoBank0 io{"IO_BANK0", pads};
  IoQspi qspi{"IO_QSPI", qspi_pads};
  Sio sio{"SIO", s, clk_sys, io, qspi};
  RegisterFile &c0 = sio.port(0), &c1 = sio.port(1);
  void cycles(i64 n) { s.run_until(s.now() + clk_sys.clock().ticks(n)); }
};

}  // namespace

TEST_CASE("RP2040 SIO: every bit is described", "[rp2040]") {
  Bench b;
  CHECK(b.c0.mistakes().empty());
  CHECK(b.c1.unmodelled().empty());
  CHECK(b.c0.find("SPINLOCK31")->offset == 0x17c);
  CHECK(b.c0.find("INTERP1_BASE_1AND0")->offset == 0xfc);
  CHECK(b.c0.find("GPIO_HI_OE_XOR")->offset == 0x4c);
}

TEST_CASE("RP2040 SIO: each core reads its number", "[rp2040]") {
  Bench b;
  CHECK(b.c0.read(CPUID) == 0);
  CHECK(b.c1.read(CPUID) == 1);
}

TEST_CASE("RP2040 SIO: both cores share the GPIO registers", "[rp2040]") {
  Bench b;
  b.io.write(0x04, 5);
  b.io.write(0x0c, 5);
  b.c0.write(OE_SET, 3);
  b.c1.write(OUT_SET, 5);
  CHECK(b.c0.read(GPIO_OUT) == 5);
  CHECK(b.c0.read(GPIO_IN) == 1);
  b.c0.write(OUT_XOR, 6);
  CHECK(b.c1.read(GPIO_IN) == 3);
  b.c1.write(OUT_CLR, 1);
  CHECK(b.c0.read(GPIO_IN) == 2);
  b.c1.write(GPIO_OUT, ~0u);
  CHECK(b.c0.read(GPIO_OUT) == 0x3fff'ffff);
  b.c1.write(GPIO_OE, 0);
  CHECK(b.c0.read(GPIO_IN) == 0);
  CHECK(b.c0.read(OUT_SET) == 0);
}

TEST_CASE("RP2040 SIO: GPIO_HI is the QSPI pins", "[rp2040]") {
  Bench b;
  CHECK(b.c0.read(GPIO_HI_IN) == 2);
  b.qspi.write(0x2c, 5);
  b.c0.write(HI_OUT_SET, 0x20);
  b.c0.write(HI_OE_SET, 0x20);
  CHECK(b.c1.read(GPIO_HI_IN) == 0x22);
}

TEST_CASE("RP2040 SIO: a FIFO of eight words in each direction", "[rp2040]") {
  Bench b;
  std::vector<unsigned> events;
  b.sio.on_event = [&](unsigned core) { events.push_back(core); };
  CHECK(b.c0.read(FIFO_ST) == RDY);
  b.c0.write(FIFO_WR, 0x1234);
  CHECK(events == std::vector<unsigned>{1});
  CHECK(b.c0.read(FIFO_ST) == RDY);
  CHECK(b.c1.read(FIFO_ST) == (RDY | VLD));
  CHECK(b.sio.irq_proc1.level());
  CHECK_FALSE(b.sio.irq_proc0.level());
  CHECK(b.c1.peek(FIFO_RD) == 0x1234);
  CHECK(b.c1.read(FIFO_RD) == 0x1234);
  CHECK_FALSE(b.sio.irq_proc1.level());
  for (u32 i = 0; i < 8; ++i) b.c1.write(FIFO_WR, i);
  CHECK(b.c1.read(FIFO_ST) == 0);
  for (u32 i = 0; i < 8; ++i) CHECK(b.c0.read(FIFO_RD) == i);
  CHECK(b.c0.read(FIFO_ST) == RDY);
}

TEST_CASE("RP2040 SIO: reading an empty FIFO and writing a full one leave sticky flags that interrupt", "[rp2040]") {
  Bench b;
  b.c0.read(FIFO_RD);
  CHECK(b.c0.read(FIFO_ST) == (RDY | ROE));
  CHECK(b.sio.irq_proc0.level());
  b.c0.write(FIFO_ST, ~0u);
  CHECK(b.c0.read(FIFO_ST) == RDY);
  CHECK_FALSE(b.sio.irq_proc0.level());
  unsigned events = 0;
  b.sio.on_event = [&](unsigned) { ++events; };
  for (u32 i = 0; i < 9; ++i) b.c0.write(FIFO_WR, i);
  CHECK(events == 8);
  CHECK(b.c0.read(FIFO_ST) == WOF);
  CHECK(b.sio.irq_proc0.level());
  for (u32 i = 0; i < 8; ++i) CHECK(b.c1.read(FIFO_RD) == i);
  CHECK((b.c1.read(FIFO_ST) & VLD) == 0);
}

TEST_CASE("RP2040 SIO: reading a spinlock claims it, writing frees it", "[rp2040]") {
  Bench b;
  CHECK(b.c0.peek(spinlock(31)) == 1u << 31);
  CHECK(b.c0.read(spinlock(31)) == 1u << 31);
  CHECK(b.c1.read(spinlock(31)) == 0);
  CHECK(b.c1.read(spinlock(3)) == 8);
  CHECK(b.c0.read(SPINLOCK_ST) == (1u << 31 | 8));
  b.c1.write(spinlock(31), 0);
  CHECK(b.c1.read(spinlock(31)) == 1u << 31);
}

TEST_CASE("RP2040 SIO: a division takes eight cycles", "[rp2040]") {
  Bench b;
  CHECK(b.c0.read(DIV_CSR) == READY);
  b.c0.write(UDIVIDEND, 1000);
  b.c0.write(UDIVISOR, 7);
  CHECK(b.c0.read(DIV_CSR) == DIRTY);
  b.cycles(7);
  CHECK(b.c0.read(DIV_CSR) == DIRTY);
  CHECK(b.c0.read(REMAINDER) == 0);
  b.cycles(1);
  CHECK(b.c0.read(DIV_CSR) == (READY | DIRTY));
  CHECK(b.c0.read(REMAINDER) == 6);
  CHECK(b.c0.peek(QUOTIENT) == 142);
  CHECK(b.c0.read(DIV_CSR) == (READY | DIRTY));
  CHECK(b.c0.read(QUOTIENT) == 142);
  CHECK(b.c0.read(DIV_CSR) == READY);
  CHECK(b.c1.read(QUOTIENT) == 0);
  b.c0.write(UDIVIDEND, 70);  // the divisor is still 7
  b.cycles(8);
  CHECK(b.c0.read(QUOTIENT) == 10);
  CHECK(b.c0.read(SDIVISOR) == 7);
}

TEST_CASE("RP2040 SIO: division as on silicon, by zero and out of range too", "[rp2040]") {
  Bench b;
  struct Row {
    i64 p, q, quotient, remainder;
  };
  const auto check = [&](u32 dividend, u32 divisor, const Row& r) {
    b.c1.write(dividend, static_cast<u32>(r.p));
    b.c1.write(divisor, static_cast<u32>(r.q));
    b.cycles(8);
    CAPTURE(r.p, r.q);
    CHECK(b.c1.read(REMAINDER) == static_cast<u32>(r.remainder));
    CHECK(b.c1.read(QUOTIENT) == static_cast<u32>(r.quotient));
  };
  for (const Row& r : {Row{100, 9, 11, 1},
                       {-100, 9, -11, -1},
                       {100, -9, -11, 1},
                       {-100, -9, 11, -1},
                       {100, 0, -1, 100},
                       {-100, 0, 1, -100},
                       {0, 0, -1, 0},
                       {-2147483648ll, -1, -2147483648ll, 0}})
    check(SDIVIDEND, SDIVISOR, r);
  for (const Row& r : {Row{100, 9, 11, 1}, {100, 0, 0xffff'ffff, 100}, {0xffff'ffff, 3, 0x5555'5555, 0}})
    check(UDIVIDEND, UDIVISOR, r);
}

TEST_CASE("RP2040 SIO: writing results ends a division, for saving and restoring", "[rp2040]") {
  Bench b;
  b.c0.write(UDIVIDEND, 1000);
  b.c0.write(UDIVISOR, 10);
  b.cycles(3);
  b.c0.write(REMAINDER, 5);
  b.c0.write(QUOTIENT, 77);
  CHECK(b.c0.read(DIV_CSR) == (READY | DIRTY));
  b.cycles(10);
  CHECK(b.c0.read(REMAINDER) == 5);
  CHECK(b.c0.read(QUOTIENT) == 77);
}

TEST_CASE("RP2040 SIO: a restored one goes on as the saved one", "[rp2040]") {
  Bench saved, restored;
  saved.cycles(100);
  saved.c0.write(SDIVIDEND, 99);
  saved.c0.write(SDIVISOR, 10);
  saved.c0.write(FIFO_WR, 42);
  saved.c1.read(spinlock(9));
  saved.c1.write(GPIO_OUT, 0x55);
  saved.c1.write(0x80, 77);
  saved.cycles(5);
  State out;
  saved.s.serialize(out);
  saved.sio.serialize(out);
  State in{out.data()};
  restored.s.serialize(in);
  restored.sio.serialize(in);
  CHECK(in.at_end());
  CHECK(restored.c0.read(DIV_CSR) == DIRTY);
  restored.cycles(3);
  CHECK(restored.c0.read(REMAINDER) == 9);
  CHECK(restored.sio.irq_proc1.level());
  CHECK(restored.c1.read(FIFO_RD) == 42);
  CHECK(restored.c0.read(SPINLOCK_ST) == 1u << 9);
  CHECK(restored.c0.read(GPIO_OUT) == 0x55);
  CHECK(restored.c1.read(0x80) == 77);
  restored.sio.reset();
  CHECK(restored.c0.read(SPINLOCK_ST) == 0);
  CHECK(restored.c0.read(GPIO_OUT) == 0);
  CHECK(restored.c1.read(0x80) == 0);
}
