#include "peripherals/parts/buzzer.hpp"

#include <algorithm>

namespace parts {

namespace {
constexpr double high_volts = 1.2, low_volts = 0.8, speaker_high = 0.1, speaker_low = 0.05;
constexpr emulator::Duration longest_period = std::chrono::milliseconds{50};  // 20 Hz: what is slower are clicks
}  // namespace

Buzzer::Buzzer(const Setup& setup, bool active, double ohms)
    : Part(setup),
      label_(setup.prefix + setup.name),
      plus_(label_ + ".plus"),
      minus_(label_ + ".minus"),
      active_(active),
      own_hertz_(ohms > 0 ? 0 : setup.attributes.number("hertz", 2300, 20, 20'000)),
      high_volts_(ohms > 0 ? speaker_high : high_volts),
      low_volts_(ohms > 0 ? speaker_low : low_volts),
      load_(label_, plus_, minus_,
            setup.attributes.number("ohms",
                                    ohms > 0  ? ohms
                                    : active_ ? 110
                                              : 1e6,
                                    1, 1e9)) {
  add(plus_, "plus");
  add(minus_, "minus");
  for (emulator::Terminal* t : {&plus_, &minus_}) {
    t->thresholds(low_volts_, high_volts_);
    t->on_change = [this] { look(); };
  }
}

void Buzzer::wired() {
  machine_.analog.add(load_);
  look();
}

void Buzzer::look() {
  const double volts = plus_.volts() - minus_.volts();
  const bool high = high_ ? volts > low_volts_ : volts >= high_volts_;
  if (high == high_) return;
  high_ = high;
  if (!high) return;
  const emulator::Time now = machine_.now();
  period_ = now - rose_;
  rises_ = rises_ == 0 || period_ > longest_period ? 1 : 2;
  rose_ = now;
}

// A tone has ended when its next period did not begin in time.
double Buzzer::frequency() const {
  if (active_) return high_ ? own_hertz_ : 0;
  if (rises_ < 2 || machine_.now() - rose_ > period_ * 3 / 2) return 0;
  return 1 / emulator::seconds(std::max(period_, emulator::Duration{1}));
}

std::vector<Reading> Buzzer::readings() {
  const double hertz = frequency();
  return {{"frequency", "Hz", hertz}, {"sounding", "", hertz > 0 ? 1.0 : 0.0}};
}

void Buzzer::serialize(emulator::State& state) {
  Part::serialize(state);
  emulator::i64 rose = rose_.time_since_epoch().count(), period = period_.count();
  state(high_, rises_, rose, period);
  rose_ = emulator::Time{emulator::Duration{rose}};
  period_ = emulator::Duration{period};
}

}  // namespace parts
