// MCPWM's capture channels. ESP32 Technical Reference Manual 16.3.4 "Capture Submodule".
#include "peripherals/esp32/mcpwm.hpp"

namespace esp32 {

u32 Mcpwm::capture_count() const {
  if (!(cap_cfg_.value & 1)) return cap_base_;
  return cap_base_ + static_cast<u32>(apb_.edges() - cap_edge_);
}

void Mcpwm::load_capture_timer() {
  cap_base_ = rows_["CAP_TIMER_PHASE"].value;
  cap_edge_ = apb_.edges();
}

// The prescaler lets one of so many rising edges through, and the falling edge behind it.
void Mcpwm::capture_edge(unsigned channel, bool level) {
  Capture& c = captures_[channel];
  const u32 v = c.cfg->value;
  const bool high = level != !!(v >> 11 & 1);
  if (high == c.in) return;
  c.in = high;
  if (!(v & 1)) return;
  if (high) c.pulses = c.pulses >= (v >> 3 & 0xff) ? 0 : c.pulses + 1;
  if (c.pulses != 0) return;
  if (v >> (high ? 2 : 1) & 1) capture(channel, !high);
}

void Mcpwm::capture(unsigned channel, bool falling) {
  captures_[channel].value->value = capture_count();
  cap_status_.value = (cap_status_.value & ~(1u << channel)) | u32{falling} << channel;
  raise(1u << (27 + channel));
}

}  // namespace esp32
