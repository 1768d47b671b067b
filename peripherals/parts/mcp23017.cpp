#include "peripherals/parts/mcp23017.hpp"

#include <fmt/format.h>

namespace parts {

namespace {
constexpr double high_ohms = 230, low_ohms = 75, pull_ohms = 100e3;
constexpr emulator::u8 seqop = 0x20, mirror = 0x40, odr = 0x04, intpol = 0x02, iocon_bits = 0xfe;
}  // namespace

Mcp23017::Mcp23017(const Setup& setup)
    : Part(setup),
      label_(setup.prefix + setup.name),
      volts_(setup.attributes.number("volts", setup.supply, 1.8, 5.5)),
      pins_(label_, *this),
      reset_(label_ + ".RESET", volts_, true, [this](bool) { reset(); }),
      ports_{Port{{}, emulator::Terminal{label_ + ".INTA"}}, Port{{}, emulator::Terminal{label_ + ".INTB"}}},
      address_(static_cast<u8>(setup.attributes.number("address", 0x20, 0x20, 0x27))) {
  add(pins_.scl, "SCL");
  add(pins_.sda, "SDA");
  for (unsigned port = 0; port < 2; ++port)
    for (unsigned i = 0; i < 8; ++i) {
      Port& p = ports_[port];
      const std::string name = fmt::format("GP{}{}", "AB"[port], i);
      p.pins[i] = std::make_unique<emulator::Terminal>(label_ + "." + name);
      add(*p.pins[i], name);
      p.pins[i]->thresholds(0.2 * volts_, 0.8 * volts_);
      p.pins[i]->on_change = [this, &p] { look(p); };
    }
  add(ports_[0].interrupt, "INTA");
  add(ports_[1].interrupt, "INTB");
  add(reset_.terminal, "RESET");
}

void Mcp23017::wired() {
  reset_.look();
  reset();
  pins_.join(machine_.circuit, address_);
}

void Mcp23017::reset() {
  iocon_ = 0;
  for (Port& p : ports_) {
    p.regs.fill(0);
    p.regs[iodir] = 0xff;
  }
  for (Port& p : ports_) drive(p);
  show_interrupts();
}

// Table 3-4 (BANK = 1: port by port) and table 3-5 (BANK = 0: in pairs).
Mcp23017::Place Mcp23017::place(u8 address) const {
  const unsigned a = address;
  const Place at = banked() ? Place{a >> 4 & 1, a & 15} : Place{a & 1, a >> 1};
  return address < (banked() ? 0x20 : 2 * registers) ? at : Place{0, registers};
}

// 3.2.1: byte mode stays, or goes back and forth in its pair; sequential mode goes on and rolls over behind the last.
emulator::u8 Mcp23017::following(u8 address) const {
  if (iocon_ & seqop) return banked() ? address : static_cast<u8>(address ^ 1);
  const u8 last = banked() ? 0x10 + olat : 2 * registers - 1;
  return address >= last ? u8{0} : static_cast<u8>(address + 1);
}

emulator::u8 Mcp23017::read_register(u8 address) {
  const auto [port, reg] = place(address);
  if (reg >= registers) return 0;
  Port& p = ports_[port];
  if (reg == iocon) return iocon_;
  const u8 value = reg == gpio ? seen(p) : p.regs[reg];
  if (reg == gpio || reg == intcap) clear_interrupt(p);  // 3.6.4
  return value;
}

void Mcp23017::write_register(u8 address, u8 value) {
  const auto [port, reg] = place(address);
  if (reg >= registers || reg == intf || reg == intcap) return;
  Port& p = ports_[port];
  if (reg == iocon)
    iocon_ = value & iocon_bits;
  else
    p.regs[reg == gpio ? unsigned{olat} : reg] = value;  // 3.5.10
  drive(p);
  show_interrupts();
}

void Mcp23017::drive(Port& p) {
  for (unsigned i = 0; i < 8; ++i) {
    emulator::Terminal& pin = *p.pins[i];
    if (!(p.regs[iodir] >> i & 1))
      p.regs[olat] >> i & 1 ? pin.drive(volts_, high_ohms) : pin.drive(0, low_ohms);
    else if (p.regs[gppu] >> i & 1)
      pin.drive(volts_, pull_ohms);
    else
      pin.release();
  }
  look(p);
}

// Schmitt triggers; a pin that floats keeps what it was.
void Mcp23017::look(Port& p) {
  u8 levels = 0;
  for (unsigned i = 0; i < 8; ++i) {
    const emulator::Terminal& pin = *p.pins[i];
    const bool was = p.levels >> i & 1;
    const bool now = pin.floating() ? was : pin.volts() >= (was ? 0.2 : 0.8) * volts_;
    levels = static_cast<u8>(levels | now << i);
  }
  p.levels = levels;
  compare(p);
}

// 3.6.5: with the last known level, or with DEFVAL where INTCON says so. One interrupt at a time.
void Mcp23017::compare(Port& p) {
  const u8 enabled = p.regs[gpinten] & p.regs[iodir];
  if (p.regs[intf] == 0) {
    const u8 other = p.regs[intcon];
    const u8 against = static_cast<u8>((p.regs[defval] & other) | (p.known & ~other));
    p.regs[intf] = static_cast<u8>((p.levels ^ against) & enabled);
    if (p.regs[intf]) p.regs[intcap] = seen(p);
    show_interrupts();
  }
  p.known = static_cast<u8>((p.known & enabled) | (p.levels & ~enabled));
}

void Mcp23017::clear_interrupt(Port& p) {
  p.regs[intf] = 0;
  p.known = p.levels;
  compare(p);  // what differs from DEFVAL still does
  show_interrupts();
}

void Mcp23017::show_interrupts() {
  const bool both = iocon_ & mirror, any = ports_[0].regs[intf] || ports_[1].regs[intf];
  for (Port& p : ports_) {
    const bool on = both ? any : p.regs[intf] != 0;
    if (iocon_ & odr && !on)
      p.interrupt.release();
    else if (iocon_ & odr)
      p.interrupt.drive(0, low_ohms);
    else
      on == bool(iocon_ & intpol) ? p.interrupt.drive(volts_, high_ohms) : p.interrupt.drive(0, low_ohms);
  }
}

void Mcp23017::serialize(emulator::State& state) {
  Part::serialize(state);
  state(reset_, iocon_, pointer_, pointer_follows_);
  for (Port& p : ports_) state(p.regs, p.levels, p.known);
}

}  // namespace parts
