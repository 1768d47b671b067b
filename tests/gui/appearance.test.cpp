#include "gui/bench/appearance.hpp"

#include "bench.hpp"

using testing::OnBench;

TEST_CASE("appearance: another number when something looks different, and only then", "[gui]") {
  OnBench b{testing::lamp_circuit};
  bench::SceneState state = b.sampler.sample();
  const auto as_it_was = bench::appearance(state);
  state.time += std::chrono::seconds{1};
  for (bench::PartState& device : state.devices)
    for (double& volts : device.volts) volts = 1.25;  // which nobody sees
  CHECK(bench::appearance(state) == as_it_was);
  for (std::size_t i = 0; i < b.scene.devices.size(); ++i)
    if (b.scene.devices[i].name == "led")
      state.devices[i].picture = std::make_shared<parts::Picture>(parts::Picture{1, 1, {0.5}});
  const auto lit = bench::appearance(state);
  CHECK(lit != as_it_was);
  b.machine.world.find("knob")->set(0.9);
  CHECK(bench::appearance(b.sampler.sample()) != as_it_was);
}

TEST_CASE("appearance: what is moved looks different", "[gui]") {
  OnBench b{testing::lamp_circuit};
  const auto before = bench::appearance(b.scene);
  CHECK(bench::appearance(b.scene) == before);
  b.device("led").at.x += 5;
  CHECK(bench::appearance(b.scene) != before);
}

// Of four colour displays a sample looks at one or two; after a few all have been looked at.
TEST_CASE("sampling in turn: every large display has its turn", "[gui]") {
  std::string parts, wires;
  for (int i = 0; i < 4; ++i) {
    const std::string name = "screen" + std::to_string(i);
    parts += (i ? "," : "") + ('"' + name + R"(": {"type": "ili9341"})");
    wires += (i ? "," : "") + ("[\"" + name + ":VCC\", \"pico:3V3\"],[\"" + name + ":GND\", \"pico:GND\"]");
  }
  OnBench b{R"({"boards": {"pico": "pico"}, "parts": {)" + parts + R"(}, "wires": [)" + wires + "]}"};
  std::vector<bench::SceneState> all{b.sampler.sample_in_turn()};  // kept, so that no address is used twice
  std::vector<const parts::Picture*> first;
  for (const bench::PartState& state : all.front().devices)
    if (state.picture && state.picture->width > 100) first.push_back(state.picture.get());
  REQUIRE(first.size() == 4);
  std::vector<bool> fresh(4);
  std::size_t most = 0;
  for (int round = 0; round < 6; ++round) {
    all.push_back(b.sampler.sample_in_turn());
    std::size_t which = 0, now = 0;
    for (const bench::PartState& state : all.back().devices) {
      if (!state.picture || state.picture->width <= 100) continue;
      const bool is_new = state.picture.get() != first[which];
      now += is_new && !fresh[which];
      fresh[which] = fresh[which] || is_new;
      ++which;
    }
    most = std::max(most, now);
  }
  CHECK(std::ranges::count(fresh, true) == 4);
  CHECK(most <= 2);
}
