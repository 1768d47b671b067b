// The examples do what their READMEs say. (That they do the same every time: tests/firmware/determinism.test.cpp.)
#include <algorithm>
#include <catch2/catch.hpp>

#include "../emulator/cli/program.hpp"
#include "tests/places.hpp"

using testing::vivarium;

namespace {

std::string example(const std::string& name) { return VIVARIUM_SOURCE_DIR "/examples/" + name + "/" + name + ".py"; }

const testing::Program::Arguments counter_world{"--press", "A@1s",       "--press", "A@1.5s",
                                                "--press", "A@2s..2.8s", "--press", "B@3s"};
const testing::Program::Arguments tilt_world{"--set", "acceleration_x=0.5@1.5s", "--set", "acceleration_x=-0.7@2.5s",
                                             "--set", "acceleration_x=0@3.5s"};

testing::Finished run(const std::string& name, const testing::Program::Arguments& more) {
  testing::Program::Arguments arguments{"run", "microbit", example(name)};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return vivarium(arguments);
}

}  // namespace

TEST_CASE("example hello: a line and a face", "[examples]") {
  NEEDS_FIRMWARE("microbit");
  const auto done = run("hello", {"--show", "display"});
  CHECK(done.code == 0);
  CHECK(done.out == "Hello from the micro:bit!\n");
  CHECK_THAT(done.err, Catch::Contains(". . . . .\n. # . # .\n. . . . .\n# . . . #\n. # # # .\n"));
}

TEST_CASE("example blink: two hearts by turns, then darkness", "[examples]") {
  NEEDS_FIRMWARE("microbit");
  const auto done = run("blink", {"--show", "display"});
  CHECK(done.code == 0);
  CHECK(done.out == "beat 1\nbeat 2\nbeat 3\n");
  const std::string large = ". # . # .\n# # # # #\n# # # # #\n. # # # .\n. . # . .\n";
  const std::string small = ". . . . .\n. # . # .\n. # # # .\n. . # . .\n. . . . .\n";
  std::size_t at = 0;
  for (const std::string& picture : {large, small, large, small, large, small}) {
    at = done.err.find(picture, at);
    REQUIRE(at != std::string::npos);
    at += picture.size();
  }
  CHECK(done.err.find(". . . . .\n. . . . .\n. . . . .\n. . . . .\n. . . . .\n", at) != std::string::npos);
}

TEST_CASE("example button_counter: presses are counted once each", "[examples]") {
  NEEDS_FIRMWARE("microbit");
  const auto done = run("button_counter", counter_world);
  CHECK(done.code == 0);
  CHECK(done.err.empty());
  CHECK(done.out == "press A to count, B to end\ncount 1\ncount 2\ncount 3\ncounted 3\n");
}

TEST_CASE("example tilt: the accelerometer feels the world", "[examples]") {
  NEEDS_FIRMWARE("microbit");
  const auto done = run("tilt", tilt_world);
  CHECK(done.code == 0);
  INFO(done.out);
  std::vector<std::string> sides;
  std::istringstream lines{done.out};
  for (std::string side, x; lines >> side >> x;) {
    sides.push_back(side);
    if (side == "right") CHECK(std::abs(std::stoi(x) - 500) < 20);
    if (side == "left") CHECK(std::abs(std::stoi(x) + 700) < 20);
  }
  CHECK(sides == std::vector<std::string>{"level", "right", "left", "level"});
}
