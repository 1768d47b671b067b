#pragma once
// A strip of APA102 pixels (DotStar): clock and data, no timing. APA102 data sheet 2014-01 ("Cascading data
// structure"), and what T. Schaefer measured ("Understanding the APA102 Superled", 2014): each pixel passes data on
// half a clock late, so that the last of n sees its frame n / 2 clocks after it was sent.
//
// 32 zeros begin anew; then 32 bits each: 111, five of brightness, blue, green, red. A frame that does not begin with
// 111 is not taken and counts as bad. A frame shows as soon as it is complete.
//
// DI and CI are passed on as DO and CO, data late by half a clock per pixel and frames without those that were taken.
//
// Attributes: "pixels" (8), "width" of the picture (all in one row), "order" ("BGR"), "volts", "channel_milliamps" (20)
// of one colour at its brightest and "pixel_milliamps" (1) of a dark pixel, at 5 V. In doubt: frames without 111, the
// currents. Not modelled: the flicker of the brightness at 580 Hz.
#include <vector>

#include "peripherals/parts/part.hpp"
#include "peripherals/parts/shift_pins.hpp"

namespace parts {

class Apa102 final : public Part {
 public:
  explicit Apa102(const Setup&);
  void wired() override;
  void power_on() override;
  std::optional<Picture> picture() const override;
  std::vector<Reading> readings() override;
  void serialize(emulator::State&) override;

 private:
  using u32 = emulator::u32;
  struct Pixel {
    u32 frame = 0, before = 0;  // as on the wire: the last one and that before it
    emulator::u64 due = 0;      // by this clock it has reached the pixel
    void serialize(emulator::State& state) { state(frame, before, due); }
  };
  void bit(bool);
  void take(u32 frame);
  void pass_on(bool);
  double takes() const;
  double how_much_more() const override { return takes(); }
  u32 shown(unsigned pixel) const { return clocks_ < strip_[pixel].due ? strip_[pixel].before : strip_[pixel].frame; }
  double channel(unsigned pixel, char letter) const;  // 0 … 1, brightness included

  unsigned pixels_, width_;
  std::string order_;
  double channel_milliamps_, pixel_milliamps_;
  ShiftPins pins_;
  emulator::Terminal co_, do_;
  emulator::SpiBus* next_ = nullptr;  // what follows

  std::vector<Pixel> strip_;
  std::vector<emulator::u8> late_;  // bits on their way through
  u32 late_at_ = 0;
  u32 word_ = 0, bits_ = 0, zeros_ = 0, frames_ = 0, bad_frames_ = 0;
  emulator::u64 clocks_ = 0;
  enum class Phase : emulator::u8 { lost, begun, frames } phase_ = Phase::lost;
};

}  // namespace parts
