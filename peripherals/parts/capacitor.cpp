#include "peripherals/parts/capacitor.hpp"

namespace parts {

Capacitor::Capacitor(const Setup& setup)
    : TwoLegged(setup, "plus", "minus"),
      capacitor_(label_, first_, second_, setup.attributes.number("farads", 100e-9, 1e-15, 10)) {}

}  // namespace parts
