// I2C and SPI as scripts use them: by the chip's blocks and by moving pins, against parts and other chips.
#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

#include "bench.hpp"
#include "tests/places.hpp"

using namespace std::chrono_literals;
using boards::BoardDescription;
using emulator::RawRepl;

namespace {

const std::string examples = VIVARIUM_SOURCE_DIR "/examples/pico/";

std::string text_of(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream{path}.rdbuf();
  return text.str();
}

BoardDescription board_of(const std::string& json) {
  boards::Library library;
  return library.describe(library.add(json, "test"));
}

BoardDescription eeprom_board() { return board_of(text_of(examples + "i2c_eeprom.json")); }

std::vector<std::string> images(const std::string& interpreter) {
  std::vector<std::string> found;
  for (const auto& image : cli::FirmwareStore::of_this_user().look(boards::describe("pico"))) {
    const bool circuitpython = image.path.filename().string().find("circuitpython") != std::string::npos;
    if (circuitpython == (interpreter == "circuitpython")) found.push_back(image.path.string());
  }
  if (found.empty()) WARN("skipped: no image of " << interpreter << " for pico");
  return found;
}

std::string play(const std::string& image, BoardDescription board, const std::string& script) {
  firmware::Bench bench{1, std::move(board)};
  bench.boot(image);
  return bench.run(script, RawRepl::From::power_on);
}

// One of two boards in a machine, each with a script of its own.
struct Side {
  Side(emulator::Machine& machine, const std::string& prefix, const std::string& image)
      : board(boards::describe("pico"), machine, prefix) {
    cli::load_firmware(board, image);
  }
  void start(const std::string& script) {
    const auto hear = [this](std::string_view text) { out += text; };
    driver =
        std::make_unique<emulator::ScriptDriver>(board.machine(), board.console(), script, "test",
                                                 emulator::ScriptDriver::Callbacks{hear, hear, [](const auto&) {}});
    driver->start(RawRepl::From::power_on);
  }
  bool over() const { return driver->end().has_value(); }
  boards::Board board;
  std::string out;
  std::unique_ptr<emulator::ScriptDriver> driver;
};

// A target at 0x42 on I2C0 that sends each byte back plus one, for a second.
const std::string target_script =
    "from machine import I2C, Pin, mem32\nimport time\n"
    "I2C(0, scl=Pin(5), sda=Pin(4))\nB = 0x40044000\n"
    "mem32[B + 0x6c] = 0\nmem32[B] = 0x224\nmem32[B + 8] = 0x42\nmem32[B + 0x6c] = 1\n"
    "got = []\nend = time.ticks_add(time.ticks_ms(), 1000)\n"
    "while time.ticks_diff(end, time.ticks_ms()) > 0:\n"
    "  if mem32[B + 0x70] & 8: got.append(mem32[B + 0x10] & 255)\n"
    "  if mem32[B + 0x34] & 32:\n    mem32[B + 0x50]\n    mem32[B + 0x10] = got[-1] + 1\n"
    "print(got)\n";

}  // namespace

TEST_CASE("buses: MicroPython reaches an EEPROM by its I2C block and by moving pins", "[firmware][buses]") {
  for (const auto& image : images("micropython")) {
    INFO(image);
    CHECK(play(image, eeprom_board(), text_of(examples + "i2c_eeprom.py")) ==
          "found [80]\npolled more than once: True\nfound [80]\nb'hello'\nb'hello world'\n");
  }
}

TEST_CASE("buses: a scan works with the pulls in the chip, and nothing without any", "[firmware][buses]") {
  for (const auto& image : images("micropython")) {
    INFO(image);
    const std::string part = R"({"name": "b", "extends": "pico", "title": "b",
        "parts": {"eeprom": {"type": "at24c32", "wires": {"SDA": "GP4", "SCL": "GP5"}}}})";
    CHECK(play(image, board_of(part),
               "from machine import I2C, Pin, mem32\ni = I2C(0, scl=Pin(5), sda=Pin(4))\nprint(i.scan())\n"
               "for pad in 5, 6: mem32[0x4001c000 + 4 * pad] &= ~8\n"
               "try: i.writeto(0x50, b'')\nexcept OSError as e: print(e.errno)\n") == "[80]\n110\n");  // ETIMEDOUT
  }
}

