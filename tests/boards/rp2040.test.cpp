// The boards with an RP2040, and pins joined by wires.
#include <catch2/catch.hpp>
#include <set>

#include "peripherals/parts/led_matrix.hpp"
#include "tests/firmware/bench.hpp"

using namespace emulator;

namespace {

constexpr const char* rp2040_boards[] = {"pico",        "feather_rp2040", "itsybitsy_rp2040",
                                         "nano_rp2040", "tiny2040",       "xiao_rp2040"};

boards::BoardDescription with(const std::string& change) {
  boards::Library library;
  return library.describe(library.add(R"({"name": "other", "extends": "pico", )" + change + "}", "other.json"));
}

}  // namespace

TEST_CASE("boards with an RP2040: the pins that they name are the chip's", "[boards]") {
  for (const std::string name : rp2040_boards) {
    INFO(name);
    const auto board = boards::describe(name);
    CHECK(board.chip == "RP2040");
    CHECK(board.consoles == std::vector<std::string>{"usb"});
    CHECK(board.pins.size() > 15);
    CHECK(board.reset == "RUN");
    Machine machine{1};
    boards::Board built{board, machine};
    CHECK(built.chip().persistent().front()->size() >= 2 * 1024 * 1024);
  }
}

TEST_CASE("boards with an RP2040: MicroPython for the Pico runs, and lights the LED", "[boards]") {
  const std::string image = firmware::image_of("pico");
  if (image.empty()) return;
  const std::map<std::string, std::pair<int, int>> leds{// GPIO, level that lights it
                                                        {"feather_rp2040", {13, 1}},
                                                        {"itsybitsy_rp2040", {11, 1}},
                                                        {"nano_rp2040", {6, 1}},
                                                        {"tiny2040", {19, 0}},
                                                        {"xiao_rp2040", {16, 0}}};
  for (const auto& [name, led] : leds) {
    INFO(name);
    firmware::Bench bench{1, boards::describe(name)};
    bench.boot(image);
    const auto& [gpio, level] = led;
    const auto light = [&, x = level ? 0u : 1u] { return bench.board.part<parts::LedMatrix>("led").milliamps(x, 0); };
    const auto script = [&, pin = gpio](int value) {
      return fmt::format("import machine\np = machine.Pin({}, machine.Pin.OUT, value={})\nprint(6 * 7)\n", pin, value);
    };
    CHECK(bench.run(script(level), RawRepl::From::power_on) == "42\n");
    CHECK(light() > 0.5);
    CHECK(bench.run(script(1 - level), RawRepl::From::running) == "42\n");
    CHECK(light() == 0);
  }
}

TEST_CASE("board file: wires make one net of pins", "[boards]") {
  Machine machine{1};
  boards::Board board{with(R"("wires": {"GP0": "GP5", "GP5": "GPIO9", "GP1": "3V3"})"), machine};
  CHECK(&board.pin("GP0") == &board.pin("GP5"));
  CHECK(&board.pin("GPIO0") == &board.pin("GP9"));
  CHECK(&board.pin("GP1") == &board.pin("3V3"));
  CHECK(board.pin("GP1").volts() > 3.2);
  CHECK(&board.pin("GP2") != &board.pin("GP3"));
}

TEST_CASE("board file: a wire leads from a pin to another thing that exists", "[boards]") {
  using Catch::Contains;
  CHECK_THROWS_WITH(with(R"("wires": {"GP0": "GP99"})"), Contains("wires.GP0: there is no pin or net \"GP99\""));
  CHECK_THROWS_WITH(with(R"("wires": {"3V3": "GP1"})"), Contains("3V3 is no pin"));
  CHECK_THROWS_WITH(with(R"("wires": {"GP1": "GP1"})"), Contains("GP1 is the same"));
}
