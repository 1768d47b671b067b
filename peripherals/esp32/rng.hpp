#pragma once
// The random number generator: ESP32 Technical Reference Manual 24. Its numbers come from the session's seed, whether
// the radio is on or not.
#include "emulator/random.hpp"
#include "peripherals/esp32/register_rows.hpp"

namespace esp32 {

class Rng final : public RegisterFile {
 public:
  Rng(std::string name, Random random) : RegisterFile(std::move(name)), random_(random) {
    data_.read_hook = [this] { return static_cast<u32>(random_.next()); };
  }
  void serialize(State& state) override {
    RegisterFile::serialize(state);
    state(random_);
  }

 private:
  Register data_{*this, "RNG_DATA", 0, 0};
  Bits<31, 0, u32, Access::ro> value_{data_, "RNG_DATA"};
  Random random_;
};

}  // namespace esp32
