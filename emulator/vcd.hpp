#pragma once
// The nets of a machine as a value change dump (IEEE 1364-2005, 18.2), for GTKWave, PulseView and their like: each net
// as a logic level (0, 1, z while it floats) and as a voltage.
#include <fmt/format.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "emulator/machine.hpp"

namespace emulator {

class VcdRecorder {
 public:
  using Sink = std::function<void(std::string_view)>;
  // From now on until it is destroyed. `supply`: what counts as 1, in volts.
  VcdRecorder(Machine&, double supply, Sink);
  VcdRecorder(const VcdRecorder&) = delete;
  ~VcdRecorder();
  void flush();  // what is known so far, up to now

 private:
  struct Channel {
    const Net* net;
    std::string level_id, volts_id;
    char level = 'x';
    double volts = -1;
  };
  void header();
  void changed(Channel&);
  void put_time();
  char level_of(const Channel&) const;

  static constexpr std::size_t enough = 64 * 1024;
  Machine& machine_;
  double supply_;
  Sink sink_;
  std::vector<std::unique_ptr<Channel>> channels_;
  Time written_ = Time::min();
  fmt::memory_buffer buffer_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);  // nets keep their watchers
};

}  // namespace emulator
