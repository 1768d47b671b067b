// What a pad is used for, in words: by RTC_IO, by IO_MUX, or by the matrix. ESP32 Technical Reference Manual 4.2
// to 4.6.
#include "emulator/enumerator.hpp"
#include "peripherals/esp32/gpio.hpp"

namespace esp32 {

namespace {

template <typename Enum>
std::string name_of(Enum signal) {
  constexpr auto& names = enumerators<Enum, static_cast<std::size_t>(Enum::none)>;
  const auto number = static_cast<std::size_t>(signal);
  return number < names.size() ? in_capitals(names[number], '_') : "";
}

void also(std::string& text, const std::string& more) {
  if (!more.empty()) text += (text.empty() ? "" : ", ") + more;
}

}  // namespace

std::string Gpio::function(unsigned pin) const {
  const Pads::View pad = pads_.look(pin);
  const PadFunction selected = io_mux_.function(pin);
  std::string text;
  if (pad.analog) {
    text = "DAC";
  } else if (pad.rtc) {
    text = "RTC_GPIO";
  } else if (!selected.gpio) {
    also(text, name_of(selected.output));
    if (const std::string input = name_of(selected.input); input != text) also(text, input);
  } else {
    const auto output = static_cast<Output>(output_of_[pin]);
    if (output == Output::gpio_out)
      text = pad.output.enable ? (pad.output.level ? "GPIO, output, high" : "GPIO, output, low") : "";
    else
      text = name_of(output);
    for (const u16 input : users_of_[pin])
      if (const std::string name = name_of(static_cast<Input>(input)); name != text) also(text, name);
    if (text.empty()) text = pad.buffers.input ? "GPIO, input" : "GPIO, off";
  }
  if (pad.output.enable && pad.output.open_drain) text += ", open drain";
  if (pad.buffers.up) text += ", pull-up";
  if (pad.buffers.down) text += ", pull-down";
  return text;
}

}  // namespace esp32
