#include "peripherals/parts/resistor.hpp"

namespace parts {

Resistor::Resistor(const Setup& setup)
    : TwoLegged(setup, "a", "b"),
      resistor_(label_, first_, second_, setup.attributes.number("ohms", 1000, 1e-3, 1e12)) {}

}  // namespace parts
