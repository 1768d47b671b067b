#include "peripherals/parts/relay.hpp"

#include <catch2/catch.hpp>

#include "bench.hpp"

using namespace parts;
using namespace parts::test;

namespace {

struct RelayBench : Bench {
  explicit RelayBench(Attributes attributes = {}) {
    drive("C", 5, 100);
    drive("N", 0, 10e3);
    drive("R", 0, 10e3);
    relay = &add<Relay>("relay", "k", {{"IN", "I"}, {"COM", "C"}, {"NO", "N"}, {"NC", "R"}}, std::move(attributes));
  }
  std::string at() { return std::string{net("N").volts() > 2 ? "NO" : ""} + (net("R").volts() > 2 ? "NC" : ""); }
  Relay* relay;
};

}  // namespace

TEST_CASE("relay: COM moves from NC to NO and back, in its time", "[parts]") {
  RelayBench b;
  CHECK(b.at() == "NC");
  b.drive("I", 3.3);
  b.run(6900us);
  CHECK(b.at() == "NC");
  b.run(200us);
  CHECK(b.at() == "NO");
  CHECK(b.relay->readings()[0].value == 1);
  RelayBench other;
  other.load(b.save());
  CHECK(other.at() == "NO");
  b.drive("I", 0);
  b.run(3100us);
  CHECK(b.at() == "NC");
  b.drive("I", 3.3);  // too short
  b.run(1ms);
  b.drive("I", 0);
  b.run(20ms);
  CHECK(b.at() == "NC");
}

TEST_CASE("relay: active low, and open at rest", "[parts]") {
  RelayBench b{{{"active_low", true}}};
  b.run(20ms);
  CHECK(b.at() == "NC");
  b.drive("I", 0);
  b.run(20ms);
  CHECK(b.at() == "NO");
}
