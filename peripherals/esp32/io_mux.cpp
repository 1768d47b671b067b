#include "peripherals/esp32/io_mux.hpp"

#include <tuple>

namespace esp32 {

namespace {

constexpr u32 slp_oe = 1 << 0, slp_sel = 1 << 1, slp_pd = 1 << 2, slp_pu = 1 << 3, slp_ie = 1 << 4, fun_pd = 1 << 7,
              fun_pu = 1 << 8, fun_ie = 1 << 9;
constexpr unsigned slp_drv = 5, fun_drv = 10, mcu_sel = 12;

// Column "Reset" of the pad list: 0: the input is disabled; 1: enabled; 2: and pulled down; 3: and pulled up.
constexpr std::array<u32, 4> reset_value{0x800, 0x800 | fun_ie, 0x800 | fun_ie | fun_pd, 0x800 | fun_ie | fun_pu};

struct Row {
  u32 offset;
  int pin;
  const char* name;
  unsigned reset;
};
constexpr std::array rows{
    Row{0x04, 36, "GPIO36", 0},  Row{0x08, 37, "GPIO37", 0},   Row{0x0c, 38, "GPIO38", 0}, Row{0x10, 39, "GPIO39", 0},
    Row{0x14, 34, "GPIO34", 0},  Row{0x18, 35, "GPIO35", 0},   Row{0x1c, 32, "GPIO32", 0}, Row{0x20, 33, "GPIO33", 0},
    Row{0x24, 25, "GPIO25", 0},  Row{0x28, 26, "GPIO26", 0},   Row{0x2c, 27, "GPIO27", 1}, Row{0x30, 14, "MTMS", 3},
    Row{0x34, 12, "MTDI", 2},    Row{0x38, 13, "MTCK", 2},     Row{0x3c, 15, "MTDO", 3},   Row{0x40, 2, "GPIO2", 2},
    Row{0x44, 0, "GPIO0", 3},    Row{0x48, 4, "GPIO4", 2},     Row{0x4c, 16, "GPIO16", 1}, Row{0x50, 17, "GPIO17", 1},
    Row{0x54, 9, "SD_DATA2", 3}, Row{0x58, 10, "SD_DATA3", 3}, Row{0x5c, 11, "SD_CMD", 3}, Row{0x60, 6, "SD_CLK", 3},
    Row{0x64, 7, "SD_DATA0", 3}, Row{0x68, 8, "SD_DATA1", 3},  Row{0x6c, 5, "GPIO5", 3},   Row{0x70, 18, "GPIO18", 1},
    Row{0x74, 19, "GPIO19", 1},  Row{0x78, 20, "GPIO20", 1},   Row{0x7c, 21, "GPIO21", 1}, Row{0x80, 22, "GPIO22", 1},
    Row{0x84, 3, "U0RXD", 3},    Row{0x88, 1, "U0TXD", 3},     Row{0x8c, 23, "GPIO23", 1}, Row{0x90, -1, "GPIO24", 1},
};

}  // namespace

IoMux::IoMux(std::string name, Pads& pads) : RegisterFile(std::move(name)), pads_(pads) {
  for (const Row& row : rows) add_pad(row.offset, row.pin, row.name, reset_value[row.reset]);
  for (unsigned pin = 0; pin < Pads::count; ++pin) apply(pin);
}

void IoMux::add_pad(u32 offset, int pin, const std::string& name, u32 reset) {
  auto r = std::make_unique<Register>(*this, name, offset, reset, reserved{31, 15});
  for (const auto& [field, lsb, width] : {std::tuple{"MCU_OE", 0u, 1u},
                                          {"SLP_SEL", 1u, 1u},
                                          {"MCU_WPD", 2u, 1u},
                                          {"MCU_WPU", 3u, 1u},
                                          {"MCU_IE", 4u, 1u},
                                          {"MCU_DRV", slp_drv, 2u},
                                          {"FUN_WPD", 7u, 1u},
                                          {"FUN_WPU", 8u, 1u},
                                          {"FUN_IE", 9u, 1u},
                                          {"FUN_DRV", fun_drv, 2u},
                                          {"MCU_SEL", mcu_sel, 3u}})
    r->add_field({field, lsb, width, Access::rw, true});
  if (pin >= 0) {
    by_pin_[static_cast<unsigned>(pin)] = r.get();
    r->write_hook = [this, pin](u32) { pad_written(static_cast<unsigned>(pin)); };
  }
  registers_.push_back(std::move(r));
}

PadFunction IoMux::function(unsigned pin) const {
  return by_pin_[pin] ? pad_function(pin, function_[pin]) : PadFunction{};
}

void IoMux::pad_written(unsigned pin) {
  apply(pin);
  const u8 selected = by_pin_[pin]->value >> mcu_sel & 7;
  if (selected == function_[pin]) return;
  function_[pin] = selected;
  if (on_function) on_function(pin);
}

void IoMux::apply(unsigned pin) {
  if (!by_pin_[pin]) return;
  const u32 v = by_pin_[pin]->value;
  const auto on = [v](u32 mask) { return (v & mask) != 0; };
  pads_.sleep_settings(
      pin, {on(slp_sel), on(slp_oe), {on(slp_ie), on(slp_pu), on(slp_pd), static_cast<u8>(v >> slp_drv & 3)}});
  pads_.buffers(pin, {on(fun_ie), on(fun_pu), on(fun_pd), static_cast<u8>(v >> fun_drv & 3)});
}

void IoMux::reset() {
  RegisterFile::reset();
  for (unsigned pin = 0; pin < Pads::count; ++pin)
    if (by_pin_[pin]) pad_written(pin);
}

void IoMux::serialize(State& state) {
  RegisterFile::serialize(state);
  state(function_);
}

}  // namespace esp32
