#include <catch2/catch.hpp>

#include "toys.hpp"

using namespace scenarios;
using namespace scenarios::test;

TEST_CASE("scenario file: what it says is in the scenario", "[scenarios]") {
  const auto all = read(R"("name": "n", "seed": 7, "strict": true, "limits": {"virtual": "2 s", "host": "1 min"},
    "script": "s.py", "firmware": "python 1.0", "steps": [{"wait": "1 s", "note": "why"}])",
                        {{"d/s.py", "print(1)"}});
  REQUIRE(all.size() == 1);
  const Scenario& s = all.front();
  CHECK(s.name == "n");
  CHECK(s.seed == 7);
  CHECK(s.strict);
  CHECK(s.limit == std::chrono::seconds{2});
  CHECK(s.host_limit == 60);
  REQUIRE(s.scripts.size() == 1);
  CHECK(s.scripts[0].board == "toy");
  CHECK(s.scripts[0].text == "print(1)");
  CHECK(s.firmware.at("toy") == "python 1.0");
  REQUIRE(s.steps.size() == 1);
  CHECK(s.steps[0]->place == "d/t.scenario.json:3: steps[0]");
}

TEST_CASE("scenario file: a table makes one case of each row", "[scenarios]") {
  const auto all = read(R"("steps": [{"set": {"tilt.acceleration_x": "$x"}}, {"write": "at $x g, $$5"}],
    "table": [{"name": "flat", "x": 0}, {"x": 1}])");
  REQUIRE(all.size() == 2);
  CHECK(all[0].name == "t [flat]");
  CHECK(all[1].name == "t [2]");
  CHECK(complaint(R"("steps": [{"write": "$y"}], "table": [{"x": 1}])") ==
        R"(d/t.scenario.json:2: steps[0].write: the table has no column "y"; did you mean x?)");
}

TEST_CASE("scenario file: every mistake is told at once, with line, path and near names", "[scenarios]") {
  CHECK(complaint(R"("nmae": "x",
"limits": {"virtual": 5},
"steps": [
  {"wiat": "1 s"},
  {"wait": "1 s", "within": "2 s"},
  {"wait": "soon"},
  {"wait": "1 s", "press": "bell"},
  {},
  {"press": "bel"},
  {"set": {"tilt.acceleration_w": 1}},
  {"set": {"tilt.acceleration_x": "1 m"}},
  {"set": {"tilt.acceleration_x": 900}},
  {"expect": {"pin": "toy:A33", "level": 1}},
  {"expect": {"pin": "toy:A3", "level": 2}},
  {"expect": {"pin": "toy:A3", "level": 1, "volts": 3}},
  {"expect": {"part": "bell", "angle": 5}},
  {"expect": {"serial": {"regex": "("}}},
  {"expect": {"seriel": "x"}},
  {"parallel": [[{"snapshot": "s"}]]}
])") == R"(d/t.scenario.json:3: limits.virtual: must be a time with its unit, like "200 ms", not 5
d/t.scenario.json:5: steps[0]: there is no step "wiat"; did you mean wait?
d/t.scenario.json:6: steps[1].within: there is no such key; there are note and wait
d/t.scenario.json:7: steps[2].wait: "soon" is no duration; write 5s, 1.5s, 200ms, 10us, 2min or 1h
d/t.scenario.json:8: steps[3].press: and "wait" are two steps; each needs an object of its own
d/t.scenario.json:9: steps[4]: is an empty step
d/t.scenario.json:10: steps[5].press: there is no button "bel"; did you mean bell?
d/t.scenario.json:11: steps[6].set.tilt.acceleration_w: there is no such quantity; did you mean tilt.acceleration_x, tilt.acceleration_y or tilt.acceleration_z?
d/t.scenario.json:12: steps[7].set.tilt.acceleration_x: "1 m" is not in g
d/t.scenario.json:13: steps[8].set.tilt.acceleration_x: tilt.acceleration_x can be -16 to 16 g, not 900
d/t.scenario.json:14: steps[9].expect.pin: toyboard has no pin or net "A33"; there are SCL, SDA, BUTTON, LED, RESET, RX, TX, 3V and GND
d/t.scenario.json:15: steps[10].expect.level: must be 0 or 1, not 2
d/t.scenario.json:16: steps[11].expect.pin: needs one of level, volts, frequency, duty, width, edges or floating
d/t.scenario.json:17: steps[12].expect.angle: is nothing that bell shows
d/t.scenario.json:18: steps[13].expect.serial.regex: is no regular expression: Mismatched '(' and ')' in regular expression
d/t.scenario.json:19: steps[14].expect: says no condition; did you mean serial?
d/t.scenario.json:20: steps[15].parallel[0][0].snapshot: cannot stand inside of parallel or repeat: it is about everything at once
d/t.scenario.json:2: nmae: there is no such key; did you mean name?)");
}

TEST_CASE("scenario file: a circuit that is broken, or none at all", "[scenarios]") {
  const auto read_file = [](const std::string& text) {
    try {
      read_scenarios("d/t.json", files_of({{"d/t.json", text}, {"d/broken.json", "{\n\"boards\": {\"a\": \"b\"}}"}}),
                     boards::test::toy_chips());
    } catch (const boards::BoardError& error) { return std::string{error.what()}; }
    return std::string{};
  };
  CHECK(read_file(R"({"steps": []})") ==
        "d/t.json:1: board: one of \"board\" (its name) and \"circuit\" (a file beside this one) is needed");
  CHECK(read_file(R"({"circuit": "no.json", "steps": []})") ==
        "d/t.json:1: circuit: cannot read d/no.json: No such file or directory");
  CHECK(read_file(R"({"circuit": "broken.json", "steps": []})")
            .find("d/broken.json:2: boards.a: there is no board \"b\"") != std::string::npos);
  CHECK(read_file("{").find("d/t.json: ") == 0);
}

TEST_CASE("scenario file: files go to the board before its script", "[scenarios]") {
  const auto all = read(R"("script": "s.py", "files": {"lib/a.py": "a.py"}, "steps": [{"write": [3, 255]}])",
                        {{"d/s.py", ""}, {"d/a.py", "A = 1"}});
  REQUIRE(all[0].files.size() == 1);
  CHECK(all[0].files[0].board == "toy");
  CHECK(all[0].files[0].path == "lib/a.py");
  CHECK(all[0].files[0].bytes == "A = 1");
  CHECK(complaint(R"("files": {"a.py": "a.py", "/b.py": "no.py"}, "steps": [{"write": [256]}])", {{"d/a.py", ""}}) ==
        R"(d/t.scenario.json:2: files./b.py: goes to a board before its script begins, and there is no script
d/t.scenario.json:2: files./b.py: must be a path on the board like "lib/font.py"
d/t.scenario.json:2: files./b.py: cannot read d/no.py: No such file or directory
d/t.scenario.json:2: files.a.py: goes to a board before its script begins, and there is no script
d/t.scenario.json:2: steps[0].write: must be a text, or a list of bytes: [3, 255])");
}

TEST_CASE("scenario file: the world as it is when the power comes", "[scenarios]") {
  const auto all = read(R"("world": {"tilt.acceleration_x": "0.5 g"}, "steps": [])");
  CHECK(all[0].world == std::map<std::string, double>{{"tilt.acceleration_x", 0.5}});
  CHECK(
      complaint(R"("world": {"tilt.acceleration_w": 1, "tilt.acceleration_y": 900}, "steps": [])")
          .starts_with("d/t.scenario.json:2: world.tilt.acceleration_w: there is no quantity \"tilt.acceleration_w\""));
}
