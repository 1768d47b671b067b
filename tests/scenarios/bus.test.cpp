// What goes over buses, by hands that press buttons: a press pulls a line low.
#include <catch2/catch.hpp>

#include "boards/bus.hpp"
#include "toys.hpp"

using namespace scenarios;
using namespace scenarios::test;

namespace {

const std::string circuit = R"({"boards": {"toy": "toy.json"},
  "parts": {
    "bell": {"type": "button", "wires": {"pin": "toy:A3"}},
    "up": {"type": "pull", "ohms": 10000, "wires": {"pin": "toy:A3"}},
    "scl": {"type": "button", "wires": {"pin": "toy:SCL"}},
    "up_scl": {"type": "pull", "ohms": 4700, "wires": {"pin": "toy:SCL"}},
    "sda": {"type": "button", "wires": {"pin": "toy:SDA"}},
    "up_sda": {"type": "pull", "ohms": 4700, "wires": {"pin": "toy:SDA"}}},
  "buses": {
    "sensors": {"i2c": {"scl": "toy:SCL", "sda": "SDA"}},
    "line": {"uart": "toy:A3", "baud": 1000},
    "spi": {"spi": {"sck": "SCL", "miso": "SDA"}}}})";

Files files(const std::string& scenario) {
  const Files toys = files_of({{"d/t.scenario.json", "{\"circuit\": \"b.json\",\n" + scenario + "}"}});
  return {[=](const std::string& path) { return path == "d/b.json" ? circuit : toys.text(path); }};
}

std::vector<Scenario> read_bus_scenario(const std::string& scenario) {
  return read_scenarios("d/t.scenario.json", files(scenario), boards::test::toy_chips());
}

std::string outcome(const std::string& steps) {
  const Verdict verdict = play(read_bus_scenario("\"steps\": [" + steps + "]").front());
  if (verdict.outcome == Verdict::Outcome::passed) return "";
  const std::string& first = verdict.problems.front();
  return first.substr(0, first.find('\n'));
}

std::string mistakes(const std::string& scenario) {
  try {
    read_bus_scenario(scenario);
  } catch (const boards::BoardError& error) { return error.what(); }
  return "nothing";
}

// Steps that move lines.
struct Hand {
  std::string text;
  void line(const std::string& button, bool high) {
    text += R"({")" + std::string{high ? "release" : "press"} + R"(": ")" + button + R"("}, {"wait": "1 ms"},)";
  }
  void start() {
    line("sda", true);
    line("scl", true);
    line("sda", false);
    line("scl", false);
  }
  void bit(bool one) {
    line("sda", one);
    line("scl", true);
    line("scl", false);
  }
  void byte(unsigned value, bool acknowledge = false) {
    for (unsigned i = 8; i--;) bit(value >> i & 1);
    bit(!acknowledge);
  }
  void stop() {
    line("sda", false);
    line("scl", true);
    line("sda", true);
  }
};

// At 1000 baud.
std::string sent(std::string_view said) {
  std::string text;
  for (const char c : said)
    for (unsigned i = 0, frame = static_cast<unsigned char>(c) << 1 | 0x200; i < 10; ++i)
      text += std::string{R"({")"} + (frame >> i & 1 ? "release" : "press") + R"(": "bell"}, {"wait": "1 ms"},)";
  return text;
}

}  // namespace

TEST_CASE("bus: transactions with a part are seen", "[scenarios][bus]") {
  Hand hand;  // the accelerometer's WHO_AM_I
  hand.start();
  hand.byte(0x1d << 1);
  hand.byte(0x0d);
  hand.start();
  hand.byte(0x1d << 1 | 1);
  hand.byte(0xff);
  hand.stop();
  const std::string condition =
      R"({"bus": "sensors", "transaction": {"address": "0x1D", "writes": [13], "reads": ["0x5A"]}})";
  const std::string whole = R"({"expect": )" + condition + "}";
  CHECK(outcome(hand.text + whole) == "");
  CHECK(outcome(hand.text + R"({"expect": {"bus": "sensors", "transaction": {"address": 29, "reads": [null]}}})") ==
        "");
  CHECK(outcome(hand.text + whole + "," + whole) ==
        "d/t.scenario.json:2: steps[239]: at 0.119000000000 s: expected that 0x1D W 0D R 5A over sensors; it carried "
        "nothing more");
  CHECK(outcome(hand.text + R"({"expect": {"bus": "sensors", "transaction": {"address": "0x1D", "writes": [14]}}})")
            .ends_with("expected that 0x1D W 0E over sensors; it carried 0x1D W 0D R 5A"));
  CHECK(outcome(R"({"wait_for": {"bus": "sensors", "transaction": {"address": "0x1D"}}, "within": "1 s"})")
            .ends_with("waited 1 s for 0x1D over sensors; it carried nothing"));
  CHECK(outcome(R"({"parallel": [[)" + hand.text + R"({"wait": "1 ms"}], [{"wait_for": )" + condition +
                R"(, "within": "1 s"}]]})") == "");
}

TEST_CASE("bus: an address that nobody answers", "[scenarios][bus]") {
  Hand hand;
  hand.start();
  hand.byte(0x22 << 1);
  hand.stop();
  CHECK(outcome(hand.text +
                R"({"expect": {"bus": "sensors", "transaction": {"address": "0x22", "answered": false}}})") == "");
  CHECK(outcome(hand.text + R"({"expect": {"bus": "sensors", "transaction": {"address": "0x22"}}})")
            .ends_with("expected that 0x22 over sensors; it carried 0x22 (no answer)"));
}

