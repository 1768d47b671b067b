#pragma once
// The shelves that the catalogue is made of. A part type is one line on one of them.
#include <memory>
#include <vector>

#include "peripherals/parts/part.hpp"

namespace parts {

using Shelf = std::vector<PartType>;

template <typename T>
std::unique_ptr<Part> build(const Part::Setup& setup) {
  return std::make_unique<T>(setup);
}

Shelf circuit_shelf();   // switches, lamps, and what circuits are made of
Shelf sensors_shelf();   // sensors with a bus
Shelf memories_shelf();  // memories and clocks
Shelf computer_shelf();  // what a computer is joined by
Shelf displays_shelf();  // displays
Shelf pulses_shelf();    // parts that pulses drive or that answer with pulses
Shelf logic_shelf();     // converters, expanders and logic chips

}  // namespace parts
