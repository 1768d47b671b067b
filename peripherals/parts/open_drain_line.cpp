#include "peripherals/parts/open_drain_line.hpp"

#include <utility>

namespace parts {

namespace {
constexpr double low_ohms = 50;  // of the transistor; data sheets promise 0.4 V at 4 mA (DS18B20)
}

OpenDrainLine::OpenDrainLine(const std::string& name, double volts, double pull_ohms, std::function<void(bool)> on_edge)
    : pin(name), volts_(volts), pull_ohms_(pull_ohms), on_edge_(std::move(on_edge)) {
  pin.thresholds(0.3 * volts, 0.7 * volts);
  pin.on_change = [this] { changed(); };
  pull_low(false);
}

void OpenDrainLine::pull_low(bool low) {
  pulls_ = low;
  if (low) return pin.drive(0, low_ohms);
  const double pull = pull_ohms_ > 0 ? 1 / pull_ohms_ : 0, siemens = pull + 1 / drawn_ohms_;
  if (siemens > 0) return pin.drive(volts_ * pull / siemens, 1 / siemens);
  pin.release();
}

void OpenDrainLine::draw(double ohms) {
  drawn_ohms_ = ohms;
  pull_low(pulls_);
}

void OpenDrainLine::changed() {
  if (pin.floating()) return;
  const bool level = level_ ? pin.volts() > 0.3 * volts_ : pin.volts() >= 0.7 * volts_;
  if (level == level_) return;
  level_ = level;
  on_edge_(level);
}

void OpenDrainLine::serialize(emulator::State& state) { state(pulls_, level_, drawn_ohms_); }

}  // namespace parts
