#pragma once
// NXP MMA8653FC three-axis 10-bit accelerometer on I2C (data sheet MMA8653FC; sections as in it).
//
// Quantities acceleration_x, _y, _z in g, in the board's axes; "axes" says how the chip lies on the board.
// Attributes: "address" (0x1d = 29), "axes", "volts" of the supply (the board's), "noise" in g (0).
//
// Portrait and landscape are told apart (mma8653_orientation.hpp). With SLPE it falls asleep when nothing that WAKE
// bits name has happened for ASLP_COUNT * 320 ms (640 ms at 1.56 Hz), and then measures at ASLP_RATE (6.7,
// "Auto-WAKE/SLEEP").
//
// Not modelled: self-test's deflection. Oversampling (MODS) changes noise and current only, so nothing here. In doubt:
// that detection goes on while asleep without its WAKE bit.
#include <array>

#include "emulator/time.hpp"
#include "peripherals/parts/axes.hpp"
#include "peripherals/parts/i2c_pins.hpp"
#include "peripherals/parts/i2c_registers.hpp"
#include "peripherals/parts/mma8653_orientation.hpp"
#include "peripherals/parts/noise.hpp"
#include "peripherals/parts/part.hpp"

namespace parts {

class Mma8653 final : public Part, private I2cRegisters {
 public:
  explicit Mma8653(const Setup&);
  void wired() override;
  void power_on() override;
  void serialize(emulator::State&) override;

  bool active() const;
  emulator::Duration period() const;  // of the output data rate

 private:
  using u8 = emulator::u8;
  using i16 = emulator::i16;

  u8 read_register(u8 address) override;
  void write_register(u8 address, u8 value) override;
  u8 following(u8 address) const override;

  u8 read_output(u8 address);
  u8 read_motion_source();
  u8 read_orientation();
  u8 read_mode();
  void orient(const std::array<double, 3>& g);
  void judge_sleep(bool happened);
  void write_control1(u8 value);
  void write_control2(u8 value);
  void reset();
  void sample();
  void detect_motion(const std::array<double, 3>& g);
  u8 interrupt_sources() const;
  void update();  // the interrupt pins, from the state

  I2cPins i2c_;
  emulator::Terminal int1_, int2_;
  std::array<emulator::Quantity*, 3> acceleration_;
  Axes axes_;
  Noise noise_;
  u8 address_;
  double volts_;

  std::array<u8, 0x32> regs_{};
  std::array<i16, 3> out_{};     // left-justified in 16 bits, as in OUT_*_MSB and _LSB
  std::array<u8, 3> latched_{};  // low bytes, held when the high byte is read
  u8 status_ = 0;
  bool motion_ = false;  // FF_MT_SRC.EA
  u8 motion_axes_ = 0;   // FF_MT_SRC[5:0] when it happened
  u8 motion_count_ = 0;
  Orientation orientation_;
  bool new_orientation_ = false;                // PL_STATUS.NEWLP
  bool asleep_ = false, mode_changed_ = false;  // the latter until SYSMOD is read
  emulator::Duration quiet_{};                  // since something happened
  emulator::Event sample_;
};

}  // namespace parts
