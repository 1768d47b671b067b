#include "emulator/trace.hpp"

#include <algorithm>
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

namespace {

// A core reaches registers of its own while others are behind it: lines wait until none can come before them any more.
class InOrder {
 public:
  InOrder(const Machine& machine, TraceWriter& writer) : machine_(machine), writer_(writer) {}
  InOrder(const InOrder&) = delete;
  ~InOrder() { write_until(Time::max()); }
  void add(Time time, std::string line) {
    const auto later = [](Time t, const Held& h) { return t < h.time; };
    held_.insert(std::upper_bound(held_.begin(), held_.end(), time, later), {time, std::move(line)});
    Time reached = Time::max();
    for (const Cpu* core : machine_.cores())
      if (!core->sleeping() && !core->locked_up()) reached = std::min(reached, core->now());
    write_until(reached);
  }

 private:
  struct Held {
    Time time;
    std::string line;
  };
  void write_until(Time time) {
    auto at = held_.begin();
    for (; at != held_.end() && at->time <= time; ++at) writer_.line("{}", at->line);
    held_.erase(held_.begin(), at);
  }

  const Machine& machine_;
  TraceWriter& writer_;
  std::vector<Held> held_;
};

}  // namespace

RegisterTrace::RegisterTrace(Machine& machine, TraceWriter& writer) : machine_(machine) {
  machine.trace_accesses([lines = std::make_shared<InOrder>(machine, writer)](const Machine::Access& a) {
    const std::string_view core = a.core ? std::string_view{a.core->name()} : "-";
    const std::string place = a.reg ? fmt::format(".{}", a.reg->name) : fmt::format("+{:#05x}", a.offset);
    lines->add(a.time, fmt::format("{} {} pc={:#010x} {}{} {} {:#010x}", a.time.time_since_epoch().count(), core, a.pc,
                                   a.device.name(), place, a.writing ? 'W' : 'R', a.value));
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
