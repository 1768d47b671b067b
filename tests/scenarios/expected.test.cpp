#include <catch2/catch.hpp>

#include "boards/description.hpp"
#include "scenarios/expected.hpp"

using namespace scenarios;

namespace {

std::string mistakes_of(const char* json, const std::string& unit) {
  boards::Mistakes mistakes{[](const std::string&) { return "f"; }};
  Expected::read(boards::Json::parse(json), "x", unit, mistakes);
  try {
    mistakes.throw_if_any();
  } catch (const boards::BoardError& error) { return error.what(); }
  return "";
}

Expected expected(const char* json, const std::string& unit) {
  boards::Mistakes mistakes{[](const std::string&) { return "f"; }};
  const auto read = Expected::read(boards::Json::parse(json), "x", unit, mistakes);
  REQUIRE(read);
  return *read;
}

}  // namespace

TEST_CASE("expected: exact, a range, about, above and below", "[scenarios]") {
  CHECK(expected("3", "V").met_by(3));
  CHECK_FALSE(expected("3", "V").met_by(3.01));
  CHECK(expected("[20, 30]", "degC").met_by(20));
  CHECK_FALSE(expected("[20, 30]", "degC").met_by(30.1));
  CHECK(expected(R"({"about": 5, "plus_minus": 0.5})", "").met_by(4.5));
  CHECK_FALSE(expected(R"({"about": 5, "plus_minus": 0.5})", "").met_by(5.6));
  CHECK(expected(R"({"above": 1, "below": 2})", "").met_by(1.5));
  CHECK_FALSE(expected(R"({"above": 1})", "").met_by(0.5));
}

TEST_CASE("expected: numbers with units, prefixes and per cent", "[scenarios]") {
  CHECK(expected(R"("25 degC")", "degC").met_by(25));
  CHECK(expected(R"({"about": "1.5 ms", "plus_minus": "10 us"})", "s").met_by(0.001509));
  CHECK_FALSE(expected(R"({"about": "1.5 ms", "plus_minus": "10 us"})", "s").met_by(0.001511));
  CHECK(expected(R"({"about": "1 kHz", "plus_minus": "1 %"})", "Hz").met_by(991));
  CHECK_FALSE(expected(R"({"about": "1 kHz", "plus_minus": "1 %"})", "Hz").met_by(989));
  CHECK(expected(R"(["5 mV", "10 mV"])", "V").text() == "0.005 to 0.01 V");
}

TEST_CASE("expected: what is none is told", "[scenarios]") {
  CHECK(mistakes_of(R"("5 A")", "V") == R"(f: x: "5 A" is not in V)");
  CHECK(mistakes_of(R"("5 V")", "") == R"(f: x: "5 V" has a unit; this is a number without one)");
  CHECK(mistakes_of(R"("warm")", "degC") == R"(f: x: must be a number (degC), not "warm")");
  CHECK(mistakes_of("[1]", "") == "f: x: a range is a list of two numbers: [20, 30]");
  CHECK(mistakes_of("[3, 1]", "") == "f: x: the range goes from 3 down to 1");
  CHECK(mistakes_of(R"({"about": 5})", "").find("must be a number, a range") != std::string::npos);
  CHECK(mistakes_of(R"({"abuot": 5, "plus_minus": 1})", "").find("did you mean about") != std::string::npos);
}
