#pragma once
// The main SRAM's second face. RP2040 Datasheet 2.6.2: seen from 0x20000000 consecutive words of the first 256 KiB lie
// in consecutive banks; from 0x21000000 each of the four banks appears whole, one after the other.
#include <cstring>

#include "emulator/bus.hpp"

namespace rp2040 {
using namespace emulator;

class UnstripedSram final : public Device {
 public:
  static constexpr u32 bank_size = 0x1'0000, banks = 4;
  UnstripedSram(Bus& bus, Memory& striped) : Device("SRAM_UNSTRIPED"), bus_(bus), memory_(striped) {}

  static constexpr u32 striped(u32 offset) {
    const u32 bank = offset / bank_size, word = offset % bank_size / 4;
    return (word * banks + bank) * 4;
  }
  u32 read(u32 offset) override { return peek(offset); }
  void write(u32 offset, u32 value) override {
    const u32 at = striped(offset);
    std::memcpy(memory_.bytes().data() + at, &value, sizeof value);
    bus_.changed(memory_, at, sizeof value);
  }
  u32 peek(u32 offset) const override {
    u32 value = 0;
    std::memcpy(&value, memory_.bytes().data() + striped(offset), sizeof value);
    return value;
  }

 private:
  Bus& bus_;
  Memory& memory_;
};

}  // namespace rp2040
