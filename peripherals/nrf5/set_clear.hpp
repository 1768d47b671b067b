#pragma once
// One mask seen through several registers: written whole (OUT, CHEN), by ones to set (OUTSET) and by ones to clear
// (OUTCLR). All of them read as the mask. nRF51 Series Reference Manual v3.0.1, chapter 10 "Peripheral interface".
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "emulator/registers.hpp"

namespace nrf5 {
using namespace emulator;

class SetClear {
 public:
  struct At {
    std::optional<u32> whole;  // not every peripheral has it
    u32 set, clear;
  };
  struct Bit {
    unsigned bit;
    std::string name;
  };

  // After every write by the guest `changed` runs, told what the mask was before.
  template <std::derived_from<RegisterFile> Owner>
  SetClear(Owner& owner, const std::string& name, At at, const std::vector<Bit>& bits, void (Owner::*changed)(u32 old))
      : SetClear(static_cast<RegisterFile&>(owner), name, at, bits) {
    changed_ = [&owner, changed](u32 old) { (owner.*changed)(old); };
  }
  SetClear(const SetClear&) = delete;
  SetClear& operator=(const SetClear&) = delete;

  u32 value() const { return set_.value; }
  bool operator[](unsigned bit) const { return value() >> bit & 1; }
  void assign(u32 mask);  // by the model: nobody is told

 private:
  SetClear(RegisterFile&, const std::string& name, At, const std::vector<Bit>&);
  static void describe(Register&, const std::vector<Bit>&);
  void written(u32 old, u32 mask);

  std::unique_ptr<Register> whole_;
  Register set_, clear_;
  std::function<void(u32)> changed_;
};

// Bits 0 … n-1 called "CH0", "CH1" …
std::vector<SetClear::Bit> numbered(const std::string& name, unsigned n);

}  // namespace nrf5
