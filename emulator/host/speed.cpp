#include "emulator/host/speed.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "emulator/host/error.hpp"

namespace emulator {
namespace {

constexpr double slowest = 0.001;
constexpr double fastest = 1'000'000;

}  // namespace

Speed parse_speed(std::string_view text) {
  if (text == "max") return Speed::max();
  auto number = text;
  if (number.ends_with('x')) number.remove_suffix(1);
  double factor = 0;
  const auto* end = number.data() + number.size();
  const auto result = std::from_chars(number.data(), end, factor, std::chars_format::fixed);
  if (result.ec != std::errc{} || result.ptr != end || !std::isfinite(factor))
    throw HostError(fmt::format("'{}' is not a speed; write 1x, 4x, 0.5x ... or max", text));
  if (factor < slowest || factor > fastest)
    throw HostError(
        fmt::format("speed '{}' is out of range; it may be {}x to {:.0f}x, or max", text, slowest, fastest));
  return {factor};
}

Pace::Host Pace::due(Virtual v, Host now) {
  if (speed_.is_max()) return now;
  const std::chrono::duration<double> ahead = std::chrono::duration<double>(v - virtual_base_) / speed_.factor;
  constexpr std::chrono::duration<double> century{3.2e9};  // keeps the sum within the host clock's range
  const auto at = host_base_ + std::chrono::duration_cast<Host::duration>(std::min(ahead, century));
  if (now - at > patience) {
    rebase(v, now);
    return now;
  }
  return at;
}

}  // namespace emulator
