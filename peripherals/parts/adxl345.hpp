#pragma once
// Analog Devices ADXL345 three-axis accelerometer on I2C (data sheet rev. E; register numbers and names as in its table
// 19). The ADXL343 is the same to its drivers.
//
// Quantities: acceleration_x, _y, _z in g. Attributes: "address" (0x53 = 83, ALT ADDRESS low; or 0x1d = 29), "axes",
// "volts" of its supply (the board's), "noise" in g (0).
//
// All data rates, ranges, full resolution, left justification, offsets, FIFO (bypass, FIFO, stream), interrupts with
// their pins: data ready, single and double taps, activity and inactivity (absolute and relative), free fall,
// watermark, overrun. Not modelled, and told when it is switched on: the FIFO's trigger mode, sleep, auto sleep,
// linking, self-test. Nor is SPI, or what low power adds to the noise.
//
// In doubt: what is exactly at a threshold; that free fall counts samples from the first that is below.
#include <array>
#include <deque>

#include "emulator/i2c.hpp"
#include "emulator/time.hpp"
#include "peripherals/parts/axes.hpp"
#include "peripherals/parts/i2c_part.hpp"
#include "peripherals/parts/noise.hpp"

namespace parts {

class Adxl345 final : public I2cPart<> {
 public:
  explicit Adxl345(const Setup&);
  void power_on() override;
  void serialize(emulator::State&) override;

  emulator::Duration period() const;  // of samples

 private:
  using u8 = emulator::u8;
  using i16 = emulator::i16;
  using Sample = std::array<i16, 3>;  // as they stand in the data registers

  void start(bool reading) override;
  void write(u8 byte) override;
  u8 read() override;
  void stop() override { release(); }

  u8 read_register(u8 address);
  void write_register(u8 address, u8 value);
  void tell_gaps(u8 address, u8 value);
  bool measures() const;
  void sample();
  void store(const Sample&);
  void judge(const std::array<double, 3>& g);
  bool beyond(const std::array<double, 3>& g, const std::array<double, 3>& reference, u8 axes, u8 threshold) const;
  void judge_activity(const std::array<double, 3>& g);
  void judge_tap(const std::array<double, 3>& g);
  void tap_began(), tapped();
  void judge_fall(const std::array<double, 3>& g);
  void release();
  void fetch();
  u8 source() const;
  void show();
  void drive(emulator::Terminal&, bool asserted);

  emulator::Terminal int1_, int2_;
  std::array<emulator::Quantity*, 3> acceleration_;
  Axes axes_;
  double volts_;
  Noise noise_;
  std::string label_;

  u8 pointer_ = 0;
  bool pointer_follows_ = false;
  std::array<u8, 0x3a> regs_{};
  u8 events_ = 0;              // of INT_SOURCE, those that reading it clears
  Sample shown_{}, shadow_{};  // the latter is what they were when reading began
  bool taken_ = false;         // data registers have been read since
  std::deque<i16> fifo_;       // three by three
  bool fresh_ = false, overrun_ = false;
  std::array<double, 3> active_from_{}, quiet_from_{};               // references of relative detection
  emulator::Duration quiet_{}, falling_{}, tapping_{};               // for how long already
  emulator::Duration since_tap_{};                                   // since the first of two taps ended
  enum class Tap : u8 { first, waiting, second } tap_ = Tap::first;  // that may come, or is under way
  emulator::Event sample_;
};

}  // namespace parts
