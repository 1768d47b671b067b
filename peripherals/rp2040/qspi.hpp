#pragma once
// The six QSPI pins between the SSI and the flash: what IO_QSPI and PADS_QSPI let through. RP2040 Datasheet 2.19.2
// (QSPI bank), 2.19.6.2 and 2.19.6.4. A line that nobody drives follows its pull; without one it is taken as high.
#include <array>

#include "peripherals/parts/spi_nor.hpp"

namespace rp2040 {
using namespace emulator;

enum class QspiLine : u8 { sclk, ss, sd0, sd1, sd2, sd3 };  // in the order of IO_QSPI's registers

// One pin as its registers set it.
struct QspiPad {
  enum class Override : u8 { normal, invert, low, high };  // as OEOVER: … disable, enable
  bool xip = true;  // FUNCSEL 0; else `level` and `enable` are what the selected function drives
  bool level = false, enable = false;
  Override out = Override::normal, oe = Override::normal, in = Override::normal;
  bool output_disable = false, pull_up = false, pull_down = false;
  bool operator==(const QspiPad&) const = default;
  void serialize(State& state) { state(xip, level, enable, out, oe, in, output_disable, pull_up, pull_down); }
};

class QspiBus {
 public:
  void attach(parts::SpiNor& flash) { flash_ = &flash, update_select(); }
  parts::SpiNor* flash() { return flash_; }

  // For IO_QSPI and PADS_QSPI: whenever a register of that pin changes.
  void configure(QspiLine line, const QspiPad& pad);
  const QspiPad& pad(QspiLine line) const { return pads_[static_cast<std::size_t>(line)]; }
  bool select_pin() const { return ss_low_; }  // SS is low at the flash

  // --- for the SSI ---
  void select(bool active);  // its SS_N is low
  // One period of SCLK: it drives `levels` of SD3 to SD0 on the lines in `driven`; returns what it samples.
  u8 clock(u8 levels, u8 driven);

  // Saves no flash: that is a part of its own.
  void serialize(State&);

 private:
  struct Drive {
    bool on, level;
  };
  Drive output(QspiLine, bool level, bool enable) const;
  void update_select();

  parts::SpiNor* flash_ = nullptr;
  std::array<QspiPad, 6> pads_{};
  bool selected_ = false, ss_low_ = false;
};

}  // namespace rp2040
