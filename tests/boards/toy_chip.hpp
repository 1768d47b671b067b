#pragma once
// A chip without a processor, to build boards around.
#include <fmt/format.h>

#include <memory>

#include "boards/chips.hpp"
#include "emulator/image/image.hpp"

namespace boards::test {

class ToyChip final : public emulator::Chip {
 public:
  explicit ToyChip(const ChipSetup& setup) : Chip(setup.name), variant(setup.variant), supply(setup.supply) {
    for (const char* name : {"A0", "A1", "A2", "A3", "RST"})
      pins_.push_back(std::make_unique<emulator::Terminal>(name));
  }
  emulator::Bus& bus() override { return bus_; }
  std::span<emulator::Cpu* const> cores() override { return {}; }
  std::span<const Block> blocks() const override { return {}; }
  emulator::Terminal* pin(std::string_view name) override {
    for (auto& pin : pins_)
      if (pin->name() == name) return pin.get();
    return nullptr;
  }
  std::vector<std::string> pin_names() const override {
    std::vector<std::string> names;
    for (auto& pin : pins_) names.push_back(pin->name());
    return names;
  }
  void load(const emulator::Image& image) override {
    if (image.size() > 16) throw emulator::ImageError(image.source + ": larger than this chip's 16 bytes of flash");
    loaded = image.size();
  }
  void power_on() override {
    for (auto& pin : pins_) pin->release();
    ++power_ons;
  }
  void pin_reset() override { ++resets; }
  std::vector<emulator::Memory*> persistent() override { return {}; }
  void observe(emulator::AccessObserver*) override {}
  void serialize(emulator::State& state) override {
    for (auto& pin : pins_) pin->serialize(state);
  }

  std::string variant;
  double supply;
  std::size_t loaded = 0;
  int power_ons = 0, resets = 0;

 private:
  emulator::Bus bus_;
  std::vector<std::unique_ptr<emulator::Terminal>> pins_;
};

inline Chips toy_chips() {
  return {{"toy", "a chip for tests", {"small", "large"}, {}, [](const ChipSetup& setup) {
             return std::make_unique<ToyChip>(setup);
           }}};
}

// Some board around it, with one of everything.
constexpr std::string_view toy_board = R"({
  "name": "toyboard", "title": "A toy", "summary": "for tests", "chip": "toy", "variant": "small", "supply": 3.0,
  "pins": {"LED": "A0", "BUTTON": "A1", "TX": "A2", "RX": "A3", "RESET": "RST"},
  "supplies": {"3V": 3.0, "GND": 0},
  "nets": ["SCL", "SDA"],
  "reset": "RESET",
  "parts": {
    "button_a": {"type": "button", "wires": {"pin": "BUTTON"}},
    "pull_up": {"type": "pull", "ohms": 10000, "wires": {"pin": "BUTTON"}},
    "light": {"type": "led_matrix", "map": ["0,0"], "wires": {"row1": "LED", "col1": "GND"}},
    "accelerometer": {"type": "mma8653", "wires": {"SCL": "SCL", "SDA": "SDA"}},
    "usb": {"type": "usb_serial", "wires": {"RX": "TX", "TX": "RX"}}
  },
  "consoles": ["usb"],
  "display": "light",
  "firmware": [{"name": "python", "version": "1.0", "debian_package": "toy-python", "debian_path": "/usr/share/toy.hex"}],
  "image": {"base": "0x8000000", "families": ["0xada52840"], "board": "0x9900"},
  "main_script": {"method": "microbit-append", "address": "0x3e000", "size": 8192},
  "not_modelled": ["its battery"]
})";

}  // namespace boards::test
