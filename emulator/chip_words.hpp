#pragma once
// A chip that tells in words, for people, what is joined to what at the moment. Looking changes nothing.
#include <string>
#include <string_view>

namespace emulator {

class ChipWords {
 public:
  // By the manual's names: "I2C0 SDA, open drain, pull-up". Empty: nothing is known of that pin.
  virtual std::string pin_function(std::string_view pin) const = 0;
  // Who is behind a core's interrupt, where the table of blocks (emulator/chip.hpp) does not say.
  virtual std::string interrupt_name(unsigned /*core*/, unsigned /*number*/) const { return {}; }

 protected:
  ~ChipWords() = default;
};

}  // namespace emulator
