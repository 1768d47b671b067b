#pragma once
// What a board looks like. gui/bench/drawings/BOARD.json describes one; a board without such a file is a rectangle with
// all its pins in two columns.
//
//   size, colour, corner    of the board
//   pads                    rows: the first one's place, the step to the next, the side that wires come from, labels;
//                           "AGND=GND" is labelled AGND and is the pin GND
//   things                  what is on it: usb, chip, box, hole, text, each with its place (x, y, width, height)
//   lamps                   LEDs without a part: the pin that lights them
//   parts                   where the board's own parts are; those that are not named here cannot be seen
#include <optional>
#include <string>
#include <vector>

#include "boards/description.hpp"
#include "gui/bench/device.hpp"

namespace bench {

struct BoardDrawing {
  struct Pad {
    std::string label, pin;
    Point at;
    Side side;
    double size = 3.2;   // its radius
    double print = 5.2;  // of the label
  };
  struct Thing {
    std::string kind;
    Rect at;
    Colour colour;
    std::string text;
  };
  struct Lamp {
    std::string pin, colour;
    Point at;
    bool active_low = false;
  };
  struct Fixture {
    std::string part;
    Point at;
  };
  double width = 0, height = 0, corner = 4;
  Colour colour, ink = rgb(0xf0f2ee);
  std::vector<Pad> pads;
  std::vector<Thing> things;
  std::vector<Lamp> lamps;
  std::vector<Fixture> fixtures;
};

BoardDrawing drawing_of(const boards::BoardDescription&);

}  // namespace bench
