#include "emulator/trace.hpp"

#include <utility>

#include "emulator/registers.hpp"

namespace emulator {

TraceWriter::~TraceWriter() {
  try {
    flush();
  } catch (const std::exception&) {  // whoever wants to know flushes before
  }
}

void TraceWriter::flush() {
  if (buffer_.size() == 0) return;
  const fmt::memory_buffer full = std::move(buffer_);
  buffer_.clear();
  sink_({full.data(), full.size()});
}

RegisterTrace::RegisterTrace(Machine& machine, TraceWriter& writer) : machine_(machine) {
  machine.trace_accesses([&writer](const Machine::Access& a) {
    const auto time = a.time.time_since_epoch().count();
    const std::string_view core = a.core ? std::string_view{a.core->name()} : "-";
    const char direction = a.writing ? 'W' : 'R';
    if (a.reg)
      writer.line("{} {} pc={:#010x} {}.{} {} {:#010x}", time, core, a.pc, a.device.name(), a.reg->name, direction,
                  a.value);
    else
      writer.line("{} {} pc={:#010x} {}+{:#05x} {} {:#010x}", time, core, a.pc, a.device.name(), a.offset, direction,
                  a.value);
  });
}

RegisterTrace::~RegisterTrace() { machine_.trace_accesses({}); }

InstructionTrace::InstructionTrace(Machine& machine, TraceWriter& writer) : writer_(writer) {
  for (Cpu* cpu : machine.cores()) {
    cores_.push_back(std::make_unique<Core>(Core{cpu, std::vector<u32>(cpu->register_names().size()), {}, {}}));
    cpu->trace([this, &core = *cores_.back()](u32 pc) { step(core, pc); });
  }
}

InstructionTrace::~InstructionTrace() {
  for (auto& core : cores_) {
    core->cpu->trace({});
    finish(*core);
  }
}

void InstructionTrace::step(Core& core, u32 pc) {
  finish(core);
  for (unsigned r = 0; r < core.before.size(); ++r) core.before[r] = core.cpu->get(r);
  core.time = core.cpu->now();
  unsigned size = 0;
  core.text = fmt::format("{:#010x} {}", pc, core.cpu->disassemble(pc, size));
}

void InstructionTrace::finish(Core& core) {
  if (core.text.empty()) return;
  const auto names = core.cpu->register_names();
  for (unsigned r = 0; r < core.before.size(); ++r) {
    const u32 value = core.cpu->get(r);
    if (value != core.before[r] && names[r].name != "pc") core.text += fmt::format("  {}={:08x}", names[r].name, value);
  }
  writer_.line("{} {} {}", core.time.time_since_epoch().count(), core.cpu->name(), core.text);
  core.text.clear();
}

SerialTrace::SerialTrace(Machine& machine, Console& console, TraceWriter& writer)
    : ear_(console, "trace",
           {.on_output =
                [&machine, &console, &writer](std::span<const u8> bytes) {
                  for (const u8 b : bytes)
                    writer.line("{} {} out {:#04x}{}", machine.now().time_since_epoch().count(), console.name(), b,
                                b >= 0x20 && b < 0x7f ? fmt::format(" '{}'", static_cast<char>(b)) : "");
                },
            .on_line_state = {},
            .on_relief = {}},
           Console::Attachment::Role::listener) {}

}  // namespace emulator
