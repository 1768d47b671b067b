#include "emulator/spi.hpp"

#include <catch2/catch.hpp>

using namespace emulator;

namespace {

struct Bytes final : SpiByteDevice {
  bool selected() const override { return on; }
  u8 reply() const override { return next; }
  void received(u8 byte) override {
    got.push_back(byte);
    next = static_cast<u8>(~byte);
  }
  void deselect() { align(); }
  bool on = true;
  u8 next = 0xa5;
  std::vector<int> got;
};

// Answers to the last three bits of a nibble with their number of ones, in the very next bits: like many ADCs.
struct Counter final : SpiDevice {
  bool selected() const override { return true; }
  u32 answer(u32 out, unsigned bits) const override {
    u32 in = 0;
    for (Counter copy = *this; bits--; copy.shift(out >> bits & 1))
      in = in << 1 | (copy.at < 3 ? 1u : copy.ones >> (4 - copy.at) & 1u);
    return in;
  }
  void shift(bool mosi) override {
    if (at < 3) ones += mosi;
    if (++at == 5) at = ones = 0;
  }
  unsigned at = 0, ones = 0;
};

}  // namespace

TEST_CASE("SPI: a byte's answer exists before the byte, whole or bit by bit", "[spi]") {
  SpiBus bus;
  Bytes device;
  bus.attach(device);
  CHECK(bus.answer(0x12, 8, {}) == 0xa5);
  CHECK(bus.transfer(0x12, 8, {}) == 0xa5);
  CHECK(bus.transfer(0x1234, 16, {}) == 0xeded);
  CHECK(device.got == std::vector<int>{0x12, 0x12, 0x34});
  u32 in = 0;
  for (unsigned i = 8; i--;) {
    in = in << 1 | u32{device.miso()};
    device.shift(0x56 >> i & 1);
    device.next = static_cast<u8>(i ? 0 : device.next);  // too late for this byte
  }
  CHECK(in == 0xcb);
  CHECK(device.got.back() == 0x56);
}

TEST_CASE("SPI: frames that are no whole bytes, until chip select begins a byte anew", "[spi]") {
  SpiBus bus;
  Bytes device;
  bus.attach(device);
  CHECK(bus.transfer(0xabc, 12, {}) == 0xa55);  // 0x54, the complement of 0xab, begins with 5
  CHECK(bus.transfer(0xd, 4, {}) == 0x4);
  CHECK(device.got == std::vector<int>{0xab, 0xcd});
  bus.transfer(7, 3, {});
  device.deselect();
  bus.transfer(0x11, 8, {});
  CHECK(device.got.back() == 0x11);
  State saved;
  bus.transfer(5, 3, {});
  saved(device);
  Bytes other;
  State loading{saved.data()};
  loading(other);
  other.transfer(0x1f, 5);
  CHECK(other.got == std::vector<int>{0xbf});
}

TEST_CASE("SPI: the order of bits is the controller's affair, nobody reads as ones, several as their AND", "[spi]") {
  SpiBus bus;
  CHECK(bus.transfer(0, 8, {}) == 0xff);
  CHECK_FALSE(bus.selected());
  Bytes a, b;
  bus.attach(a);
  bus.attach(b);
  CHECK(bus.transfer(0x01, 8, {0, true}) == 0xa5);
  CHECK(a.got.back() == 0x80);
  a.next = 0xf0;
  b.next = 0x3c;
  CHECK(bus.transfer(0, 8, {0, true}) == 0x0c);
  b.on = false;
  a.next = 0xf0;
  CHECK(bus.transfer(0, 8, {0, true}) == 0x0f);
  CHECK(b.got.size() == 2);
}

TEST_CASE("SPI: an answer may depend on bits of the same byte", "[spi]") {
  SpiBus bus;
  Counter device;
  bus.attach(device);
  CHECK(bus.answer(0b1010011100, 10, {}) == 0b1111011111);
  CHECK(bus.transfer(0b1010011100, 10, {}) == 0b1111011111);
  CHECK(bus.transfer(0b10000, 5, {}) == 0b11101);
}

TEST_CASE("SPI: where each mode samples", "[spi]") {
  CHECK(spi_samples(0, true));
  CHECK_FALSE(spi_samples(0, false));
  CHECK_FALSE(spi_samples(1, true));
  CHECK(spi_samples(1, false));
  CHECK(spi_samples(2, false));
  CHECK_FALSE(spi_samples(2, true));
  CHECK_FALSE(spi_samples(3, false));
  CHECK(spi_samples(3, true));
}
