// Parts that pulses drive or that answer with pulses.
#include "peripherals/parts/servo.hpp"
#include "peripherals/parts/shelves.hpp"

namespace parts {

Shelf pulses_shelf() {
  return {
      {"servo", "hobby servo (SG90)", build<Servo>},
  };
}

}  // namespace parts
