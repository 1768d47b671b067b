#pragma once
// 74HC595 shift register with output latch, 8 bits, serial in (names as in Nexperia's data sheet). Reached by pins, and
// by the bytes of an SPI controller that clocks SHCP.
//
// Terminals: DS, SHCP, STCP, MR (not wired: high), OE (not wired: low), Q0 … Q7, Q7S. Attribute "volts" (the board's).
// Registers in a chain, Q7S to DS with one SHCP, work both ways.
// Not modelled: which SPI mode an SPI controller uses (0 and 3 are right for this chip), whether DS hangs on its MOSI.
// In doubt, as the sheet was not at hand: the delay of Q7S, the outputs' resistance, what is in the registers when
// power comes (zeros here).
#include <array>

#include "emulator/spi.hpp"
#include "peripherals/parts/logic_input.hpp"
#include "peripherals/parts/part.hpp"

namespace parts {

class Hc595 final : public Part, private emulator::SpiDevice {
 public:
  explicit Hc595(const Setup&);
  ~Hc595() override;
  void wired() override;
  void power_on() override;
  void serialize(emulator::State&) override;

 private:
  using u8 = emulator::u8;
  using u32 = emulator::u32;
  // On the ends of chains, so that registers find each other.
  struct In {
    Hc595* owner;
    void operator()() const { owner->ds_.look(); }
  };
  struct Out {
    Hc595* owner;
    void operator()() const {}
  };

  bool selected() const override { return mr_.level() && !fed(); }
  u32 answer(u32 out, unsigned bits) const override;
  void shift(bool mosi) override;

  bool fed() const;   // by another of the chain
  bool ends() const;  // Q7S goes elsewhere than to another of the chain
  template <typename Action>
  void followers(Action) const;
  void clock(bool bit);
  void clear();
  void show();

  std::string label_;
  double volts_;
  LogicInput ds_, shcp_, stcp_, mr_, oe_;
  std::array<emulator::Terminal, 8> q_;
  emulator::Terminal q7s_;
  emulator::SpiBus* bus_ = nullptr;
  u8 shift_ = 0, stored_ = 0;
  emulator::Event carry_;
};

}  // namespace parts
