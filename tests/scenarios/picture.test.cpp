#include <catch2/catch.hpp>

#include "scenarios/bitmap.hpp"
#include "toys.hpp"

using namespace scenarios;
using namespace scenarios::test;
using Catch::Contains;

namespace {

// An LED matrix of 2 x 1, lit by what drives the toy's pins.
const std::string circuit = R"({"boards": {"toy": "toy.json"},
  "parts": {"m": {"type": "led_matrix", "map": ["0,0"], "wires": {"row1": "toy:A1", "col1": "toy:A2"}}}})";

Bitmap checkered() { return {2, 1, {255, 255, 255, 0, 0, 0}}; }

std::string text(const std::vector<emulator::u8>& bytes) { return {bytes.begin(), bytes.end()}; }

}  // namespace

TEST_CASE("bitmap: a picture comes back from its file", "[scenarios]") {
  CHECK(from_png(to_png(checkered())) == checkered());
  const Bitmap colours{1, 2, {1, 2, 3, 250, 128, 0}};
  CHECK(from_png(to_png(colours)) == colours);
  CHECK_THROWS_WITH(from_png(std::vector<emulator::u8>{1, 2, 3}), Contains("is no PNG picture"));
  CHECK(bitmap_of({.width = 2, .height = 1, .light = {1, 0}}) == checkered());
  CHECK(bitmap_of({.width = 1, .height = 1, .light = {1}, .colours = {{9, 8, 7}}}).rgb ==
        std::vector<emulator::u8>{9, 8, 7});
}

TEST_CASE("bitmap: differences are counted by points", "[scenarios]") {
  Bitmap other = checkered();
  CHECK(difference(checkered(), other, 0).points == 0);
  other.rgb[4] = 10;
  const Difference d = difference(checkered(), other, 9);
  CHECK(d.points == 1);
  CHECK(d.x == 1);
  CHECK(d.y == 0);
  CHECK(difference(checkered(), other, 10).points == 0);
}

TEST_CASE("picture: a screen is compared with a file, which a run can make", "[scenarios]") {
  const auto with = [](const std::string& steps, TextFiles texts, Stage::Pictures pictures = {}) {
    texts["d/m.json"] = circuit;
    texts["d/t.scenario.json"] = R"({"circuit": "m.json", "steps": )" + steps + "}";
    const auto scenario = read_scenarios("d/t.scenario.json", files_of(texts), boards::test::toy_chips());
    const boards::Chips chips = boards::test::toy_chips();
    const Verdict verdict = scenarios::play(
        scenario.front(), Theatre{.chips = chips,
                                  .firmware = [](const auto&, const auto&) { return Theatre::Firmware{}; },
                                  .pictures = std::move(pictures)});
    return verdict.outcome == Verdict::Outcome::passed ? "" : verdict.problems.front();
  };
  const std::string expect = R"([{"expect": {"picture": "dark.png", "of": "m"}}])",
                    wait = R"([{"wait_for": {"picture": "dark.png", "of": "m"}, "within": "1 s"}])";
  CHECK_THAT(with(expect, {}), Contains("there is no such picture yet; `vivarium test --update-goldens` makes it"));

  std::vector<emulator::u8> made;
  for (const std::string& steps : {expect, wait}) {
    made.clear();
    CHECK(with(steps, {}, {.keep_golden = [&](const std::string& file, const auto& png) {
                 CHECK(file == "dark.png");
                 made = png;
               }}) == "");
    CHECK(from_png(made) == Bitmap{1, 1, {0, 0, 0}});
    CHECK(with(steps, {{"d/dark.png", text(made)}}) == "");
  }
  const std::string bright = text(to_png({1, 1, {255, 255, 255}}));
  CHECK_THAT(with(expect, {{"d/dark.png", bright}}),
             Contains("1 of 1 points are others, the first in column 1 of row 1"));
  CHECK_THAT(with(wait, {{"d/dark.png", bright}}), Contains("waited 1 s for m shows dark.png; 1 of 1 points"));
  CHECK(with(R"([{"expect": {"picture": "dark.png", "of": "m", "tolerance": 100}}])", {{"d/dark.png", bright}}) == "");
  CHECK_THAT(with(expect, {{"d/dark.png", text(to_png(checkered()))}}),
             Contains("it has 1 x 1 points, the picture 2 x 1"));
  std::string kept;
  CHECK_THAT(with(expect, {{"d/dark.png", bright}},
                  {.keep_seen = [&](const std::string&, const auto&) { return std::string{"/x/seen.png"}; }}),
             Contains("what it shows: /x/seen.png"));
}

TEST_CASE("picture: wrong uses are told", "[scenarios]") {
  CHECK_THAT(complaint(R"("steps": [{"expect": {"picture": "a.png", "of": "bell"}}])"),
             Contains("bell shows no picture"));
  CHECK_THAT(complaint(R"("steps": [{"expect": {"picture": "a.png", "of": "up"}}])", {{"d/a.png", "xx"}}),
             Contains("a.png is no PNG picture"));
}
