// The projects' scenarios pass, and each fails when something in the project is broken on purpose.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "../emulator/cli/program.hpp"
#include "../emulator/cli/temporary.hpp"
#include "tests/places.hpp"

namespace fs = std::filesystem;
using testing::vivarium;

namespace {

const fs::path projects = VIVARIUM_SOURCE_DIR "/examples/projects";

std::string text_of(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream{path}.rdbuf();
  return text.str();
}

struct Mutation {
  std::string project, file, from, to;
};
const std::vector<Mutation> mutations{
    {"blink", "circuit.json", R"(["led:cathode", "pico:GND", "black"])", R"(["led:cathode", "pico:GP22", "black"])"},
    {"blink", "main.py", "(100, 100, 400)", "(100, 100, 390)"},
    {"button_led", "circuit.json", R"(["pico:GP14", "button:a", "blue"])", R"(["pico:GP13", "button:a", "blue"])"},
    {"button_led", "main.py", ">= 20", ">= 0"},
    {"potentiometer", "circuit.json", R"(["knob:b", "pico:3V3", "red"])", R"(["knob:b", "pico:GP22", "red"])"},
    {"potentiometer", "main.py", "* 100", "* 90"},
    {"night_light", "circuit.json", R"(["light:b", "pico:GND", "black"])", R"(["light:b", "pico:GP22", "black"])"},
    {"night_light", "main.py", "(reading - bright)", "(dark - reading)"},
    {"rgb_mixer", "circuit.json", R"("wiper": "pico:GP27")", R"("wiper": "pico:GP22")"},
    {"rgb_mixer", "main.py", "(26, 27, 28)", "(26, 28, 27)"},
    {"dice", "circuit.json", R"("b": "pico:GND")", R"("b": "pico:3V3")"},
    {"dice", "main.py", "1: (3,)", "1: (2,)"},
    {"reaction_game", "circuit.json", R"("b": "pico:GND")", R"("b": "pico:3V3")"},
    {"reaction_game", "main.py", "took / 1000", "took / 1010"},
    {"plant_watering", "circuit.json", R"("wiper": "pico:GP27")", R"("wiper": "pico:GP26")"},
    {"plant_watering", "main.py", "sleep_ms(250)", "sleep_ms(240)"},
    {"weather_station", "circuit.json", R"("DATA": "pico:GP15")", R"("DATA": "pico:GP16")"},
    {"weather_station", "main.py", "%5.1f C", "%5.2f C"},
    {"distance_meter", "circuit.json", R"("a": "pico:GP2", "b": "pico:GND")", R"("a": "pico:GP2", "b": "pico:3V3")"},
    {"distance_meter", "main.py", "0.0343", "0.0353"},
    {"alarm_clock", "circuit.json", R"("b": "pico:GND")", R"("b": "pico:3V3")"},
    {"alarm_clock", "main.py", "% 500", "% 600"},
    {"melody", "circuit.json", R"("minus": "pico:GND")", R"("minus": "pico:3V3")"},
    {"melody", "main.py", "250 * int", "240 * int"},
    {"kept_counter", "circuit.json", R"("SDA": "pico:GP4")", R"("SDA": "pico:GP6")"},
    {"kept_counter", "main.py", "PLACE = 0x10", "PLACE = 0x11"},
};

}  // namespace

TEST_CASE("projects: their scenarios pass", "[examples][scenarios]") {
  NEEDS_FIRMWARE("pico");
  const auto done = vivarium({"test", projects.string()});
  INFO(done.out << done.err);
  CHECK(done.code == 0);
  CHECK_THAT(done.out, Catch::Contains(" passed, 0 failed"));
}

TEST_CASE("projects: a broken script or wire makes the scenario fail", "[examples][scenarios]") {
  NEEDS_FIRMWARE("pico");
  for (const Mutation& m : mutations) {
    INFO(m.project << "/" << m.file << ": " << m.from << " -> " << m.to);
    testing::Folder folder;
    const fs::path copy = folder / m.project;
    fs::copy(projects / m.project, copy);
    std::string text = text_of(copy / m.file);
    const auto at = text.find(m.from);
    REQUIRE(at != std::string::npos);
    std::ofstream{copy / m.file} << text.replace(at, m.from.size(), m.to);
    const auto done = vivarium({"test", copy.string()});
    INFO(done.out << done.err);
    CHECK(done.code == 1);
  }
}

TEST_CASE("projects: verdicts are the same with every engine and from a fresh boot", "[examples][scenarios]") {
  NEEDS_FIRMWARE("pico");
  for (const fs::path& folder : {projects / "button_led", projects.parent_path() / "two_picos"}) {
    INFO(folder);
    const auto moments = [&](const std::vector<std::string>& more) {
      testing::Program::Arguments arguments{"test", folder.string()};
      arguments.insert(arguments.end(), more.begin(), more.end());
      const auto done = vivarium(arguments);
      INFO(done.out << done.err);
      CHECK(done.code == 0);
      std::istringstream lines{done.out};
      std::string all;  // each up to the virtual time at which it was over
      for (std::string line; std::getline(lines, line);) all += line.substr(0, line.find(" s,")) + "\n";
      return all;
    };
    const std::string first = moments({"--jobs", "1"});
    CHECK_THAT(first, Catch::StartsWith("passed "));
    CHECK(moments({"--jobs", "1", "--fresh"}) == first);
    CHECK(moments({"--jobs", "1", "--engine", "interpreter"}) == first);
  }
}
