#include <catch2/catch.hpp>

#include "peripherals/parts/button.hpp"

#include "bench.hpp"

using namespace parts;
using namespace parts::test;

TEST_CASE("button: pulls its net to ground while a finger presses it", "[parts]") {
  Bench bench;
  bench.add<Part>("pull", "pull_up", {{"pin", "A"}}, {{"volts", 3.0}});
  auto& button = bench.add<Button>("button", "button_a", {{"pin", "A"}});
  CHECK(bench.net("A").volts() == Approx(3.0));
  bench.quantity("button_a").set(1);
  CHECK(bench.net("A").volts() == Approx(0).margin(0.001));
  CHECK(button.closed());
  bench.quantity("button_a").set(0);
  CHECK(bench.net("A").volts() == Approx(3.0));
}

TEST_CASE("button: bounces as long as it is told to, the same way every time", "[parts]") {
  const auto edges = [] {
    Bench bench;
    bench.add<Part>("pull", "pull_up", {{"pin", "A"}});
    bench.add<Button>("button", "b", {{"pin", "A"}}, {{"bounce", 5.0}});
    std::vector<std::pair<emulator::i64, bool>> seen;
    bench.net("A").watchers.push_back([&](const emulator::Net& net) {
      seen.emplace_back(bench.machine.now().time_since_epoch().count(), net.volts() > 1.5);
    });
    bench.quantity("b").set(1);
    bench.run(20ms);
    return seen;
  };
  const auto first = edges();
  REQUIRE(first.size() > 3);
  CHECK(first.front() == std::pair<emulator::i64, bool>{0, false});
  CHECK_FALSE(first.back().second);
  CHECK(first.back().first <= 5'000'000'000);
  CHECK(first == edges());
}

TEST_CASE("button: a snapshot in the middle of a bounce goes on alike", "[parts]") {
  Bench bench;
  bench.add<Part>("pull", "pull_up", {{"pin", "A"}});
  auto& button = bench.add<Button>("button", "b", {{"pin", "A"}}, {{"bounce", 5.0}});
  bench.quantity("b").set(1);
  bench.run(2ms);
  const auto saved = bench.save();
  const auto rest = [&] {
    std::string levels;
    for (int i = 0; i < 80; ++i) {
      bench.run(50us);
      levels += button.closed() ? '_' : '^';
    }
    return levels;
  };
  const std::string first = rest();
  CHECK(first.back() == '_');
  bench.load(saved);
  CHECK(bench.save() == saved);
  CHECK(rest() == first);
}