TEST_CASE("buses: who watches a bus changes nothing that the firmware does", "[firmware][buses]") {
  for (const auto& image : images("micropython")) {
    std::vector<std::string> traces, outs;
    for (const bool watched : {false, true}) {
      firmware::Bench bench{1, eeprom_board()};
      unsigned edges = 0;
      if (watched)
        for (const char* pin : {"GP4", "GP5"}) bench.board.pin(pin).watchers.push_back([&](const auto&) { ++edges; });
      bench.trace_registers();
      bench.boot(image);
      outs.push_back(
          bench.run("from machine import I2C, Pin\ni = I2C(0, scl=Pin(5), sda=Pin(4), freq=400_000)\n"
                    "i.writeto(0x50, b'\\0\\0')\nprint(i.readfrom(0x50, 20))\n",
                    RawRepl::From::power_on));
      traces.push_back(bench.trace);
      CHECK((!watched || edges > 400));
    }
    CHECK(outs[0].size() > 20);
    CHECK(outs[0] == outs[1]);
    CHECK(traces[0].size() > 100'000);
    CHECK((traces[0] == traces[1]));
  }
}

TEST_CASE("buses: SoftSPI talks to an SPI block that is a target", "[firmware][buses]") {
  std::string script = text_of(examples + "spi_target.py");
  const auto replace = [&](const std::string& what, const std::string& by) {
    const auto at = script.find(what);
    REQUIRE(at != script.npos);
    script.replace(at, what.size(), by);
  };
  replace("import SPI", "import SoftSPI, SPI");
  replace("SPI(0, baud", "SoftSPI(baud");
  replace("Pin(17, Pin.ALT, alt=Pin.ALT_SPI)", "cs = Pin(17, Pin.OUT, value=1)");
  replace("controller.write_readinto(b\"hello\", answer)",
          "cs.value(0)\ncontroller.write_readinto(b\"hello\", answer)\ncs.value(1)");
  for (const auto& image : images("micropython")) {
    INFO(image);
    if (image.find("1.19") != image.npos) continue;  // its Pin knows no Pin.ALT_SPI
    CHECK(play(image, board_of(text_of(examples + "wired.json")), script) ==
          "controller received b'world'\ntarget received b'hello'\n");
  }
}

// The Pico's board module has no I2C(): no pins are its default.
TEST_CASE("buses: CircuitPython scans and reads by busio and bitbangio", "[firmware][buses]") {
  for (const auto& image : images("circuitpython")) {
    INFO(image);
    CHECK(play(image, eeprom_board(),
               "import board, busio, bitbangio, time\n"
               "def use(i2c):\n  i2c.try_lock()\n  print(i2c.scan())\n  i2c.writeto(0x50, bytes([0, 9, 7, 8]))\n"
               "  time.sleep(0.006)\n  got = bytearray(2)\n"
               "  i2c.writeto_then_readfrom(0x50, bytes([0, 9]), got)\n  print(list(got))\n  i2c.deinit()\n"
               "use(busio.I2C(board.GP5, board.GP4))\nuse(bitbangio.I2C(board.GP5, board.GP4))\n") ==
          "[80]\n[7, 8]\n[80]\n[7, 8]\n");
  }
}

TEST_CASE("buses: two Picos on one bus, the controller by its block and by moving pins", "[firmware][buses]") {
  for (const auto& image : images("micropython")) {
    for (const std::string controller : {"I2C(0, ", "SoftI2C("}) {
      INFO(image << " " << controller);
      emulator::Machine machine{1};
      Side left{machine, "left.", image}, right{machine, "right.", image};
      for (const char* pin : {"GPIO4", "GPIO5"}) right.board.chip().pin(pin)->connect(left.board.pin(pin));
      machine.power_on();
      right.start(target_script);
      left.start("from machine import I2C, SoftI2C, Pin\nimport time\ntime.sleep_ms(300)\ni = " + controller +
                 "scl=Pin(5), sda=Pin(4), freq=100_000)\ni.writeto(0x42, b'\\x10\\x20')\nprint(i.readfrom(0x42, 2))\n");
      while ((!left.over() || !right.over()) && machine.now() < emulator::Time{20s})
        machine.run_until(machine.now() + 10ms);
      CHECK(left.out == "b'!!'\n");
      CHECK(right.out == "[16, 32]\n");
    }
  }
}
