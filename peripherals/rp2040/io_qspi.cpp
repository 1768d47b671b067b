#include "peripherals/rp2040/io_qspi.hpp"

#include "peripherals/rp2040/bits.hpp"

namespace rp2040 {

IoQspi::IoQspi(std::string name, Pads& pads)
    : IoBank(std::move(name), pads,
             {{"GPIO_QSPI_SCLK", "QSPI_SCLK"},
              {"GPIO_QSPI_SS", "QSPI_SS"},
              {"GPIO_QSPI_SD0", "QSPI_SD0"},
              {"GPIO_QSPI_SD1", "QSPI_SD1"},
              {"GPIO_QSPI_SD2", "QSPI_SD2"},
              {"GPIO_QSPI_SD3", "QSPI_SD3"}}) {
  connect_pads();
}

void IoQspi::drive(Function f, u32 levels, u32 enables) {
  all(f) = {levels, enables};
  u32 selected = 0;
  for (unsigned i = 0; i < pin_count; ++i) selected |= u32{function(i) == static_cast<u32>(f)} << i;
  if (selected) from_peripheral(selected, levels, enables);
}

void IoQspi::select(unsigned pin, u32 function) {
  All out;
  if (function == static_cast<u32>(Function::xip)) out = xip_;
  if (function == static_cast<u32>(Function::sio)) out = sio_;
  from_peripheral(1u << pin, out.levels, out.enables);
}

void IoQspi::inputs_changed(u32 changed) {
  for (auto& listener : listeners_) listener(changed);
}

void IoQspi::serialize(State& state) {
  IoBank::serialize(state);
  state(xip_.levels, xip_.enables, sio_.levels, sio_.enables);
}

}  // namespace rp2040
