#include "peripherals/parts/max7219.hpp"

#include <catch2/catch.hpp>

#include "../../emulator/bit_banging.hpp"
#include "bench.hpp"

using namespace parts;
using namespace parts::test;

namespace {

struct Max7219Bench : Bench {
  explicit Max7219Bench(Attributes attributes = {}) {
    chain = &add<Max7219>("max7219", "leds", {{"CLK", "SCK"}, {"DIN", "MOSI"}, {"CS", "CS"}}, std::move(attributes));
    machine.power_on();
    drive("CS", 3.3);
  }
  void send(std::vector<unsigned> words) {
    drive("CS", 0);
    for (const unsigned word : words) machine.circuit.spi(net("SCK")).transfer(word, 16, {});
    drive("CS", 3.3);
  }
  double at(unsigned x, unsigned y) { return chain->picture()->at(x, y); }
  double sum() {
    double sum = 0;
    const Picture picture = *chain->picture();
    for (const double light : picture.light) sum += light;
    return sum;
  }
  Max7219* chain;
};

}  // namespace

TEST_CASE("MAX7219: a chain of matrices", "[parts]") {
  Max7219Bench b{Attributes{{"modules", 2.0}}};
  CHECK(b.chain->picture()->width == 16);
  b.send({0x0101, 0x0180});  // the first word goes to the module on the left
  CHECK(b.sum() == 0);
  b.send({0x0c01, 0x0c01});
  b.send({0x0a0f, 0x0a0f});
  b.send({0x0b07, 0x0b07});
  CHECK(b.sum() == Approx(2));
  CHECK(b.at(7, 0) == 1);
  CHECK(b.at(8, 0) == 1);
  b.send({0x08ff, 0x0000});  // the right one: no operation
  CHECK(b.sum() == Approx(10));
  CHECK(b.at(0, 7) == 1);
  b.send({0x0a00, 0x0000});
  CHECK(b.at(0, 7) == Approx(0.21).margin(0.01));
  Max7219Bench other{Attributes{{"modules", 2.0}}};
  other.load(b.save());
  CHECK(other.at(8, 0) == 1);
  b.send({0x0f01, 0x0c00});
  CHECK(b.sum() == Approx(64));
  b.send({0x0f00, 0x0c00});
  CHECK(b.at(0, 7) > 0);
  CHECK(b.at(8, 0) == 0);
}

TEST_CASE("MAX7219: by levels; bits count whether selected or not", "[parts]") {
  Bench b;
  auto& leds = b.add<Max7219>("max7219", "leds", {{"CLK", "SCK"}, {"DIN", "MOSI"}, {"CS", "CS"}});
  b.machine.power_on();
  testing::SoftSpi soft{b.machine.circuit, 0};
  const auto send = [&](unsigned word) {
    soft.transfer(word, 16);
    soft.select(true);
    soft.select(false);
  };
  for (const unsigned word : {0x0c01u, 0x0b07u, 0x0a0fu, 0x0340u}) send(word);
  CHECK(leds.picture()->at(1, 2) == 1);
}

TEST_CASE("MAX7219: eight digits, decoded or not", "[parts]") {
  Max7219Bench b{Attributes{{"display", std::string{"digits"}}}};
  b.send({0x0c01});
  b.send({0x0b07});
  b.send({0x09ff});
  for (unsigned i = 0; i < 8; ++i) b.send({(i + 1) << 8 | i});
  CHECK(*b.chain->text() == "        \n");  // intensity is at its minimum: hardly to be seen
  b.send({0x0a08});
  CHECK(*b.chain->text() == "76543210\n");
  b.send({0x018c});
  b.send({0x020a});
  CHECK(*b.chain->text() == "765432-H.\n");
  b.send({0x097f});
  b.send({0x0877});  // segments: b c e f g and a
  CHECK(*b.chain->text() == "A65432-H.\n");
  b.send({0x0b02});  // three digits
  CHECK(*b.chain->text() == "     2-H.\n");
}
