#include "peripherals/rp2040/psm.hpp"

namespace rp2040 {

namespace {

// clang-format off
constexpr std::array<std::string_view, Psm::count> names{
    "ROSC", "XOSC", "CLOCKS", "RESETS", "BUSFABRIC", "ROM", "SRAM0", "SRAM1", "SRAM2", "SRAM3", "SRAM4",
    "SRAM5", "XIP", "VREG_AND_CHIP_RESET", "SIO", "PROC0", "PROC1"};
// clang-format on
// Stages of one rank leave reset together.
constexpr std::array<u8, Psm::count> rank{0, 1, 2, 3, 4, 5, 5, 5, 5, 5, 5, 5, 6, 7, 8, 9, 9};

}  // namespace

Psm::Psm(std::string name) : Peripheral(std::move(name)) {
  for (unsigned i = 0; i < count; ++i) {
    for (Register* r : {&frce_on_, &frce_off_, &wdsel_}) r->add_field({std::string{names[i]}, i, 1, Access::rw, true});
    done_.add_field({std::string{names[i]}, i, 1, Access::ro, true});
  }
}

// These stages and those that cannot be on without them.
u32 Psm::following(u32 stages) const {
  u32 all = 0;
  for (unsigned i = 0; i < count; ++i) {
    bool off = stages >> i & 1;
    for (unsigned before = 0; before < i; ++before) off |= rank[before] + 1 == rank[i] && (all >> before & 1);
    if (off && !(frce_on_.value >> i & 1)) all |= 1u << i;
  }
  return all;
}

void Psm::hold(u32 stages) {
  const u32 changed = held_ ^ stages;
  held_ = stages;
  if (!on_held) return;
  for (unsigned i = count; i-- > 0;)
    if (changed & stages & 1u << i) on_held(static_cast<Stage>(i), true);
  for (unsigned i = 0; i < count; ++i)
    if (changed & ~stages & 1u << i) on_held(static_cast<Stage>(i), false);
}

void Psm::watchdog_fired() {
  hold(held_ | following(wdsel_.value));
  update();
}

void Psm::reset() {
  Peripheral::reset();
  update();
}

void Psm::serialize(State& state) {
  Peripheral::serialize(state);
  state(held_);
}

}  // namespace rp2040
