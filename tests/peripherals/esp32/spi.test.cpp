#include "peripherals/esp32/spi.hpp"

#include <catch2/catch.hpp>

#include "tests/peripherals/esp32/bus_bench.hpp"

using namespace esp32;
using Bytes = std::vector<u8>;

namespace {

constexpr u32 cmd = 0x00, addr = 0x04, ctrl = 0x08, ctrl2 = 0x14, clock_ = 0x18, user = 0x1c, user1 = 0x20,
              user2 = 0x24, mosi_dlen = 0x28, miso_dlen = 0x2c, slv_wr_status = 0x30, pin = 0x34, slave = 0x38,
              w0 = 0x80, ext2 = 0xf8, dma_conf = 0x100, out_link = 0x104, in_link = 0x108, dma_status = 0x10c,
              dma_int_ena = 0x110, dma_int_raw = 0x114, dma_int_clr = 0x11c, in_suc_eof = 0x124;
constexpr u32 usr = 1 << 18, trans_done = 1 << 4, trans_inten = 1 << 9, start_link = 1 << 29;
constexpr u32 usr_command = 1u << 31, usr_addr = 1 << 30, usr_dummy = 1 << 29, usr_miso = 1 << 28, usr_mosi = 1 << 27,
              mosi_high = 1 << 25, miso_high = 1 << 24, out_edge = 1 << 7, setup = 1 << 5, hold = 1 << 4, doutdin = 1;
constexpr i64 period = 4 * 2;  // (CLKDIV_PRE + 1) * (CLKCNT_N + 1): 10 MHz

// Sends the complement of every bit, and keeps what came as bits.
struct Echo final : SpiDevice {
  bool selected() const override { return select; }
  u32 answer(u32 out, unsigned) const override { return ~out; }
  void shift(bool) override {}
  u32 transfer(u32 out, unsigned bits) override {
    for (unsigned i = bits; i--;) got += out >> i & 1 ? '1' : '0';
    return ~out;
  }
  std::string hex() const {
    std::string text;
    for (std::size_t i = 0; i + 4 <= got.size(); i += 4)
      text += "0123456789abcdef"[std::stoi(got.substr(i, 4), nullptr, 2)];
    return text;
  }
  bool select = true;
  std::string got;
};

struct SpiBench : BusBench {
  Spi spi{"SPI2", 2, scheduler, clk, pins, circuit, bus};
  Echo device;

