#include "gui/window/fingers.hpp"

#include "../bench.hpp"

using namespace emulator;
using namespace std::chrono_literals;

namespace {

struct Hand {
  testing::OnBench on{testing::lamp_circuit};
  Session session{on.machine, {}};
  gui::Fingers fingers;
  Time now{};
  void move(const std::string& what, double to) { fingers.move(session, now, what, to); }
  void pass(Duration time) { fingers.go_on(session, now += time); }
  double value(const char* of) { return on.machine.world.find(of)->value(); }
};

}  // namespace

TEST_CASE("fingers: a press within one slice lasts as long as a quick finger's", "[gui]") {
  Hand hand;
  hand.move("bell", 1);
  hand.move("bell", 0);  // at the same moment of virtual time
  CHECK(hand.value("bell") == 1);
  hand.pass(gui::Fingers::shortest - 1ms);
  CHECK(hand.value("bell") == 1);
  hand.pass(1ms);
  CHECK(hand.value("bell") == 0);
  CHECK_FALSE(hand.fingers.busy());
}

TEST_CASE("fingers: two quick presses are two", "[gui]") {
  Hand hand;
  int presses = 0;
  hand.on.machine.world.find("bell")->watch([&](double to) { presses += to > 0.5; });
  for (const double to : {1., 0., 1., 0.}) hand.move("bell", to);
  for (int i = 0; i < 200; ++i) hand.pass(1ms);
  CHECK(presses == 2);
  CHECK(hand.value("bell") == 0);
}

TEST_CASE("fingers: what is slower, and what is turned, goes at once", "[gui]") {
  Hand hand;
  hand.move("bell", 1);
  hand.pass(100ms);
  hand.move("bell", 0);
  CHECK(hand.value("bell") == 0);
  for (const double to : {0.1, 0.7, 0.3}) {
    hand.move("knob", to);
    CHECK(hand.value("knob") == to);
  }
  hand.move("knob", 1);
  hand.move("knob", 0);  // from end to end, as a button
  hand.move("knob", 0.4);
  hand.pass(gui::Fingers::shortest);
  CHECK(hand.value("knob") == 0.4);
}

TEST_CASE("fingers: a loaded moment knows nothing of what waited", "[gui]") {
  Hand hand;
  hand.move("bell", 1);
  hand.move("bell", 0);
  hand.fingers.forget();
  hand.pass(1s);
  CHECK(hand.value("bell") == 1);
}
