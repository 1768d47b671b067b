#include <catch2/catch.hpp>

#include "gui/bench/hit.hpp"
#include "gui/bench/reach.hpp"

#include "bench.hpp"

using namespace bench;
using testing::OnBench;

namespace {

struct Fingers {
  explicit Fingers(OnBench& bench)
      : on(bench), hand([this](const std::string& name) -> std::optional<Hand::Range> {
          const emulator::Quantity* q = on.machine.world.find(name);
          if (!q) return std::nullopt;
          return Hand::Range{q->value(), q->range().low, q->range().high};
        }) {}
  void set(const Hand::Moves& moves) {
    for (const auto& [name, value] : moves) on.machine.world.find(name)->set(value);
  }
  double value(const char* name) const { return on.machine.world.find(name)->value(); }
  Point middle(const char* device) {
    return on.device(device).shape.controls.front().at.centre() + on.device(device).at;
  }
  OnBench& on;
  Hand hand;
};

}  // namespace

TEST_CASE("bench: what is under the mouse", "[gui]") {
  OnBench b{testing::lamp_circuit};
  const Device& led = b.device("led");
  CHECK(hit(b.scene, led.body().centre()).device == &led);
  const Hit leg = hit(b.scene, led.at + led.shape.legs[0].at);
  REQUIRE(leg.leg);
  CHECK(leg.wire != nullptr);
  CHECK(hit(b.scene, {-10000, 0}).nothing());
  const auto& run = b.scene.wires.front().runs.front();
  const Hit wire = hit(b.scene, (run[0] + run[1]) * 0.5);
  CHECK(wire.wire == &b.scene.wires.front());
}

TEST_CASE("bench: a button is pressed for as long as it is held, or stays", "[gui]") {
  OnBench b{testing::lamp_circuit};
  Fingers f{b};
  const Point at = f.middle("bell");
  f.set(f.hand.press(hit(b.scene, at), at, false));
  CHECK(f.value("bell") == 1);
  f.set(f.hand.release());
  CHECK(f.value("bell") == 0);
  f.set(f.hand.press(hit(b.scene, at), at, true));
  f.set(f.hand.release());
  CHECK(f.value("bell") == 1);
  f.set(f.hand.press(hit(b.scene, at), at, true));
  f.set(f.hand.release());
  CHECK(f.value("bell") == 0);
}

TEST_CASE("bench: a knob turns by dragging and by the wheel, and no further than it goes", "[gui]") {
  OnBench b{testing::lamp_circuit};
  Fingers f{b};
  const Point at = f.middle("knob");
  f.set(f.hand.press(hit(b.scene, at), at, false));
  CHECK(f.value("knob") == 0.5);
  f.set(f.hand.drag(at + Point{30, 0}));
  CHECK(f.value("knob") == Approx(0.75));
  f.set(f.hand.drag(at + Point{3000, 0}));
  CHECK(f.value("knob") == 1);
  f.set(f.hand.release());
  CHECK(f.value("knob") == 1);
  f.set(f.hand.wheel(hit(b.scene, at), -5));
  CHECK(f.value("knob") == Approx(0.9));
}

TEST_CASE("bench: a stick follows and springs back", "[gui]") {
  OnBench b{R"({"boards": {"pico": "pico"}, "parts": {"stick": {"type": "joystick"}}})"};
  Fingers f{b};
  const Point corner = b.device("stick").shape.controls.front().at.centre() + b.device("stick").at + Point{-14, -14};
  f.set(f.hand.press(hit(b.scene, corner), corner, false));
  CHECK(f.value("stick.x") < -0.4);
  CHECK(f.value("stick.y") > 0.4);
  f.set(f.hand.release());
  CHECK(f.value("stick.x") == 0);
}

TEST_CASE("hand: from thing to thing by keys, and a knob is turned by them", "[gui]") {
  testing::OnBench on{testing::lamp_circuit};
  bench::Reach reach;
  std::vector<std::string> seen;
  for (std::size_t i = 0; i < on.scene.devices.size(); ++i)
    seen.push_back((reach = next_device(on.scene, reach, 1)).device);
  CHECK(std::ranges::find(seen, "knob") != seen.end());
  CHECK(next_device(on.scene, reach, 1).device == seen.front());
  CHECK(next_device(on.scene, {seen.front()}, -1).device == seen.back());
  bench::Hand hand{[](const std::string&) { return bench::Hand::Range{0.5, 0, 1}; }};
  const auto moves = hand.nudge(hit_of(on.scene, {"knob"}), 1, false);
  REQUIRE(moves.size() == 1);
  CHECK(moves[0] == std::pair<std::string, double>{"knob", 0.52});
  CHECK(hand.nudge(hit_of(on.scene, {"led"}), 1, false).empty());
  CHECK(next_control(on.scene, {"knob"}, 1) == bench::Reach{"knob"});  // it has no other
}
