#include "peripherals/rp2040/vreg_and_chip_reset.hpp"

namespace rp2040 {

VregAndChipReset::VregAndChipReset(std::string name) : Peripheral(std::move(name)) {}

void VregAndChipReset::chip_was_reset(Cause cause) {
  Peripheral::reset();
  chip_reset_.value = static_cast<u32>(cause);
  psm_restart_flag_ = cause == Cause::psm_restart;
}

void VregAndChipReset::reset() {
  const u32 cause = chip_reset_.value;
  Peripheral::reset();
  chip_reset_.value = cause;
}

}  // namespace rp2040
