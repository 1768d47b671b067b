// Parts that pulses drive or that answer with pulses.
#include "peripherals/parts/shelves.hpp"

namespace parts {

Shelf pulses_shelf() {
  return {

  };
}

}  // namespace parts
