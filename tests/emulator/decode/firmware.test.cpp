// Buses of the Pico as its scripts use them, read from the nets' levels: hardware draws them, the rest moves pins.
#include <catch2/catch.hpp>
#include <functional>

#include "emulator/decode/i2c.hpp"
#include "emulator/decode/neopixel.hpp"
#include "emulator/decode/one_wire.hpp"
#include "emulator/decode/spi.hpp"
#include "emulator/decode/tap.hpp"
#include "emulator/decode/uart.hpp"
#include "tests/firmware/bench.hpp"

using namespace emulator::decode;
using emulator::RawRepl;

namespace {

boards::BoardDescription board_with(const std::string& parts) {
  boards::Library library;
  return library.describe(
      library.add(R"({"name": "b", "extends": "pico", "title": "b", "parts": )" + parts + "}", "test"));
}

const std::string eeprom = R"({
  "eeprom": {"type": "at24c32", "wires": {"SDA": "GP4", "SCL": "GP5"}},
  "pull_sda": {"type": "pull", "ohms": 4700, "wires": {"pin": "GP4"}},
  "pull_scl": {"type": "pull", "ohms": 4700, "wires": {"pin": "GP5"}}})";

struct Listening {
  firmware::Bench bench;
  std::vector<std::unique_ptr<Tap>> taps;
  std::vector<std::string> seen;
  explicit Listening(boards::BoardDescription board) : bench(1, std::move(board)) {}

  template <typename Kind, typename... Options>
  void listen(std::initializer_list<const char*> pins, Options&&... options) {
    std::vector<emulator::Net*> nets;
    for (const char* pin : pins) nets.push_back(&bench.board.pin(pin));
    taps.push_back(std::make_unique<Tap>(bench.machine.scheduler,
                                         std::make_unique<Kind>(std::forward<Options>(options)...), nets, 3.3));
    seen.emplace_back();
    taps.back()->decoder().sink = [this, i = seen.size() - 1](const Frame& frame) {
      seen[i] += (seen[i].empty() ? "" : ", ") + frame.text;
    };
  }
  // Taps are made when the board has booted, so that they hear the script only.
  std::string run(const std::string& image, const std::string& script, const std::function<void()>& on_boot) {
    bench.boot(image);
    bench.run("pass\n", RawRepl::From::power_on);
    on_boot();
    const std::string out = bench.run(script, RawRepl::From::running);
    bench.run(std::chrono::milliseconds{20});
    return out;
  }
};

}  // namespace

TEST_CASE("decode: I2C of a script, by the chip's block and by moving pins", "[firmware][decode]") {
  const std::string image = firmware::image_of("pico");
  if (image.empty()) return;
  for (const std::string controller : {"I2C(0, ", "SoftI2C("}) {
    Listening pico{board_with(eeprom)};
    const std::string out = pico.run(
        image,
        "from machine import I2C, SoftI2C, Pin\nimport time\ni = " + controller +
            "scl=Pin(5), sda=Pin(4), freq=400_000)\n"
            "i.writeto(0x50, b'\\0\\x10hi')\ntime.sleep_ms(8)\nprint(i.readfrom_mem(0x50, 0x10, 2, addrsize=16))\n"
            "try: i.writeto(0x22, b'x')\nexcept OSError as e: print(e.errno)\n",
        [&] {
          pico.listen<I2c>({"GP5", "GP4"});
        });
    INFO(controller);
    const bool soft = controller == "SoftI2C(";
    CHECK(out == (soft ? "b'hi'\n19\n" : "b'hi'\n5\n"));  // ENODEV, EIO
    const std::string first = soft ? "S, P, " : "";       // SoftI2C begins with a STOP
    CHECK(pico.seen[0] ==
          first +
              "S, 50 W a, 00 a, 10 a, 68 a, 69 a, P, S, 50 W a, 00 a, 10 a, Sr, 50 R a, 68 a, 69 n, P, S, 22 W n, P");
  }
}

TEST_CASE("decode: SPI of a script, by the chip's block and by moving pins", "[firmware][decode]") {
  const std::string image = firmware::image_of("pico");
  if (image.empty()) return;
  const std::string flash =
      R"({"flash": {"type": "w25q", "wires": {"CLK": "GP18", "DI": "GP19", "DO": "GP16", "CS": "GP17"}}})";
  for (const std::string controller : {"SPI(0, ", "SoftSPI("}) {
    Listening pico{board_with(flash)};
    const std::string out =
        pico.run(image,
                 "from machine import SPI, SoftSPI, Pin\ncs = Pin(17, Pin.OUT, value=1)\ns = " + controller +
                     "baudrate=1_000_000, sck=Pin(18), mosi=Pin(19), miso=Pin(16))\n"
                     "cs.value(0)\ns.write(b'\\x9f')\nprint(s.read(3, 0xaa))\ncs.value(1)\n",
                 [&] {
                   pico.listen<Spi>({"GP18", "GP19", "GP16", "GP17"}, SpiOptions{.cs = true});
                   pico.listen<Spi>({"GP18", "GP19"}, SpiOptions{.miso = false});
                 });
    INFO(controller);
    REQUIRE(out.starts_with("b'\\xef@\\x"));
    const std::string last = out.substr(9, 2);
    std::string upper = last;
    std::ranges::transform(upper, upper.begin(), [](char c) { return static_cast<char>(std::toupper(c)); });
    const std::string heard = pico.seen[0].substr(pico.seen[0].find("selected, 0x9F"));
    CHECK(heard.substr(heard.find(", ")) == ", 0x9F/0xFF, 0xAA/0xEF, 0xAA/0x40, 0xAA/0x" + upper + ", deselected");
    CHECK(pico.seen[1] == "0x9F, 0xAA, 0xAA, 0xAA");
  }
}

