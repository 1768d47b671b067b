// Converters, expanders and logic chips.
#include "peripherals/parts/hc165.hpp"
#include "peripherals/parts/hc595.hpp"
#include "peripherals/parts/shelves.hpp"

namespace parts {

Shelf logic_shelf() {
  return {
      {"74hc165", "74HC165 shift register, parallel in", build<Hc165>},
      {"74hc595", "74HC595 shift register with output latch", build<Hc595>},
  };
}

}  // namespace parts
