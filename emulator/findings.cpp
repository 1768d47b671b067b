#include "emulator/findings.hpp"

#include <fmt/format.h>

#include <cmath>

namespace emulator {

void CircuitFindings::tell(CircuitFinding::Kind kind, const std::string& subject, const std::string& text) {
  if (!told_.emplace(kind, subject).second) return;
  all_.push_back({kind, subject, text, scheduler_.now()});
  if (on_finding) on_finding(all_.back());
}

// Three digits are all that such a circuit is known to.
std::string format_milliamps(double milliamps) {
  if (std::abs(milliamps) >= 1000) return fmt::format("{:.3g} A", milliamps / 1000);
  if (std::abs(milliamps) < 0.1) return fmt::format("{:.3g} uA", milliamps * 1000);
  return fmt::format("{:.3g} mA", milliamps);
}

std::string format_volts(double volts) { return fmt::format("{:.3g} V", volts); }

}  // namespace emulator
