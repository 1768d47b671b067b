#include "peripherals/rp2040/pin_audit.hpp"

#include <fmt/format.h>

#include "peripherals/rp2040/bits.hpp"

namespace rp2040 {

namespace {
constexpr u32 i2c_function = 3;
constexpr Duration set_up_time = std::chrono::milliseconds{1};  // software sets function and pulls one after the other
constexpr u32 most_tries = 20;                                  // to find a line that is not just held low
}  // namespace

PinAudit::PinAudit(Machine& machine, const IoBank0& bank)
    : machine_(machine), bank_(bank), look_(machine.scheduler, "pin audit", [this] { look_at_buses(); }) {}

void PinAudit::look_at(u32 bare) {
  for_each_bit(bare, [this](unsigned pin) {
    const Terminal& t = bank_.terminal(pin);
    if (!t.floating()) return;
    told_ |= 1u << pin;
    machine_.circuit_findings.tell(
        CircuitFinding::Kind::floating_input, t.name(),
        fmt::format("{} is read, but nothing holds it: it needs a pull-up, a pull-down or something that drives it",
                    t.name()));
  });
}

void PinAudit::function(unsigned pin) {
  if (bank_.setting(pin).function != i2c_function) {
    buses_ &= ~(1u << pin);
    return;
  }
  buses_ |= 1u << pin;
  tries_ = 0;
  if (!look_.pending()) look_.after(set_up_time);
}

void PinAudit::look_at_buses() {
  u32 later = 0;
  for_each_bit(buses_, [&](unsigned pin) {
    const Terminal& t = bank_.terminal(pin);
    if (bank_.setting(pin).enable) later |= 1u << pin;
    if (!t.floating()) return;
    machine_.circuit_findings.tell(
        CircuitFinding::Kind::no_pull_up, t.name(),
        fmt::format("{} is a line of an I2C bus without a pull-up: it never becomes high", t.name()));
  });
  buses_ = later;
  if (buses_ && ++tries_ < most_tries) look_.after(set_up_time / 10);
}

void PinAudit::serialize(State& state) { state(told_, buses_, tries_, look_); }

}  // namespace rp2040
