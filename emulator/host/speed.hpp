#pragma once
// How fast virtual time shall pass, and the map from virtual time to host time. No clock is read here.
#include <chrono>
#include <cstdint>
#include <limits>
#include <ratio>
#include <string_view>

namespace emulator {

// Virtual seconds per host second.
struct Speed {
  double factor = 1;
  static constexpr Speed max() { return {std::numeric_limits<double>::infinity()}; }
  bool is_max() const { return factor == std::numeric_limits<double>::infinity(); }
  bool operator==(const Speed&) const = default;
};

// "1x", "4x", "0.5x" or "max"; the x may be left out. Throws HostError.
Speed parse_speed(std::string_view);

// Says when a moment of virtual time is due on the host. When the host falls further behind than `patience`, the time
// lost is given up instead of being made up by a burst.
class Pace {
 public:
  using Virtual = std::chrono::duration<std::int64_t, std::pico>;  // since the machine's start
  using Host = std::chrono::steady_clock::time_point;
  static constexpr auto patience = std::chrono::milliseconds{100};

  Pace(Speed speed, Virtual v, Host h) : speed_(speed), virtual_base_(v), host_base_(h) {}

  // From here on, `v` belongs to `h`: after a pause, a restored snapshot, a change of speed.
  void rebase(Virtual v, Host h) { virtual_base_ = v, host_base_ = h; }
  void rebase(Virtual v, Host h, Speed speed) { rebase(v, h), speed_ = speed; }

  // When `v` is due; not later than `now` if it is overdue (or if the speed is max).
  Host due(Virtual v, Host now);

  Speed speed() const { return speed_; }

 private:
  Speed speed_;
  Virtual virtual_base_;
  Host host_base_;
};

}  // namespace emulator
