#include <catch2/catch.hpp>

#include "peripherals/parts/attributes.hpp"

#include "bench.hpp"

using namespace parts;
using Catch::Matchers::Message;

TEST_CASE("part: attributes are given as what they are, or else the part's own value", "[parts]") {
  const Attributes attributes{{"loud", true}, {"ohms", 220.0}, {"map", std::vector<std::string>{"a", "b"}}};
  CHECK(attributes.flag("loud", false));
  CHECK(attributes.number("ohms", 1, 0, 1000) == 220);
  CHECK(attributes.list("map") == std::vector<std::string>{"a", "b"});
  CHECK(attributes.text("colour", "red") == "red");
}

TEST_CASE("part: an attribute of the wrong kind or size is named", "[parts]") {
  const Attributes attributes{{"ohms", std::string{"many"}}, {"volts", 1e9}};
  CHECK_THROWS_MATCHES(attributes.number("ohms", 1, 0, 1000), PartError,
                       Message("\"ohms\" must be a number, not a text"));
  CHECK_THROWS_MATCHES(attributes.number("volts", 1, 0, 5), PartError,
                       Message("\"volts\" must be 0 to 5, not 1000000000"));
}

TEST_CASE("part: an attribute that a part does not have is named with what was meant", "[parts]") {
  test::Bench bench;
  const Part::Setup setup{bench.machine, "r", "", Attributes{{"ohm", 10.0}, {"Volts", 3.0}}};
  CHECK_THROWS_MATCHES(PartCatalogue::make("pull", setup), PartError,
                       Message("it has no attribute \"Volts\"; did you mean volts?; it has no attribute \"ohm\"; did "
                               "you mean ohms?"));
}

TEST_CASE("part: an unknown type is named with what was meant", "[parts]") {
  test::Bench bench;
  CHECK_THROWS_MATCHES(PartCatalogue::make("mma8635", {bench.machine, "a"}), PartError,
                       Message("there is no part type \"mma8635\"; did you mean mma8653?"));
}
