#include "peripherals/parts/overload.hpp"

namespace parts {

namespace {
constexpr emulator::Duration patience = std::chrono::microseconds{1};
}

Overload::Overload(emulator::Machine& machine, std::string part, emulator::CircuitFinding::Kind kind,
                   std::function<std::string()> sentence)
    : machine_(machine),
      part_(std::move(part)),
      kind_(kind),
      sentence_(std::move(sentence)),
      event_(machine.scheduler, part_ + ".overload", [this] {
        if (const std::string text = sentence_(); !text.empty()) machine_.circuit_findings.tell(kind_, part_, text);
      }) {}

void Overload::suspect() {
  if (!event_.pending() && !machine_.circuit_findings.told(kind_, part_)) event_.after(patience);
}

}  // namespace parts
