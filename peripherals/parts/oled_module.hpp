#pragma once
// An OLED module: a controller behind its panel, on I2C or four-wire SPI (SSD1306 data sheet, 8.1.3 and 8.1.5).
//
// Attributes: "interface" ("i2c", "spi"), "address" (0x3c = 60 or 61), "width" (128), "height" (64), "vcc" ("pump",
//   "external"), "volts", "lit_milliamps" (20) of a panel that is lit everywhere (in doubt: it depends on the panel).
//   Terminals SCL, SDA or SCK, MOSI, DC, CS (not wired: always selected); RES, low: reset; not wired: the module resets
//   itself.
#include <memory>

#include "peripherals/parts/i2c_pins.hpp"
#include "peripherals/parts/oled_controller.hpp"
#include "peripherals/parts/part.hpp"
#include "peripherals/parts/spi_pins.hpp"

namespace parts {

class OledModule : public Part, private emulator::I2cTarget, private emulator::SpiByteDevice {
 public:
  void wired() override;
  void power_on() override;
  std::optional<Picture> picture() const override { return controller_->picture(); }
  std::vector<Reading> readings() override { return {{"lit", "", controller_->lit() ? 1.0 : 0.0}}; }
  void serialize(emulator::State&) override;

 protected:
  using u8 = emulator::u8;
  explicit OledModule(const Setup&);
  void fit(std::unique_ptr<OledController> controller) { controller_ = std::move(controller); }
  static OledController::Panel panel(const Setup&);
  static std::string label(const Setup& setup) { return setup.prefix + setup.name; }

 private:
  // I2C
  void start(bool) override { control_follows_ = true; }
  void write(u8) override;
  u8 read() override { return controller_->status(); }
  void stop() override {}
  // SPI
  bool selected() const override { return spi_ && spi_->selected() && !held_; }
  u8 reply() const override { return 0xff; }
  void received(u8) override;

  void reset_changed();
  bool high(const emulator::Terminal&) const;
  void take(u8 byte, bool data) {
    data ? controller_->data(byte) : controller_->command(byte);
    takes_otherwise();
  }
  double how_much_more() const override;

  std::unique_ptr<OledController> controller_;
  std::string label_;
  double volts_, lit_milliamps_;
  u8 address_;
  I2cPins i2c_;
  emulator::Terminal dc_, res_;
  std::unique_ptr<SpiPins> spi_;
  bool held_ = false;                                             // in reset
  bool control_follows_ = false, one_ = false, is_data_ = false;  // of the present control byte: Co, D/C#
};

class Ssd1306 final : public OledModule {
 public:
  explicit Ssd1306(const Setup&);
};
class Sh1106 final : public OledModule {
 public:
  explicit Sh1106(const Setup&);
};

}  // namespace parts
