#pragma once
// I2C at the level of bytes: controllers and targets that share a pair of nets meet on one I2cBus.
#include <string>
#include <vector>

#include "emulator/state.hpp"
#include "emulator/types.hpp"

namespace emulator {

// The target side, one call per byte on the wire.
struct I2cTarget {
  virtual ~I2cTarget() = default;
  virtual bool start(bool reading) = 0;  // addressed; false: no acknowledge
  virtual bool write(u8 byte) = 0;       // false: no acknowledge
  virtual u8 read() = 0;
  virtual void more() {}                      // the controller acknowledged a byte: it will read another
  virtual bool stretches() { return false; }  // holds SCL low: not ready for the byte that comes next
  virtual void stop() = 0;                    // stop or the end of this target's part of the transfer
};

class I2cBus {
 public:
  void attach(u8 address, I2cTarget& target) { targets_.push_back({address, &target}); }
  void detach(const I2cTarget& target) {
    std::erase_if(targets_, [&](const Entry& e) { return e.target == &target; });
  }

  // As a controller: false where nobody acknowledges. A start while selected is a repeated start.
  bool start(u8 address, bool reading);
  bool write(u8 byte) { return selected_ && selected_->write(byte); }
  u8 read() { return selected_ ? selected_->read() : 0xff; }  // nobody pulls the line down
  void more() {
    if (selected_) selected_->more();
  }
  bool stretched() { return selected_ && selected_->stretches(); }  // asked before read() and write()
  void stop();

  void serialize(State&);  // by the controller: who is selected

 private:
  struct Entry {
    u8 address;
    I2cTarget* target;
  };
  std::vector<Entry> targets_;
  I2cTarget* selected_ = nullptr;
};

}  // namespace emulator
