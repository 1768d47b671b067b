#include "peripherals/parts/spi_pins.hpp"

#include <utility>

namespace parts {

namespace {

constexpr double output_ohms = 100;

}  // namespace

SpiPins::SpiPins(const std::string& name, emulator::SpiDevice& device, emulator::u8 mode, double volts,
                 std::function<void(bool)> on_select)
    : sck(name + ".SCK"),
      mosi(name + ".MOSI"),
      miso(name + ".MISO"),
      cs(name + ".CS"),
      device_(device),
      mode_(mode),
      volts_(volts),
      on_select_(std::move(on_select)) {
  cs.on_change = [this] { cs_changed(); };
  sck.on_change = [this] { sck_changed(); };
}

SpiPins::~SpiPins() {
  if (bus_) bus_->detach(device_);
}

void SpiPins::join(emulator::Circuit& circuit) {
  if (!sck.net() || bus_) return;
  bus_ = &circuit.spi(*sck.net());
  bus_->attach(device_, {sck, mosi, miso});
}

bool SpiPins::level(const emulator::Terminal& t, bool was) const {
  if (t.floating()) return was;
  return was ? t.volts() > 0.3 * volts_ : t.volts() >= 0.7 * volts_;
}

void SpiPins::show() {
  if (selected_)
    miso.drive(device_.miso() ? volts_ : 0, output_ohms);
  else
    miso.release();
}

void SpiPins::cs_changed() {
  const bool now = !level(cs, !selected_);
  if (now == selected_) return;
  selected_ = now;
  on_select_(now);
  show();
}

void SpiPins::sck_changed() {
  const bool now = level(sck, sck_);
  if (now == sck_) return;
  sck_ = now;
  if (!selected_) return;
  if (emulator::spi_samples(mode_, now))
    device_.shift(level(mosi, false));
  else
    show();
}

void SpiPins::serialize(emulator::State& state) { state(sck, mosi, miso, cs, selected_, sck_); }

}  // namespace parts
