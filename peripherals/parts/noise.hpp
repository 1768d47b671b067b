#pragma once
// Noise of a measurement, where a circuit asks for it: an attribute says its standard deviation in the unit of what is
// measured (0: none). It comes from the run's seed.
#include <string>
#include <string_view>

#include "peripherals/parts/part.hpp"

namespace parts {

class Noise {
 public:
  explicit Noise(const Part::Setup& setup, const std::string& attribute = "noise")
      : deviation_(setup.attributes.number(attribute, 0, 0, 1e9)),
        chance_(setup.machine.random(setup.prefix + setup.name + "." + attribute)) {}

  // The sum of twelve even chances is near enough to a normal one, and the same on every host.
  double operator()() {
    if (deviation_ <= 0) return 0;
    double sum = -6;
    for (int i = 0; i < 12; ++i) sum += chance_.unit();
    return sum * deviation_;
  }
  void serialize(emulator::State& state) { state(chance_); }

 private:
  double deviation_;
  emulator::Random chance_;
};

}  // namespace parts
