#pragma once
// 74HC165 shift register, 8 bits, parallel in (names as in Nexperia's data sheet). Reached
// by pins, and by the bytes of an SPI controller that clocks CP.
//
// Terminals: PL, CP, CE (not wired: low), DS (not wired: low), D0 … D7, Q7, Q7N. Attribute "volts" (the board's).
// Registers in a chain, Q7 to DS with one CP, work both ways.
// Not modelled: which SPI mode an SPI controller uses (0 is right for this chip), whether Q7 hangs on its MISO; an edge
// of CE that clocks while CP is low. In doubt, as the sheet was not at hand: the delay of Q7, the outputs' resistance.
#include <array>
#include <memory>

#include "emulator/spi.hpp"
#include "peripherals/parts/logic_input.hpp"
#include "peripherals/parts/part.hpp"

namespace parts {

class Hc165 final : public Part, private emulator::SpiDevice {
 public:
  explicit Hc165(const Setup&);
  ~Hc165() override;
  void wired() override;
  void serialize(emulator::State&) override;

 private:
  using u8 = emulator::u8;
  using u32 = emulator::u32;
  struct In {
    Hc165* owner;
    void operator()() const { owner->ds_.look(); }
  };
  struct Out {
    Hc165* owner;
    void operator()() const {}
  };

  bool selected() const override { return shifts() && !feeds(); }
  u32 answer(u32 out, unsigned bits) const override;
  void shift(bool mosi) override;

  bool shifts() const { return pl_.level() && !ce_.level(); }
  bool feeds() const;             // another of the chain
  Hc165* previous() const;        // of the chain
  bool due(unsigned bits) const;  // what Q7 will be after so many clocks
  void load();
  void clock(bool bit);

  std::string label_;
  double volts_;
  LogicInput pl_, cp_, ce_, ds_;
  std::vector<std::unique_ptr<LogicInput>> d_;
  emulator::Terminal q7_, q7n_;
  emulator::SpiBus* bus_ = nullptr;
  u8 shift_ = 0;
  emulator::Event out_;
};

}  // namespace parts
