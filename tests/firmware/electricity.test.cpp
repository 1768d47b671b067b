// Circuits around a real firmware on the Pico.
#include <catch2/catch.hpp>
#include <cmath>

#include "bench.hpp"
#include "peripherals/parts/led.hpp"

using namespace std::chrono_literals;
using emulator::RawRepl;

namespace {

boards::BoardDescription pico(std::vector<boards::PartDescription> parts, std::vector<std::string> nets = {}) {
  auto board = boards::describe("pico");
  board.parts.insert(board.parts.end(), parts.begin(), parts.end());
  board.nets.insert(board.nets.end(), nets.begin(), nets.end());
  return board;
}

std::string findings(firmware::Bench& bench) {
  std::string all;
  for (const auto& f : bench.machine.circuit_findings.all()) all += f.text + "\n";
  return all;
}

}  // namespace

TEST_CASE("electricity: a potentiometer at the Pico's ADC", "[firmware][electricity]") {
  const std::string image = firmware::image_of("pico");
  if (image.empty()) return;
  firmware::Bench bench{1, pico({{"knob", "potentiometer", {}, {{"a", "GND"}, {"wiper", "GP26"}, {"b", "3V3"}}}})};
  bench.boot(image);
  const std::string read = "import machine\nprint(machine.ADC(26).read_u16())\n";
  CHECK(std::stoi(bench.run(read, RawRepl::From::power_on)) == Approx(65535 * 0.5).epsilon(0.01));
  bench.machine.world.find("knob")->set(0.2);
  CHECK(std::stoi(bench.run(read, RawRepl::From::running)) == Approx(65535 * 0.2).epsilon(0.01));
  CHECK(findings(bench).empty());
}

TEST_CASE("electricity: a capacitor charged by a pin, by voltage and by time", "[firmware][electricity]") {
  const std::string image = firmware::image_of("pico");
  if (image.empty()) return;
  firmware::Bench bench{1, pico({{"r1", "resistor", {{"ohms", 100e3}}, {{"a", "GP15"}, {"b", "GP26"}}},
                                 {"c1", "capacitor", {{"farads", 1e-6}}, {{"plus", "GP26"}, {"minus", "GND"}}}})};
  bench.boot(image);
  const std::string out = bench.run(
      "import machine, time\n"
      "p = machine.Pin(15, machine.Pin.OUT, value=0)\n"
      "a = machine.ADC(26)\n"
      "time.sleep_ms(1)\n"
      "p.value(1)\nt = time.ticks_us()\n"
      "time.sleep_ms(100)\n"
      "v, d = a.read_u16(), time.ticks_diff(time.ticks_us(), t)\n"
      "print(v, d)\n"
      "p.value(0)\ntime.sleep(2)\n"
      "i = machine.Pin(26, machine.Pin.IN)\n"
      "p.value(1)\nt = time.ticks_us()\n"
      "while not i.value(): pass\n"
      "print(time.ticks_diff(time.ticks_us(), t))\n",
      RawRepl::From::power_on);
  int volts = 0, after = 0, crossed = 0;
  INFO(out);
  REQUIRE(std::sscanf(out.c_str(), "%d %d\r\n%d", &volts, &after, &crossed) == 3);
  CHECK(volts == Approx(65535 * (1 - std::exp(-after * 1e-6 / 0.10017))).epsilon(0.01));
  CHECK(crossed == Approx(0.10017e6 * std::log(3.3 / (3.3 - 1.5))).epsilon(0.01));
  CHECK(findings(bench).empty());
}

TEST_CASE("electricity: an LED at the Pico under PWM", "[firmware][electricity]") {
  const std::string image = firmware::image_of("pico");
  if (image.empty()) return;
  firmware::Bench bench{
      1, pico({{"r1", "resistor", {{"ohms", 330.0}}, {{"a", "GP15"}, {"b", "mid"}}},
               {"led1", "led", {{"color", std::string{"green"}}}, {{"anode", "mid"}, {"cathode", "GND"}}}},
              {"mid"})};
  bench.boot(image);
  auto& led = bench.board.part<parts::Led>("led1");
  bench.run("import machine\np = machine.Pin(15, machine.Pin.OUT, value=1)\n", RawRepl::From::power_on);
  const double full = led.lamp().milliamps();
  CHECK(full == Approx((3.3 - 2.03) / (330 + 170) * 1000).epsilon(0.05));
  bench.run("w = machine.PWM(p, freq=1000, duty_u16=16384)\n", RawRepl::From::running);
  bench.run(500ms);
  CHECK(led.lamp().average_milliamps() == Approx(full / 4).epsilon(0.03));
  CHECK(findings(bench).empty());
}

TEST_CASE("electricity: an LED without a resistor, an input that floats", "[firmware][electricity]") {
  const std::string image = firmware::image_of("pico");
  if (image.empty()) return;
  firmware::Bench bench{1, pico({{"led1", "led", {}, {{"anode", "GP15"}, {"cathode", "GND"}}}})};
  bench.boot(image);
  bench.run(
      "import machine\np = machine.Pin(15, machine.Pin.OUT, value=1)\nprint(machine.Pin(14, machine.Pin.IN, "
      "machine.Pin.PULL_UP).value())\n",
      RawRepl::From::power_on);
  CHECK(findings(bench) == "led1 has no resistor: 8.26 mA flow through it, and only what drives it limits them\n");
  bench.run("print(machine.Pin(13, machine.Pin.IN).value())\n", RawRepl::From::running);
  CHECK(bench.machine.circuit_findings.all().size() == 2);
  CHECK(bench.machine.circuit_findings.all().back().text ==
        "GPIO13 is read, but nothing holds it: it needs a pull-up, a pull-down or something that drives it");
}
