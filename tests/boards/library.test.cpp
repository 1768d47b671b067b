#include <catch2/catch.hpp>

#include "boards/library.hpp"

#include "boards/board.hpp"
#include "toy_chip.hpp"

using namespace boards;
using namespace boards::test;
using Catch::Contains;
using Catch::Matchers::Message;

namespace {

Library toys(std::initializer_list<std::string_view> more = {}) {
  Library library{toy_chips()};
  library.add(toy_board, "toy.json");
  int n = 0;
  for (const auto& text : more) library.add(text, fmt::format("more{}.json", ++n));
  return library;
}

// What describe() says about the toy board with something changed.
std::string complaint(std::string_view patch) {
  std::string text = fmt::format(R"({{"name": "other", "extends": "toyboard", {}}})", patch);
  try {
    toys({text}).describe("other");
  } catch (const BoardError& error) { return error.what(); }
  return "nothing";
}

}  // namespace

TEST_CASE("board file: everything it says is in the description", "[boards]") {
  const BoardDescription board = toys().describe("toyboard");
  CHECK(board.title == "A toy");
  CHECK(board.source == "toy.json");
  CHECK(board.chip == "toy");
  CHECK(board.variant == "small");
  CHECK(board.supply == 3.0);
  CHECK(board.pins.at("BUTTON") == "A1");
  CHECK(board.supplies.at("3V") == 3.0);
  REQUIRE(board.parts.size() == 5);
  CHECK(board.parts[1].name == "pull_up");  // in the file's order
  CHECK(board.parts[1].type == "pull");
  CHECK(board.parts[1].attributes.number("ohms", 0, 0, 1e9) == 10'000);
  CHECK(board.parts[1].wires.at("pin") == "BUTTON");
  CHECK(board.consoles == std::vector<std::string>{"usb"});
  REQUIRE(board.firmware.size() == 1);
  CHECK(board.firmware[0].debian_path == "/usr/share/toy.hex");
  CHECK(board.image.base == 0x0800'0000u);
  CHECK(board.image.families == std::vector<std::uint32_t>{0xada52840});
  CHECK(board.image.board == 0x9900);
  CHECK(board.main_script.address == 0x3e000);
  CHECK(board.not_modelled == std::vector<std::string>{"its battery"});
}

TEST_CASE("board file: an unknown board is answered with near names", "[boards]") {
  CHECK_THROWS_MATCHES(toys().describe("toybaord"), UnknownBoard,
                       Message("there is no board \"toybaord\"; did you mean toyboard?"));
  CHECK_THROWS_MATCHES(Library{}.describe("micorbit"), UnknownBoard,
                       Message("there is no board \"micorbit\"; did you mean microbit?"));
}

TEST_CASE("board file: a file of the same name takes a board's place", "[boards]") {
  Library library = toys({R"({"name": "toyboard", "title": "Mine", "chip": "toy"})"});
  CHECK(library.describe("toyboard").title == "Mine");
  CHECK(library.describe("toyboard").source == "more1.json");
  CHECK(std::ranges::count(library.names(), "toyboard") == 1);
}

TEST_CASE("board file: extends takes what the base says, changes it, and removes with null", "[boards]") {
  const Library library = toys({R"({"name": "plus", "extends": "toyboard", "title": "More",
      "pins": {"EXTRA": "A0"},
      "parts": {"pull_up": {"ohms": 47000}, "accelerometer": null, "lamp": {"type": "button", "wires": {"pin": "EXTRA"}}}})",
                                R"({"name": "plusplus", "extends": "plus", "variant": "large"})"});
  const BoardDescription board = library.describe("plusplus");
  CHECK(board.name == "plusplus");
  CHECK(board.title == "More");
  CHECK(board.variant == "large");
  CHECK(board.pins.size() == 6);
  REQUIRE(board.parts.size() == 5);
  CHECK(board.parts[1].attributes.number("ohms", 0, 0, 1e9) == 47'000);
  CHECK(board.parts.back().name == "lamp");
}

TEST_CASE("board file: a circle of extends is an error", "[boards]") {
  const Library library = toys({R"({"name": "a", "extends": "b"})", R"({"name": "b", "extends": "a"})",
                                R"({"name": "c", "extends": "c"})", R"({"name": "d", "extends": "toybord"})"});
  CHECK_THROWS_MATCHES(library.describe("a"), BoardError,
                       Message("more1.json:1: extends: goes in a circle: a extends b extends a"));
  CHECK_THROWS_WITH(library.describe("c"), Contains("c extends c"));
  CHECK_THROWS_MATCHES(library.describe("d"), BoardError,
                       Message("more4.json:1: extends: there is no board \"toybord\"; did you mean toyboard?"));
}

TEST_CASE("board file: bad JSON is told with line and column", "[boards]") {
  Library library{toy_chips()};
  CHECK_THROWS_WITH(library.add("{\n  \"name\": \"x\",,\n}", "x.json"), Contains("x.json: parse error at line 2"));
  CHECK_THROWS_MATCHES(library.add("[]", "x.json"), BoardError,
                       Message("x.json: a board file must be an object, not a list"));
  CHECK_THROWS_MATCHES(library.add("{}", "x.json"), BoardError,
                       Message("x.json: name: must be a text that names the board"));
  CHECK_THROWS_MATCHES(library.add(R"({"name": "x", "chip": "a", "chip": "b"})", "x.json"), BoardError,
                       Message("x.json: the key \"chip\" stands twice in one object"));
}

TEST_CASE("board file: every mistake is told at once, with file, path and what would be right", "[boards]") {
  Library library{toy_chips()};
  library.add(R"({
    "name": "wrong", "titel": "A board", "chip": "toy", "supply": "3V", "variant": "small",
    "pins": {"LED": "A9", "TX": 5},
    "parts": {
      "a": {"type": "buton", "wires": {"pin": "LED"}},
      "b": {"type": "pull", "ohm": 3, "wires": {"pin": "LDE", "leg": "LED"}},
      "c": 7
    },
    "reset": "RSET",
    "consoles": ["b", "usb"],
    "display": "b",
    "firmware": [{"name": "python", "sha256": "12"}],
    "image": {"base": "0xzz"}
  })",
              "wrong.json");
  CHECK_THROWS_MATCHES(
      library.describe("wrong"), BoardError,
      Message("wrong.json:1: title: is missing\n"
              "wrong.json:2: supply: must be a number, not a text\n"
              "wrong.json:3: pins.TX: must be a text, not a number\n"
              "wrong.json:7: parts.c: must be an object, not a number\n"
              "wrong.json:12: firmware[0].version: is missing\n"
              "wrong.json:12: firmware[0].sha256: must be 64 hexadecimal digits in lower case\n"
              "wrong.json:13: image.base: must be a number of 32 bits or a text like \"0x3e000\", not \"0xzz\"\n"
              "wrong.json:2: titel: there is no such key; did you mean title?\n"
              "wrong.json:3: pins.LED: toy has no pin \"A9\"; did you mean A0, A1 or A2?\n"
              "wrong.json:5: parts.a.type: there is no part type \"buton\"; did you mean button?\n"
              "wrong.json:6: parts.b: it has no attribute \"ohm\"; did you mean ohms?\n"
              "wrong.json:6: parts.b.wires.leg: pull has no terminal \"leg\"; there is only pin\n"
              "wrong.json:6: parts.b.wires.pin: there is no pin or net \"LDE\"; did you mean LED?\n"
              "wrong.json:9: reset: there is no pin or net \"RSET\"; did you mean RST?\n"
              "wrong.json:10: consoles[0]: the part b has no console\n"
              "wrong.json:10: consoles[1]: there is no part \"usb\"; there are a and b\n"
              "wrong.json:11: display: the part b has no picture"));
}

