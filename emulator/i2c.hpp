#pragma once
// I2C at the level of bytes: controllers and targets that share a pair of nets meet on one I2cBus. Controllers that
// move their pins instead reach the same targets through the bus's decoder (emulator/i2c_levels.hpp).
#include <functional>
#include <memory>
#include <vector>

#include "emulator/lead.hpp"
#include "emulator/state.hpp"
#include "emulator/types.hpp"

namespace emulator {

class I2cLevels;
class Net;

// The target side, one call per byte on the wire. A byte that is not acknowledged is not handed over.
struct I2cTarget {
  virtual ~I2cTarget() = default;
  virtual bool acknowledges(bool /*reading*/) const { return true; }  // its address
  virtual void start(bool reading) = 0;                               // it has been addressed
  virtual bool accepts(u8 /*byte*/) const { return true; }
  virtual void write(u8 byte) = 0;
  virtual u8 read() = 0;                            // the byte that it sends next, taken when the first bit begins
  virtual void more() {}                            // the controller acknowledged a byte: it will read another
  virtual bool stretches() const { return false; }  // holds SCL low: not ready for the byte that comes next
  virtual void stop() = 0;                          // stop or the end of this target's part of the transfer
};

// What is wrong with a target, for tests of firmware.
struct I2cFault {
  bool silent = false;                      // acknowledges nothing
  bool hung = false;                        // holds SCL low for ever once it is addressed
  std::function<u8(u8 byte)> garbles = {};  // what arrives of a byte that it sends
};

class I2cBus {
 public:
  I2cBus(Net& scl, Net& sda);
  ~I2cBus();

  void attach(u8 address, I2cTarget&, Lead scl = {}, Lead sda = {});
  void detach(const I2cTarget&);
  bool has(const Terminal& leg) const;                 // is it a target's?
  void afflict(const Terminal& leg, const I2cFault&);  // makes that target faulty; {} mends it
  // By a target that stretched: it may be ready now.
  void ready();

  // As a controller: false where nobody acknowledges. A start while selected is a repeated start.
  bool start(u8 address, bool reading);
  bool write(u8 byte);
  u8 read();
  void more() {
    if (selected_) selected_->more();
  }
  bool stretched() const;  // asked before read() and write()
  void stop();

  // What start() and write() would say.
  bool acknowledges(u8 address, bool reading) const;
  bool accepts(u8 byte) const { return reachable() && selected_->accepts(byte); }
  // Counts starts: who began a transfer sees by this that another controller has broken in.
  u32 starts() const { return starts_; }

  Net& scl() const { return scl_; }
  Net& sda() const { return sda_; }
  bool decoded() const { return levels_ != nullptr; }
  void reset();  // nobody is selected, no line is held; nobody is told
  void serialize(State&);

 private:
  struct Entry {
    u8 address;
    I2cTarget* target;
    Lead scl, sda;
    I2cFault fault;
    bool hears() const { return scl.in_place() && sda.in_place() && !fault.silent; }
  };
  const Entry* find(u8 address) const;  // that is there and hears
  bool reachable() const;               // the selected one still is
  void select(const Entry*);

  Net &scl_, &sda_;
  std::vector<Entry> targets_;
  I2cTarget* selected_ = nullptr;
  u8 address_ = 0;  // of the selected one
  u32 starts_ = 0;
  std::unique_ptr<I2cLevels> levels_;  // since the first target came
};

}  // namespace emulator
