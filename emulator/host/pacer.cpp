#include "emulator/host/pacer.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <utility>

namespace emulator {
namespace {

auto host_now() { return std::chrono::steady_clock::now(); }

}  // namespace

Pacer::Pacer(boost::asio::io_context& io, Speed speed, Virtual now)
    : io_(io), timer_(io), pace_(speed, now, host_now()), reached_(now) {}

Pacer::~Pacer() = default;

bool Pacer::interrupted() { return std::exchange(interrupted_, false); }

void Pacer::serve_ready() {
  if (io_.stopped()) io_.restart();
  io_.poll();
}

bool Pacer::wait_until(Virtual v) {
  reached_ = v;
  serve_ready();
  if (interrupted()) return false;
  const auto now = host_now();
  const auto due = pace_.due(v, now);
  if (due <= now) return true;
  bool over = false;
  ticket_ = std::make_shared<int>();
  timer_.expires_at(due);
  timer_.async_wait([&over, ticket = std::weak_ptr{ticket_}](const boost::system::error_code&) {
    if (!ticket.expired()) over = true;
  });
  struct Over {  // an exception from a handler leaves the timer's handler behind, without its ticket
    Pacer& pacer;
    ~Over() { pacer.ticket_.reset(), pacer.timer_.cancel(); }
  } on_leaving{*this};
  if (io_.stopped()) io_.restart();
  while (!over) {
    io_.run_one();
    if (interrupted()) return false;
  }
  return true;
}

bool Pacer::serve_while(const std::function<bool()>& condition) {
  if (!condition()) return true;
  const auto work = boost::asio::make_work_guard(io_);
  if (io_.stopped()) io_.restart();
  while (condition()) {
    if (interrupted()) return false;
    io_.run_one();
  }
  rebase(reached_);
  return true;
}

void Pacer::rebase(Virtual now) {
  reached_ = now;
  pace_.rebase(now, host_now());
}

void Pacer::speed(Speed speed, Virtual now) {
  reached_ = now;
  pace_.rebase(now, host_now(), speed);
}

}  // namespace emulator
