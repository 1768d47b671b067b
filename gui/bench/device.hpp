#pragma once
// A thing on the bench: what is known of it, how large it is and where its legs are, and what it looks like now.
//
// A part needs no code to be drawn: whatever has no look of its own is a module with its type printed on it, its
// terminals as a row of pins, and its picture or text as a display. A Look is for what people know by its shape.
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gui/bench/pen.hpp"
#include "peripherals/parts/part.hpp"

namespace bench {

// What does not change while a machine runs.
struct Facts {
  std::string type, name;
  parts::Attributes attributes = {};
  std::vector<std::string> terminals = {};
  std::vector<std::string> quantities = {};  // by the names that the world has for them
  unsigned picture_width = 0, picture_height = 0;
  std::vector<std::string> texts = {};  // lines of text on it, as they are at the beginning: they tell rows and columns
  bool flipped = false;                 // its front is at its right side
  bool fixture = false;                 // sits on a board
  double supply = 3.3;

  double number(std::string_view attribute, double otherwise) const;
  std::string text(std::string_view attribute, std::string_view otherwise) const;
  bool flag(std::string_view attribute, bool otherwise) const;
};

enum class Side : emulator::u8 { left, right, up, down };

struct Leg {
  std::string name;
  Point at;  // multiples of 5, so that wires meet it
  Side side;
};

// What a hand can move.
struct Control {
  enum class Kind : emulator::u8 {
    press,   // 1 while it is held
    toggle,  // 0 and 1 in turn
    turn,    // a knob, from low to high
    slide,   // from left to right
    pad,     // two quantities: x, and `second` upwards
  };
  Kind kind;
  Rect at;
  std::string quantity, second = {};
};

struct Shape {
  double width = 0, height = 0;  // what wires keep away from, caption included
  Rect body = {};                // without caption
  std::vector<Leg> legs = {};
  std::vector<Control> controls = {};
};

// What it looks like at one moment.
struct PartState {
  std::shared_ptr<const parts::Picture> picture = nullptr;
  std::optional<std::string> text = std::nullopt;
  std::map<std::string, double> readings = {};
  std::map<std::string, double> quantities = {};
  std::vector<double> volts = {};  // at each leg
  std::vector<double> milliamps = {};

  double reading(const std::string& name, double otherwise = 0) const;
  double quantity(const std::string& name, double otherwise = 0) const;
};

struct Look {
  std::string_view type;
  Shape (*shape)(const Facts&);
  void (*draw)(Pen&, const Facts&, const Shape&, const PartState&);
};

// The look of that type of part; the module's for what has none of its own.
const Look& look_of(std::string_view type);

// What stands above it: "resistor  330 Ω".
std::string caption(const Facts&);
std::string with_prefix(double value, std::string_view unit);  // "4.7 kΩ"

constexpr double caption_height = 10;

}  // namespace bench
