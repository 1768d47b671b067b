#pragma once
// Circuits on a bench, for tests.
#include <catch2/catch.hpp>
#include <memory>
#include <string>

#include "boards/assembly.hpp"
#include "boards/library.hpp"
#include "gui/bench/draw.hpp"
#include "gui/bench/layout.hpp"
#include "gui/bench/raster.hpp"
#include "gui/bench/svg.hpp"

namespace testing {

struct OnBench {
  explicit OnBench(const std::string& circuit)
      : assembly(boards::read_circuit(circuit, "circuit.json", boards::Library{}, {}), machine),
        scene(bench::make_scene(assembly)),
        sampler(assembly, scene) {
    machine.power_on();
  }
  bench::Device& device(const std::string& name) {
    for (bench::Device& d : scene.devices)
      if (d.name == name) return d;
    FAIL("there is no " << name);
    throw std::logic_error(name);
  }
  std::string svg() {
    bench::SvgCanvas canvas{800, 600, bench::rgb(0xffffff)};
    bench::draw(canvas, scene, sampler.sample(), bench::Theme::light(), bench::fitting(scene.extent(), 800, 600));
    return canvas.file();
  }
  scenarios::Bitmap picture(unsigned width, unsigned height) {
    bench::RasterCanvas canvas{width, height, bench::Theme::light().paper};
    bench::draw(canvas, scene, sampler.sample(), bench::Theme::light(), bench::fitting(scene.extent(), width, height));
    return canvas.bitmap();
  }

  emulator::Machine machine{1};
  boards::Assembly assembly;
  bench::Scene scene;
  bench::Sampler sampler;
};

constexpr const char* lamp_circuit = R"({
  "boards": {"pico": "pico"},
  "parts": {"resistor": {"type": "resistor", "ohms": 330}, "led": {"type": "led"},
            "knob": {"type": "potentiometer"}, "bell": {"type": "pushbutton", "wires": {"a": "pico:GP14", "b": "pico:GND"}}},
  "wires": [["pico:GP15", "resistor:a", "blue"], ["resistor:b", "led:anode"], ["led:cathode", "pico:GND"],
            ["knob:a", "pico:GND"], ["knob:wiper", "pico:GP26"], ["knob:b", "pico:3V3"]]
})";

}  // namespace testing
