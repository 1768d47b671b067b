#include "peripherals/parts/keypad.hpp"

#include <fmt/format.h>

namespace parts {

namespace {
constexpr std::size_t most = 8;
}

Keypad::Key::Key(Keypad& pad, const std::string& name, emulator::Terminal& row, emulator::Terminal& column,
                 double bounce)
    : resistor(pad.label_ + "." + name, row, column, pad.ohms(false)),
      contact(pad.machine_, pad.label_ + "." + name, bounce,
              [this, &pad](bool closed) { resistor.ohms(pad.ohms(closed)); }) {
  pad.quantity(name, "", 0, {0, 1}).watch([this](double value) { contact.press(value >= 0.5); });
}

Keypad::Keypad(const Setup& setup)
    : Part(setup), label_(setup.prefix + setup.name), closed_ohms_(setup.attributes.number("ohms", 100, 0.05, 1e5)) {
  const double bounce = setup.attributes.number("bounce", 0, 0, 1000);
  std::vector<std::string> keys = setup.attributes.list("keys");
  if (keys.empty()) keys = {"123A", "456B", "789C", "*0#D"};
  if (keys.size() > most || keys[0].empty() || keys[0].size() > most)
    throw PartError("\"keys\" must have 1 to 8 rows of 1 to 8 keys");
  const auto line = [&](auto& lines, std::string name) {
    lines.push_back(std::make_unique<emulator::Terminal>(label_ + "." + name));
    add(*lines.back(), name);
  };
  for (std::size_t i = 0; i < keys.size(); ++i) line(rows_, fmt::format("row{}", i + 1));
  for (std::size_t i = 0; i < keys[0].size(); ++i) line(columns_, fmt::format("col{}", i + 1));
  for (std::size_t row = 0; row < keys.size(); ++row) {
    if (keys[row].size() != keys[0].size()) throw PartError("\"keys\" must have rows of the same length");
    for (std::size_t column = 0; column < keys[row].size(); ++column)
      keys_.push_back(
          std::make_unique<Key>(*this, std::string{keys[row][column]}, *rows_[row], *columns_[column], bounce));
  }
}

void Keypad::wired() {
  for (auto& key : keys_) machine_.analog.add(key->resistor);
}

void Keypad::serialize(emulator::State& state) {
  Part::serialize(state);
  for (auto& key : keys_) {
    state(key->contact);
    if (state.loading()) key->resistor.restore(ohms(key->contact.closed()));
  }
}

}  // namespace parts
