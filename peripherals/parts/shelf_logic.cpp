// Converters, expanders and logic chips.
#include "peripherals/parts/shelves.hpp"

namespace parts {

Shelf logic_shelf() {
  return {

  };
}

}  // namespace parts
