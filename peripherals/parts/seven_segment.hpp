#pragma once
// Seven-segment digits without a driver: LEDs between segment pins and common pins. What stands on them is what an eye
// makes of the average light of each segment, as on every multiplexed display.
//
// Terminals A to G, DP, shared by all digits; COM of one digit, DIG1 … of several, from the left. Every segment is an
// LED (lamp.hpp): it wants a resistor in its segment's line.
//
// Attributes: "digits" (1, up to 8), "common" ("cathode", "anode"), "color" ("red"), "max_milliamps" (20; multiplexed,
//   data sheets allow several times that), "full_milliamps": the current that counts as full light while a segment is
//   on (10), "full_duty": the share of time that it is on (one digit's: 1 / digits). Not modelled: colons.
#include <memory>
#include <vector>

#include "peripherals/parts/lamp.hpp"
#include "peripherals/parts/segment_digits.hpp"

namespace parts {

class SevenSegment final : public Part {
 public:
  explicit SevenSegment(const Setup&);
  void wired() override;
  std::optional<Picture> picture() const override { return shown().picture(); }
  std::optional<std::string> text() override { return shown().text(); }
  std::vector<Reading> readings() override { return shown().readings(); }
  void serialize(emulator::State&) override;

 private:
  SegmentDigits shown() const;
  std::vector<std::unique_ptr<emulator::Terminal>> segments_, commons_;
  std::vector<std::unique_ptr<Lamp>> lamps_;  // digit by digit
};

}  // namespace parts
