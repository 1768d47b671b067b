#include "peripherals/nrf5/set_clear.hpp"

namespace nrf5 {

SetClear::SetClear(RegisterFile& owner, const std::string& name, At at, const std::vector<Bit>& bits)
    : whole_(at.whole ? std::make_unique<Register>(owner, name, *at.whole, 0) : nullptr),
      set_(owner, name + "SET", at.set, 0),
      clear_(owner, name + "CLR", at.clear, 0) {
  if (whole_) describe(*whole_, bits);
  describe(set_, bits);
  describe(clear_, bits);
  // The register that was written holds what was written by now; the others still hold the old mask.
  if (whole_) whole_->write_hook = [this](u32 v) { written(set_.value, v & ~set_.reserved_mask); };
  set_.write_hook = [this](u32 v) { written(clear_.value, clear_.value | (v & ~set_.reserved_mask)); };
  clear_.write_hook = [this](u32 v) { written(set_.value, set_.value & ~v); };
}

void SetClear::describe(Register& r, const std::vector<Bit>& bits) {
  u32 described = 0;
  for (const Bit& bit : bits) {
    r.add_field({bit.name, bit.bit, 1, Access::rw, true});
    described |= 1u << bit.bit;
  }
  r.reserved_mask = ~described;
}

void SetClear::assign(u32 mask) {
  if (whole_) whole_->value = mask;
  set_.value = clear_.value = mask;
}

void SetClear::written(u32 old, u32 mask) {
  assign(mask);
  changed_(old);
}

std::vector<SetClear::Bit> numbered(const std::string& name, unsigned n) {
  std::vector<SetClear::Bit> bits;
  for (unsigned i = 0; i < n; ++i) bits.push_back({i, name + std::to_string(i)});
  return bits;
}

}  // namespace nrf5
