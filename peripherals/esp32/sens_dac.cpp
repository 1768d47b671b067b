// SENS: the DACs' cosine generator. ESP32 Technical Reference Manual 29.4.4 "Cosine Waveform Generator": its phase
// moves on by SW_FSTEP 65536ths of a period with each period of rtc_8m_clk.
#include <cmath>
#include <numbers>

#include "peripherals/esp32/sens.hpp"

namespace esp32 {

namespace {

constexpr std::array<unsigned, 2> dac_pins{25, 26};
constexpr u32 tone_en = 1 << 16;

}  // namespace

i8 Sens::cosine_sample(u32 phase) const {
  return static_cast<i8>(std::lround(127 * std::cos(2 * std::numbers::pi * (phase & 0xffff) / 65536)));
}

// SCALE halves, DC shifts, INV turns bits over: 1 all, 2 the highest, 3 all but the highest. Two's complement becomes
// what the DAC takes when the highest bit is turned over.
u8 Sens::cosine_code(unsigned dac) const {
  const u32 v = dac_ctrl2_.value;
  const u32 scale = v >> (16 + 2 * dac) & 3, invert = v >> (20 + 2 * dac) & 3;
  const int dc = static_cast<i8>(v >> 8 * dac & 0xff);
  const u8 code = static_cast<u8>((cosine_sample(phase_) >> scale) + dc);
  constexpr std::array<u8, 4> turned{0x00, 0xff, 0x80, 0x7f};
  return code ^ turned[invert];
}

void Sens::drive_dacs() {
  for (unsigned n = 0; n < RtcIo::dacs; ++n) {
    const RtcIo::Dac dac = rtc_io_.dac(n);
    const u8 code = dac_ctrl2_.value >> (24 + n) & 1 ? cosine_code(n) : dac.code;
    pads_.analog(dac_pins[n], dac.on, code / 255.0 * pads_.supply());
  }
  schedule_cosine();
}

void Sens::dac_changed() {
  cosine_event_.cancel();
  drive_dacs();
}

// At the next period of the clock in which the sample is another one.
void Sens::schedule_cosine() {
  const u32 step = dac_ctrl1_.value & 0xffff;
  const auto plays = [this](unsigned n) { return rtc_io_.dac(n).on && dac_ctrl2_.value >> (24 + n) & 1; };
  if (!(dac_ctrl1_.value & tone_en) || step == 0 || (!plays(0) && !plays(1))) return cosine_event_.cancel();
  if (!cosine_event_.pending()) {
    const i8 now = cosine_sample(phase_);
    u32 periods = 1;
    while (periods < 65536 && cosine_sample(phase_ + periods * step) == now) ++periods;
    cosine_periods_ = periods;
    cosine_edge_ = fast_.edges() + periods;
  }
  cosine_event_.at(fast_.when(cosine_edge_));  // never, while the clock stands still
}

void Sens::cosine_step() {
  phase_ = (phase_ + cosine_periods_ * (dac_ctrl1_.value & 0xffff)) & 0xffff;
  drive_dacs();
}

}  // namespace esp32
