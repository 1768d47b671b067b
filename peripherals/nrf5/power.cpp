#include "peripherals/nrf5/power.hpp"

namespace nrf5 {

Power::Power(std::string name, Scheduler& scheduler, unsigned ram_blocks)
    : Peripheral(std::move(name), scheduler), ram_blocks_(ram_blocks) {
  blocks_on_ = read_ramstatus();
}

void Power::note(Reset why) {
  switch (why) {
    case Reset::power_on: break;
    case Reset::pin: resetpin_ = true; break;
    case Reset::watchdog: dog_ = true; break;
    case Reset::soft: sreq_ = true; break;
    case Reset::lockup: lockup_ = true; break;
    case Reset::wake_by_pin: off_ = true; break;
    case Reset::wake_by_comparator: lpcomp_ = true; break;
    case Reset::debugger: dif_ = true; break;
  }
}

void Power::system_off(u32 written) {
  systemoff_bit_ = false;
  if (written & 1 && on_system_off) on_system_off();
}

bool Power::block_on(unsigned block) const { return (block < 2 ? ramon_ : ramonb_).value >> block % 2 & 1; }

bool Power::block_retained(unsigned block) const {
  return (block < 2 ? ramon_ : ramonb_).value >> (16 + block % 2) & 1;
}

u32 Power::read_ramstatus() const {
  u32 on = 0;
  for (unsigned b = 0; b < ram_blocks_; ++b)
    if (block_on(b)) on |= 1u << b;
  return on;
}

void Power::ram_switched() {
  const u32 before = blocks_on_;
  blocks_on_ = read_ramstatus();
  for (unsigned b = 0; b < ram_blocks_; ++b)
    if ((before & ~blocks_on_) >> b & 1 && on_ram_off) on_ram_off(b);
}

void Power::enter_off() {
  for (unsigned b = 0; b < ram_blocks_; ++b)
    if (!block_retained(b) && on_ram_off) on_ram_off(b);
}

void Power::supply(double volts) {
  volts_ = volts;
  update_failure();
}

void Power::update_failure() {
  constexpr std::array<double, 4> thresholds{2.1, 2.3, 2.5, 2.7};
  const bool failing = pof_ && volts_ < thresholds[threshold_];
  if (failing && !failing_) pofwarn_.fire();
  failing_ = failing;
}

void Power::reset() {
  const std::array<Register*, 5> retained{&resetreas_, &gpregret_reg_, &reset_reg_, &ramon_, &ramonb_};
  std::array<u32, 5> kept;
  for (std::size_t i = 0; i < kept.size(); ++i) kept[i] = retained[i]->value;
  Peripheral::reset();
  for (std::size_t i = 0; i < kept.size(); ++i) retained[i]->value = kept[i];
  failing_ = false;
}

void Power::power_on_reset() {
  Peripheral::reset();
  blocks_on_ = read_ramstatus();
  failing_ = false;
}

void Power::serialize(State& state) {
  Peripheral::serialize(state);
  state(blocks_on_, volts_, failing_);
}

}  // namespace nrf5
