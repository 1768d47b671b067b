#pragma once
// Colour displays on SPI: a controller behind its panel, with a backlight.
//
// Terminals SCK, MOSI, MISO, DC, CS (not wired: always selected), RES (low: reset; not wired: the module resets
// itself), BL (the backlight; not wired: on; with PWM it is as bright as an eye finds it).
//
// Attributes: "width", "height" of the panel; "x_offset", "y_offset": where the controller's memory meets it (default:
// as on the usual modules of that size); "order" of the panel's filters ("rgb", "bgr"); "inverted": the panel is bright
// where the memory has 0, as IPS panels are; "volts"; "backlight_milliamps" (60, in doubt: modules differ); of the
// ST7735 "memory" ("128x160", "132x162": how its GM pins are tied). With MADCTL 0 the ST7735's and ST7789's pictures
// stand upright; ILI9341 modules have the glass the other way up, so that MY is needed (88h, as MicroPython's drivers
// set; those of Arduino set 48h, which is upside down here).
#include <memory>

#include "peripherals/parts/dcs_controller.hpp"
#include "peripherals/parts/logic_input.hpp"
#include "peripherals/parts/part.hpp"
#include "peripherals/parts/perceived_light.hpp"
#include "peripherals/parts/spi_pins.hpp"

namespace parts {

class TftModule : public Part, private emulator::SpiByteDevice {
 public:
  void wired() override;
  void power_on() override;
  std::optional<Picture> picture() const override { return controller_.picture(backlight()); }
  std::vector<Reading> readings() override;
  void serialize(emulator::State&) override;

 protected:
  TftModule(const Setup&, const DcsController::Model&, const DcsController::Glass&);

 private:
  using u8 = emulator::u8;
  bool selected() const override { return spi_.selected() && !held_; }
  u8 reply() const override { return controller_.reply(); }
  void received(u8 byte) override { dc_.level() ? controller_.data(byte) : controller_.command(byte); }
  double how_much_more() const override { return backlight() * backlight_milliamps_; }
  void reset(bool level);
  double backlight() const { return dims_ ? seen_.average(machine_.now()) : 1; }
  void partial_mode();

  std::string label_;
  double volts_, backlight_milliamps_;
  DcsController controller_;
  SpiPins spi_;
  LogicInput dc_, res_, bl_;
  PerceivedLight seen_;
  bool dims_ = false;  // somebody drives the backlight
  bool held_ = false;  // in reset
};

class Ili9341 final : public TftModule {
 public:
  explicit Ili9341(const Setup&);
};
class St7735 final : public TftModule {
 public:
  explicit St7735(const Setup&);
};
class St7789 final : public TftModule {
 public:
  explicit St7789(const Setup&);
};

}  // namespace parts
