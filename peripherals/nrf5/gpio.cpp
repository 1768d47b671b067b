#include "peripherals/nrf5/gpio.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

namespace nrf5 {

namespace {

// Product Specification: V_IH = 0.7 VDD at least, V_IL = 0.3 VDD at most, pulls 13 kohm typically. Outputs
// lose at most 0.3 V at 0.5 mA (standard drive) or at 5 mA (high drive); that limit is taken as the resistance.
constexpr double high_threshold = 0.7, low_threshold = 0.3;
constexpr double pull_ohms = 13'000, standard_ohms = 600, high_drive_ohms = 60;

// Resistance behind a 0 and behind a 1, by DRIVE.
struct Strength {
  double zero, one;
};
constexpr std::array<Strength, 8> strengths{{
    {standard_ohms, standard_ohms},      // S0S1
    {high_drive_ohms, standard_ohms},    // H0S1
    {standard_ohms, high_drive_ohms},    // S0H1
    {high_drive_ohms, high_drive_ohms},  // H0H1
    {high_impedance, standard_ohms},     // D0S1
    {high_impedance, high_drive_ohms},   // D0H1
    {standard_ohms, high_impedance},     // S0D1
    {high_drive_ohms, high_impedance},   // H0D1
}};

void for_each_bit(u32 mask, auto action) {
  for (; mask; mask &= mask - 1) action(static_cast<unsigned>(std::countr_zero(mask)));
}

u32 with(u32 mask, unsigned bit, bool on) { return on ? mask | 1u << bit : mask & ~(1u << bit); }

}  // namespace

Gpio::Gpio(std::string name, double supply_volts) : RegisterFile(std::move(name)), supply_(supply_volts) {
  for (unsigned i = 0; i < pin_count; ++i) {
    pins_[i] = std::make_unique<Pin>(fmt::format("P0.{:02}", i));
    pins_[i]->terminal.on_change = [this, i] { sample(i); };
    pins_[i]->terminal.ratings = &ratings_;
  }
  set_limits();
}

void Gpio::set_limits() {
  ratings_.most_volts = supply_ + 0.3;
  for (auto& pin : pins_) pin->terminal.thresholds(low_threshold * supply_, high_threshold * supply_);
}

Terminal* Gpio::find_terminal(std::string_view name) {
  for (auto& pin : pins_)
    if (pin->terminal.name() == name) return &pin->terminal;
  return nullptr;
}

void Gpio::supply(double volts) {
  supply_ = volts;
  set_limits();
  for (unsigned i = 0; i < pin_count; ++i) apply(i);
}

void Gpio::out_changed(u32 old) {
  for_each_bit((old ^ out_.value()) & ~taken_, [this](unsigned i) { apply(i); });
}

void Gpio::dir_changed(u32 old) {
  for_each_bit(old ^ dir_.value(), [this](unsigned i) {
    cnf_dir_[i] = dir_[i];
    apply(i);
  });
}

void Gpio::configure(u32, unsigned pin) {
  dir_.assign(with(dir_.value(), pin, cnf_dir_[pin]));
  refresh_sense(pin);
  apply(pin);
  see(pin, high_ >> pin & 1);
  update();
}

bool Gpio::output(unsigned pin) const { return (taken(pin) ? taken_level_ : out_.value()) >> pin & 1; }

bool Gpio::bare(unsigned pin) const {
  return !taken(pin) && !dir_[pin] && !cnf_input_[pin] && cnf_pull_[pin] == Pull::none;
}

void Gpio::apply(unsigned pin) {
  const bool driving = (forced_ >> pin & 1 ? forced_output_ : dir_.value()) >> pin & 1;
  const bool one = output(pin);
  bare_ = with(bare_, pin, bare(pin));
  double ohms = high_impedance, volts = one ? supply_ : 0;
  if (driving) {
    const Strength s = strengths[static_cast<std::size_t>(static_cast<Drive>(cnf_drive_[pin]))];
    ohms = one ? s.one : s.zero;
  }
  if (ohms == high_impedance) {
    const Pull pull = cnf_pull_[pin];
    if (pull == Pull::none) return pins_[pin]->terminal.release();
    ohms = pull_ohms;
    volts = pull == Pull::up ? supply_ : 0;
  }
  pins_[pin]->terminal.drive(volts, ohms);
}

// A floating input keeps its charge and so its level; the real one drifts.
void Gpio::sample(unsigned pin) {
  const Terminal& t = pins_[pin]->terminal;
  if (t.floating()) return;
  const double volts = t.volts();
  const bool was = high_ >> pin & 1;
  const bool is = was ? volts > low_threshold * supply_ : volts >= high_threshold * supply_;
  if (is == was) return;
  high_ = with(high_, pin, is);
  see(pin, is);
  if ((sense_high_ | sense_low_) >> pin & 1) update();
}

void Gpio::see(unsigned pin, bool on) {
  on = on && !cnf_input_[pin];
  if (on == level(pin)) return;
  in_.value = with(in_.value, pin, on);
  if (watched_ >> pin & 1)
    for (PinWatcher* watcher : pins_[pin]->watchers) watcher->pin_changed(pin, on);
}

// In doubt: that a disconnected buffer cannot sense.
void Gpio::refresh_sense(unsigned pin) {
  const Sense sense = cnf_input_[pin] ? Sense::off : static_cast<Sense>(cnf_sense_[pin]);
  sense_high_ = with(sense_high_, pin, sense == Sense::high);
  sense_low_ = with(sense_low_, pin, sense == Sense::low);
}

void Gpio::update() { detect.drive((high_ & sense_high_) | (~high_ & sense_low_)); }

void Gpio::take(unsigned pin, bool level, Direction direction) {
  taken_ |= 1u << pin;
  taken_level_ = with(taken_level_, pin, level);
  forced_ = with(forced_, pin, direction != Direction::as_configured);
  forced_output_ = with(forced_output_, pin, direction == Direction::output);
  apply(pin);
}

void Gpio::set_output(unsigned pin, bool level) {
  taken_level_ = with(taken_level_, pin, level);
  apply(pin);
}

void Gpio::give_back(unsigned pin) {
  taken_ = with(taken_, pin, false);
  forced_ = with(forced_, pin, false);
  apply(pin);
}

void Gpio::watch(unsigned pin, PinWatcher& watcher) {
  pins_[pin]->watchers.push_back(&watcher);
  watched_ |= 1u << pin;
}

void Gpio::unwatch(unsigned pin, PinWatcher& watcher) {
  auto& watchers = pins_[pin]->watchers;
  if (const auto it = std::ranges::find(watchers, &watcher); it != watchers.end()) watchers.erase(it);
  watched_ = with(watched_, pin, !watchers.empty());
}

void Gpio::reset() {
  RegisterFile::reset();
  taken_ = forced_ = sense_high_ = sense_low_ = 0;
  for (unsigned i = 0; i < pin_count; ++i) apply(i);
  update();
}

void Gpio::serialize(State& state) {
  RegisterFile::serialize(state);
  state(supply_, high_, taken_, taken_level_, forced_, forced_output_, detect);
  for (auto& pin : pins_) state(pin->terminal);
  if (!state.loading()) return;
  for (unsigned i = 0; i < pin_count; ++i) refresh_sense(i);
  set_limits();
  for (unsigned i = 0; i < pin_count; ++i) bare_ = with(bare_, i, bare(i));
}

}  // namespace nrf5
