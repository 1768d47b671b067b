#include "peripherals/rp2040/pin_function.hpp"

#include <fmt/format.h>

#include "emulator/enumerator.hpp"

namespace rp2040 {

namespace {

constexpr unsigned first_adc_pin = 26;
constexpr u32 sio = 5, pio0 = 6, pio1 = 7;

// "I2C0 SDA"; the manual has blanks where our names have underscores.
std::string name_of(Signal signal) {
  constexpr auto& names = enumerators<Signal, static_cast<std::size_t>(Signal::none)>;
  return in_capitals(names[static_cast<std::size_t>(signal)], ' ');
}

bool open_drain(Signal signal) { return signal >= Signal::i2c0_sda && signal <= Signal::i2c1_scl; }

std::string function_of(const IoBank0& bank, const Pads& pads, unsigned pin) {
  const IoBank::Setting now = bank.setting(pin);
  const char* way = now.enable ? (now.level ? "output, high" : "output, low") : "input";
  if (now.function == sio) return fmt::format("SIO, {}", way);
  if (now.function == pio0 || now.function == pio1) return fmt::format("PIO{}, {}", now.function - pio0, way);
  if (const Signal signal = IoBank0::signal(pin, now.function); signal != Signal::none)
    return name_of(signal) + (open_drain(signal) ? ", open drain" : now.enable ? ", output" : ", input");
  // The ADC has its pins whatever their function; a program that means it switches the digital input off.
  if (pin >= first_adc_pin && !(pads.input_enable() >> pin & 1))
    return fmt::format("ADC{}, analog input", pin - first_adc_pin);
  return now.function == IoBank::no_function ? "no function" : fmt::format("F{}, which is not there", now.function);
}

}  // namespace

std::string pin_function(const IoBank0& bank, const Pads& pads, unsigned pin) {
  constexpr const char* pulls[] = {"", ", pull-down", ", pull-up", ", bus keeper"};
  return function_of(bank, pads, pin) + pulls[static_cast<unsigned>(pads.pull(pin))];
}

}  // namespace rp2040
