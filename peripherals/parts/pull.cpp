#include "peripherals/parts/pull.hpp"

namespace parts {

Pull::Pull(const Setup& setup) : Part(setup), pin_(setup.prefix + setup.name + ".pin") {
  add(pin_, "pin");
  pin_.drive(setup.attributes.number("volts", setup.supply, -60, 60), setup.attributes.number("ohms", 10e3, 1e-3, 1e9));
}

}  // namespace parts
