#pragma once
// ST VL53L0X laser ranger on I2C (data sheet DS11555; register names as in ST's
// programming interface, STSW-IMG005).
//
// Terminals SCL, SDA, XSHUT, GPIO1 (open drain). Quantity: distance in m.
// Attributes: "farthest" in m (1.2, a white target in the default mode), beyond
// which it says 8190 mm; "noise" in m (0).
//
// ST publishes the programming interface but no list of registers. What drivers
// made from it use is here: identity, pages, the factory's record of reference
// SPADs, both calibrations, single and continuous (also timed) ranging in the
// time that the sequence's settings make, range with its status and rates, the
// interrupt with GPIO1, a new address, XSHUT. Other registers keep what is
// written, and do nothing: thresholds, limits, offsets, crosstalk.
//
// In doubt: reset values; signal and ambient rates, which are made up from the
// distance; how long calibrations take.
#include <array>

#include "emulator/time.hpp"
#include "peripherals/parts/i2c_part.hpp"
#include "peripherals/parts/logic_input.hpp"
#include "peripherals/parts/noise.hpp"

namespace parts {

class Vl53l0x final : public I2cPart<> {
 public:
  explicit Vl53l0x(const Setup&);
  void wired() override;
  void power_on() override;
  void serialize(emulator::State&) override;

  emulator::Duration ranging_time() const;

 private:
  using u8 = emulator::u8;
  using u16 = emulator::u16;

  bool acknowledges(bool) const override { return xshut_.level(); }
  void start(bool reading) override { pointer_follows_ = !reading; }
  void write(u8 byte) override;
  u8 read() override;
  void stop() override;

  u8& reg(u8 address) { return pages_[page_][address]; }
  u8 front(u8 address) const { return pages_[0][address]; }
  u16 front_word(u8 address) const { return static_cast<u16>(front(address) << 8 | front(address + 1)); }
  void put_word(u8 address, unsigned value);
  void write_register(u8 address, u8 value);
  void read_factory_record();
  void start_ranging(u8 value);
  void ranged();
  void measure();
  void show();

  LogicInput xshut_;
  emulator::Terminal gpio1_;
  emulator::Quantity& distance_;
  double farthest_;
  Noise noise_;

  u8 pointer_ = 0, page_ = 0, next_address_ = 0;
  bool pointer_follows_ = false;
  std::array<std::array<u8, 256>, 8> pages_{};
  enum class Run : u8 { no, once, again, timed } run_ = Run::no;
  emulator::Event ranged_, record_;
};

}  // namespace parts
