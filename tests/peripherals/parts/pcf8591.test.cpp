#include "peripherals/parts/pcf8591.hpp"

#include <catch2/catch.hpp>

#include "bench.hpp"

using namespace parts;
using namespace parts::test;
using emulator::u8;
using Bytes = std::vector<u8>;

namespace {

struct Converter : Bench {
  Converter() {
    add<Pcf8591>(
        "pcf8591", "adc",
        {{"SCL", "SCL"}, {"SDA", "SDA"}, {"AIN0", "0"}, {"AIN1", "1"}, {"AIN2", "2"}, {"AIN3", "3"}, {"AOUT", "out"}},
        {{"volts", 2.56}});
    const char* inputs[] = {"0", "1", "2", "3"};
    const double volts[] = {0.505, 1.005, 2, 3};
    for (int i = 0; i < 4; ++i) drive(inputs[i], volts[i], 1e-3);
  }
  Bytes get(u8 control, unsigned count) {
    CHECK(write(0x48, {control}));
    Bytes bytes;
    bus().start(0x48, true);
    while (bytes.size() < count) bytes.push_back(bus().read());
    bus().stop();
    return bytes;
  }
};

}  // namespace

TEST_CASE("PCF8591: the conversion before, 0x80 at first", "[parts]") {
  Converter c;
  CHECK(c.get(0, 3) == Bytes{0x80, 50, 50});
  CHECK(c.get(2, 2) == Bytes{50, 200});
  CHECK(c.get(3, 2) == Bytes{200, 255});
}

TEST_CASE("PCF8591: auto-increment and the input modes", "[parts]") {
  const auto [control, results] = GENERATE(table<u8, Bytes>({{0x04, {50, 100, 200, 255, 50}},
                                                             {0x14, {0x80, 0x80, 0x9c, 0x80}},
                                                             {0x24, {50, 100, 0x9c, 50}},
                                                             {0x34, {0xce, 0x9c, 0xce}}}));
  Converter c;
  Bytes got = c.get(control, static_cast<unsigned>(results.size()) + 1);
  got.erase(got.begin());
  CHECK(got == results);
}

TEST_CASE("PCF8591: the output, which lets go without its bit", "[parts]") {
  Converter c;
  CHECK(c.net("out").floating());
  CHECK(c.write(0x48, {0x40, 128}));
  CHECK(c.net("out").volts() == Approx(1.28));
  CHECK(c.write(0x48, {0x40, 1, 255}));
  CHECK(c.net("out").volts() == Approx(2.55));
  const auto saved = c.save();
  CHECK(c.write(0x48, {0x00}));
  CHECK(c.net("out").floating());
  c.load(saved);
  CHECK(c.save() == saved);
}
