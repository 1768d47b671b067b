#include <catch2/catch.hpp>

#include "bench.hpp"
#include "scenarios/bitmap.hpp"

using namespace bench;
using testing::OnBench;

namespace {

// The circuit without firmware: a hand drives the pin.
double glow(const std::string& wires, double volts) {
  OnBench b{
      R"({"boards": {"pico": "pico"}, "parts": {"resistor": {"type": "resistor", "ohms": 330, "wires": {"a": "pico:GP15", "b": "led:anode"}},
    "led": {"type": "led", "wires": {"cathode": "pico:GND"}}, "cell": {"type": "battery", "volts": )" +
      std::to_string(volts) + "}}" + wires + "}"};
  b.machine.run_until(emulator::Time{std::chrono::milliseconds{100}});
  const SceneState state = b.sampler.sample();
  for (std::size_t i = 0; i < b.scene.devices.size(); ++i)
    if (b.scene.devices[i].name == "led") return state.devices[i].picture->light[0];
  return -1;
}

}  // namespace

TEST_CASE("bench: an LED is as bright as its current", "[gui]") {
  const std::string across = R"(, "wires": [["cell:plus", "pico:GP15"], ["cell:minus", "pico:GND"]])";
  const double dark = glow(across, 1), dim = glow(across, 2.2), bright = glow(across, 3);
  CHECK(dark < 0.02);
  CHECK(dim > dark);
  CHECK(bright > dim);
}

TEST_CASE("bench: what is lit is drawn lit", "[gui]") {
  OnBench b{testing::lamp_circuit};
  SceneState state = b.sampler.sample();
  const auto draw_with = [&](double light) {
    for (std::size_t i = 0; i < b.scene.devices.size(); ++i)
      if (b.scene.devices[i].name == "led")
        state.devices[i].picture = std::make_shared<parts::Picture>(parts::Picture{1, 1, {light}});
    RasterCanvas canvas{600, 400, rgb(0xffffff)};
    draw(canvas, b.scene, state, Theme::light(), fitting(b.scene.extent(), 600, 400));
    return canvas.bitmap();
  };
  const auto dark = draw_with(0), lit = draw_with(1);
  CHECK(scenarios::difference(dark, lit, 40).points > 100);
  CHECK(scenarios::difference(dark, draw_with(0), 0).points == 0);
}
