#include <catch2/catch.hpp>

#include "emulator/net.hpp"

using namespace emulator;

namespace {

struct Pair {
  Nets nets;
  Net& net = nets.net("n");
  Terminal a{"a"}, b{"b"};
  unsigned changes = 0;
  Pair() {
    a.connect(net);
    b.connect(net);
    b.on_change = [this] { ++changes; };
  }
};

}  // namespace

TEST_CASE("net: nobody drives it, it floats at 0", "[net]") {
  Pair p;
  CHECK(p.a.floating());
  CHECK(p.a.volts() == 0);
}

TEST_CASE("net: one driver gives its voltage, two divide by their resistances", "[net]") {
  Pair p;
  p.a.drive(3.0, 13'000);
  CHECK(p.b.volts() == Approx(3.0));
  CHECK(p.b.milliamps() == 0);
  p.b.drive(0, 600);
  CHECK(p.a.volts() == Approx(3.0 * 600 / 13'600));
  CHECK(p.a.milliamps() == Approx(3000.0 / 13'600));
  CHECK(p.b.milliamps() == Approx(-3000.0 / 13'600));
  CHECK(p.net.ohms() == Approx(1 / (1 / 13'000.0 + 1 / 600.0)));
  p.a.release();
  CHECK(p.b.volts() == Approx(0));
  CHECK_FALSE(p.b.floating());
}

TEST_CASE("net: terminals hear of changes and only of those", "[net]") {
  Pair p;
  p.a.drive(3.0, 50);
  CHECK(p.changes == 1);
  p.a.drive(3.0, 50);
  CHECK(p.changes == 1);
  p.a.release();
  CHECK(p.changes == 2);
}

TEST_CASE("net: terminals hear of another resistance behind the same voltage, watchers do not", "[net]") {
  Pair p;
  p.a.drive(0, 50'000);
  unsigned watched = 0;
  p.net.watchers.push_back([&](const Net&) { ++watched; });
  p.changes = 0;
  p.a.drive(0, 50);
  CHECK(p.changes == 1);
  CHECK(p.net.ohms() == Approx(50));
  p.a.drive(0, 50);
  CHECK(p.changes == 1);
  CHECK(watched == 0);
}

TEST_CASE("net: a terminal without a net sees only itself", "[net]") {
  Terminal t{"t"};
  unsigned changes = 0;
  t.on_change = [&] { ++changes; };
  CHECK(t.floating());
  t.drive(1.8, 50);
  CHECK(t.volts() == 1.8);
  CHECK_FALSE(t.floating());
  CHECK(changes == 1);
}

TEST_CASE("net: terminals may end before or after their net", "[net]") {
  Terminal survivor{"survivor"};
  {
    Nets nets;
    Net& net = nets.net("n");
    survivor.connect(net);
    {
      Terminal gone{"gone"};
      gone.connect(net);
      gone.drive(3.0, 50);
      CHECK(net.terminals().size() == 2);
    }
    CHECK(net.terminals().size() == 1);
  }
  CHECK(survivor.net() == nullptr);
  survivor.drive(1.0, 50);
  CHECK(survivor.volts() == 1.0);
}

TEST_CASE("net: a terminal that moves leaves its old net", "[net]") {
  Nets nets;
  Terminal t{"t"};
  t.connect(nets.net("a"));
  t.drive(3.0, 50);
  t.connect(nets.net("b"));
  CHECK(nets.net("b").volts() == 3.0);
  CHECK(nets.net("a").floating());
  CHECK(nets.find("c") == nullptr);
  CHECK(nets.all().size() == 2);
}

TEST_CASE("net: loading settles voltages and tells nobody", "[net]") {
  Pair saved, loaded;
  saved.a.drive(2.5, 50);
  State out;
  out(saved.a, saved.b);
  State in{out.data()};
  in(loaded.a, loaded.b);
  loaded.nets.settle();
  CHECK(loaded.b.volts() == 2.5);
  CHECK(loaded.changes == 0);
}
