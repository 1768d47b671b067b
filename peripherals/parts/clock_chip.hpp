#pragma once
// What the clock chips DS1307 and DS3231 have in common: the calendar, which goes on a second at a time, registers that
// are read as they were when reading began, and a pin with a square wave.
#include <array>

#include "emulator/drift.hpp"
#include "emulator/time.hpp"
#include "peripherals/parts/calendar.hpp"
#include "peripherals/parts/i2c_part.hpp"

namespace parts {

class ClockChip : public I2cPart<>, public emulator::Drifting {
 public:
  void serialize(emulator::State&) override;
  void drift(double parts_per_million) override;  // of the seconds; the square wave's edges stay as they are

 protected:
  using u8 = emulator::u8;

  // Attribute "time": what it was set to when the run begins.
  ClockChip(const Setup&, const std::string& pin);

  virtual u8 read_register(u8 address) = 0;  // beyond the calendar's
  virtual void write_register(u8 address, u8 value) = 0;
  virtual u8 following(u8 address) const = 0;
  virtual bool runs() const = 0;
  virtual void second() {}                // has passed
  virtual double wave_hertz() const = 0;  // 0: none
  virtual bool low_without_wave() const = 0;

  bool was_set() const { return was_set_; }
  void settings_changed();  // what runs() or the pin depend on
  void show();

  Calendar calendar_;

 private:
  void start(bool reading) override;
  void write(u8 byte) override;
  u8 read() override;
  void stop() override {}
  void tick();
  void half_wave();

  emulator::Terminal pin_;
  bool was_set_ = false;
  u8 pointer_ = 0;
  bool pointer_follows_ = false;
  std::array<u8, 7> shadow_{};
  bool low_ = false;                                     // half of the square wave
  double hertz_ = 0;                                     // of that under way
  emulator::Duration second_ = std::chrono::seconds{1};  // by its crystal
  emulator::Event tick_, wave_;
};

}  // namespace parts
