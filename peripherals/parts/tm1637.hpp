#pragma once
// A display of seven-segment digits on a Titan Micro TM1637. Data sheet V2.4, "Interface interpretation", "Data
// command", "Address command", "Display control".
//
// Two wires much like I2C's but without addresses and with the lowest bit first: START and STOP are edges of DIO while
// CLK is high; after each byte the chip pulls DIO low from the eighth falling edge of CLK to the ninth. Drivers that
// push DIO high meanwhile work against it, on a real module too, and that is a finding.
//
// Attributes: "digits" (4, up to 6), "colon" (true: the point of the second digit is a colon, and there are no decimal
// points), "pull_ohms" (10000, the module's resistors on CLK and DIO), "volts". In doubt: what the RAM holds at
// power-on; it is noise here, and the display is off. "keys" (false): there are push buttons between the key lines K1,
// K2 and the segments SG1 to SG8, as quantities K1_SG1 … K2_SG8; the chip tells of one at a time ("Key scanning": F7h
// for K1 and SG1, one less for each segment, EFh on for K2; FFh if none is pressed). In doubt: which of several it
// tells of (the first), what it takes (2.5 mA a segment, so that 80 mA are not exceeded). Not modelled: test mode, the
// digits' multiplexing.
#include <array>
#include <vector>

#include "peripherals/parts/logic_input.hpp"
#include "peripherals/parts/open_drain_line.hpp"
#include "peripherals/parts/part.hpp"
#include "peripherals/parts/segment_digits.hpp"

namespace parts {

class Tm1637 final : public Part {
 public:
  explicit Tm1637(const Setup&);
  void wired() override;
  void power_on() override;
  std::optional<Picture> picture() const override { return shown().picture(); }
  std::optional<std::string> text() override { return shown().text(); }
  std::vector<Reading> readings() override;
  void serialize(emulator::State&) override;

 private:
  using u8 = emulator::u8;
  void clock_changed(bool level);
  void data_changed(bool level);
  void take(u8 byte);
  SegmentDigits shown() const;
  u8 key() const;
  void tell_key();
  double how_much_more() const override;

  std::string label_;
  unsigned digits_;
  bool colon_;
  double volts_, pull_ohms_;
  LogicInput clk_;
  OpenDrainLine dio_;

  std::vector<emulator::Quantity*> keys_;  // K1_SG1 …
  std::array<u8, 6> ram_{};
  u8 control_ = 0;  // as the last display control command said
  u8 address_ = 0, byte_ = 0;
  u8 bits_ = 0;  // of the present byte; 9: acknowledged
  u8 told_key_ = 0xff;
  bool fixed_ = false, active_ = false, command_follows_ = false, reading_ = false, addressed_ = false;
};

}  // namespace parts
