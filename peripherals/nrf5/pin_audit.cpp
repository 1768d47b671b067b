#include "peripherals/nrf5/pin_audit.hpp"

#include <fmt/format.h>

#include <bit>

namespace nrf5 {

namespace {

constexpr Duration set_up_time = std::chrono::milliseconds{1};  // software sets function and pulls one after the other

void for_each_bit(u32 mask, auto action) {
  for (; mask; mask &= mask - 1) action(static_cast<unsigned>(std::countr_zero(mask)));
}

}  // namespace

PinAudit::PinAudit(Machine& machine, Gpio& gpio)
    : machine_(machine), gpio_(gpio), look_(machine.scheduler, "pin audit", [this] { look(); }) {
  gpio.on_bare_inputs_read = [this](u32 bare) { inputs_read(bare); };
}

void PinAudit::inputs_read(u32 bare) {
  for_each_bit(bare & ~told_, [this](unsigned pin) {
    const Terminal& t = gpio_.terminal(pin);
    if (!t.floating()) return;
    told_ |= 1u << pin;
    machine_.circuit_findings.tell(
        CircuitFinding::Kind::floating_input, t.name(),
        fmt::format("{} is read, but nothing holds it: it needs a pull-up, a pull-down or something that drives it",
                    t.name()));
  });
}

void PinAudit::bus_line(unsigned pin) {
  lines_ |= 1u << pin;
  if (!look_.pending()) look_.after(set_up_time);
}

// A line that is held low at this moment is looked at when its TWI is set up again.
void PinAudit::look() {
  for_each_bit(std::exchange(lines_, 0), [this](unsigned pin) {
    const Terminal& t = gpio_.terminal(pin);
    if (!gpio_.taken(pin) || !t.floating()) return;
    machine_.circuit_findings.tell(
        CircuitFinding::Kind::no_pull_up, t.name(),
        fmt::format("{} is a line of an I2C bus without a pull-up: it never becomes high", t.name()));
  });
}

}  // namespace nrf5
