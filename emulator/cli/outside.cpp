#include "emulator/cli/outside.hpp"

#include <algorithm>

namespace cli {
namespace {

using namespace std::chrono_literals;

constexpr emulator::Duration shortest = 1ms;    // of virtual time
constexpr unsigned most_doublings = 14;         // 16 s: a machine that sleeps
constexpr auto too_soon = 2ms, too_late = 8ms;  // of the host's time per slice, at full speed

}  // namespace

// In step with real time, a millisecond. At full speed as long as it takes to be served about every 5 ms.
emulator::Duration Outside::slice() {
  began_ = HostClock::now();
  const emulator::Duration usual = pacer_.speed().is_max() ? shortest * (1u << doublings_) : shortest;
  if (!next_stop_) return usual;
  if (next_stop_() <= now_) at_stop_();
  return std::min(usual, next_stop_() - now_);
}

void Outside::serve(emulator::Time now) {
  const auto took = HostClock::now() - began_;
  if (took < too_soon && doublings_ < most_doublings) ++doublings_;
  if (took > too_late && doublings_ > 0) --doublings_;
  now_ = now;
  if (at_stop_) at_stop_();
  for (const auto& chore : chores_) chore();
  pacer_.wait_until(now.time_since_epoch());
}

void Outside::wait(const std::function<bool()>& as_long_as) {
  for (const auto& chore : chores_) chore();
  pacer_.serve_while(as_long_as);
}

}  // namespace cli
