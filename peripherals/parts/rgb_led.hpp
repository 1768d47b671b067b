#pragma once
// Three LEDs in one housing; its picture is three points of light: red, green, blue. It shows the
// brightness of each (0 to 1) by these names.
//
// Attributes: "common" ("cathode" or "anode"), "max_milliamps" (20) and "full_milliamps" (10) of each.
#include <array>
#include <memory>

#include "peripherals/parts/lamp.hpp"

namespace parts {

class RgbLed final : public Part {
 public:
  explicit RgbLed(const Setup&);
  void wired() override;
  std::optional<Picture> picture() const override;
  std::vector<Reading> readings() override;
  void serialize(emulator::State&) override;
  const Lamp& lamp(unsigned n) const { return *lamps_[n]; }  // red, green, blue

 private:
  emulator::Terminal common_;
  std::array<std::unique_ptr<emulator::Terminal>, 3> legs_;
  std::array<std::unique_ptr<Lamp>, 3> lamps_;
};

}  // namespace parts
