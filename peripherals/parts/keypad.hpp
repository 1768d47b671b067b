#pragma once
// A membrane keypad: each key joins its row with its column. Without diodes: three keys at the corners of a rectangle
// press the fourth as well, as in reality.
//
// Terminals row1 … row4, col1 … col4. Quantities: one per key, `1`, `A`, `*`, `#`: 1 while it is pressed.
// Attributes: "keys", one text per row (["123A", "456B", "789C", "*0#D"]), up to 8 rows and columns; "bounce" in
// milliseconds (0); "ohms" of a closed key (100; in doubt: sheets of membrane keypads say 10 to 500).
#include <memory>

#include "emulator/analog/passive.hpp"
#include "peripherals/parts/bouncing_contact.hpp"
#include "peripherals/parts/part.hpp"

namespace parts {

class Keypad final : public Part {
 public:
  explicit Keypad(const Setup&);
  void wired() override;
  void serialize(emulator::State&) override;

 private:
  struct Key {
    Key(Keypad&, const std::string& name, emulator::Terminal& row, emulator::Terminal& column, double bounce);
    emulator::analog::Resistor resistor;
    BouncingContact contact;
  };
  double ohms(bool closed) const { return closed ? closed_ohms_ : emulator::high_impedance; }

  std::string label_;
  double closed_ohms_;
  std::vector<std::unique_ptr<emulator::Terminal>> rows_, columns_;
  std::vector<std::unique_ptr<Key>> keys_;
};

}  // namespace parts
