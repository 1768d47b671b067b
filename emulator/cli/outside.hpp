#pragma once
// Between a session's slices: real time, sockets, terminals, signals, and our own output.
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <functional>
#include <vector>

#include "emulator/host/pacer.hpp"
#include "emulator/session.hpp"

namespace cli {

class Outside final : public emulator::Session::Outside {
 public:
  Outside(boost::asio::io_context& io, emulator::Speed speed) : pacer_(io, speed) {}

  emulator::Duration slice() override;
  void serve(emulator::Time now) override;
  void wait(const std::function<bool()>& as_long_as) override;

  void between_slices(std::function<void()> f) { chores_.push_back(std::move(f)); }
  void interrupt() { pacer_.interrupt(); }
  emulator::Pacer& pacer() { return pacer_; }
  void rebase(emulator::Time now) {
    now_ = now;
    pacer_.rebase(now.time_since_epoch());
  }
  // A slice ends at this time at the latest, and then this is done.
  void stops(std::function<emulator::Time()> next, std::function<void()> then) {
    next_stop_ = std::move(next), at_stop_ = std::move(then);
  }

 private:
  using HostClock = std::chrono::steady_clock;

  emulator::Pacer pacer_;
  std::vector<std::function<void()>> chores_;
  std::function<emulator::Time()> next_stop_;
  std::function<void()> at_stop_;
  emulator::Time now_{};
  unsigned doublings_ = 0;
  HostClock::time_point began_{};
};

}  // namespace cli
