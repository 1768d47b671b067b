// What lessons and recordings are made of, in words and files.
#include "gui/window/lesson.hpp"

#include <catch2/catch.hpp>

#include "boards/json.hpp"
#include "gui/window/markdown.hpp"
#include "gui/window/python_colours.hpp"
#include "gui/window/scenario_recorder.hpp"

using namespace gui;
using namespace std::chrono_literals;
using emulator::Time;

TEST_CASE("lesson: steps in words", "[gui]") {
  const auto words =
      steps_in_words(R"({"steps": [{"wait": "50 ms"}, {"wait_for": {"pin": "lamp", "level": 1}, "within": "1 s"},
    {"expect": {"part": "led", "milliamps": [2, 5]}}]})");
  REQUIRE(words.size() == 3);
  CHECK(words[0] == "wait 50 ms");
  CHECK(words[1] == "wait for pin lamp, level 1, within 1 s");
  CHECK(words[2] == "expect part led, milliamps 2 to 5");
  CHECK(steps_in_words("no JSON").empty());
}

TEST_CASE("lesson: a README in blocks", "[gui]") {
  const auto blocks = read_markdown(
      "# Blink\n\nAn LED on `GP15`\nblinks, see [there](x.md).\n\n![The bench](bench.png)\n\n    vivarium test .\n    "
      "again\n\n- one\n- "
      "two\n");
  REQUIRE(blocks.size() == 6);
  using Kind = MarkdownBlock::Kind;
  CHECK(blocks[0].kind == Kind::heading);
  CHECK(blocks[0].text == "Blink");
  CHECK(blocks[1].text == "An LED on GP15 blinks, see there.");
  CHECK(blocks[2].kind == Kind::picture);
  CHECK(blocks[2].file == "bench.png");
  CHECK(blocks[3].kind == Kind::code);
  CHECK(blocks[3].text == "vivarium test .\nagain");
  CHECK(blocks[4].text == "• one");
}

TEST_CASE("lesson: a table's cells", "[gui]") {
  CHECK(table_rows("| a | b c |\n|---|:-:|\n| 1 |  |") ==
        std::vector<std::vector<std::string>>{{"a", "b c"}, {"1", ""}});
  CHECK(table_rows("").empty());
}

TEST_CASE("recorder: a press within one slice has a length", "[gui]") {
  ScenarioRecorder recorder;
  const auto is_button = [](const std::string&) { return true; };
  recorder.start(Time{1s}, "pico");
  recorder.hear({command::Set{"bell", 1}, command::Set{"bell", 0}}, Time{1500ms}, is_button);
  const std::string file = recorder.file("circuit.json", "");
  CHECK(file.find("30 ms") > file.find("press"));
  CHECK(file.find("30 ms") < file.find("release"));
}

TEST_CASE("recorder: what is done with the mouse becomes a scenario", "[gui]") {
  ScenarioRecorder recorder;
  const auto is_button = [](const std::string& name) { return name == "bell"; };
  recorder.hear({command::Set{"bell", 1}}, Time{1s}, is_button);
  CHECK(recorder.steps() == 0);  // nobody has asked for it
  recorder.start(Time{1s}, "pico");
  recorder.hear({command::Set{"bell", 1}}, Time{1500ms}, is_button);
  recorder.hear({command::Set{"bell", 0}}, Time{1700ms}, is_button);
  recorder.hear({command::Set{"knob", 0.2}}, Time{2s}, is_button);
  recorder.hear({command::Set{"knob", 0.3}}, Time{2020ms}, is_button);  // the same movement
  recorder.hear({command::Input{0, "a"}, command::Input{0, "b\r"}}, Time{3s}, is_button);
  recorder.hear({command::Reset{}}, Time{4s}, is_button);
  recorder.stop();
  const auto json = boards::Json::parse(recorder.file("circuit.json", "main.py"));
  CHECK(json["circuit"] == "circuit.json");
  CHECK(json["script"] == "main.py");
  CHECK(json["steps"] ==
        boards::Json::parse(R"([{"wait": "500 ms"}, {"press": "bell"}, {"wait": "200 ms"}, {"release": "bell"},
    {"wait": "300 ms"}, {"set": {"knob": 0.3}}, {"wait": "1000 ms"}, {"write": "ab\r"}, {"wait": "1000 ms"}, {"reset": "pico"}])"));
}

TEST_CASE("script: Python in colours", "[gui]") {
  const std::string text = "import x  # why\nprint('it\\'s', 0x1f, not_a_keyword)\n\"\"\"two\nlines\"\"\"";
  using Kind = PythonPiece::Kind;
  std::vector<std::pair<Kind, std::string>> seen;
  for (const auto& piece : python_pieces(text))
    seen.emplace_back(piece.kind, text.substr(piece.begin, piece.end - piece.begin));
  CHECK(seen == std::vector<std::pair<Kind, std::string>>{{Kind::keyword, "import"},
                                                          {Kind::comment, "# why"},
                                                          {Kind::text, "'it\\'s'"},
                                                          {Kind::number, "0x1f"},
                                                          {Kind::text, "\"\"\"two\nlines\"\"\""}});
  CHECK(python_pieces("'open").size() == 1);
}
