#include <catch2/catch.hpp>

#include "emulator/host/speed.hpp"

#include "emulator/host/error.hpp"

using namespace emulator;
using namespace std::chrono_literals;

TEST_CASE("speed: factors and max are read", "[host]") {
  CHECK(parse_speed("1x") == Speed{1});
  CHECK(parse_speed("4x") == Speed{4});
  CHECK(parse_speed("0.5x") == Speed{0.5});
  CHECK(parse_speed("2") == Speed{2});
  CHECK(parse_speed("max").is_max());
  CHECK_FALSE(parse_speed("1000000x").is_max());
}

TEST_CASE("speed: what is no speed is told in one sentence", "[host]") {
  for (const char* wrong : {"", "x", "fast", "1y", "1xx", "-1x", "nanx", "inf", "1e3x", "0x", "1e999", " 1x", "MAX"}) {
    INFO(wrong);
    CHECK_THROWS_AS(parse_speed(wrong), HostError);
  }
  CHECK_THROWS_WITH(parse_speed("fast"), "'fast' is not a speed; write 1x, 4x, 0.5x ... or max");
  CHECK_THROWS_WITH(parse_speed("0x"), "speed '0x' is out of range; it may be 0.001x to 1000000x, or max");
}

TEST_CASE("pace: virtual time is due at its share of host time", "[host]") {
  const Pace::Host start{1000s};
  CHECK(Pace{{1}, 0s, start}.due(3s, start) == start + 3s);
  CHECK(Pace{{4}, 0s, start}.due(2s, start) == start + 500ms);
  CHECK(Pace{{0.5}, 10s, start}.due(12s, start) == start + 4s);
  CHECK(Pace{Speed::max(), 0s, start}.due(3600s, start) == start);
}

TEST_CASE("pace: a short delay is made up, a long one is given up", "[host]") {
  const Pace::Host start{1000s};
  Pace pace{{1}, 0s, start};
  CHECK(pace.due(1s, start + 1090ms) == start + 1s);
  CHECK(pace.due(1100ms, start + 1100ms) == start + 1100ms);  // still in step
  CHECK(pace.due(2s, start + 5s) == start + 5s);              // three seconds late: from here on
  CHECK(pace.due(3s, start + 5s) == start + 6s);
}

TEST_CASE("pace: rebasing forgets what was before", "[host]") {
  const Pace::Host start{1000s};
  Pace pace{{1}, 0s, start};
  pace.rebase(500s, start + 2s);
  CHECK(pace.due(501s, start + 2s) == start + 3s);
  pace.rebase(0s, start + 3s, {2});
  CHECK(pace.due(1s, start + 3s) == start + 3500ms);
}

TEST_CASE("pace: the far future does not overflow the host clock", "[host]") {
  const Pace::Host start{1000s};
  Pace pace{{0.001}, 0s, start};
  CHECK(pace.due(Pace::Virtual::max(), start) > start + 24h);
}
