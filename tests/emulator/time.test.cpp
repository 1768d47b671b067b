#include <catch2/catch.hpp>

#include "emulator/time.hpp"

#include "emulator/random.hpp"

using namespace emulator;
using namespace std::chrono_literals;

namespace {

struct Fixed final : TimeSource {
  Time time{};
  Time now() const override { return time; }
};

}  // namespace

TEST_CASE("clock: whole ticks of any frequency convert without drift", "[time]") {
  for (i64 hz : {1ll, 3ll, 32'768ll, 1'000'000ll, 16'000'000ll, 48'000'000ll, 133'000'000ll, 600'000'000ll}) {
    INFO(hz);
    const Clock clock{hz};
    CHECK(clock.ticks(hz * 3600) == 1h);
    CHECK(clock.count(1h) == hz * 3600);
    Random random{1, "clock"};
    for (int i = 0; i < 1000; ++i) {
      const i64 n = 1 + random.below(1'000'000'000) / (1'000'000'000 / (hz * 1000) + 1);
      const Duration at = clock.ticks(n);
      CHECK(clock.count(at) == n);
      CHECK(clock.count(at - Duration{1}) == n - 1);
      CHECK(clock.count_up(at) == n);
      CHECK(clock.count_up(at + Duration{1}) == n + 1);
    }
  }
}

TEST_CASE("time: is printed in seconds to the picosecond", "[time]") {
  CHECK(format_time(Time{}) == "0.000000000000 s");
  CHECK(format_time(Time{90s + Duration{5}}) == "90.000000000005 s");
  CHECK(seconds(1500ms) == 1.5);
}

TEST_CASE("scheduler: events run in order of time, ties in the order they were scheduled", "[time]") {
  Scheduler s;
  std::string order;
  Event a{s, "a", [&] { order += 'a'; }}, b{s, "b", [&] { order += 'b'; }}, c{s, "c", [&] { order += 'c'; }};
  c.after(2us);
  b.after(1us);
  a.after(2us);
  s.run_until(Time{2us - Duration{1}});
  CHECK(order == "b");
  s.run_until(Time{2us});
  CHECK(order == "bca");
  CHECK(s.now() == Time{2us});
  CHECK(s.next() == Time::max());
}

TEST_CASE("scheduler: an event sees its own time and may schedule itself again", "[time]") {
  Scheduler s;
  std::vector<Time> seen;
  Event tick{s, "tick", [] {}};
  Event again{s, "again", [&] {
                seen.push_back(s.now());
                if (seen.size() < 3) again.after(10us);
              }};
  again.after(10us);
  s.run_until(Time{1s});
  CHECK(seen == std::vector<Time>{Time{10us}, Time{20us}, Time{30us}});
}

TEST_CASE("scheduler: a pending event that is scheduled again moves, a cancelled or destroyed one is gone", "[time]") {
  Scheduler s;
  int runs = 0;
  Event moved{s, "moved", [&] { ++runs; }}, cancelled{s, "cancelled", [&] { runs += 100; }};
  {
    Event destroyed{s, "destroyed", [&] { runs += 1000; }};
    destroyed.after(1us);
  }
  moved.after(1us);
  moved.after(5us);
  cancelled.after(2us);
  cancelled.cancel();
  s.run_until(Time{4us});
  CHECK(runs == 0);
  CHECK(moved.pending());
  CHECK(moved.due() == Time{5us});
  s.run_until(Time{6us});
  CHECK(runs == 1);
  CHECK_FALSE(moved.pending());
}

TEST_CASE("scheduler: a time that has passed means as soon as possible", "[time]") {
  Scheduler s;
  s.run_until(Time{1ms});
  Time ran{};
  Event late{s, "late", [&] { ran = s.now(); }};
  late.at(Time{1us});
  s.run_until(Time{1ms});
  CHECK(ran == Time{1ms});
}

TEST_CASE("scheduler: while a source knows better, now() asks it, and earlier events are told", "[time]") {
  Scheduler s;
  Fixed core;
  std::vector<Time> told;
  s.on_earlier = [&](Time t) { told.push_back(t); };
  Event a{s, "a", [] {}}, b{s, "b", [] {}}, c{s, "c", [] {}};
  a.after(10us);
  s.set_source(&core);
  core.time = Time{3us};
  CHECK(s.now() == Time{3us});
  b.after(1us);
  c.after(5us);
  CHECK(told == std::vector<Time>{Time{10us}, Time{4us}});
  s.set_source(nullptr);
  CHECK(s.now() == Time{});
}

namespace {

// Not in the test case: clang 14 gives the lambdas of a function's own class one name, and all events one action.
struct World {
  Scheduler s;
  std::string order;
  Event a{s, "a", [this] { order += 'a'; }}, b{s, "b", [this] { order += 'b'; }}, c{s, "c", [this] { order += 'c'; }};
  void serialize(State& state) { state(s, a, b, c); }
};

}  // namespace

TEST_CASE("scheduler: restored events keep their times and the order of ties", "[time]") {
  World saved, restored;
  saved.b.after(5us);
  saved.a.after(5us);
  restored.c.after(1us);
  State out;
  saved.serialize(out);
  State in{out.data()};
  restored.serialize(in);
  CHECK(in.at_end());
  restored.s.run_until(Time{1s});
  CHECK(restored.order == "ba");
}

TEST_CASE("scheduler: what is to come can be looked at, the next one last", "[time]") {
  Scheduler scheduler;
  Event later{scheduler, "later", [] {}}, soon{scheduler, "soon", [] {}};
  later.after(2ms), soon.after(1ms);
  REQUIRE(scheduler.queue().size() == 2);
  CHECK(scheduler.queue().back()->name() == "soon");
  CHECK(scheduler.queue().front()->due() == Time{2ms});
}
