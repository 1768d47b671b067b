#include "gui/window/crash.hpp"

#include <fmt/format.h>

#include <optional>

namespace gui {

using namespace emulator;

namespace {

std::optional<u32> word(const Cpu& core, u32 address) {
  u8 bytes[4] = {};
  if (!core.peek(address, bytes)) return std::nullopt;
  return static_cast<u32>(bytes[0] | bytes[1] << 8 | bytes[2] << 16 | bytes[3] << 24);
}

std::optional<u32> value(const Cpu& core, std::string_view name) {
  const auto names = core.register_names();
  for (unsigned i = 0; i < names.size(); ++i)
    if (names[i].name == name) return core.get(i);
  return std::nullopt;
}

std::string registers(const Cpu& core) {
  constexpr unsigned in_a_row = 4;
  std::string text;
  const auto names = core.register_names();
  for (unsigned i = 0; i < names.size(); ++i)
    text += fmt::format("{:>10} {:08x}{}", names[i].name, core.get(i),
                        i % in_a_row == in_a_row - 1 || i + 1 == names.size() ? "\r\n" : "");
  return text;
}

// ARMv6-M Architecture Reference Manual, B1.5.6: an exception leaves r0-r3, r12, lr, pc and xPSR on the stack. ARMv6-M
// has no registers that tell the kind of a fault. Whether what lies there is such a frame is a guess: the T bit is set.
std::string interrupted(const Cpu& core) {
  constexpr u32 exception_number = 0x3f, thumb = 1u << 24;
  const auto xpsr = value(core, "xpsr");
  auto stack = value(core, "msp");
  if (!stack) stack = value(core, "sp");
  if (!xpsr || !stack) return {};
  std::string text = fmt::format("exception {} ({})\r\n", *xpsr & exception_number,
                                 (*xpsr & exception_number) == 3   ? "HardFault"
                                 : (*xpsr & exception_number) == 2 ? "NMI"
                                 : (*xpsr & exception_number) == 0 ? "none: ordinary code"
                                                                   : "an interrupt");
  const auto lr = word(core, *stack + 20), pc = word(core, *stack + 24), status = word(core, *stack + 28);
  if (lr && pc && status && *status & thumb && (*xpsr & exception_number) != 0)
    text += fmt::format("on the stack: it came at pc {:08x}, called from {:08x}\r\n", *pc, *lr & ~1u);
  return text;
}

std::string instruction(const Cpu& core, u32 address) {
  unsigned size = 0;
  const std::string text = core.disassemble(address, size);
  return fmt::format("  {:08x}  {}\r\n", address, size ? text : "nothing is there");
}

}  // namespace

LastInstructions::LastInstructions(Cpu& core) : core_(core) {
  core_.trace([this](u32 pc) {
    addresses_.push_back(pc);
    if (addresses_.size() > kept) addresses_.pop_front();
  });
}

LastInstructions::~LastInstructions() { core_.trace(nullptr); }

std::string crash_report(const Cpu& core, const std::deque<u32>& last) {
  std::string text = interrupted(core) + registers(core);
  if (!last.empty()) text += "the last instructions:\r\n";
  for (const u32 address : last) text += instruction(core, address);
  return text + fmt::format("{} stands at:\r\n", core.name()) + instruction(core, core.pc());
}

}  // namespace gui
