#include "emulator/gdb/peripheral_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <vector>

#include "emulator/registers.hpp"

namespace emulator::gdb {

namespace {

std::string lower(std::string_view text) {
  std::string result{text};
  for (char& c : result) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return result;
}

std::string field_text(const Field& field, u32 value) {
  const std::string bits = field.width == 1 ? fmt::format("[{}]", field.lsb)
                                            : fmt::format("[{}:{}]", field.lsb + field.width - 1, field.lsb);
  const u32 content = (value & field.mask()) >> field.lsb;
  return fmt::format("    {:<8} {:<20} {}{}\n", bits, field.name,
                     content < 10 ? fmt::format("{}", content) : fmt::format("{:#x} ({})", content, content),
                     field.modelled ? "" : "  (not modelled)");
}

std::string register_text(const RegisterFile& device, const Register& reg, u32 base) {
  const u32 value = device.peek(reg.offset);
  std::string text = fmt::format("  {:#010x} {:<24} {:#010x}\n", base + reg.offset, reg.name, value);
  for (const Field& field : reg.fields) text += field_text(field, value);
  return text;
}

std::string unknown(const Chip& chip, std::string_view wanted) {
  std::string near;
  const std::string stem = lower(wanted.substr(0, std::min<std::size_t>(wanted.size(), 3)));
  for (const Chip::Block& b : chip.blocks())
    if (!stem.empty() && lower(b.device->name()).find(stem) != std::string::npos)
      near += (near.empty() ? "" : ", ") + b.device->name();
  return fmt::format("{} has no peripheral {}; {}\n", chip.name(), wanted,
                     near.empty() ? "\"monitor regs\" lists them all" : "near: " + near);
}

}  // namespace

std::string peripheral_list(const Chip& chip) {
  std::string text;
  for (const Chip::Block& b : chip.blocks())
    text += fmt::format("  {:#010x} {:<8} {}{}\n", b.base, b.irq < 0 ? "" : fmt::format("irq {}", b.irq),
                        b.device->name(), dynamic_cast<const Unimplemented*>(b.device) ? "  (not modelled)" : "");
  return text;
}

std::string peripheral_registers(const Chip& chip, std::string_view name) {
  const std::string_view block_name = name.substr(0, name.find('.'));
  const std::string_view register_name = name.substr(std::min(block_name.size() + 1, name.size()));
  const auto blocks = chip.blocks();
  const auto block =
      std::ranges::find_if(blocks, [&](const Chip::Block& b) { return lower(b.device->name()) == lower(block_name); });
  if (block == blocks.end()) return unknown(chip, block_name);
  const auto* device = dynamic_cast<const RegisterFile*>(block->device);
  if (!device) return fmt::format("{} at {:#010x} has no registers to show\n", block->device->name(), block->base);

  std::string text;
  for (const Register* reg : device->registers())
    if (register_name.empty() || lower(reg->name) == lower(register_name) ||
        lower(reg->name).starts_with(lower(register_name) + "["))
      text += register_text(*device, *reg, block->base);
  if (text.empty()) return fmt::format("{} has no register {}\n", device->name(), register_name);
  return fmt::format("{} at {:#010x}\n{}", device->name(), block->base, text);
}

}  // namespace emulator::gdb
