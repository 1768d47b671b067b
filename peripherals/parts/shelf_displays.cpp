// Displays.
#include "peripherals/parts/shelves.hpp"

namespace parts {

Shelf displays_shelf() {
  return {

  };
}

}  // namespace parts
