// `vivarium picture`, as a person calls it.
#include <catch2/catch.hpp>
#include <cstdlib>

#include "../emulator/cli/program.hpp"
#include "../emulator/cli/temporary.hpp"
#include "emulator/host/file.hpp"
#include "scenarios/bitmap.hpp"

using testing::Folder;
using testing::vivarium;

namespace {

const std::string projects = VIVARIUM_SOURCE_DIR "/examples/projects/";

scenarios::Bitmap png(const std::string& path) { return scenarios::from_png(emulator::read_file(path)); }

std::string complaint(const testing::Program::Arguments& arguments) {
  const auto done = vivarium(arguments);
  CHECK(done.code == 2);
  CHECK(done.out.empty());
  return done.err;
}

}  // namespace

// Goldens: each made by `vivarium picture examples/projects/PROJECT/circuit.json --size 600x400 -o
// tests/gui/golden/FILE`, with --dark where it says so. Fonts and Cairo's versions may differ a little; lines, places
// and colours may not.
TEST_CASE("picture: benches look as they did", "[gui]") {
  struct Golden {
    std::string project, file;
    bool dark = false;
  };
  const auto golden_of = GENERATE(Golden{"night_light", "bench.png"}, Golden{"dice", "dice.png"},
                                  Golden{"distance_meter", "distance_meter.png"}, Golden{"rgb_mixer", "rgb_mixer.png"},
                                  Golden{"weather_station", "weather_station-dark.png", true});
  INFO(golden_of.file);
  const Folder folder;
  std::vector<std::string> words{
      "picture", projects + golden_of.project + "/circuit.json", "--size", "600x400", "-o", folder / "now.png"};
  if (golden_of.dark) words.emplace_back("--dark");
  const auto done = vivarium(words);
  CHECK(done.err.empty());
  REQUIRE(done.code == 0);
  const auto now = png(folder / "now.png"), golden = png(VIVARIUM_SOURCE_DIR "/tests/gui/golden/" + golden_of.file);
  REQUIRE(now.width == golden.width);
  REQUIRE(now.height == golden.height);
  CHECK(scenarios::difference(now, golden, 64).points < 600 * 400 / 100);
}

TEST_CASE("picture: the same circuit as a vector picture", "[gui]") {
  const Folder folder;
  REQUIRE(vivarium({"picture", projects + "night_light/circuit.json", "--dark", "-o", folder / "it.svg"}).code == 0);
  const std::string svg = folder.read("it.svg");
  CHECK(svg.starts_with("<svg "));
  CHECK(svg.find(">GP26</text>") != svg.npos);
  CHECK(svg.find(">330 Ω</text>") != svg.npos);
}

TEST_CASE("picture: an LED that firmware lights is lit", "[gui]") {
  NEEDS_FIRMWARE("pico");
  const Folder folder;
  const auto draw = [&](const std::string& code, const std::string& name) {
    const std::string script = folder.write("main.py", code);
    const auto done = vivarium(
        {"picture", projects + "blink/circuit.json", script, "--at", "4s", "--size", "500x400", "-o", folder / name});
    INFO(done.err);
    CHECK(done.code == 0);
    return png(folder / name);
  };
  const auto lit = draw("from machine import Pin\nPin(15, Pin.OUT).on()\n", "lit.png"),
             dark = draw("pass\n", "dark.png");
  CHECK(scenarios::difference(lit, dark, 40).points > 200);
}

TEST_CASE("picture: a script that fails is told, and drawn all the same", "[gui]") {
  NEEDS_FIRMWARE("pico");
  const Folder folder;
  const std::string script = folder.write("main.py", "1/0\n");
  const auto done =
      vivarium({"picture", projects + "blink/circuit.json", script, "--at", "4s", "-o", folder / "it.png"});
  CHECK(done.code == 1);
  CHECK(done.err.find("ZeroDivisionError") != done.err.npos);
  CHECK(png(folder / "it.png").width > 100);
}

TEST_CASE("picture: mistakes are told in a sentence", "[gui]") {
  CHECK(complaint({"picture", "pico"}) == "vivarium: -o needs a file that ends in .png or .svg\n");
  CHECK(complaint({"picture", "pico", "-o", "it.gif"}) == "vivarium: -o needs a file that ends in .png or .svg\n");
  CHECK_THAT(complaint({"picture", "pico", "-o", "it.png", "--size", "big"}),
             Catch::Contains("\"big\" is no size: 1200x800"));
  CHECK_THAT(complaint({"picture", "/nowhere/circuit.json", "-o", "it.png"}), Catch::Contains("/nowhere/circuit.json"));
  CHECK_THAT(complaint({"picture", "pico", "-o", "/nowhere/it.png"}), Catch::Contains("/nowhere/it.png"));
}

TEST_CASE("gui: without a display it says so", "[gui]") {
  NEEDS_FIRMWARE("pico");
  unsetenv("DISPLAY");
  unsetenv("WAYLAND_DISPLAY");
  const auto done = vivarium({"gui", "pico"});
  CHECK(done.code == 2);
  CHECK(std::count(done.err.begin(), done.err.end(), '\n') == 1);
  CHECK((done.err.find("there is no display") != done.err.npos ||
         done.err.find("built without its window") != done.err.npos));
}

TEST_CASE("gui: a screenshot needs no display", "[gui]") {
  NEEDS_FIRMWARE("pico");
  const Folder folder;
  const auto done = vivarium({"gui", projects + "blink/circuit.json", "--screenshot", folder / "it.png", "--at",
                              "500ms", "--size", "900x600"});
  if (done.err.find("built without its window") != done.err.npos) {
    WARN("skipped: built without the window");
    return;
  }
  INFO(done.err);
  REQUIRE(done.code == 0);
  const auto picture = png(folder / "it.png");
  CHECK(picture.width == 900);
  CHECK(picture.height == 600);
}
