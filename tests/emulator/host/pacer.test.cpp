#include <catch2/catch.hpp>

#include "emulator/host/pacer.hpp"

#include <boost/asio/post.hpp>

using namespace emulator;
using namespace std::chrono_literals;

namespace {

auto took(const std::function<void()>& action) {
  const auto begin = std::chrono::steady_clock::now();
  action();
  return std::chrono::steady_clock::now() - begin;
}

}  // namespace

TEST_CASE("pacer: waits for real time, and serves meanwhile", "[host]") {
  boost::asio::io_context io;
  bool served = false;
  CHECK(took([&] {
          Pacer pacer{io, {1}};
          boost::asio::steady_timer timer{io, 3ms};
          timer.async_wait([&](const auto&) { served = true; });
          CHECK(pacer.wait_until(10ms));
          CHECK(pacer.wait_until(10ms));  // is over already
        }) >= 10ms);
  CHECK(served);
}

TEST_CASE("pacer: at max speed it serves what is ready and goes on", "[host]") {
  boost::asio::io_context io;
  Pacer pacer{io, Speed::max()};
  bool served = false;
  boost::asio::post(io, [&] { served = true; });
  CHECK(took([&] { CHECK(pacer.wait_until(3600s)); }) < 1s);
  CHECK(served);
  CHECK(pacer.wait_until(7200s));  // although the io_context had nothing left to do
}

TEST_CASE("pacer: a handler can cut a wait short", "[host]") {
  boost::asio::io_context io;
  Pacer pacer{io, {1}};
  boost::asio::steady_timer timer{io, 2ms};
  timer.async_wait([&](const auto&) { pacer.interrupt(); });
  CHECK(took([&] { CHECK_FALSE(pacer.wait_until(3600s)); }) < 1s);
  pacer.rebase(3600s);
  CHECK(pacer.wait_until(3600s + 1ms));
}

TEST_CASE("pacer: an exception from a handler passes through and leaves it usable", "[host]") {
  boost::asio::io_context io;
  Pacer pacer{io, {1}};
  boost::asio::steady_timer timer{io, 1ms};
  timer.async_wait([](const auto&) { throw std::runtime_error("from a handler"); });
  CHECK_THROWS_WITH(pacer.wait_until(3600s), "from a handler");
  pacer.rebase(0s);
  CHECK(pacer.wait_until(2ms));
}

TEST_CASE("pacer: time spent waiting for a reader is not made up", "[host]") {
  boost::asio::io_context io;
  Pacer pacer{io, {1}};
  pacer.wait_until(1ms);
  int left = 3;
  boost::asio::steady_timer timer{io};
  std::function<void()> tick = [&] {
    timer.expires_after(3ms);
    timer.async_wait([&](const auto&) {
      if (--left > 0) tick();
    });
  };
  CHECK(took([&] {
          tick();
          CHECK(pacer.serve_while([&] { return left > 0; }));  // 9 ms of host time, none of virtual time
          CHECK(pacer.wait_until(9ms));
        }) >= 17ms);
  CHECK(pacer.serve_while([] { return false; }));
}

TEST_CASE("pacer: a changed speed counts from now on", "[host]") {
  boost::asio::io_context io;
  Pacer pacer{io, {0.001}};
  pacer.speed({1000}, 0s);
  CHECK(took([&] { pacer.wait_until(5s); }) < 1s);
  CHECK(pacer.speed() == Speed{1000});
}
