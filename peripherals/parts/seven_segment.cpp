#include "peripherals/parts/seven_segment.hpp"

#include "peripherals/parts/choice.hpp"

namespace parts {

namespace {

constexpr const char* names[SegmentDigits::segments] = {"A", "B", "C", "D", "E", "F", "G", "DP"};
constexpr double most_digits = 8, most_multiplexed = 4;  // times the current of one that is always on

}  // namespace

SevenSegment::SevenSegment(const Setup& setup) : Part(setup) {
  const auto& a = setup.attributes;
  const std::string label = setup.prefix + setup.name;
  const double digits = a.number("digits", 1, 1, most_digits);
  const bool anode = is_second(a, "common", "cathode", "anode");
  const double full = a.number("full_milliamps", 10, 0.01, 1e4) * a.number("full_duty", 1 / digits, 1e-3, 1);
  const Lamp::Model model{Lamp::forward_volts(a.text("color", "red")),
                          a.number("max_milliamps", digits > 1 ? 20 * most_multiplexed : 20, 0.1, 1e4), full};
  const auto pin = [&](auto& pins, const std::string& name) -> emulator::Terminal& {
    pins.push_back(std::make_unique<emulator::Terminal>(label + "." + name));
    add(*pins.back(), name);
    return *pins.back();
  };
  for (const char* name : names) pin(segments_, name);
  for (unsigned digit = 0; digit < static_cast<unsigned>(digits); ++digit) {
    emulator::Terminal& common = pin(commons_, digits > 1 ? fmt::format("DIG{}", digit + 1) : "COM");
    for (unsigned i = 0; i < SegmentDigits::segments; ++i) {
      const std::string name = digits > 1 ? fmt::format("{}.{}{}", label, names[i], digit + 1) : segments_[i]->name();
      emulator::Terminal& segment = *segments_[i];
      lamps_.push_back(
          std::make_unique<Lamp>(setup.machine, name, anode ? common : segment, anode ? segment : common, model));
    }
  }
}

void SevenSegment::wired() {
  for (auto& lamp : lamps_) machine_.analog.add(lamp->element());
}

SegmentDigits SevenSegment::shown() const {
  SegmentDigits digits{static_cast<unsigned>(commons_.size())};
  for (unsigned i = 0; i < lamps_.size(); ++i)
    digits.set(i / SegmentDigits::segments, i % SegmentDigits::segments, lamps_[i]->brightness());
  return digits;
}

void SevenSegment::serialize(emulator::State& state) {
  Part::serialize(state);
  for (auto& lamp : lamps_) state(*lamp);
}

}  // namespace parts
