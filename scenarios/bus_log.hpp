#pragma once
// What has gone over a bus, as a scenario reads it: I2C by transactions, NeoPixels by refreshes, the rest by bytes.
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "boards/assembly.hpp"
#include "emulator/decode/tap.hpp"

namespace scenarios {

class BusLog {
 public:
  using u8 = emulator::u8;
  using u64 = emulator::u64;
  struct Transfer {
    std::vector<u8> out, in;  // I2C: all that was written and read from START to STOP; else what came together
    unsigned address = 0;
    bool answered = true;   // I2C: the address was acknowledged each time
    bool apart = false;     // something separates it from the one before: another selection, a reset
    std::string text = {};  // where bytes do not tell: "reset/presence", "framing error 'A'"
  };
  static constexpr std::size_t kept = 65536;

  BusLog(boards::Assembly&, boards::BusDescription);
  ~BusLog();
  BusLog(const BusLog&) = delete;

  const boards::BusDescription& description() const { return description_; }
  // Transfers have numbers that do not change; the oldest go when there are too many.
  u64 first() const { return first_; }
  u64 end() const { return first_ + transfers_.size(); }
  const Transfer& operator[](u64 number) const { return transfers_[number - first_]; }
  u64 read() const { return std::max(read_, first_); }  // from here on it has not been waited for
  void read(u64 end) { read_ = end; }
  std::string last() const;  // the last unread ones for people; empty: there are none
  void reset();              // the machine was loaded with another state: forget

  std::vector<std::function<void()>*> listeners;

 private:
  void heard(const emulator::decode::Frame&);
  void heard_i2c(const emulator::decode::Frame&);
  void heard_pixels(const emulator::decode::Frame&);
  void heard_bytes(const emulator::decode::Frame&);
  void add(Transfer);

  boards::BusDescription description_;
  std::unique_ptr<emulator::decode::Tap> tap_;
  std::deque<Transfer> transfers_;
  u64 first_ = 0, read_ = 0;
  std::optional<Transfer> coming_;
  bool reading_ = false, apart_ = false;
};

}  // namespace scenarios
