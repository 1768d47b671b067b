#pragma once
// A controller that moves SCL and SDA bit by bit, for blocks in hardware where bytes do not reach everybody. NXP
// UM10204 "I2C-bus specification and user manual" rev. 7: 3.1.4 START and STOP, 3.1.7 clock synchronisation, 3.1.8
// arbitration, 3.1.9 stretching. A START or repeated START takes a bit's time, SDA falls in the middle of its high
// part; a STOP likewise, SDA rises at its end. SDA changes `hold` behind SCL's fall. SCL is high for `high` from its
// rise on, unless somebody pulls it down first, and SDA is looked at when it falls. Whoever sends a one and sees a zero
// there has lost, and lets go at once. Where a START of somebody else was seen no longer than `filter` ago, both have
// begun. In doubt: what a block does in a START while another's clock runs on: it counts as lost.
#include <string>

#include "emulator/time.hpp"
#include "emulator/types.hpp"

namespace emulator {

// What a block lends: open drains, inputs, times.
struct I2cLines {
  virtual ~I2cLines() = default;
  virtual void drive_scl(bool released) = 0;
  virtual void drive_sda(bool released) = 0;
  virtual bool scl() const = 0;
  virtual bool sda() const = 0;
  struct Times {
    Duration low, high, hold, filter;  // hold > 0: nobody may see SDA change before SCL has fallen
  };
  virtual Times times() const = 0;
  // taken: a START from rest came too late, the bus is another's.
  enum class End : u8 { done, lost, taken };
  virtual void wire_over(End) = 0;  // what was asked for is over; SCL is low now unless it was a STOP or is not ours
};

class I2cWire {
 public:
  I2cWire(Scheduler&, std::string name, I2cLines&);

  // One at a time, each ends with wire_over().
  void start();  // a repeated one where SCL is held since the last
  // The n lowest bits of `levels`, the highest first. A one that `listens` has, too, is for others to send.
  void transfer(u32 levels, u32 listens, unsigned n);
  void byte(u8 sent) { transfer(u32{sent} << 1 | 1, 1, 9); }  // with its acknowledge
  void receive() { transfer(0xff, 0xff, 8); }                 // without
  void acknowledge(bool yes) { transfer(!yes, 0, 1); }
  void stop();
  void let_go();  // at once

  u32 seen() const { return seen_; }  // the levels that SDA had, the last one lowest
  bool acknowledged() const { return !(seen_ & 1); }
  void changed();  // one of the lines is at another level
  void serialize(State&);

 private:
  enum class What : u8 { nothing, start, repeated_start, bits, stop };
  enum class Part : u8 { hold, low, rising, high, held_start, freeing };

  void begin(What);
  void enter(Part, Duration);
  void step();
  void hold_scl();
  void release_scl();
  void risen();
  void high_over();
  void bit_over();
  void start_seen();
  void end(I2cLines::End);
  bool sda_at_fall() const;

  Scheduler& scheduler_;
  I2cLines& lines_;
  Event step_;
  What what_ = What::nothing;
  Part part_ = Part::hold;
  u32 levels_ = 0, listens_ = 0, seen_ = 0;
  u8 left_ = 0;         // bits
  bool holds_ = false;  // SCL low
  bool sda_ = false, sda_before_ = false;
  Time sda_changed_{};
};

}  // namespace emulator
