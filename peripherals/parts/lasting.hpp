#pragma once
// A part that holds something without power: a memory card, an EEPROM. A user may keep it in a file between runs.
#include <span>
#include <vector>

#include "emulator/types.hpp"

namespace parts {

struct Lasting {
  virtual ~Lasting() = default;
  virtual std::size_t capacity() const = 0;  // bytes
  virtual std::vector<emulator::u8> content() const = 0;
  virtual void fill(std::span<const emulator::u8>) = 0;  // as many as its capacity
};

}  // namespace parts
