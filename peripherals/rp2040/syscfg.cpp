#include "peripherals/rp2040/syscfg.hpp"

namespace rp2040 {

Syscfg::Syscfg(std::string name) : Peripheral(std::move(name)) {
  nmi_[0].name = "PROC0_NMI_MASK";
  nmi_[1].name = "PROC1_NMI_MASK";
}

void Syscfg::nmi_written(u32, unsigned processor) {
  if (on_nmi_mask) on_nmi_mask(processor);
}

void Syscfg::reset() {
  Peripheral::reset();
  for (unsigned i = 0; i < 2; ++i) nmi_written(0, i);
}

void Syscfg::serialize(State& state) {
  Peripheral::serialize(state);
  state(halted_);
}

}  // namespace rp2040
