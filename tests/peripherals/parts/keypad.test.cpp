#include "peripherals/parts/keypad.hpp"

#include <catch2/catch.hpp>

#include "bench.hpp"

using namespace parts;
using namespace parts::test;

namespace {

struct KeypadBench : Bench {
  explicit KeypadBench(Attributes attributes = {}) {
    Wires wires;
    for (const char n : {'1', '2', '3', '4'})
      for (const char* line : {"row", "col"}) wires.emplace_back(std::string{line} + n, std::string{line} + n);
    for (const char n : {'1', '2', '3', '4'}) drive(std::string{"col"} + n, 3.3, 10e3);
    add<Part>("keypad", "pad", wires, std::move(attributes));
  }
  // Rows are pulled low one by one, and the columns read: row and column numbers of what seems to be pressed.
  std::string scan() {
    std::string seen;
    for (const char row : {'1', '2', '3', '4'}) {
      drive(std::string{"row"} + row, 0);
      for (const char column : {'1', '2', '3', '4'})
        if (net(std::string{"col"} + column).volts() < 1) seen += {row, column, ' '};
      release(std::string{"row"} + row);
    }
    return seen;
  }
};

}  // namespace

TEST_CASE("keypad: keys join rows and columns", "[parts]") {
  KeypadBench b;
  CHECK(b.scan().empty());
  b.quantity("6").set(1);
  CHECK(b.scan() == "23 ");
  b.quantity("#").set(1);
  b.quantity("6").set(0);
  CHECK(b.scan() == "43 ");
  KeypadBench other;
  other.load(b.save());
  CHECK(other.scan() == "43 ");
}

TEST_CASE("keypad: three corners of a rectangle press the fourth", "[parts]") {
  KeypadBench b;
  for (const char* key : {"1", "3", "7"}) b.quantity(key).set(1);
  CHECK(b.scan() == "11 13 31 33 ");
}

TEST_CASE("keypad: other keys", "[parts]") {
  Bench b;
  b.add<Part>("keypad", "pad", {}, {{"keys", std::vector<std::string>{"ab", "cd", "ef"}}});
  CHECK(b.machine.world.find("f"));
  CHECK_THROWS_WITH(b.add<Part>("keypad", "x", {}, {{"keys", std::vector<std::string>{"ab", "c"}}}),
                    "\"keys\" must have rows of the same length");
}