TEST_CASE("bus: text and bytes on a UART, each once", "[scenarios][bus]") {
  const std::string say = sent("$GPGGA,$GPG");
  CHECK(outcome(say + R"({"expect": {"bus": "line", "text": "$GPG"}}, {"expect": {"bus": "line", "text": "$GPG"}},
                         {"expect": {"not": {"bus": "line", "text": "$"}}})") == "");
  CHECK(outcome(say + R"({"expect": {"bus": "line", "bytes": [36, null, "0x50"]}})") == "");
  CHECK(outcome(say + R"({"expect": {"bus": "line", "text": "GA,"}}, {"expect": {"bus": "line", "text": "GGA"}})")
            .ends_with(R"(expected that "GGA" over line; it carried "$GPG")"));
  CHECK(outcome(say + R"({"expect": {"bus": {"uart": "A3", "baud": 1000}, "text": "GGA"}})") == "");
  CHECK(outcome(say + R"({"expect": {"bus": {"uart": "A3"}, "text": "GGA"}})") == "");
}

TEST_CASE("bus: SPI by hand", "[scenarios][bus]") {
  Hand hand;
  hand.line("scl", false);
  for (unsigned i = 16; i--;) hand.bit(0x9f40 >> i & 1);
  CHECK(outcome(hand.text + R"({"expect": {"bus": {"spi": {"sck": "SCL", "mosi": "SDA"}}, "mosi": ["0x9F", 64]}})") ==
        "");
  CHECK(outcome(hand.text + R"({"expect": {"bus": "spi", "miso": [65]}})")
            .ends_with("expected that MISO 41 over spi; it carried MISO 9F 40"));
}

TEST_CASE("bus: a snapshot that is brought back has carried nothing", "[scenarios][bus]") {
  CHECK(outcome(R"({"snapshot": "quiet"},)" + sent("A") + R"({"restore": "quiet"},
      {"expect": {"not": {"bus": "line", "text": "A"}}},)" +
                sent("B") + R"({"expect": {"bus": "line", "text": "B"}})") == "");
}

TEST_CASE("bus: mistakes are told with their place", "[scenarios][bus]") {
  CHECK(mistakes(R"("steps": [
  {"expect": {"bus": "sensor", "text": "x"}},
  {"expect": {"bus": "sensors", "text": "x"}},
  {"expect": {"bus": "sensors", "transaction": {"adress": "0x50"}}},
  {"expect": {"bus": "sensors", "transaction": {"address": "0x80", "writes": [300, "x"], "reads": 5}}},
  {"expect": {"bus": "line"}},
  {"expect": {"bus": "line", "text": ""}},
  {"expect": {"bus": "line", "mosi": [1]}},
  {"expect": {"bus": "spi", "mosi": [1]}},
  {"expect": {"bus": {"uart": "A33"}, "text": "x"}},
  {"expect": {"bus": {"usrt": "A3"}, "text": "x"}},
  {"expect": {"bus": {"neopixel": "A3"}, "pixels": ["red"]}},
  {"expect": {"bus": 5}}
])") == R"(d/t.scenario.json:3: steps[0].expect.bus: the circuit names no bus "sensor"; did you mean sensors?
d/t.scenario.json:4: steps[1].expect.transaction: is missing: what goes over an I2C bus, {"address": "0x50", "writes": [0, 16]}
d/t.scenario.json:4: steps[1].expect.text: there is no such key; there is only bus
d/t.scenario.json:5: steps[2].expect.transaction.address: must be the seven bits of an I2C address, like "0x50"
d/t.scenario.json:5: steps[2].expect.transaction.adress: there is no such key; did you mean address?
d/t.scenario.json:6: steps[3].expect.transaction.address: must be the seven bits of an I2C address, like "0x50"
d/t.scenario.json:6: steps[3].expect.transaction.writes[0]: must be a byte, like 16, "0x1F" or null for any, not 300
d/t.scenario.json:6: steps[3].expect.transaction.writes[1]: must be a byte, like 16, "0x1F" or null for any, not "x"
d/t.scenario.json:6: steps[3].expect.transaction.reads: must be a list of bytes: [0, "0x1F", null], where null is any byte
d/t.scenario.json:7: steps[4].expect.bytes: or "text" is needed: what goes over it
d/t.scenario.json:8: steps[5].expect.text: nothing at all is always there
d/t.scenario.json:9: steps[6].expect.bytes: or "text" is needed: what goes over it
d/t.scenario.json:9: steps[6].expect.mosi: there is no such key; there are bus and bytes
d/t.scenario.json:10: steps[7].expect.mosi: the bus names no such line
d/t.scenario.json:11: steps[8].expect.bus.uart: toyboard has no pin or net "A33"; there are SCL, SDA, BUTTON, LED, RESET, RX, TX, 3V and GND
d/t.scenario.json:12: steps[9].expect.bus.usrt: a bus needs its protocol; did you mean uart?
d/t.scenario.json:13: steps[10].expect.pixels: "red" is no colour; write #RRGGBB
d/t.scenario.json:14: steps[11].expect.bus: must be a bus of the circuit, or one like {"uart": "pico:GP1", "baud": 9600})");
}
