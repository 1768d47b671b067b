#include "peripherals/parts/inductor.hpp"

namespace parts {

Inductor::Inductor(const Setup& setup)
    : TwoLegged(setup, "a", "b"),
      inductor_(label_, first_, second_, setup.attributes.number("henries", 1e-3, 1e-9, 100)) {}

}  // namespace parts
