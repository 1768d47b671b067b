#include "peripherals/esp32/radio_registers.hpp"

#include <algorithm>

namespace esp32 {

RadioRegisters::RadioRegisters(std::string name, u32 size, std::initializer_list<RadioAnswer> answers)
    : RegisterFile(std::move(name)), words_(size / 4), answers_(answers) {}

u32 RadioRegisters::peek(u32 offset) const {
  if (offset / 4 >= words_.size()) return 0;
  u32 value = word(offset);
  for (const RadioAnswer& a : answers_)
    if (a.offset == offset) value = (value & ~a.mask) | a.value;
  return answer(offset, value);
}

u32 RadioRegisters::read(u32 offset) {
  const u32 value = peek(offset);
  if (observer_ && observer_->wants_accesses) observer_->accessed(*this, nullptr, offset, value, false);
  return value;
}

void RadioRegisters::write(u32 offset, u32 value) {
  if (observer_ && observer_->wants_accesses) observer_->accessed(*this, nullptr, offset, value, true);
  if (offset / 4 >= words_.size()) return complain(Complaint::Kind::unmapped, nullptr, offset, value, true);
  word(offset) = value;
  written(offset, value);
}

void RadioRegisters::reset() {
  RegisterFile::reset();
  std::ranges::fill(words_, 0);
}

void RadioRegisters::serialize(State& state) {
  RegisterFile::serialize(state);
  state(words_);
}

}  // namespace esp32
