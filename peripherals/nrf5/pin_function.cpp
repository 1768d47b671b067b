#include "peripherals/nrf5/pin_function.hpp"

#include <fmt/format.h>

namespace nrf5 {

namespace {

u32 value_of(const RegisterFile& block, std::string_view name) {
  const Register* reg = block.find(name);
  return reg ? block.peek(reg->offset) : 0;
}

// "TWI0 SDA", of PSELSDA.
std::string user_of(std::span<const PinUser> users, unsigned pin) {
  constexpr std::string_view select = "PSEL";
  for (const PinUser& user : users) {
    if (value_of(*user.block, "ENABLE") != user.enable_code) continue;
    for (const Register* reg : user.block->registers())
      if (reg->name.starts_with(select) && user.block->peek(reg->offset) == pin)
        return fmt::format("{} {}", user.block->name(), reg->name.substr(select.size()));
  }
  return {};
}

// CONFIG[n]: MODE in bits 1 and 0, PSEL in 12 to 8 (15.2).
std::string channel_of(const RegisterFile& gpiote, unsigned pin) {
  for (const Register* reg : gpiote.registers()) {
    if (!reg->name.starts_with("CONFIG")) continue;
    const u32 config = gpiote.peek(reg->offset);
    if ((config & 3) != 0 && (config >> 8 & 31) == pin)
      return fmt::format("GPIOTE {} {}", (config & 3) == 3 ? "task" : "event", reg->index);
  }
  return {};
}

std::string drive_of(unsigned drive) {
  // S: standard, H: high drive, D: disconnected (14.2.9, DRIVE).
  constexpr const char* names[] = {"",
                                   ", high drive for 0",
                                   ", high drive for 1",
                                   ", high drive",
                                   ", open source",
                                   ", open source, high drive",
                                   ", open drain",
                                   ", open drain, high drive"};
  return names[drive & 7];
}

}  // namespace

std::string pin_function(const Gpio& gpio, const RegisterFile& gpiote, std::span<const PinUser> users, unsigned pin) {
  const u32 config = value_of(gpio, fmt::format("PIN_CNF[{}]", pin));
  const bool output = config & 1, input = !(config & 2);
  std::string text = user_of(users, pin);
  if (text.empty()) text = channel_of(gpiote, pin);
  if (text.empty())
    text = output  ? (gpio.output(pin) ? "GPIO, output, high" : "GPIO, output, low")
           : input ? "GPIO, input"
                   : "GPIO, disconnected";
  text += drive_of(config >> 8);
  const unsigned pull = config >> 2 & 3;
  return text + (pull == 1 ? ", pull-down" : pull == 3 ? ", pull-up" : "");
}

}  // namespace nrf5
