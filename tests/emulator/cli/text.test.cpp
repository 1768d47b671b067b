#include "emulator/cli/text.hpp"

#include <catch2/catch.hpp>

#include "emulator/cli/run_options.hpp"

using namespace cli;
using namespace std::chrono_literals;

TEST_CASE("durations: units, fractions and mistakes", "[cli]") {
  CHECK(parse_duration("5s") == 5s);
  CHECK(parse_duration("1.5s") == 1500ms);
  CHECK(parse_duration("200ms") == 200ms);
  CHECK(parse_duration("10us") == 10us);
  CHECK(parse_duration("50ns") == 50ns);
  CHECK(parse_duration("200 ms") == 200ms);
  CHECK(parse_duration("2min") == 2min);
  CHECK(parse_duration("1h") == 1h);
  for (const char* wrong : {"", "5", "s", "-1s", "5  s", "5sec", "1e3s", "nan"})
    CHECK_THROWS_WITH(parse_duration(wrong), Catch::Contains("is no duration; write 5s"));
  CHECK_THROWS_WITH(parse_duration("9999h"), "9999h is too long; virtual time ends after 106 days");
}

TEST_CASE("numbers: decimal and hexadecimal", "[cli]") {
  CHECK(parse_number("253952") == 253952);
  CHECK(parse_number("0x3e000") == 0x3e000);
  for (const char* wrong : {"", "0x", "12k", "0x1ffffffff", "-1"}) CHECK_THROWS(parse_number(wrong));
}

TEST_CASE("ports: with and without an address", "[cli]") {
  CHECK(parse_endpoint("4000").port == 4000);
  CHECK(parse_endpoint("4000").address == "127.0.0.1");
  CHECK(parse_endpoint("0.0.0.0:0").address == "0.0.0.0");
  CHECK(parse_endpoint("[::1]:4000").address == "::1");
  for (const char* wrong : {"", "http", "70000", ":4000", "localhost:"}) CHECK_THROWS(parse_endpoint(wrong));
}

TEST_CASE("traces: kind and file", "[cli]") {
  CHECK(parse_trace("registers").file.empty());
  CHECK(parse_trace("serial=a=b.txt").file == "a=b.txt");
  CHECK_THROWS_WITH(parse_trace("wires"), Catch::Contains("there are registers, instructions and serial"));
}

TEST_CASE("tables and paragraphs: columns line up, lines end in text", "[cli]") {
  CHECK(table({{"a", "long cell", "x"}, {"bbb", "", ""}}, "  ") == "  a    long cell  x\n  bbb\n");
  CHECK(wrapped("one two three", "  ", 9) == "  one two\n  three\n");
}
