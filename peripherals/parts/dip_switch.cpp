#include "peripherals/parts/dip_switch.hpp"

#include <fmt/format.h>

namespace parts {

namespace {
constexpr double closed = 0.05, open = emulator::high_impedance;  // ohms
}

DipSwitch::Lever::Lever(DipSwitch& part, const std::string& label, unsigned number)
    : a(fmt::format("{}.a{}", label, number)),
      b(fmt::format("{}.b{}", label, number)),
      contact(fmt::format("{}.{}", label, number), a, b, open),
      position(part.quantity(std::to_string(number), "", 0, {0, 1})) {
  part.add(a, fmt::format("a{}", number));
  part.add(b, fmt::format("b{}", number));
  position.watch([this](double) { contact.ohms(ohms()); });
}

double DipSwitch::Lever::ohms() const { return on() ? closed : open; }

DipSwitch::DipSwitch(const Setup& setup) : Part(setup) {
  const auto count = static_cast<unsigned>(setup.attributes.number("switches", 8, 1, 12));
  for (unsigned i = 1; i <= count; ++i) levers_.push_back(std::make_unique<Lever>(*this, setup.prefix + setup.name, i));
}

void DipSwitch::wired() {
  for (auto& lever : levers_) machine_.analog.add(lever->contact);
}

void DipSwitch::serialize(emulator::State& state) {
  Part::serialize(state);
  if (!state.loading()) return;
  for (auto& lever : levers_) lever->contact.restore(lever->ohms());
}

}  // namespace parts
