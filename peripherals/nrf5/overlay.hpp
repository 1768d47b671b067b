#pragma once
// POWER, CLOCK and MPU lie at one address and do not overlap, except that POWER and CLOCK share INTENSET and INTENCLR:
// each has its own bits there. nRF51 Series Reference Manual v3.0.1, chapter 10, "Peripherals with shared ID".
#include <initializer_list>
#include <vector>

#include "emulator/registers.hpp"

namespace nrf5 {
using namespace emulator;

class Overlay final : public Device {
 public:
  Overlay(std::string name, std::initializer_list<RegisterFile*> files) : Device(std::move(name)), files_(files) {}

  u32 read(u32 offset) override {
    u32 value = 0;
    bool found = false;
    for (RegisterFile* f : files_)
      if (f->find(offset)) value |= f->read(offset), found = true;
    return found ? value : files_.front()->read(offset);  // which complains
  }
  u32 peek(u32 offset) const override {
    u32 value = 0;
    for (const RegisterFile* f : files_) value |= f->peek(offset);
    return value;
  }
  // Bits that are another block's are kept from this one; bits that nobody has reach the first, which complains.
  void write(u32 offset, u32 value) override {
    const u32 known = described(offset);
    bool first = true;
    for (RegisterFile* f : files_) {
      const Register* r = f->find(offset);
      if (!r) continue;
      f->write(offset, value & (~r->reserved_mask | (first ? ~known : 0)));
      first = false;
    }
    if (first) files_.front()->write(offset, value);  // no register there: complains
  }

 private:
  u32 described(u32 offset) const {
    u32 bits = 0;
    for (const RegisterFile* f : files_)
      if (const Register* r = f->find(offset)) bits |= ~r->reserved_mask;
    return bits;
  }

  std::vector<RegisterFile*> files_;
};

}  // namespace nrf5
