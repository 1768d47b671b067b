#pragma once
// Sino Wealth SH1106 OLED controller, data sheet V2.3 (section 10, commands): page addressing only, 132 columns of
// which a panel of 128 has the middle ones, DC-DC converter, read-modify-write.
//
// Not modelled: VCOM, pump voltage (30h-33h, taken without effect), reading the RAM.
#include "peripherals/parts/oled_controller.hpp"

namespace parts {

class Sh1106Controller final : public OledController {
 public:
  explicit Sh1106Controller(const Panel& panel) : OledController(panel, most_columns) {}
  void reset() override;
  void data(u8) override;
  void serialize(emulator::State&) override;

 private:
  unsigned arguments(u8 instruction) const override;
  void execute(const std::vector<u8>&) override;

  unsigned kept_column_ = 0;  // where read-modify-write began
};

}  // namespace parts
