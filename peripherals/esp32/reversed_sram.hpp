#pragma once
// SRAM1 as the instruction bus has it: the words in reverse order. ESP32 Technical Reference Manual 1.3.2.3 "Internal
// SRAM 1". Nothing can be executed from here in this model.
#include <cstring>

#include "emulator/bus.hpp"
#include "peripherals/esp32/interrupt_sources.hpp"

namespace esp32 {

class ReversedSram final : public Device {
 public:
  static constexpr u32 size = 128 * 1024;
  ReversedSram(Bus& bus, Memory& memory, u32 offset) : Device("SRAM1"), bus_(bus), memory_(memory), offset_(offset) {}

  u32 read(u32 at) override { return peek(at); }
  void write(u32 at, u32 value) override {
    std::memcpy(memory_.bytes().data() + place(at), &value, 4);
    bus_.changed(memory_, place(at), 4);
  }
  u32 peek(u32 at) const override {
    u32 value = 0;
    std::memcpy(&value, memory_.bytes().data() + place(at), 4);
    return value;
  }

 private:
  u32 place(u32 at) const { return offset_ + size - 4 - at; }

  Bus& bus_;
  Memory& memory_;
  u32 offset_;
};

}  // namespace esp32
