#include <catch2/catch.hpp>

#include "emulator/near_names.hpp"

using namespace emulator;

TEST_CASE("near names: the likeliest first, at most three", "[near names]") {
  CHECK(near_names("micorbit", {"pico", "microbit", "nano"}) == std::vector<std::string>{"microbit"});
  CHECK(near_names("MICROBIT", {"microbit"}) == std::vector<std::string>{"microbit"});
  CHECK(near_names("row9", {"col1", "row1", "row2", "row3", "row4"}).size() == 3);
  CHECK(near_names("micro", {"microbit_v1", "pyboard"}) == std::vector<std::string>{"microbit_v1"});
  CHECK(near_names("x", {"microbit"}).empty());
}

TEST_CASE("near names: a sentence's end says what was meant, or what there is", "[near names]") {
  CHECK(did_you_mean("pcio", {"pico", "microbit"}) == "; did you mean pico?");
  CHECK(did_you_mean("teensy", {"pico", "microbit"}) == "; there are pico and microbit");
  CHECK(did_you_mean("teensy", {"pico"}) == "; there is only pico");
  CHECK(did_you_mean("teensy", {}).empty());
}
