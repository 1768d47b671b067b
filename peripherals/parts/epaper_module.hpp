#pragma once
// What e-paper displays with controllers of the SSD16xx family have in common: a memory behind two counters, updates
// that take their time, BUSY. SSD1680 data sheet rev. 0.14, chapter 7 ("Command table").
//
// Terminals SCK, MOSI, CS (not wired: always selected), DC, RES, BUSY (high: busy, or in deep sleep). Attributes:
// "width" (128), "height" (296), "volts". What stands on it stays without power. What comes while it is busy is not
// heard, and that is a finding.
//
// In doubt: that RES leaves what commands have set, except in deep sleep (Waveshare's driver relies on it), and how
// long a software reset takes (5 ms). Not modelled: the border, voltages, reading, temperature, OTP programming, CRC,
// auto write, how many gates are driven.
#include <array>
#include <vector>

#include "peripherals/parts/epaper_waveform.hpp"
#include "peripherals/parts/logic_input.hpp"
#include "peripherals/parts/part.hpp"
#include "peripherals/parts/spi_pins.hpp"

namespace parts {

class EpaperModule : public Part, private emulator::SpiByteDevice {
 public:
  void wired() override;
  void power_on() override;
  std::optional<Picture> picture() const override;
  std::vector<Reading> readings() override;
  void serialize(emulator::State&) override;

 protected:
  using u8 = emulator::u8;
  struct Model {
    unsigned ram_columns, ram_rows;  // bytes, lines
    std::size_t table_size;          // of the waveform
    emulator::Duration supply_on, supply_off;
  };
  EpaperModule(const Setup&, const Model&);

  virtual EpaperWaveform waveform() const = 0;        // that of the table
  virtual u8 kind(unsigned x, unsigned y) const = 0;  // of a point of the panel
  virtual void load_own_table(bool /*second_mode*/) {}
  virtual unsigned memory(u8 command) const = 0;  // which one 24h or 26h writes
  virtual void refreshed() {}
  virtual void set_defaults();
  virtual void parameter(u8 command, unsigned index, u8);
  bool bit(unsigned memory, unsigned column, unsigned y) const;  // gates from either end

  std::vector<u8> table_;

 private:
  bool selected() const override { return spi_.selected() && !held_; }
  u8 reply() const override { return 0xff; }
  void received(u8) override;
  void reset(bool level);
  void scramble();
  void command(u8);
  void counter(unsigned index, u8);
  void write_ram(u8);
  void activate();
  void be_busy(emulator::Duration);
  void ready();
  void stop_refresh();
  void fall_asleep(u8 mode);
  bool busy() const { return busy_event_.pending() || asleep_; }
  void show_busy();
  std::vector<float> ink_now() const;

  std::string label_;
  const Model model_;
  double volts_;
  unsigned width_, height_;
  SpiPins spi_;
  LogicInput dc_, res_;
  emulator::Terminal busy_pin_;
  emulator::Event busy_event_;
  emulator::Random noise_;

  std::array<std::vector<u8>, 2> ram_;
  std::vector<float> ink_;         // 0 black … 1 white
  emulator::i64 drives_from_ = 0;  // picoseconds; while refreshing
  bool held_ = false, asleep_ = false, forgets_ = false, refreshing_ = false, supply_ = false, supply_after_ = false;
  emulator::u32 refreshes_ = 0;

  u8 command_ = 0;
  emulator::u32 parameters_ = 0;
  u8 gates_ = 0, entry_mode_ = 3, update_ = 0xff;  // 01h's last byte, 11h, 22h
  u8 x_start_ = 0, x_end_ = 0, x_ = 0;
  emulator::u16 y_start_ = 0, y_end_ = 0, y_ = 0;
};

}  // namespace parts