  SpiBench() {
    pins.select(Output::hspiclk, "SCK");
    pins.select(Output::hspid, "MOSI");
    pins.select(Input::hspiq, "MISO");
    pins.select(Output::hspics0, "CS");
    circuit.spi(net("SCK")).attach(device);
    spi.write(clock_, 3u << 18 | 1 << 12 | 0 << 6 | 1);
    spi.write(user, usr_mosi | usr_miso | doutdin);
  }
  void words(u32 at, std::initializer_list<u32> list) {
    for (const u32 word : list) spi.write(at, word), at += 4;
  }
  void go(u32 bits) {
    spi.write(mosi_dlen, bits - 1);
    spi.write(miso_dlen, bits - 1);
    spi.write(cmd, usr);
  }
  i64 wait() {  // cycles until it is over
    i64 n = 0;
    for (; spi.read(cmd) & usr && n < 100'000; ++n) cycles(1);
    return n;
  }
  bool cs() { return net("CS").volts() > 1.6; }
  // A descriptor at `at`: bytes at `buffer`, size and length.
  void descriptor(u32 at, u32 buffer, u32 size, u32 length, u32 next, bool eof) {
    poke32(at, size | length << 12 | (eof ? 1u << 30 : 0) | 1u << 31);
    poke32(at + 4, buffer);
    poke32(at + 8, next);
  }
};

constexpr u32 ram = BusBench::ram_base;

}  // namespace

TEST_CASE("ESP32 SPI: every bit is described", "[esp32]") {
  SpiBench b;
  CHECK(b.spi.mistakes().empty());
  CHECK(b.spi.read(pin) == 6);
  CHECK(b.spi.read(slave) == 0x200);
  CHECK(b.spi.read(0x3fc) == 0x1604270);
}

TEST_CASE("ESP32 SPI: bytes both ways, the lowest of a word first", "[esp32]") {
  SpiBench b;
  b.words(w0, {0x44332211, 0x88776655});
  CHECK(b.cs());
  b.go(64);
  CHECK_FALSE(b.cs());
  CHECK(b.spi.read(ext2) == 3);
  CHECK(b.wait() == 64 * period);
  CHECK(b.cs());
  CHECK(b.device.hex() == "1122334455667788");
  CHECK(b.spi.read(w0) == ~0x44332211u);
  CHECK(b.spi.read(w0 + 4) == ~0x88776655u);
  CHECK((b.spi.read(slave) & trans_done));
  CHECK(b.spi.irq.level());  // TRANS_INTEN is 1 after reset
  b.spi.write(slave, trans_inten);
  CHECK_FALSE(b.spi.irq.level());
}

TEST_CASE("ESP32 SPI: command, address, dummy and data in", "[esp32]") {
  SpiBench b;
  b.spi.write(user, usr_command | usr_addr | usr_dummy | usr_miso);
  b.spi.write(user1, 23u << 26 | 7);
  b.spi.write(user2, 7u << 28 | 0x9f);
  b.spi.write(addr, 0x123456u << 8);
  b.go(16);
  CHECK(b.wait() == (8 + 24 + 8 + 16) * period);
  CHECK(b.device.hex() == "9f123456000000");
  CHECK(b.spi.read(w0) == 0xffff);
  b.device.got.clear();
  b.spi.write(user, usr_command | usr_addr);  // sixteen bits: the lower byte first
  b.spi.write(user1, 39u << 26);
  b.spi.write(user2, 15u << 28 | 0x3412);
  b.spi.write(addr, 0x55667788);
  b.spi.write(slv_wr_status, 0x99000000);
  b.go(1);
  b.wait();
  CHECK(b.device.hex() == "12345566778899");
}

TEST_CASE("ESP32 SPI: orders of bits and bytes, halves of the buffer", "[esp32]") {
  SpiBench b;
  b.spi.write(ctrl, b.spi.read(ctrl) | 3 << 25);
  b.words(w0, {0x0180});
  b.go(16);
  b.wait();
  CHECK(b.device.hex() == "0180");
  CHECK((b.spi.read(w0) & 0xffff) == 0xfe7f);
  b.device.got.clear();
  b.spi.write(ctrl, b.spi.read(ctrl) & ~(3u << 25));
  b.spi.write(user, usr_mosi | usr_miso | doutdin | 3 << 10);
  b.words(w0, {0x11223344});
  b.go(32);
  b.wait();
  CHECK(b.device.hex() == "11223344");
  CHECK(b.spi.read(w0) == ~0x11223344u);
  b.device.got.clear();
  b.spi.write(user, usr_mosi | usr_miso | doutdin | mosi_high | miso_high);
  b.words(w0, {0});
  b.words(w0 + 32, {0x0a});
  b.go(8);
  b.wait();
  CHECK(b.device.hex() == "0a");
  CHECK(b.spi.read(w0) == 0);
  CHECK((b.spi.read(w0 + 32) & 0xff) == 0xf5);
}

TEST_CASE("ESP32 SPI: bits that fill no byte", "[esp32]") {
  SpiBench b;
  b.words(w0, {0xb8});
  b.go(5);
  CHECK(b.wait() == 5 * period);
  CHECK(b.device.got == "10111");
  CHECK((b.spi.read(w0) & 0xff) == 0x40);
}

TEST_CASE("ESP32 SPI: modes, and the clock's rest", "[esp32]") {
  SpiBench b;
  const struct {
    u32 idle, edge;
    u8 mode;
  } rows[] = {{0, 0, 0}, {0, out_edge, 1}, {1, out_edge, 2}, {1, 0, 3}};
  for (const auto& row : rows) {
    b.spi.write(user, usr_mosi | row.edge);
    b.spi.write(pin, 6 | row.idle << 29);
    CHECK(b.spi.format().mode == row.mode);
    CHECK((b.net("SCK").volts() > 1.6) == (row.idle == 1));
  }
  b.spi.write(clock_, 1u << 31);  // as fast as the bus
  b.go(32);
  CHECK(b.wait() == 32);
}

TEST_CASE("ESP32 SPI: chip selects, their time and their polarity", "[esp32]") {
  SpiBench b;
  b.spi.write(user, usr_mosi | setup | hold);
  b.spi.write(ctrl2, 2 << 4 | 1);
  b.go(8);
  CHECK(b.wait() == (2 + 8 + 2) * period);
  b.spi.write(pin, 6 | 1 << 6);
  CHECK_FALSE(b.cs());
  b.go(8);
  CHECK(b.cs());
  b.wait();
  CHECK_FALSE(b.cs());
  b.spi.write(pin, 6 | 1 << 30);
  b.go(8);
  b.wait();
  CHECK_FALSE(b.cs());  // kept
  b.spi.write(pin, 7);
  CHECK(b.cs());
  b.go(8);
  CHECK(b.cs());  // not its turn
}

TEST_CASE("ESP32 SPI: what MISO reads if nobody answers", "[esp32]") {
  SpiBench b;
  b.device.select = false;
  b.go(8);
  b.wait();
  CHECK((b.spi.read(w0) & 0xff) == 0xff);
  Spi other{"SPI3", 3, b.scheduler, b.clk, b.pins, b.circuit, b.bus};
  other.write(user, usr_miso);
  other.write(miso_dlen, 7);
  other.write(w0, 0x55);
  other.write(cmd, usr);
  b.cycles(1000);
  CHECK(other.read(w0) == 0);  // no pad
}

TEST_CASE("ESP32 SPI: DMA from and to lists", "[esp32]") {
  SpiBench b;
  b.spi.write(dma_int_ena, 1 << 5);
  b.poke(ram + 0x100, {1, 2, 3, 4, 5});
  b.poke(ram + 0x200, {6, 7, 8});
  b.descriptor(ram, ram + 0x100, 5, 5, ram + 12, false);
  b.descriptor(ram + 12, ram + 0x200, 4, 3, 0, true);
  b.descriptor(ram + 32, ram + 0x300, 4, 0, ram + 44, false);
  b.descriptor(ram + 44, ram + 0x400, 8, 0, 0, false);
  b.spi.write(out_link, (ram & 0xfffff) | start_link);
  b.spi.write(in_link, ((ram + 32) & 0xfffff) | start_link);
  CHECK(b.spi.read(dma_status) == 3);
  b.go(64);
  b.wait();
  CHECK(b.device.hex() == "0102030405060708");
  CHECK(b.peek(ram + 0x300, 4) == Bytes{0xfe, 0xfd, 0xfc, 0xfb});
  CHECK(b.peek(ram + 0x400, 5) == Bytes{0xfa, 0xf9, 0xf8, 0xf7, 0});
  CHECK(b.peek32(ram + 32) == (4 | 4 << 12));
  CHECK(b.peek32(ram + 44) == (8 | 4 << 12 | 1u << 30));
  CHECK(b.spi.read(in_suc_eof) == ram + 44);
  CHECK(b.spi.irq_dma.level());
  CHECK(b.spi.read(dma_int_raw) == (1 << 8 | 1 << 7 | 1 << 6 | 1 << 5 | 1 << 3));
  b.spi.write(dma_int_clr, ~0u);
  CHECK_FALSE(b.spi.irq_dma.level());
  CHECK(b.spi.read(dma_status) == 0);
  b.device.got.clear();  // the list is at its end: the buffer serves again
  b.words(w0, {0xaa});
  b.go(8);
  b.wait();
  CHECK(b.device.hex() == "aa");
}

TEST_CASE("ESP32 SPI: lists that are wrong, stopped, or not connected", "[esp32]") {
  SpiBench b;
  b.spi.write(out_link, 0x10 | start_link);  // no memory there
  CHECK(b.spi.read(dma_int_raw) == 1 << 1);
  CHECK(b.spi.read(dma_status) == 0);
  b.descriptor(ram, ram + 0x100, 4, 4, 0, true);
  b.spi.write(out_link, (ram & 0xfffff) | start_link);
  b.spi.write(out_link, 1 << 28);
  CHECK(b.spi.read(dma_status) == 0);
  b.spi.write(out_link, (ram & 0xfffff) | start_link);
  b.spi.write(dma_conf, 0x208);
  CHECK(b.spi.read(dma_status) == 0);
  b.spi.dma_channel = [] { return 0u; };
  b.poke(ram + 0x100, {1, 2, 3, 4});
  b.spi.write(out_link, (ram & 0xfffff) | start_link);
  b.words(w0, {0x77});
  b.go(8);
  b.wait();
  CHECK(b.device.hex() == "77");
}

TEST_CASE("ESP32 SPI: without a clock nothing moves", "[esp32]") {
  SpiBench b;
  b.words(w0, {0x12345678});
  b.go(32);
  b.cycles(10 * period);
  b.clk.set(0);
  b.cycles(1000);
  CHECK(b.device.got.empty());
  b.clk.set(80'000'000);
  b.wait();
  CHECK(b.device.hex() == "78563412");
}

TEST_CASE("ESP32 SPI: the flash command for reading, and its stages", "[esp32]") {
  SpiBench b;
  constexpr u32 flash_read = 1u << 31;
  b.spi.write(user, usr_mosi | doutdin);  // does not matter
  b.spi.write(addr, 4 << 24 | 0x12'3456);
  b.spi.write(cmd, flash_read);
  CHECK(b.spi.read(ext2) == 2);
  b.cycles(7 * period);
  CHECK(b.spi.read(ext2) == 2);
  b.clk.set(0);  // as ESP-IDF leaves it
  b.cycles(1000);
  CHECK(b.spi.read(ext2) == 2);
  CHECK(b.spi.read(cmd) == flash_read);
  b.clk.set(80'000'000);
  b.cycles(8 * period);
  CHECK(b.spi.read(ext2) == 3);
  b.cycles(24 * period);
  CHECK(b.spi.read(ext2) == 4);
  b.cycles(32 * period);
  CHECK(b.spi.read(cmd) == 0);
  CHECK(b.spi.read(ext2) == 0);
  CHECK(b.device.hex() == "0312345600000000");
  CHECK(b.spi.read(w0) == ~0u);
}

TEST_CASE("ESP32 SPI: a snapshot in the middle of a transfer", "[esp32]") {
  SpiBench a, b;
  a.words(w0, {0x44332211, 0x88776655});
  a.go(64);
  a.cycles(40 * period);
  State saved;
  a.scheduler.serialize(saved);
  a.spi.serialize(saved);
  State load{saved.data()};
  b.scheduler.serialize(load);
  b.spi.serialize(load);
  CHECK(b.wait() == 24 * period);
  CHECK(b.device.hex() == "55667788");
  CHECK(b.spi.read(w0 + 4) == ~0x88776655u);
  b.spi.reset();
  CHECK(b.spi.read(user) == 0x80000040);
  CHECK_FALSE(b.spi.irq.level());
}
