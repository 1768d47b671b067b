#pragma once
// PSM: the power-on state machine. RP2040 Datasheet 2.13. Its stages leave reset one after the other, each when the one
// before it is done; a stage that is held therefore holds all that follow, unless FRCE_ON keeps them on. The PSM itself
// and the watchdog are reset by power-on and the RUN pin only.
// In doubt: the order of the stages (that of the bits, memories side by side, processors side by side); that a stage is
// done as soon as it is released.
#include <array>
#include <functional>

#include "peripherals/rp2040/peripheral.hpp"

namespace rp2040 {

// The bits of all its registers.
// clang-format off
enum class Stage : u8 {
  rosc, xosc, clocks, resets, busfabric, rom, sram0, sram1, sram2, sram3, sram4, sram5, xip, vreg_and_chip_reset,
  sio, proc0, proc1
};
// clang-format on

class Psm final : public Peripheral {
 public:
  static constexpr unsigned count = 17;
  explicit Psm(std::string name);

  std::function<void(Stage, bool held)> on_held;  // held: from the last stage back; released: from the first on
  bool held(Stage s) const { return held_ >> static_cast<unsigned>(s) & 1; }
  void watchdog_fired();  // what WDSEL selects and all that follows is reset

  void reset() override;
  void serialize(State&) override;

 private:
  void update() { hold(following(frce_off_.value)); }
  u32 following(u32 stages) const;
  void hold(u32 stages);
  u32 read_done() const { return ~held_ & ((1u << count) - 1); }

  // Fields are added in the constructor: one a stage.
  Register frce_on_{*this, "FRCE_ON", 0x00, 0, on_write<&Psm::update>, reserved{31, count}};
  Register frce_off_{*this, "FRCE_OFF", 0x04, 0, on_write<&Psm::update>, reserved{31, count}};
  Register wdsel_{*this, "WDSEL", 0x08, 0, reserved{31, count}};
  Register done_{*this, "DONE", 0x0c, 0, on_read<&Psm::read_done>, reserved{31, count}};

  u32 held_ = 0;
};

}  // namespace rp2040