TEST_CASE("board file: a mistake is told for the file that it stands in", "[boards]") {
  Library library = toys({R"({"name": "base", "extends": "toyboard", "chip": "toy", "reset": "NOWHERE"})",
                          R"({"name": "child", "extends": "base", "display": "usb"})"});
  CHECK_THROWS_MATCHES(library.describe("child"), BoardError,
                       Message("more1.json:1: reset: there is no pin or net \"NOWHERE\"; there are SCL, SDA, 3V, GND, "
                               "BUTTON, LED, RESET, RX and TX\n"
                               "more2.json:1: display: the part usb has no picture"));
}

TEST_CASE("board file: chip and variant must be known", "[boards]") {
  CHECK(complaint(R"("chip": "tyo")") == "more1.json:1: chip: there is no chip \"tyo\"; did you mean toy?");
  CHECK(complaint(R"("variant": "smal")") == "more1.json:1: variant: toy has no variant \"smal\"; did you mean small?");
  CHECK(complaint(R"("nets": ["SCL", "SDA", "LED"])") == "more1.json:1: nets: LED is a pin or a supply as well");
  CHECK(complaint(R"("main_script": {"method": "tape"})") ==
        "more1.json:1: main_script.method: \"tape\" is not known; there are \"microbit-append\", \"usb\" and \"repl\"");
}
