#pragma once
// The nets of a machine as a value change dump (IEEE 1364-2005, 18.2), for GTKWave, PulseView and their like: each net
// as a logic level (0, 1, z while it floats) and as a voltage. Buses are texts: "$var string" and changes "sTEXT ID",
// as GTKWave reads them (white space as \040, fstUtilityBinToEsc() of its fstapi.c). libsigrok passes over them.
//
// What stands on a bus is known when it is over. Until then all changes since its beginning wait.
#include <fmt/format.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "emulator/decode/tap.hpp"
#include "emulator/machine.hpp"

namespace emulator {

class VcdRecorder {
 public:
  using Sink = std::function<void(std::string_view)>;
  struct Bus {
    std::string name;
    std::unique_ptr<decode::Tap> tap;
  };
  // From now on until it is destroyed. `supply`: what counts as 1, in volts.
  VcdRecorder(Machine&, double supply, Sink, std::vector<Bus> = {});
  VcdRecorder(const VcdRecorder&) = delete;
  ~VcdRecorder();
  void flush();  // what is known so far, up to now

 private:
  using Waiting = std::multimap<Time, std::string>;
  struct Channel {
    const Net* net;
    std::string level_id, volts_id;
    char level = 'x';
    double volts = -1;
  };
  struct Words {
    Bus bus;
    std::string id;
    Time blank_from = Time::min();  // the last frame's end
  };
  void header();
  void changed(Channel&);
  void heard(Words&, const decode::Frame&);
  void flush(Time until);
  void put(Time, std::string_view line);
  void put_time(Time);
  void let_go(Time until);
  Time settled() const;
  char level_of(const Channel&) const;

  static constexpr std::size_t enough = 64 * 1024, most_waiting = 256 * 1024;
  Machine& machine_;
  double supply_;
  Sink sink_;
  std::vector<std::unique_ptr<Channel>> channels_;
  std::vector<std::unique_ptr<Words>> buses_;
  Waiting waiting_;  // lines, where there are buses
  Time written_ = Time::min();
  fmt::memory_buffer buffer_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);  // nets keep their watchers
};

}  // namespace emulator