TEST_CASE("decode: a UART's text, its rate known or measured", "[firmware][decode]") {
  const std::string image = firmware::image_of("pico");
  if (image.empty()) return;
  Listening pico{boards::describe("pico")};
  pico.run(image,
           "from machine import UART, Pin\nimport time\nu = UART(1, 9600, tx=Pin(8), rx=Pin(9))\n"
           "u.write('$GP,7\\n')\ntime.sleep_ms(20)\n"
           "u.init(9600, bits=8, parity=0, stop=2)\nu.write('ok')\ntime.sleep_ms(20)\n",
           [&] {
             pico.listen<Uart>({"GP8"}, UartOptions{.baud = 9600});
             pico.listen<Uart>({"GP8"}, UartOptions{});
           });
  CHECK(pico.seen[0].starts_with("'$', 'G', 'P', ',', '7', 0x0A"));
  CHECK(pico.seen[1].starts_with("9600 baud, '$', 'G', 'P', ',', '7', 0x0A"));
  Listening even{boards::describe("pico")};
  even.run(image,
           "from machine import UART, Pin\nimport time\nu = UART(1, 250000, parity=0, stop=2, tx=Pin(8), rx=Pin(9))\n"
           "u.write('even')\ntime.sleep_ms(5)\n",
           [&] {
             even.listen<Uart>({"GP8"}, UartOptions{.baud = 250000, .parity = UartOptions::Parity::even});
             even.listen<Uart>({"GP8"}, UartOptions{.baud = 250000, .parity = UartOptions::Parity::odd});
           });
  CHECK(even.seen[0] == "'e', 'v', 'e', 'n'");
  CHECK(even.seen[1] == "parity error 'e', parity error 'v', parity error 'e', parity error 'n'");
}

TEST_CASE("decode: a thermometer on 1-Wire and a strip of pixels", "[firmware][decode]") {
  const std::string image = firmware::image_of("pico");
  if (image.empty()) return;
  Listening pico{board_with(R"({"thermo": {"type": "ds18b20", "wires": {"DQ": "GP2"}},
                                "pull": {"type": "pull", "ohms": 4700, "wires": {"pin": "GP2"}},
                                "strip": {"type": "neopixel", "pixels": 3, "wires": {"DIN": "GP3"}}})")};
  const std::string out =
      pico.run(image,
               "import onewire, neopixel, time\nfrom machine import Pin\n"
               "n = neopixel.NeoPixel(Pin(3), 3)\nn[0] = (255, 0, 0)\nn[2] = (1, 2, 3)\nn.write()\ntime.sleep_ms(1)\n"
               "w = onewire.OneWire(Pin(2))\nprint(w.reset())\nw.writebyte(0xcc)\nw.writebyte(0xbe)\n"
               "print(' '.join('%02X' % w.readbyte() for i in range(9)))\n"
               "print(' '.join('%02X' % b for b in w.scan()[0]))\n",
               [&] {
                 pico.listen<OneWire>({"GP2"});
                 pico.listen<NeoPixel>({"GP3"}, NeoPixelOptions{});
               });
  REQUIRE(out.starts_with("True\n"));
  std::string scratchpad = out.substr(5, 26), rom = out.substr(32, 23);
  for (std::size_t at = 0; (at = scratchpad.find(' ', at)) != scratchpad.npos; at += 2) scratchpad.replace(at, 1, ", ");
  CHECK(pico.seen[0].find("reset/presence, CC, BE, " + scratchpad) != std::string::npos);
  CHECK(pico.seen[0].find("F0, ROM " + rom) != std::string::npos);
  CHECK(pico.seen[1] == "#FF0000, #000000, #010203, 3 pixels");
}

TEST_CASE("decode: who listens changes nothing that the firmware does", "[firmware][decode]") {
  const std::string image = firmware::image_of("pico");
  if (image.empty()) return;
  std::vector<std::string> traces;
  for (const bool listens : {false, true}) {
    Listening pico{board_with(eeprom)};
    pico.run(image,
             "from machine import I2C, Pin, UART\nu = UART(1, 115200, tx=Pin(8), rx=Pin(9))\n"
             "i = I2C(0, scl=Pin(5), sda=Pin(4), freq=400_000)\nu.write('hello')\n"
             "i.writeto(0x50, b'\\0\\0')\nprint(i.readfrom(0x50, 20))\n",
             [&] {
               pico.bench.trace_registers();
               if (!listens) return;
               pico.listen<I2c>({"GP5", "GP4"});
               pico.listen<Uart>({"GP8"}, UartOptions{});
             });
    traces.push_back(pico.bench.trace);
  }
  CHECK(traces[0].size() > 10'000);
  CHECK((traces[0] == traces[1]));
}
