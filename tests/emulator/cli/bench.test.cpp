#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/emulator/cli/program.hpp"

// `vivarium bench` on the real firmware: every piece of work is done or skipped for a reason.
TEST_CASE("bench measures a board", "[cli][firmware]") {
  NEEDS_FIRMWARE("microbit");
  const auto done = testing::vivarium({"bench", "microbit", "--seconds", "0.001", "--json"});
  REQUIRE(done.code == 0);
  const auto report = nlohmann::json::parse(done.out);
  CHECK(report["board"] == "microbit");
  CHECK(report["boot"]["virtual_seconds"] > 0.0);
  std::size_t measured = 0;
  for (const auto& work : report["work"]) {
    if (work.contains("skipped")) continue;
    ++measured;
    INFO(work.dump());
    CHECK(work["virtual_seconds"] > 0.0);
    if (work["name"] == "integers") CHECK(work["instructions_per_round"] == Approx(1065).margin(50));
    if (work["name"] == "sleep") CHECK(work["virtual_seconds"] == Approx(work["rounds"].get<double>()).epsilon(0.02));
  }
  CHECK(measured >= 6);
}

TEST_CASE("bench tells what work there is", "[cli]") {
  const auto done = testing::vivarium({"bench", "microbit", "--only", "integer"});
  CHECK(done.code == 2);
  CHECK(done.err.find("there is no work \"integer\": choose from integers, objects") != std::string::npos);
}
