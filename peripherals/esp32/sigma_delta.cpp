#include "peripherals/esp32/sigma_delta.hpp"

#include <fmt/format.h>

namespace esp32 {

SigmaDelta::SigmaDelta(std::string name, Scheduler& scheduler, ClockSignal& apb_clk, GpioMatrix& matrix)
    : RegisterFile(std::move(name)),
      rows_(*this, {{"SIGMADELTA[]", 0x00, 0x0000'ff00, "SD_IN[7:0] SD_PRESCALE[15:8]", channels},
                    {"SIGMADELTA_CG", 0x20, 0, "SD_CLK_EN[31]"},  // of the registers only
                    {"SIGMADELTA_MISC", 0x24, 0, "SPI_SWAP[31]? UNUSED[30:0]"},
                    {"SIGMADELTA_VERSION", 0x28, 0x0150'6190, "SD_DATE[27:0]"}}),
      matrix_(matrix),
      apb_(scheduler, apb_clk, [this] {
        for (unsigned n = 0; n < channels; ++n) schedule(n);
      }) {
  for (unsigned n = 0; n < channels; ++n) {
    Channel& c = channels_[n];
    c.control = &rows_.at(4 * n);
    c.next = std::make_unique<Event>(scheduler, fmt::format("{} {}", this->name(), n), [this, n] { refresh(n); });
    on_written(*c.control, [this, n](u32) { refresh(n); });
    matrix_.on_routing(nth(Output::gpio_sd0, n), [this, n] { refresh(n); });
    matrix_.drive(nth(Output::gpio_sd0, n), false, true);
  }
}

bool SigmaDelta::add(u8& sum, u32 density) {
  const u32 wide = sum + density;
  sum = static_cast<u8>(wide);
  return wide > 0xff;
}

// Up to now, as it was set.
void SigmaDelta::settle(Channel& c) {
  const i64 periods = (apb_.edges() - c.edge) / c.period;
  if (periods <= 0) return;
  c.edge += periods * c.period;
  c.sum = static_cast<u8>(c.sum + (periods - 1) * c.density);
  c.out = add(c.sum, c.density);
}

void SigmaDelta::refresh(unsigned n) {
  Channel& c = channels_[n];
  settle(c);
  const u32 v = c.control->value;
  c.density = (v + 128) & 0xff;
  c.period = (v >> 8 & 0xff) + 1;
  matrix_.drive(nth(Output::gpio_sd0, n), c.out, true);
  schedule(n);
}

void SigmaDelta::schedule(unsigned n) {
  Channel& c = channels_[n];
  c.next->cancel();
  if (!matrix_.routed(nth(Output::gpio_sd0, n)) || !apb_.signal().running()) return;
  u8 sum = c.sum;
  for (unsigned periods = 1; periods <= 256; ++periods)
    if (add(sum, c.density) != c.out) return c.next->at(apb_.when(c.edge + i64{periods} * c.period));
}

void SigmaDelta::reset() {
  RegisterFile::reset();
  for (unsigned n = 0; n < channels; ++n) {
    channels_[n].sum = 0;
    channels_[n].edge = apb_.edges();
    channels_[n].out = false;
    refresh(n);
  }
}

void SigmaDelta::serialize(State& state) {
  RegisterFile::serialize(state);
  state(apb_);
  for (Channel& c : channels_) state(c.sum, c.out, c.edge, c.density, c.period, *c.next);
}

}  // namespace esp32
