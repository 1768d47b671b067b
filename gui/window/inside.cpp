#include "gui/window/inside.hpp"

#include <algorithm>
#include <map>

#include "boards/assembly.hpp"
#include "emulator/analog/ohms.hpp"
#include "emulator/chip_words.hpp"
#include "emulator/registers.hpp"
#include "emulator/supplies.hpp"

namespace gui {

using namespace emulator;

namespace {

constexpr unsigned lines_before = 6, lines_after = 22;

// Instructions from an address on. Where several lead to the counter, the way back goes by halfwords: what lies before
// it may be read wrongly, never what comes from it on.
std::vector<CoreView::Line> code_of(const Cpu& core, u32 from, unsigned lines) {
  std::vector<CoreView::Line> code;
  u32 address = from;
  for (unsigned i = 0; i < lines; ++i) {
    unsigned size = 0;
    std::string text = core.disassemble(address, size);
    if (size == 0) break;
    code.push_back({address, size, std::move(text)});
    address += size;
  }
  return code;
}

std::vector<CoreView::Line> code_around(const Cpu& core, u32 pc) {
  for (u32 back = 4 * lines_before; back > 0; back -= 2) {
    if (back > pc) continue;
    auto code = code_of(core, pc - back, lines_before * 2 + lines_after);
    if (std::ranges::find(code, pc, &CoreView::Line::address) != code.end()) {
      if (code.size() > lines_before + lines_after) code.resize(lines_before + lines_after);
      return code;
    }
  }
  return code_of(core, pc, lines_after);
}

CoreView look_at(const Cpu& core, const Wants& wants) {
  CoreView view{.name = core.name(),
                .sleeping = core.sleeping(),
                .locked_up = core.locked_up(),
                .hz = core.clock().hz(),
                .cycles = core.cycles(),
                .pc = core.pc()};
  const auto names = core.register_names();
  for (unsigned i = 0; i < names.size(); ++i) view.registers.push_back({std::string{names[i].name}, core.get(i)});
  view.code =
      wants.code_from ? code_of(core, *wants.code_from, lines_before + lines_after) : code_around(core, view.pc);
  return view;
}

MemoryView look_at_memory(const Cpu& core, u32 from) {
  MemoryView view{from, {}};
  for (u32 i = 0; i < MemoryView::bytes_shown; ++i) {
    u8 byte = 0;
    if (from + i >= from && core.peek(from + i, {&byte, 1}))
      view.bytes.emplace_back(byte);
    else
      view.bytes.emplace_back(std::nullopt);
  }
  return view;
}

std::vector<RegisterView> registers_of(const Chip::Block& block) {
  std::vector<RegisterView> views;
  const auto* device = dynamic_cast<const RegisterFile*>(block.device);
  if (!device) return views;
  for (const Register* reg : device->registers()) {
    RegisterView view{reg->name, block.base + reg->offset, device->peek(reg->offset)};
    for (const Field& field : reg->fields)
      view.fields.push_back(
          {field.name, field.lsb, field.width, (view.value & field.mask()) >> field.lsb, field.modelled});
    views.push_back(std::move(view));
  }
  return views;
}

std::optional<u32> register_named(const Cpu& core, std::string_view name) {
  const auto names = core.register_names();
  for (unsigned i = 0; i < names.size(); ++i)
    if (names[i].name == name) return core.get(i);
  return std::nullopt;
}

// Who is behind a core's interrupts: as the chip says it, else by its table.
class InterruptNames {
 public:
  InterruptNames(const Chip& chip, unsigned core) : words_(dynamic_cast<const ChipWords*>(&chip)), core_(core) {
    for (const Chip::Block& block : chip.blocks())
      if (block.irq >= 0) {
        std::string& names = by_number_[static_cast<unsigned>(block.irq)];
        names += (names.empty() ? "" : ", ") + block.device->name();
      }
  }
  std::string of(unsigned number) const {
    std::string name = words_ ? words_->interrupt_name(core_, number) : "";
    const auto known = by_number_.find(number);
    return name.empty() && known != by_number_.end() ? known->second : name;
  }

