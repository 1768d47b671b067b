#include "peripherals/rp2040/pads.hpp"

#include <fmt/format.h>

#include <array>

#include "peripherals/rp2040/bits.hpp"

namespace rp2040 {

namespace {

constexpr u32 OD = 1 << 7, IE = 1 << 6, PUE = 1 << 3, PDE = 1 << 2, SCHMITT = 1 << 1;

// DRIVE: the current at which V_OL and V_OH are specified.
constexpr std::array<double, 4> drive_amps{0.002, 0.004, 0.008, 0.012};
// V_OL at most 0.5 V and V_OH at least 2.62 V at IOVDD = 3.3 V, 0.3 V and 1.24 V at 1.8 V. These limits are taken for
// the typical case, so drivers are a little weaker than most real ones.
constexpr double low_drop = 0.5, high_drop = 3.3 - 2.62, low_drop_1v8 = 0.3, high_drop_1v8 = 1.8 - 1.24;
// V_IL 0.8 V, V_IH 2.0 V, hysteresis at least 0.2 V; at 1.8 V 0.35, 0.65 and 0.1 of IOVDD. Where between V_IL and V_IH
// a pad switches is not specified: the middle is taken.
constexpr double threshold = (0.8 + 2.0) / 2, hysteresis = 0.2;
constexpr double threshold_1v8 = (0.35 + 0.65) / 2, hysteresis_1v8 = 0.1;

}  // namespace

std::vector<Pads::Row> Pads::bank0() {
  std::vector<Row> rows;
  for (unsigned i = 0; i < 30; ++i) rows.push_back({fmt::format("GPIO{}", i), 0x56, i});
  rows.push_back({"SWCLK", 0xda, std::nullopt});
  rows.push_back({"SWD", 0x5a, std::nullopt});
  return rows;
}

// In the order of the pads' registers; IO_QSPI has SS second.
std::vector<Pads::Row> Pads::qspi() {
  return {{"GPIO_QSPI_SCLK", 0x56, 0}, {"GPIO_QSPI_SD0", 0x52, 2}, {"GPIO_QSPI_SD1", 0x52, 3},
          {"GPIO_QSPI_SD2", 0x52, 4},  {"GPIO_QSPI_SD3", 0x52, 5}, {"GPIO_QSPI_SS", 0x5a, 1}};
}

Pads::Pads(std::string name, const std::vector<Row>& rows) : Peripheral(std::move(name)) {
  u32 offset = 4;
  for (const Row& row : rows) {
    auto pad = row.pin ? std::make_unique<Register>(*this, row.name, offset, row.reset, reserved{31, 8},
                                                    on_write<&Pads::changed>)
                       : std::make_unique<Register>(*this, row.name, offset, row.reset, reserved{31, 8});
    const bool modelled = row.pin.has_value();
    for (const auto& [field, lsb, width] :
         std::initializer_list<std::tuple<const char*, unsigned, unsigned>>{{"OD", 7, 1},
                                                                            {"IE", 6, 1},
                                                                            {"DRIVE", 4, 2},
                                                                            {"PUE", 3, 1},
                                                                            {"PDE", 2, 1},
                                                                            {"SCHMITT", 1, 1},
                                                                            {"SLEWFAST", 0, 1}})
      pad->add_field({field, lsb, width, Access::rw, modelled});
    if (row.pin) {
      pad->index = *row.pin;
      if (by_pin_.size() <= *row.pin) {
        by_pin_.resize(*row.pin + 1);
        ohms_.resize(*row.pin + 1);
      }
      by_pin_[*row.pin] = pad.get();
      refresh(*row.pin);
    }
    pads_.push_back(std::move(pad));
    offset += 4;
  }
}

Pads::Pull Pads::pull(unsigned pin) const {
  const u32 c = control(pin);
  if (c & PUE) return c & PDE ? Pull::keep : Pull::up;
  return c & PDE ? Pull::down : Pull::none;
}

double Pads::ohms(unsigned pin, bool level) const {
  const double drop = low_voltage_ ? (level ? high_drop_1v8 : low_drop_1v8) : (level ? high_drop : low_drop);
  return drop / drive_amps[control(pin) >> 4 & 3];
}

Pads::Thresholds Pads::thresholds(unsigned pin, double supply) const {
  const double middle = low_voltage_ ? threshold_1v8 * supply : threshold;
  const double width = control(pin) & SCHMITT ? (low_voltage_ ? hysteresis_1v8 * supply : hysteresis) : 0;
  return {middle - width / 2, middle + width / 2};
}

bool Pads::level(unsigned pin, double volts, double supply, bool was) const {
  const Thresholds t = thresholds(pin, supply);
  return was ? volts >= t.falling : volts > t.rising;
}

void Pads::refresh(unsigned pin) {
  input_enable_ = with(input_enable_, pin, control(pin) & IE);
  output_disable_ = with(output_disable_, pin, control(pin) & OD);
  ohms_[pin] = {ohms(pin, false), ohms(pin, true)};
}

void Pads::changed(u32, unsigned pin) {
  refresh(pin);
  if (on_change) on_change(pin);
}

void Pads::voltage_changed() {
  for (unsigned pin = 0; pin < by_pin_.size(); ++pin) changed(0, pin);
}

void Pads::reset() {
  Peripheral::reset();
  voltage_changed();
}

void Pads::serialize(State& state) {
  Peripheral::serialize(state);
  for (unsigned pin = 0; pin < by_pin_.size(); ++pin) refresh(pin);
}

}  // namespace rp2040
