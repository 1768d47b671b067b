#include <catch2/catch.hpp>

#include "emulator/state.hpp"

using namespace emulator;

namespace {

enum class Colour : u8 { red, green };

struct Thing {
  u32 number = 0;
  bool flag = false;
  std::string text;
  std::vector<u16> list;
  std::deque<i8> queue;
  std::array<double, 2> pair{};
  std::optional<i64> maybe;
  Colour colour = Colour::red;
  bool operator==(const Thing&) const = default;
  void serialize(State& state) {
    state.section("thing");
    state(number, flag, text, list, queue, pair, maybe, colour);
  }
};

Thing sample() { return {7, true, "hello", {1, 2, 65535}, {-1, 2}, {0.5, -2}, -5, Colour::green}; }

}  // namespace

TEST_CASE("state: what is saved is what is loaded", "[state]") {
  Thing saved = sample(), loaded;
  loaded.maybe = 3;
  loaded.list = {9};
  State out;
  out(saved);
  State in{out.data()};
  CHECK(in.loading());
  in(loaded);
  CHECK(loaded == saved);
  CHECK(in.at_end());
  saved.maybe.reset();
  State again;
  again(saved);
  State back{again.data()};
  back(loaded);
  CHECK_FALSE(loaded.maybe.has_value());
}

TEST_CASE("state: a snapshot of something else is refused by name", "[state]") {
  State out;
  out.section("UART0");
  State in{out.data()};
  CHECK_THROWS_WITH(in.section("TIMER0"), Catch::Contains("it has UART0 where this machine has TIMER0"));
}

TEST_CASE("state: a snapshot cut anywhere is refused and nothing else happens", "[state]") {
  Thing saved = sample();
  State out;
  out(saved);
  for (std::size_t size = 0; size < out.data().size(); ++size) {
    State in{std::span{out.data()}.first(size)};
    Thing loaded;
    CHECK_THROWS_AS(in(loaded), StateError);
  }
}

TEST_CASE("state: a damaged length or flag is refused", "[state]") {
  std::vector<u16> list{1, 2};
  State out;
  out(list);
  std::vector<u8> bytes = out.data();
  bytes[3] = 0xff;
  State in{bytes};
  CHECK_THROWS_WITH(in(list), Catch::Contains("a length is longer than the snapshot"));
  bool flag = false;
  State odd{std::vector<u8>{2}};
  CHECK_THROWS_WITH(odd(flag), Catch::Contains("yes/no"));
}