 private:
  const ChipWords* words_;
  unsigned core_;
  std::map<unsigned, std::string> by_number_;
};

// ARMv6-M Architecture Reference Manual, B3.4: ISER at E000E100, ISPR at E000E200, IPRn at E000E400.
void look_at_nvic(Chip& chip, const Cpu& core, const InterruptNames& names, InsideView& view) {
  const auto word = [&](u32 address) -> std::optional<u32> {
    u32 offset = 0;
    u8 bytes[4] = {};
    if (const Device* device = chip.bus().device_at(address, offset)) return device->peek(offset);
    if (core.peek(address, bytes)) return static_cast<u32>(bytes[0] | bytes[1] << 8 | bytes[2] << 16 | bytes[3] << 24);
    return std::nullopt;
  };
  const auto enabled = word(0xe000e100), pending = word(0xe000e200);
  if (!enabled || !pending) return;
  for (unsigned i = 0; i < 32; ++i) {
    const bool on = *enabled >> i & 1, waits = *pending >> i & 1;
    std::string of = names.of(i);
    if (!on && !waits && of.empty()) continue;
    const u32 priority = word(0xe000e400 + (i & ~3u)).value_or(0) >> 8 * (i % 4) & 0xff;
    view.interrupts.push_back({i, std::move(of), on, waits, priority >> 6});
  }
}

void look_at_interrupts(Chip& chip, const Cpu& core, unsigned number, InsideView& view) {
  const InterruptNames names{chip, number};
  const auto enabled = register_named(core, "intenable"), pending = register_named(core, "interrupt");
  if (!enabled || !pending) look_at_nvic(chip, core, names, view);
  for (unsigned i = 0; enabled && pending && i < 32; ++i)  // Xtensa
    if ((*enabled | *pending) >> i & 1)
      view.interrupts.push_back({i, names.of(i), bool(*enabled >> i & 1), bool(*pending >> i & 1), 0});
  const auto xpsr = register_named(core, "xpsr");
  view.exception = xpsr.value_or(0) & 0x1ff;
}

// "pico:GP4" or "resistor:a": the net there, null if there is none.
const Net* net_at(boards::Assembly& circuit, std::string_view pin) {
  const std::size_t colon = pin.rfind(':');
  if (colon == pin.npos) return nullptr;
  const std::string device{pin.substr(0, colon)}, leg{pin.substr(colon + 1)};
  const auto& boards = circuit.description().boards;
  try {
    for (std::size_t i = 0; i < boards.size(); ++i)
      if (boards[i].name == device) return &circuit.boards()[i]->pin(leg);
    const Terminal* terminal = circuit.part(device).terminal(leg);
    return terminal ? terminal->net() : nullptr;
  } catch (const boards::BoardError&) { return nullptr; }
}

std::string function_of(boards::Assembly& circuit, std::string_view pin) {
  const std::size_t colon = pin.find(':');
  if (colon == pin.npos) return {};
  const auto& boards = circuit.description().boards;
  for (std::size_t i = 0; i < boards.size(); ++i) {
    if (boards[i].name != pin.substr(0, colon)) continue;
    boards::Board& board = *circuit.boards()[i];
    const auto found = board.description().pins.find(std::string{pin.substr(colon + 1)});
    const auto* words = dynamic_cast<const ChipWords*>(&board.chip());
    return words && found != board.description().pins.end() ? words->pin_function(found->second) : "";
  }
  return {};
}

void look_at_events(const Scheduler& scheduler, InsideView& view) {
  constexpr std::size_t most = 100;
  const auto& queue = scheduler.queue();
  for (auto event = queue.rbegin(); event != queue.rend() && view.events.size() < most; ++event)
    view.events.push_back({(*event)->due(), (*event)->name()});
  view.more_events = queue.size() - view.events.size();
}

}  // namespace

InsideView look_inside(boards::Assembly& circuit, const Wants& wants) {
  InsideView view;
  if (wants.log) look_at_events(circuit.machine().scheduler, view);
  if (wants.pin) view.pin = *wants.pin, view.pin_function = function_of(circuit, *wants.pin);
  if (wants.ohms) {
    const Net *red = net_at(circuit, wants.ohms->first), *black = net_at(circuit, wants.ohms->second);
    if (red && black) view.ohms = analog::ohms_between(circuit.machine().analog, *red, *black);
  }
  Chip& chip = circuit.boards().front()->chip();
  view.next = circuit.machine().scheduler.next();
  const auto& cores = circuit.machine().cores();
  if (wants.core)
    for (const Cpu* core : cores) view.cores.push_back(core->name());
  const std::size_t number = cores.empty() ? 0 : std::min(wants.core.value_or(0), cores.size() - 1);
  const Cpu* core = cores.empty() ? nullptr : cores[number];
  if (core && wants.core) view.core = look_at(*core, wants);
  if (core && wants.memory) view.memory = look_at_memory(*core, *wants.memory);
  if (core && wants.interrupts) look_at_interrupts(chip, *core, static_cast<unsigned>(number), view);
  if (!wants.block) return view;
  view.block = *wants.block;
  for (const Chip::Block& block : chip.blocks()) {
    view.blocks.push_back(
        {block.device->name(), block.base, block.irq, !dynamic_cast<const Unimplemented*>(block.device)});
    if (block.device->name() == *wants.block && view.registers.empty()) view.registers = registers_of(block);
  }
  return view;
}

std::vector<SupplyView> look_at_supplies(boards::Assembly& circuit) {
  std::vector<SupplyView> views;
  for (const auto& totals : circuit.supplies().totals())
    views.push_back({totals.name, totals.volts, totals.milliamps, totals.most_milliamps, Supplies::names(totals)});
  return views;
}

}  // namespace gui
