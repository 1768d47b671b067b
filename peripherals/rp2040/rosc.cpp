#include "peripherals/rp2040/rosc.hpp"

#include <bit>

namespace rp2040 {

namespace {

constexpr u32 disable_code = 0xd1e, enable_code = 0xfab, drive_password = 0x9696, phase_password = 0xaa;
constexpr u32 div_pass = 0xaa0, div_worst = div_pass + 31;
constexpr i64 nominal_hz = 6'500'000, nominal_div = 16;
constexpr u32 stages = 8;

}  // namespace

Rosc::Rosc(std::string name, Scheduler& scheduler, Random random)
    : Peripheral(std::move(name)), random_(random), counter_(scheduler, clk) {
  freq_[0].name = "FREQA";
  freq_[1].name = "FREQB";
  for (unsigned i = 0; i < 4; ++i) freq_[1].fields[i].name = "DS" + std::to_string(i + 4);
}

void Rosc::ctrl_written() {
  switch (freq_range_) {
    case 0xfa4: first_stage_ = 0; break;  // LOW
    case 0xfa5: first_stage_ = 2; break;  // MEDIUM
    case 0xfa7: first_stage_ = 4; break;  // HIGH
    case 0xfa6: first_stage_ = 6; break;  // TOOHIGH
    case 0xaa0: break;                    // as it is after reset
    default: badwrite_ = true;
  }
  if (enable_ != disable_code && enable_ != enable_code) badwrite_ = true;
  update();
}

// "Any other value in this field will set all drive strengths to 0."
void Rosc::drive_written(u32, unsigned index) {
  if (passwd_[index] != drive_password) {
    badwrite_ = true;
    ds0_[index] = 0;
    ds1_[index] = 0;
    ds2_[index] = 0;
    ds3_[index] = 0;
  }
  update();
}

void Rosc::dormant_written(u32 written) {
  if (written != coma && written != awake) badwrite_ = true;
  if (written != coma) dormant_.value = awake;
  update();
}

void Rosc::wake() {
  dormant_.value = awake;
  update();
}

void Rosc::div_written(u32) {
  if (div_ < div_pass || div_ > div_worst) {
    badwrite_ = true;
    div_ = div_worst;
  }
  update();
}

void Rosc::phase_written() {
  if (phase_passwd_ != phase_password) badwrite_ = true;
  update();
}

// n bits set: n + 1 times the drive of a stage. All is counted in twelfths of the delay of a stage at drive 1.
i64 Rosc::ring_hz() const {
  i64 twelfths = 0;
  for (u32 stage = first_stage_; stage < stages; ++stage) {
    const u32 strengths = freq_[stage / 4].value >> (stage % 4 * 4) & 7;
    twelfths += 12 / (std::popcount(strengths) + 1);
  }
  return nominal_hz * nominal_div * 12 * stages / twelfths;
}

void Rosc::update() {
  enabled_ = enable_ != disable_code;
  const bool runs = enabled_ && !dormant();
  stable_ = runs;
  div_running_ = runs;
  const u32 div = div_ - div_pass;
  const i64 hz = runs ? ring_hz() / (div ? div : 32) : 0;
  const bool shifted = phase_passwd_ != phase_password || phase_enable_;
  clk.set(hz);
  clk_ph.set(shifted ? hz : 0);
}

// The state of the oscillator's output: it stays where it is when the oscillator stops.
u32 Rosc::read_randombit() {
  if (stable_) randombit_.value = random_.next() & 1;
  return randombit_.value;
}

void Rosc::reset() {
  Peripheral::reset();
  first_stage_ = 0;
  counter_.start(0);
  update();
}

void Rosc::serialize(State& state) {
  Peripheral::serialize(state);
  state(clk, clk_ph, first_stage_, random_, counter_);
}

}  // namespace rp2040
