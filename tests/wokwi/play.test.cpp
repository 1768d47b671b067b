// Wokwi projects played by the program itself, on MicroPython for the Pico.
#include <catch2/catch.hpp>

#include "tests/emulator/cli/program.hpp"
#include "tests/emulator/cli/temporary.hpp"
#include "tests/wokwi/toys.hpp"

using testing::Folder;
using testing::vivarium;

namespace {

const std::string diagram_parts = R"({"id": "r1", "type": "wokwi-resistor", "attrs": {"value": "1000"}},
{"id": "led1", "type": "wokwi-led", "attrs": {"color": "red"}},
{"id": "btn1", "type": "wokwi-pushbutton", "attrs": {"bounce": "0"}},
{"id": "pot1", "type": "wokwi-potentiometer", "attrs": {"value": "256"}},
{"id": "dht1", "type": "wokwi-dht22", "attrs": {"temperature": "21.5"}})",
                  connections = R"(["pico:GP2", "r1:1", "green", []], ["r1:2", "led1:A", "green", []],
["led1:C", "pico:GND.1", "black", []], ["btn1:1.l", "pico:GP13", "blue", []], ["btn1:2.l", "pico:GND.2", "black", []],
["pot1:SIG", "pico:GP26", "red", []], ["dht1:SDA", "pico:GP3", "red", []])";

const std::string program = R"(from lamp import Lamp
from machine import ADC, Pin
import dht, time
lamp, button, knob = Lamp(2), Pin(13, Pin.IN, Pin.PULL_UP), ADC(26)
print('ready', open('motto.txt').read())
while button.value(): time.sleep_ms(1)
lamp.on()
print('pressed at', round(knob.read_u16() / 65535, 1))
while not button.value(): time.sleep_ms(1)
lamp.off()
print('released')
print('you said', input())
sensor = dht.DHT22(Pin(3))
sensor.measure()
print('it is', sensor.temperature())
)";

const std::string scenario = R"(name: the lamp follows the button
version: 1
author: nobody

steps:
  - wait-serial: 'ready be bright'
  - expect-pin: {part-id: led1, pin: A, value: 0}
  - set-control:
      part-id: btn1
      control: pressed
      value: 1
  - delay: 10ms
  - expect-pin: {part-id: led1, pin: A, value: 1}
  - wait-serial: 'pressed at 0.3'
  - set-control: {part-id: btn1, control: pressed, value: 0}
  - delay: 10ms
  - wait-serial: 'released'
  - expect-pin: {part-id: pico, pin: GP2, value: 0}
  - write-serial: "hello\r"
  - wait-serial: 'you said hello'
  - wait-serial: 'it is 21.5'
)";

void lay_out(const Folder& folder) {
  folder.write("p/diagram.json", wokwi::test::diagram(diagram_parts, connections));
  folder.write("p/main.py", program);
  folder.write("p/lamp.py", "from machine import Pin\ndef Lamp(n): return Pin(n, Pin.OUT)\n");
  folder.write("p/motto.txt", "be bright");
  folder.write("p/lamp.test.yaml", scenario);
  folder.write("p/.github/workflows/ci.yml", "jobs:\n");
}

}  // namespace

TEST_CASE("wokwi: a project is played as it stands, and converted", "[wokwi][firmware]") {
  NEEDS_FIRMWARE("pico");
  const Folder folder;
  lay_out(folder);
  const auto played = vivarium({"test", folder / "p"});
  INFO(played.out << played.err);
  CHECK(played.code == 0);
  CHECK_THAT(played.out,
             Catch::Contains("lamp.test.yaml: the lamp follows the button") && Catch::Contains("1 passed, 0 failed"));
  const auto converted = vivarium({"convert", folder / "p", "-o", folder / "out"});
  INFO(converted.out << converted.err);
  CHECK(converted.code == 0);
  const auto again = vivarium({"test", folder / "out"});
  INFO(again.out << again.err);
  CHECK(again.code == 0);
  CHECK_THAT(again.out, Catch::Contains("lamp.scenario.json: the lamp follows the button"));
}

TEST_CASE("wokwi: a failure is told at the YAML's line", "[wokwi][firmware]") {
  NEEDS_FIRMWARE("pico");
  const Folder folder;
  lay_out(folder);
  folder.write("p/lamp.test.yaml",
               "name: t\nversion: 1\nsteps:\n  - wait-serial: ready\n\n"
               "  - expect-pin: {part-id: led1, pin: A, value: 1}\n");
  const auto played = vivarium({"test", folder / "p"});
  CHECK(played.code == 1);
  CHECK_THAT(played.out, Catch::Contains("lamp.test.yaml:6: steps[1]: at ") &&
                             Catch::Contains("expected that pico:GP2 is 1; it is 0"));
}

TEST_CASE("wokwi: check tells what is understood, convert replaces nothing", "[wokwi]") {
  const Folder folder;
  lay_out(folder);
  const auto checked = vivarium({"check", folder / "p"});
  INFO(checked.out << checked.err);
  CHECK(checked.code == 0);
  CHECK_THAT(checked.out, Catch::Contains("diagram.json: a Wokwi project of 1 board and 5 parts\n") &&
                              Catch::Contains("pot1: its VCC is not wired; it is joined with pico:3V3") &&
                              Catch::Contains("lamp.test.yaml: a Wokwi scenario of 13 steps\n"));
  folder.write("p/circuit.json", "mine");
  const auto converted = vivarium({"convert", folder / "p"});
  CHECK(converted.code == 2);
  CHECK_THAT(converted.err, Catch::Contains("circuit.json is there already and is another; --force replaces it"));
  CHECK(folder.read("p/circuit.json") == "mine");
  CHECK(vivarium({"convert", folder / "p", "--force"}).code == 0);
  CHECK(vivarium({"check", folder / "p/lamp.scenario.json"}).code == 0);
}
