#include <catch2/catch.hpp>

#include "peripherals/rp2040/dma.hpp"
#include "peripherals/rp2040/spi.hpp"
#include "peripherals/rp2040/uart.hpp"
#include "tests/peripherals/rp2040/serial_bench.hpp"

using namespace rp2040;

namespace {

constexpr u32 ram = 0x2000'0000, uart0 = 0x4003'4000, spi0 = 0x4003'c000, dma0 = 0x5000'0000;
constexpr u32 en = 1, incr_read = 0x10, incr_write = 0x20;

struct Bench : SerialBench {
  Memory memory{"RAM", 0x1000};
  Bus bus;
  Dma dma{"DMA", scheduler, clk, bus};

  Bench() {
    bus.map_ram(ram, memory);
    dma.map_on(bus, dma0);
    for (unsigned i = 0; i < 256; ++i) memory.bytes()[i] = static_cast<u8>(i * 7);
  }
  void start(unsigned ch, u32 from, u32 to, u32 count, u32 ctrl, unsigned dreq) {
    dma.write(0x40 * ch, from);
    dma.write(0x40 * ch + 4, to);
    dma.write(0x40 * ch + 8, count);
    dma.write(0x40 * ch + 12, ctrl | dreq << 15 | ch << 11 | en);
  }
};

}  // namespace

TEST_CASE("RP2040 DMA: a UART's request lines keep its FIFOs from running over or empty", "[rp2040]") {
  Bench b;
  Uart uart{"UART0", 0, b.scheduler, b.clk, b.pins, b.circuit};
  uart.map_on(b.bus, uart0);
  b.dma.connect_dreq(20, uart.dreq_tx);
  b.dma.connect_dreq(21, uart.dreq_rx);
  b.pins.select(Signal::uart0_tx, "LOOP");
  b.pins.select(Signal::uart0_rx, "LOOP");
  uart.write(0x024, 1);
  uart.write(0x02c, 0x70);
  uart.write(0x030, 0x301);
  uart.write(0x048, 3);
  b.start(0, ram, uart0, 200, incr_read, 20);
  b.start(1, uart0, ram + 0x800, 200, incr_write, 21);
  b.cycles(33);
  CHECK(b.dma.read(0x08) == 200 - 33);  // one has gone to the shift register
  b.cycles(200 * 160);
  CHECK(b.dma.read(0x400) == 3);
  CHECK(std::equal(b.memory.bytes().begin(), b.memory.bytes().begin() + 200, b.memory.bytes().begin() + 0x800));
  CHECK((uart.read(0x03c) & 0x780) == 0);
}

TEST_CASE("RP2040 DMA: an SPI transfer in both directions", "[rp2040]") {
  Bench b;
  Spi spi{"SPI0", 0, b.scheduler, b.clk, b.pins, b.circuit};
  spi.map_on(b.bus, spi0);
  b.dma.connect_dreq(16, spi.dreq_tx);
  b.dma.connect_dreq(17, spi.dreq_rx);
  spi.write(0x10, 2);
  spi.write(0x00, 0x87);
  spi.write(0x04, 3);  // loopback
  spi.write(0x24, 3);
  b.start(0, ram, spi0 + 8, 256, incr_read, 16);
  b.start(1, spi0 + 8, ram + 0x800, 256, incr_write, 17);
  b.cycles(256 * 16 + 10);
  CHECK(b.dma.read(0x400) == 3);
  CHECK(std::equal(b.memory.bytes().begin(), b.memory.bytes().begin() + 256, b.memory.bytes().begin() + 0x800));
}
