#include "peripherals/parts/bmp180.hpp"

#include "peripherals/parts/bmp180_compensation.hpp"

namespace parts {

namespace {

using emulator::u16;
using emulator::u8;
using std::chrono::microseconds;

// Figure 6, "Memory map".
enum : u8 { calibration = 0xaa, id = 0xd0, version = 0xd1, soft_reset = 0xe0, ctrl_meas = 0xf4, out_msb = 0xf6 };
constexpr u8 reset_word = 0xb6, conversion_runs = 1 << 5, control_mask = 0x1f;
constexpr u8 temperature = 0x0e, pressure = 0x14;  // "Measurement control"
constexpr microseconds temperature_time{4500};
constexpr microseconds pressure_times[] = {microseconds{4500}, microseconds{7500}, microseconds{13'500},
                                           microseconds{25'500}};

std::array<u16, 11> trimming_words() {
  const auto& c = bmp180_trimming;
  const auto word = [](int value) { return static_cast<u16>(value); };
  return {word(c.ac1), word(c.ac2), word(c.ac3), c.ac4,      c.ac5,     c.ac6,
          word(c.b1),  word(c.b2),  word(c.mb),  word(c.mc), word(c.md)};
}

}  // namespace

Bmp180::Bmp180(const Setup& setup)
    : I2cPart(setup, 0x77, 0x77, 0x77),
      temperature_(quantity("temperature", "degC", 25, {-40, 85})),
      pressure_(quantity("pressure", "Pa", 101'325, {30'000, 110'000})),
      noise_(setup),
      temperature_noise_(setup, "temperature_noise"),
      converted_(setup.machine.scheduler, setup.prefix + setup.name + ".converted", [this] { converted(); }) {
  power_on();
}

void Bmp180::power_on() {
  control_ = 0;
  out_ = {0x80, 0, 0};
  converted_.cancel();
}

u8 Bmp180::read_register(u8 address) {
  const auto words = trimming_words();
  if (address >= calibration && address < calibration + 2 * words.size()) {
    const u16 word = words[(address - calibration) / 2u];
    return static_cast<u8>(address % 2 ? word : word >> 8);
  }
  if (address >= out_msb && address < out_msb + out_.size()) return out_[address - out_msb];
  switch (address) {
    case id: return 0x55;
    case version: return 0x02;  // in doubt: ML and AL versions
    case ctrl_meas: return control_;
    default: return 0;
  }
}

void Bmp180::write_register(u8 address, u8 value) {
  if (address == soft_reset && value == reset_word) return power_on();
  if (address != ctrl_meas) return;
  control_ = value;
  converted_.cancel();
  const u8 what = value & control_mask;
  if (!(value & conversion_runs) || (what != temperature && what != pressure)) return;
  converted_.after(what == temperature ? temperature_time : pressure_times[value >> 6]);
}

void Bmp180::converted() {
  control_ &= static_cast<u8>(~conversion_runs);
  const int ut = bmp180_temperature_reading(temperature_.value() + temperature_noise_());
  if ((control_ & control_mask) == temperature) {
    out_ = {static_cast<u8>(ut >> 8), static_cast<u8>(ut), 0};
    return;
  }
  const unsigned oversampling = control_ >> 6;
  const int up = bmp180_pressure_reading(pressure_.value() + noise_(), ut, oversampling) << (8 - oversampling);
  out_ = {static_cast<u8>(up >> 16), static_cast<u8>(up >> 8), static_cast<u8>(up)};
}

void Bmp180::serialize(emulator::State& state) {
  Part::serialize(state);
  state(pointer_, pointer_follows_, control_, out_, noise_, temperature_noise_, converted_);
}

}  // namespace parts
