#include "peripherals/parts/uln2003.hpp"

#include <fmt/format.h>

namespace parts {

namespace {
constexpr double saturation_volts = 0.7, saturation_ohms = 2, levels_of = 3;  // volts: on at 0.7 of them, off at 0.3
}

Uln2003::Uln2003(const Setup& setup) : Part(setup) {
  const std::string label = setup.prefix + setup.name;
  for (unsigned i = 0; i < channels_.size(); ++i) {
    Channel& c = channels_[i];
    c.in =
        std::make_unique<LogicInput>(fmt::format("{}.IN{}", label, i + 1), levels_of, false, [&c](bool) { c.show(); });
    c.out = std::make_unique<emulator::Terminal>(fmt::format("{}.OUT{}", label, i + 1));
    add(c.in->terminal, fmt::format("IN{}", i + 1));
    add(*c.out, fmt::format("OUT{}", i + 1));
  }
}

void Uln2003::Channel::show() { in->level() ? out->drive(saturation_volts, saturation_ohms) : out->release(); }

void Uln2003::wired() {
  for (Channel& c : channels_) {
    c.in->look();
    c.show();
  }
}

void Uln2003::serialize(emulator::State& state) {
  Part::serialize(state);
  for (Channel& c : channels_) state(*c.in);
}

}  // namespace parts
