#include "peripherals/nrf5/uicr.hpp"

#include <cstring>

namespace nrf5 {

Uicr::Uicr(std::string name, Memory& memory, Nvmc& nvmc)
    : RegisterFile(std::move(name)), memory_(memory), nvmc_(nvmc) {}

u32 Uicr::word(u32 offset) const {
  u32 value;
  std::memcpy(&value, memory_.bytes().data() + offset, sizeof value);
  return value;
}

u32 Uicr::read(u32 offset) {
  if (Register* r = find(offset)) r->value = word(offset);
  return RegisterFile::read(offset);
}

u32 Uicr::peek(u32 offset) const { return find(offset) ? word(offset) : 0; }

// The base class complains of what deserves it; what the write changes is NVMC's decision.
void Uicr::write(u32 offset, u32 value) {
  Register* r = find(offset);
  if (r) r->value = word(offset);
  RegisterFile::write(offset, value);
  if (!r) return;
  nvmc_.program_uicr(offset, value);
  r->value = word(offset);
}

}  // namespace nrf5
