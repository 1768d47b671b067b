#include "peripherals/parts/oled_module.hpp"

#include "peripherals/parts/choice.hpp"
#include "peripherals/parts/sh1106.hpp"
#include "peripherals/parts/ssd1306.hpp"
#include "peripherals/parts/wiring.hpp"

namespace parts {

namespace {

constexpr double tied_ohms = 1e5;

}  // namespace

OledController::Panel OledModule::panel(const Setup& setup) {
  const auto size = [&](const char* name, double otherwise, double least, double most) {
    return static_cast<unsigned>(setup.attributes.number(name, otherwise, least, most));
  };
  return {size("width", 128, 32, 128), size("height", 64, 16, 64),
          is_second(setup.attributes, "vcc", "pump", "external")};
}

OledModule::OledModule(const Setup& setup)
    : Part(setup),
      label_(label(setup)),
      volts_(setup.attributes.number("volts", setup.supply, 1.65, 5.5)),
      lit_milliamps_(setup.attributes.number("lit_milliamps", 20, 0, 1000)),
      address_(static_cast<u8>(setup.attributes.number("address", 0x3c, 0x3c, 0x3d))),
      i2c_(label_, *this),
      dc_(label_ + ".DC"),
      res_(label_ + ".RES") {
  if (is_second(setup.attributes, "interface", "i2c", "spi")) {
    spi_ = std::make_unique<SpiPins>(label_, static_cast<emulator::SpiDevice&>(*this), u8{0}, volts_,
                                     [this](bool) { align(); });
    add(spi_->sck, "SCK");
    add(spi_->mosi, "MOSI");
    add(spi_->cs, "CS");
    add(dc_, "DC");
  } else {
    add(i2c_.scl, "SCL");
    add(i2c_.sda, "SDA");
  }
  add(res_, "RES");
  res_.on_change = [this] { reset_changed(); };
}

void OledModule::wired() {
  if (spi_) {
    spi_->join(machine_.circuit);
    if (alone(spi_->cs)) spi_->cs.drive(0, tied_ohms);
  }
  if (!spi_) i2c_.join(machine_.circuit, address_);
}

void OledModule::power_on() {
  controller_->scramble(machine_.random(label_));
  controller_->reset();
  control_follows_ = one_ = is_data_ = false;
}

bool OledModule::high(const emulator::Terminal& t) const { return !t.floating() && t.volts() >= 0.5 * volts_; }

void OledModule::reset_changed() {
  held_ = !res_.floating() && !high(res_);
  if (held_ && controller_) controller_->reset();
  takes_otherwise();
}

// 8.1.5.2: a control byte says what follows it: one byte (Co) or all the rest, of data (D/C#) or commands.
void OledModule::write(u8 byte) {
  if (control_follows_) {
    one_ = byte & 1 << 7;
    is_data_ = byte & 1 << 6;
    control_follows_ = false;
    return;
  }
  if (!held_) take(byte, is_data_);
  control_follows_ = one_;
}

// D/C# is sampled with the last bit.
void OledModule::received(u8 byte) { take(byte, high(dc_)); }

// Every point that is lit takes its share.
double OledModule::how_much_more() const {
  double lit = 0;
  const Picture picture = controller_->picture();
  for (const double light : picture.light) lit += light;
  return picture.light.empty() ? 0 : lit_milliamps_ * lit / static_cast<double>(picture.light.size());
}

void OledModule::serialize(emulator::State& state) {
  Part::serialize(state);
  state(*controller_, held_, control_follows_, one_, is_data_);
  if (!spi_) return;
  SpiByteDevice::serialize(state);
  state(*spi_);
}

Ssd1306::Ssd1306(const Setup& setup) : OledModule(setup) {
  fit(std::make_unique<Ssd1306Controller>(setup.machine.scheduler, label(setup), panel(setup)));
}

Sh1106::Sh1106(const Setup& setup) : OledModule(setup) { fit(std::make_unique<Sh1106Controller>(panel(setup))); }

}  // namespace parts
