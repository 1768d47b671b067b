#pragma once
// Keeps a machine in step with real time, serving sockets and terminals meanwhile. Used by the outermost loop only,
// between slices: it cannot change what a run does.
//
//   while (running) {
//     session.run_until(next);
//     pacer.wait_until(next.time_since_epoch());
//     pacer.serve_while([&] { return console.held(); });   // somebody reads slowly: the machine waits
//   }
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>

#include "emulator/host/speed.hpp"

namespace emulator {

class Pacer {
 public:
  using Virtual = Pace::Virtual;

  Pacer(boost::asio::io_context& io, Speed speed, Virtual now = {});
  Pacer(const Pacer&) = delete;
  ~Pacer();

  // Serves whatever is ready, then sleeps (still serving) until the host clock reaches this virtual time. At max speed
  // it only serves what is ready. False if interrupt() cut it short.
  bool wait_until(Virtual);

  // Sleeps, serving, for as long as the condition holds; asked again after everything served. The time it took is not
  // made up. False if interrupt() cut it short.
  bool serve_while(const std::function<bool()>& condition);

  // Ends the wait under way, or else the next one: called by a handler that wants the machine's loop to look up.
  void interrupt() { interrupted_ = true; }

  void rebase(Virtual now);
  void speed(Speed, Virtual now);
  Speed speed() const { return pace_.speed(); }

 private:
  bool interrupted();
  void serve_ready();

  boost::asio::io_context& io_;
  boost::asio::steady_timer timer_;
  Pace pace_;
  std::shared_ptr<int> ticket_;  // of the wait under way: late timer handlers hold a stale one
  Virtual reached_{};
  bool interrupted_ = false;
};

}  // namespace emulator
