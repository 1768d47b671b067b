#include "peripherals/parts/rotary_encoder.hpp"

#include <catch2/catch.hpp>

#include "bench.hpp"

using namespace parts;
using namespace parts::test;

namespace {

struct EncoderBench : Bench {
  explicit EncoderBench(double bounce = 0) {
    add<Part>("rotary_encoder", "knob", {{"CLK", "A"}, {"DT", "B"}, {"SW", "S"}}, {{"bounce", bounce}});
    for (const char* n : {"A", "B"})
      net(n).watchers.push_back(
          [this, n](const emulator::Net& net) { seen += net.volts() > 1.6 ? n[0] : char(n[0] + 32); });
  }
  std::string seen;
};

}  // namespace

TEST_CASE("rotary encoder: CLK leads clockwise, DT the other way", "[parts]") {
  EncoderBench b;
  CHECK(b.net("A").volts() == Approx(3.3));
  b.quantity("steps").set(2);
  b.run(40ms);
  CHECK(b.seen == "abA");
  b.run(61ms);
  CHECK(b.seen == "abABabAB");
  b.seen.clear();
  b.quantity("steps").set(1);
  b.run(1s);
  CHECK(b.seen == "baBA");
}

TEST_CASE("rotary encoder: turned back before it arrived", "[parts]") {
  EncoderBench b;
  b.quantity("steps").set(1);
  b.run(20ms);
  b.quantity("steps").set(0);
  b.run(1s);
  CHECK(b.seen == "aA");
}

TEST_CASE("rotary encoder: bounces, and its button", "[parts]") {
  EncoderBench b{1};
  b.quantity("steps").set(1);
  b.run(13500us);
  CHECK(b.seen.size() > 3);
  b.drive("S", 3.3, 10e3);
  b.quantity("knob").set(1);
  b.run(5ms);
  CHECK(b.net("S").volts() < 0.01);
  EncoderBench other{1};
  other.drive("S", 3.3, 10e3);
  other.load(b.save());
  b.seen.clear();
  b.run(1s);
  other.run(1s);
  CHECK(b.seen == other.seen);
  CHECK(b.save() == other.save());
}
