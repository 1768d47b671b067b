#pragma once
// An e-paper display with a Solomon Systech SSD1680, data sheet rev. 0.14 (6.6, "Waveform look up table"; 7, "Command
// table"): the 2.9" panels of 128 x 296 points by Good Display (GDEM029T94), Waveshare (V2) and others, black and
// white.
//
// A refresh lasts as long as its waveform: that which firmware has written, or the panel's own, which is no public
// knowledge; it is made up here so that it lasts as measured (GxEPD2, GxEPD2_290_T94.h: 95.9 ms to switch the supply
// on, 140 ms to switch it off, 3.15 s in all for a full refresh, 0.46 s for a partial one). Not modelled: red.
#include "peripherals/parts/epaper_module.hpp"

namespace parts {

class Ssd1680 final : public EpaperModule {
 public:
  explicit Ssd1680(const Setup&);
  void serialize(emulator::State&) override;

 private:
  EpaperWaveform waveform() const override;
  u8 kind(unsigned x, unsigned y) const override;
  void load_own_table(bool second_mode) override;
  unsigned memory(u8 command) const override { return command == 0x26; }
  void set_defaults() override;
  void parameter(u8 command, unsigned index, u8) override;
  EpaperStep step(unsigned group, unsigned phase) const;
  bool memory_bit(unsigned memory, u8 option, unsigned x, unsigned y) const;

  std::array<u8, 2> update1_{};  // display update control 1
};

}  // namespace parts
