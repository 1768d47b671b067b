#include "peripherals/nrf5/mpu.hpp"

namespace nrf5 {

void Mpu::protect(u32 written, unsigned index) {
  protected_[index] |= written;
  protreg_[index] = protected_[index];
}

void Mpu::reset() {
  RegisterFile::reset();
  protected_ = {};
}

void Mpu::serialize(State& state) {
  RegisterFile::serialize(state);
  state(protected_);
}

}  // namespace nrf5
