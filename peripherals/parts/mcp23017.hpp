#pragma once
// Microchip MCP23017 expander: two ports of eight pins on I2C, with interrupts. Data sheet DS20001952C; sections as in
// it.
//
// Terminals: SCL, SDA, GPA0 … GPA7, GPB0 … GPB7, INTA, INTB, RESET (not wired: high). Attributes: "address" (0x20 = 32
// to 39), "volts" of the supply (the board's).
// Not modelled: slew rate (DISSLW keeps what is written). In doubt, as these pages were not at hand: the outputs'
// resistance, input levels (0.2 and 0.8 of the supply), whether IPOL turns outputs and INTCAP too (here: inputs, and
// INTCAP as GPIO), registers that do not exist (they read as 0 here).
#include <array>
#include <memory>

#include "peripherals/parts/i2c_pins.hpp"
#include "peripherals/parts/i2c_registers.hpp"
#include "peripherals/parts/logic_input.hpp"
#include "peripherals/parts/part.hpp"

namespace parts {

class Mcp23017 final : public Part, private I2cRegisters {
 public:
  explicit Mcp23017(const Setup&);
  void wired() override;
  void power_on() override { reset(); }
  void serialize(emulator::State&) override;

 private:
  using u8 = emulator::u8;
  enum Reg : u8 { iodir, ipol, gpinten, defval, intcon, iocon, gppu, intf, intcap, gpio, olat, registers };
  struct Port {
    std::array<std::unique_ptr<emulator::Terminal>, 8> pins;
    emulator::Terminal interrupt;
    std::array<u8, registers> regs{};
    u8 levels = 0;  // of the pins
    u8 known = 0;   // what they are compared with for interrupts on change
  };
  struct Place {
    unsigned port, reg;
  };

  bool acknowledges(bool) const override { return reset_.level(); }
  u8 read_register(u8 address) override;
  void write_register(u8 address, u8 value) override;
  u8 following(u8 address) const override;
  Place place(u8 address) const;
  bool banked() const { return iocon_ & 0x80; }

  void reset();
  void drive(Port&);
  void look(Port&);
  void compare(Port&);
  void clear_interrupt(Port&);
  void show_interrupts();
  u8 seen(const Port& p) const { return static_cast<u8>(p.levels ^ (p.regs[ipol] & p.regs[iodir])); }

  std::string label_;
  double volts_;
  I2cPins pins_;
  LogicInput reset_;
  std::array<Port, 2> ports_;
  u8 address_;
  u8 iocon_ = 0;  // one register at two addresses
};

}  // namespace parts
