#pragma once
// I2C by levels: follows SCL and SDA where a controller moves them itself (bit-banging, PIO) and does on the bus what a
// controller that works by bytes does. Pulls SDA low for acknowledges and zeros, SCL while a target is not ready.
// NXP UM10204 "I2C-bus specification and user manual" rev. 7: 3.1.4 START and STOP, 3.1.6 acknowledge, 3.1.9
// stretching. It hears changes of its two nets only, so lines that rest cost nothing. A line that floats keeps its last
// level. Not modelled: rise times, the input filter of a target (50 ns, table 10), time-outs as SMBus has them.
#include "emulator/net.hpp"
#include "emulator/types.hpp"

namespace emulator {

class I2cBus;

class I2cLevels {
 public:
  explicit I2cLevels(I2cBus&);

  void ready();  // a target that held SCL may go on
  void reset();  // silently: the nets are settled later
  void serialize(State&);

 private:
  enum class Phase : u8 { idle, address, write, read, ignore };

  void scl_changed();
  void sda_changed();
  void started();
  void stopped();
  void rise();
  void fall();
  void address_in();
  void byte_in();
  void byte_out();
  void acknowledge();
  void end_of_byte();
  bool broken_into() const;
  void drive_sda(bool level);
  void let_go();

  I2cBus& bus_;
  Terminal scl_pin_, sda_pin_;
  bool scl_ = false, sda_ = false;
  Phase phase_ = Phase::idle;
  u8 bits_ = 0;  // clocked in this byte, the acknowledge is the ninth
  u8 shift_ = 0;
  bool reading_ = false, acknowledged_ = false;
  bool waits_ = false;    // SCL is held until the target is ready
  bool engaged_ = false;  // the bus has been told of this transfer
  u32 starts_ = 0;        // of the bus, when it was
};

}  // namespace emulator
