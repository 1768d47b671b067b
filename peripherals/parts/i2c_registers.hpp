#pragma once
// The way most I2C sensors are read: the first byte written sets a register pointer, which moves on with every byte.
#include "emulator/i2c.hpp"
#include "emulator/state.hpp"

namespace parts {

class I2cRegisters : public emulator::I2cTarget {
 public:
  void start(bool reading) final { pointer_follows_ = !reading; }
  void write(emulator::u8 byte) final {
    if (pointer_follows_) {
      pointer_ = byte;
      pointer_follows_ = false;
    } else {
      write_register(pointer_, byte);
      pointer_ = following(pointer_);
    }
  }
  emulator::u8 read() final {
    const emulator::u8 value = read_register(pointer_);
    pointer_ = following(pointer_);
    return value;
  }
  void stop() final {}

 protected:
  virtual emulator::u8 read_register(emulator::u8 address) = 0;
  virtual void write_register(emulator::u8 address, emulator::u8 value) = 0;
  virtual emulator::u8 following(emulator::u8 address) const { return static_cast<emulator::u8>(address + 1); }

  emulator::u8 pointer_ = 0;
  bool pointer_follows_ = false;
};

}  // namespace parts
