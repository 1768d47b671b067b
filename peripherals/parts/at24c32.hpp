#pragma once
// Microchip (Atmel) AT24C32D serial EEPROM on I2C: 4096 bytes in pages of 32 (data sheet DS20006047).
//
// Attribute: "address" (0x50 = 80; 0x50 to 0x57 by A2 to A0). WP high: protected; open: not.
// Its content is that of a fresh part, ones, and part of a snapshot; it is in no file.
// In doubt: a page that is addressed anew before STOP is not written; the write cycle takes its longest time, 5 ms.
#include <vector>

#include "emulator/time.hpp"
#include "peripherals/parts/i2c_pins.hpp"
#include "peripherals/parts/lasting.hpp"
#include "peripherals/parts/part.hpp"

namespace parts {

class At24c32 final : public Part, public Lasting, private emulator::I2cTarget {
 public:
  static constexpr unsigned size = 4096, page = 32;

  explicit At24c32(const Setup&);
  void wired() override;
  void power_on() override;
  void serialize(emulator::State&) override;

  std::size_t capacity() const override { return size; }
  std::vector<emulator::u8> content() const override { return bytes_; }
  void fill(std::span<const emulator::u8> bytes) override { bytes_.assign(bytes.begin(), bytes.end()); }

 private:
  using u8 = emulator::u8;

  bool acknowledges(bool reading) const override;
  void start(bool reading) override;
  void write(u8 byte) override;
  u8 read() override;
  void stop() override;
  bool is_protected() const;

  I2cPins i2c_;
  emulator::Terminal wp_;
  u8 device_address_;
  double volts_;

  std::vector<u8> bytes_ = std::vector<u8>(size, 0xff);
  unsigned address_ = 0;     // of the byte that comes next
  unsigned written_ = 0;     // bytes since the device was addressed to write, two of address first
  std::vector<u8> latched_;  // the page with what is to be written
  emulator::Time busy_until_{};
};

}  // namespace parts
