#pragma once
// A resistor from a net to a supply.
//
// Attributes: "volts" of the supply (the board's), "ohms" (10000).
#include "peripherals/parts/part.hpp"

namespace parts {

class Pull final : public Part {
 public:
  explicit Pull(const Setup&);

 private:
  emulator::Terminal pin_;
};

}  // namespace parts
