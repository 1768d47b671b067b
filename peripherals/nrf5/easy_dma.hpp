#pragma once
// EasyDMA: how a peripheral reaches memory by itself. nRF51 Series Reference Manual v3.0.1, chapter 5: it sees Data RAM
// only. In doubt: the manual leaves open what a pointer to elsewhere gives; here reads give 0 and writes are lost.
#include <span>

#include "emulator/bus.hpp"

namespace nrf5 {
using namespace emulator;

class EasyDma {
 public:
  explicit EasyDma(Bus& bus) : bus_(bus) {}

  u8 read(u32 address) const {
    u32 value = 0;
    if (!in_ram(address) || !bus_.read(address, 1, value)) return 0;
    return static_cast<u8>(value);
  }
  void read(u32 address, std::span<u8> bytes) const {
    for (u8& byte : bytes) byte = read(address++);
  }
  void write(u32 address, u8 byte) const {
    if (in_ram(address)) bus_.write(address, 1, byte);
  }
  void write(u32 address, std::span<const u8> bytes) const {
    for (const u8 byte : bytes) write(address++, byte);
  }

 private:
  static bool in_ram(u32 address) { return address >> 29 == 1; }  // 0x2000'0000 … 0x3fff'ffff
  Bus& bus_;
};

}  // namespace nrf5
