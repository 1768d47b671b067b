#pragma once
// An e-paper display with a Solomon Systech SSD1680, data sheet rev. 0.14 (chapter 7, "Command table"; 6.6, the look-up
// table): the 2.9" panels of 128 x 296 points by Good Display (GDEM029T94), Waveshare (V2) and others, black and white.
//
// Terminals SCK, MOSI, CS, DC, RES, BUSY (high: busy, or in deep sleep). Attributes: "width" (128), "height" (296),
// "volts". What stands on it stays without power.
//
// A refresh lasts as long as its waveform: that which firmware has written, or the panel's own, which is no public
// knowledge; it is made up here so that it lasts as measured (GxEPD2, GxEPD2_290_T94.h: 95.9 ms to switch the supply
// on, 140 ms to switch it off, 3.15 s in all for a full refresh, 0.46 s for a partial one). What comes while it is busy
// is not heard, and that is a finding.
//
// In doubt: that RES leaves what commands have set, except in deep sleep (Waveshare's driver relies on it), and how
// long a software reset takes (5 ms). Not modelled: red, the border, voltages, reading, temperature, OTP programming,
// CRC, auto write (46h, 47h), panel break detection.
#include <array>
#include <vector>

#include "peripherals/parts/epaper_waveform.hpp"
#include "peripherals/parts/logic_input.hpp"
#include "peripherals/parts/part.hpp"
#include "peripherals/parts/spi_pins.hpp"

namespace parts {

class Ssd1680 final : public Part, private emulator::SpiByteDevice {
 public:
  explicit Ssd1680(const Setup&);
  void wired() override;
  void power_on() override;
  std::optional<Picture> picture() const override;
  std::vector<Reading> readings() override;
  void serialize(emulator::State&) override;

 private:
  using u8 = emulator::u8;
  static constexpr unsigned ram_columns = 176 / 8, ram_rows = 296;
  using Ram = std::array<u8, ram_columns * ram_rows>;

  bool selected() const override { return spi_.selected() && !held_; }
  u8 reply() const override { return 0xff; }
  void received(u8) override;
  void reset(bool level);
  void set_defaults();
  void command(u8);
  void parameter(unsigned index, u8);
  void window(unsigned index, u8);
  void write_ram(u8);
  void activate();
  void be_busy(emulator::Duration);
  void ready();
  void stop_refresh();
  void fall_asleep(u8 mode);
  bool busy() const { return busy_event_.pending() || asleep_; }
  void show_busy();
  std::vector<u8> kinds() const;
  bool bit(const Ram&, u8 option, unsigned x, unsigned y) const;
  std::vector<float> ink_now() const;

  std::string label_;
  double volts_;
  unsigned width_, height_;
  SpiPins spi_;
  LogicInput dc_, res_;
  emulator::Terminal busy_pin_;
  emulator::Event busy_event_;

  std::array<Ram, 2> ram_{};  // black and white; "red"
  std::vector<float> ink_;    // 0 black … 1 white
  EpaperWaveform waveform_;
  emulator::i64 drives_from_ = 0;  // picoseconds; while refreshing
  bool held_ = false, asleep_ = false, forgets_ = false, refreshing_ = false, supply_ = false, supply_after_ = false;
  emulator::u32 refreshes_ = 0;

  u8 command_ = 0;
  emulator::u32 parameters_ = 0;
  u8 driver_output_[3]{}, entry_mode_ = 3, update1_[2]{}, update2_ = 0xff;
  u8 x_start_ = 0, x_end_ = 0, x_ = 0;
  emulator::u16 y_start_ = 0, y_end_ = 0, y_ = 0;
};

}  // namespace parts
