// The ESP32's examples print what their comments say; projects made for the Pico work on it with other pins.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "boards/library.hpp"
#include "emulator/cli/firmware_store.hpp"

#include "../emulator/cli/program.hpp"
#include "../emulator/cli/temporary.hpp"
#include "tests/places.hpp"

namespace fs = std::filesystem;
using testing::vivarium;

namespace {

const std::string examples = VIVARIUM_SOURCE_DIR "/examples/esp32/";

testing::Finished run(const std::string& board, const std::string& name, const testing::Program::Arguments& more = {}) {
  testing::Program::Arguments arguments{"run", board, examples + name + ".py", "--for", "20s"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return vivarium(arguments);
}

std::string text_of(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream{path}.rdbuf();
  return text.str();
}

// Texts of a project's files that are others on the ESP32.
struct Changed {
  std::string file, from, to;
};
struct Project {
  std::string name;
  std::vector<Changed> changed;
};

void replace_all(std::string& text, const std::string& from, const std::string& to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

// A copy of a project of the Pico's, for the ESP32.
void adapt(const Project& project, const fs::path& copy) {
  fs::copy(fs::path{VIVARIUM_SOURCE_DIR "/examples/projects"} / project.name, copy);
  for (const std::string file : {"circuit.json", "scenario.json", "main.py"}) {
    std::string text = text_of(copy / file);
    replace_all(text, R"("pico": "pico")", R"("pico": "esp32")");
    replace_all(text, "pico:GP", "pico:IO");
    for (const Changed& c : project.changed) {
      if (c.file != file) continue;
      REQUIRE(text.find(c.from) != std::string::npos);
      replace_all(text, c.from, c.to);
    }
    std::ofstream{copy / file} << text;
  }
}

void passes(const std::string& scenarios, const std::string& summary) {
  const auto done = vivarium({"test", scenarios});
  INFO(done.out << done.err);
  CHECK(done.code == 0);
  CHECK_THAT(done.out, Catch::Contains(summary));
}

}  // namespace

TEST_CASE("examples of the ESP32: what they print", "[examples][esp32]") {
  NEEDS_FIRMWARE("esp32");
  struct Case {
    std::string board, name, out;
    testing::Program::Arguments more = {};
  };
  const std::string wired = examples + "wired.json";
  for (const auto& [board, name, out, more] :
       {Case{"esp32", "pin_irq", "edges 4\nms apart [2, 2, 2]\n"},
        Case{"esp32", "pulse_counter", "by hand 25\nin 100 ms of 10 kHz 1000\n"},
        Case{examples + "neopixels.json", "neopixels", "sent [(255, 0, 0), (0, 255, 0), (0, 0, 255)]\n"},
        Case{wired, "rmt_measured", "ms [3, 1, 2, 4, 1]\n"}, Case{"esp32", "threads", "primes below 2000: 303\n"},
        Case{"esp32", "timers", "in 102 ms [20, 5, 1]\n"},
        Case{wired, "uart1",
             "9600 True in time\n115200 True in time\n921600 True in time\nb'odd parity\\n'\nnothing more: None\n"},
        Case{"esp32", "partitions",
             "factory    type 0 subtype   0 at 0x10000, 1984 KiB\nnvs        type 1 subtype   2 at 0x9000, 24 KiB\n"
             "phy_init   type 1 subtype   1 at 0xf000, 4 KiB\nvfs        type 1 subtype 129 at 0x200000, 2048 KiB\n"
             "runs from factory which begins with 0xe9\nno place for an update: 2\n"},
        Case{examples + "touch.json",
             "touch",
             "free\ntouched\nfree\n",
             {"--set", "metal=1@2s", "--set", "metal=0@3s"}}}) {
    INFO(name);
    const auto done = run(board, name, more);
    CHECK(done.err.empty());
    CHECK(done.code == 0);
    CHECK(done.out == out);
  }
}

TEST_CASE("examples of the ESP32: PWM is as long high as it should", "[examples][esp32]") {
  NEEDS_FIRMWARE("esp32");
  const auto done = run("esp32", "pwm_measured");
  std::istringstream lines{done.out};
  std::string word;
  for (const double high : {250.0, 750.0, 2000.0, 20.0}) {
    double freq = 0, duty = 0, measured = 0;
    lines >> freq >> word >> duty >> word >> word >> measured >> word;
    CHECK(std::abs(measured - high) <= 0.005 * high + 2);  // the software's own resolution is a microsecond or two
  }
}

TEST_CASE("examples of the ESP32: the ADC measures a knob and the DAC in millivolts", "[examples][esp32]") {
  NEEDS_FIRMWARE("esp32");
  const auto knob = run(examples + "knob.json", "adc_knob", {"--set", "knob=0.25@4s"});
  std::istringstream lines{knob.out};
  std::string word;
  double first = 0, last = 0, value = 0;
  for (int i = 0; lines >> value >> word; ++i) (i == 0 ? first : last) = value;
  CHECK(std::abs(first - 1650) < 10);
  CHECK(std::abs(last - 825) < 10);
  const auto dac = run(examples + "wired.json", "dac_adc");
  std::istringstream pairs{dac.out};
  double made = 0, measured = 0;
  int count = 0;
  while (pairs >> made >> word >> word >> measured >> word >> word) {
    CHECK(std::abs(made - measured) < 15);
    ++count;
  }
  CHECK(count == 5);
}

TEST_CASE("examples of the ESP32: projects of the Pico's run with other pins", "[examples][scenarios][esp32]") {
  NEEDS_FIRMWARE("esp32");
  testing::Folder folder;
  // GPIO15 has a pull-up from reset on, which an LED shows. GPIO3 is the console's, GPIO6 to GPIO11 are the flash's.
  // The ADC has attenuators, does not begin at 0 V nor end at 3.3 V, and is not straight: read_uv() is.
  const std::vector<Project> projects{
      {"alarm_clock", {}},
      {"blink", {{"circuit.json", "IO15", "IO18"}, {"main.py", "Pin(15", "Pin(18"}}},
      {"button_led", {}},
      {"melody", {}},
      {"reaction_game", {}},
      {"weather_station", {}},
      {"distance_meter", {{"circuit.json", R"(pico:IO3")", R"(pico:IO4")"}, {"main.py", "Pin(3,", "Pin(4,"}}},
      {"dice",
       {{"circuit.json", R"("pico:IO9")", R"("pico:IO18")"},
        {"circuit.json", R"("pico:IO10")", R"("pico:IO19")"},
        {"circuit.json", R"("pico:IO11")", R"("pico:IO21")"},
        {"main.py", "range(9, 16)", "(18, 19, 21, 12, 13, 14, 15)"}}},
      // The script starts later than the Pico's, which need not send it at 115200 baud.
      {"night_light",
       {{"circuit.json", "IO26", "IO34"},
        {"circuit.json", "IO15", "IO18"},
        {"main.py", "ADC(26)", "ADC(34, atten=ADC.ATTN_11DB)"},
        {"main.py", "Pin(15)", "Pin(18)"},
        {"scenario.json", "300 ms", "1 s"}}},
      // Its I2C driver clears interrupts that there are not, which is told.
      {"kept_counter",
       {{"circuit.json", "IO8", "IO25"},
        {"main.py", "Pin(8), rx=Pin(9)", "Pin(25), rx=Pin(26)"},
        {"scenario.json", R"({"expect": {"log": "clean"}})", R"({"wait": "1 ms"})"}}},
      {"plant_watering",
       {{"circuit.json", "IO27", "IO34"},
        {"circuit.json", "IO15", "IO18"},
        {"main.py", "ADC(27)", "ADC(34, atten=ADC.ATTN_11DB)"},
        {"main.py", "Pin(15", "Pin(18"}}},
      {"potentiometer",
       {{"circuit.json", "IO26", "IO34"},
        {"scenario.json", "IO26", "IO34"},
        {"scenario.json", R"("reading": 100)", R"("reading": 95)"},
        {"main.py", "ADC(26)", "ADC(34, atten=ADC.ATTN_11DB)"},
        {"main.py", "read_u16() / 65535", "read_uv() / 3_300_000"}}},
      {"rgb_mixer",
       {{"circuit.json", "IO26", "IO34"},
        {"circuit.json", "IO27", "IO35"},
        {"circuit.json", "IO28", "IO32"},
        {"main.py", "ADC(pin) for pin in (26, 27, 28)", "ADC(pin, atten=ADC.ATTN_11DB) for pin in (34, 35, 32)"},
        {"main.py", "knob.read_u16()", "knob.read_uv() * 65535 // 3_300_000"}}}};
  for (const auto& entry : fs::directory_iterator{VIVARIUM_SOURCE_DIR "/examples/projects"})
    if (entry.is_directory())
      CHECK(std::ranges::any_of(projects, [&](const Project& p) { return p.name == entry.path().filename(); }));
  for (const Project& p : projects) adapt(p, folder / p.name);
  passes(folder.path().string(), " passed, 0 failed");
}

TEST_CASE("examples of the ESP32: RTC memory, two boards on a CAN bus", "[examples][scenarios][esp32]") {
  NEEDS_FIRMWARE("esp32");
  for (const char* example : {"rtc_memory", "can"}) { passes(examples + example, "1 passed, 0 failed"); }
}

TEST_CASE("examples of the ESP32: what NVS holds outlives the power", "[examples][esp32]") {
  NEEDS_FIRMWARE("esp32");
  testing::Folder folder;
  const testing::Program::Arguments flash{"--flash", folder / "esp32.flash"};
  CHECK_THAT(run("esp32", "nvs", flash).out, Catch::StartsWith("run 1 vivarium\n"));
  CHECK_THAT(run("esp32", "nvs", flash).out, Catch::StartsWith("run 2 vivarium\n"));
}

TEST_CASE("examples of the ESP32: an update in a flash with two places for applications", "[examples][esp32]") {
  NEEDS_FIRMWARE("esp32");
  testing::Folder folder;
  const auto image = cli::FirmwareStore::of_this_user().look(boards::describe("esp32")).front().path.string();
  const std::string two = folder / "two_apps.bin";
  REQUIRE(std::system((examples + "ota/make_flash.py '" + image + "' '" + two + "'").c_str()) == 0);
  const auto done =
      vivarium({"run", "esp32", "--firmware", two, "--as-main", examples + "ota/main.py", "--for", "60s"});
  INFO(done.out << done.err);
  std::size_t from = 0;
  for (const char* line :
       {"runs from ota_0", "KiB to ota_1", "will start ota_1", "runs from ota_1", "runs from ota_0", "back again"}) {
    from = done.out.find(line, from);
    CHECK(from != std::string::npos);
  }
}

TEST_CASE("examples of the ESP32: deep sleep with held pins, and what ends it", "[examples][scenarios][esp32]") {
  NEEDS_FIRMWARE("esp32");
  passes(examples + "deep_sleep", "3 passed, 0 failed");
}

TEST_CASE("ESP32: NeoPixels by RMT and by moving the pin keep their times", "[examples][scenarios][esp32]") {
  NEEDS_FIRMWARE("esp32");
  testing::Folder folder;
  std::ofstream{folder / "circuit.json"} << R"({
    "title": "Pixels and PWM on an ESP32",
    "boards": {"esp": "esp32"},
    "parts": {"strip": {"type": "neopixel", "pixels": 4, "volts": 3.3, "wires": {"DIN": "esp:IO21"}}},
    "pins": {"data": "esp:IO21", "pwm": "esp:IO18"}
  })";
  std::ofstream{folder / "main.py"} << R"(
import esp32, neopixel, time
from machine import PWM, Pin
strip = neopixel.NeoPixel(Pin(21), 4)
pwm = PWM(Pin(18), freq=2000, duty_u16=16384)
strip[0] = (1, 2, 3)
strip[3] = (255, 128, 64)
strip.write()
print("by RMT")
time.sleep_ms(500)
esp32.RMT.bitstream_channel(None)
strip.fill((9, 8, 7))
strip.write()
print("by hand")
time.sleep_ms(500)
)";
  std::ofstream{folder / "scenario.json"} << R"({
    "name": "pixels",
    "circuit": "circuit.json",
    "script": "main.py",
    "steps": [
      {"wait_for": {"serial": "by RMT"}, "within": "2 s"},
      {"wait": "10 ms"},
      {"expect": {"part": "strip", "red_0": 1}},
      {"expect": {"part": "strip", "blue_0": 3}},
      {"expect": {"part": "strip", "red_3": 255}},
      {"expect": {"part": "strip", "green_3": 128}},
      {"expect": {"part": "strip", "bad_bits": 0}},
      {"expect": {"pin": "pwm", "duty": {"about": 25, "plus_minus": 0.2}}},
      {"wait_for": {"pin": "pwm", "pulse": 1, "width": {"about": "125 us", "plus_minus": "1 us"}}, "within": "10 ms"},
      {"wait_for": {"serial": "by hand"}, "within": "2 s"},
      {"wait": "10 ms"},
      {"expect": {"part": "strip", "red_3": 9}},
      {"expect": {"part": "strip", "blue_0": 7}},
      {"expect": {"part": "strip", "bad_bits": 0}},
      {"expect": {"log": "clean"}}
    ]
  })";
  const auto done = vivarium({"test", folder.path().string()});
  INFO(done.out << done.err);
  CHECK(done.code == 0);
}
