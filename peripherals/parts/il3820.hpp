#pragma once
// An e-paper display with an IL3820 (of the SSD1608's kind): the older 2.9" panels of 128 x 296 points by Good Display
// (GDEH029A1) and Waveshare (V1), black and white.
//
// Two memories change places with every refresh (Waveshare's driver: "once the display is refreshed, the memory area
// will be auto-toggled"): that which was written last is new, the other one old. The table of 30 bytes has twenty
// phases of VS for old and new of each point (SSD1608 data sheet rev. 1.1, 6.8) and their frames, at 50 Hz; only what
// firmware writes, for the panel's own table is no public knowledge. Times of the supply as GxEPD2 (GxEPD2_290.h)
// measured.
#include "peripherals/parts/epaper_module.hpp"

namespace parts {

class Il3820 final : public EpaperModule {
 public:
  explicit Il3820(const Setup&);
  void serialize(emulator::State&) override;

 private:
  EpaperWaveform waveform() const override;
  u8 kind(unsigned x, unsigned y) const override;
  unsigned memory(u8) const override { return newer_; }
  void refreshed() override { newer_ ^= 1; }

  u8 newer_ = 0;
};

}  // namespace parts
