#pragma once
// Everything on the bench and where it is: boards, parts, wires. Made once from a circuit that is built; plain data
// from then on, so that a window can draw it while the machine runs elsewhere.
#include <memory>
#include <string>
#include <vector>

#include "gui/bench/board_drawing.hpp"
#include "gui/bench/device.hpp"

namespace boards {
class Assembly;
}

namespace bench {

struct Device {
  enum class Kind : emulator::u8 { board, part, fixture };
  Kind kind;
  std::string name;  // as Assembly::part() takes it: "led", "pico:display"; a board's own name
  Facts facts;
  const Look* look = nullptr;                        // null of a board
  std::shared_ptr<const BoardDrawing> drawing = {};  // of a board
  Shape shape = {};
  Point at = {};
  std::size_t board = 0;   // of a fixture: which device it sits on
  std::string title = {};  // of a board

  Rect place() const { return {at.x, at.y, shape.width, shape.height}; }
  Rect body() const { return shape.body.moved(at); }
};

struct LegRef {
  std::size_t device, leg;
};

// All wires of one net.
struct Wiring {
  std::string net;   // the emulator's name for it, a chip pin's mostly: "GPIO15"
  std::string name;  // as people call it: the circuit file's, or a board's pin: "GP15"
  Colour colour;
  std::vector<std::vector<Point>> runs = {};
  std::vector<Point> joints = {};  // where a run meets another one
  std::vector<LegRef> legs = {};
};

struct Scene {
  std::string title;
  std::vector<Device> devices;
  std::vector<Wiring> wires;

  Rect extent() const;
  const Device* find(std::string_view name) const;
  Point place_of(LegRef) const;
};

// std::runtime_error with a sentence if the circuit's layout names what is not there.
Scene make_scene(boards::Assembly&);
// Wires anew, after something was moved.
void route(Scene&);
// Everything to where CircuitDescription::layout says, and wires anew.
void arrange(Scene&, const std::string& layout);

}  // namespace bench
