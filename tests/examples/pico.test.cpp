// The Pico's examples print what their comments say, and do the same every time.
#include <catch2/catch.hpp>

#include "../emulator/cli/program.hpp"
#include "../emulator/cli/temporary.hpp"
#include "tests/places.hpp"

using testing::vivarium;

namespace {

testing::Finished run(const std::string& name, const testing::Program::Arguments& more = {}) {
  testing::Program::Arguments arguments{"run", "pico", VIVARIUM_SOURCE_DIR "/examples/pico/" + name + ".py", "--for",
                                        "20s"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return vivarium(arguments);
}

}  // namespace

TEST_CASE("examples of the Pico: what they print", "[examples]") {
  NEEDS_FIRMWARE("pico");
  struct Case {
    std::string name, out;
  };
  const std::string fade =
      "frequency 1000\nduty 0\nduty 16383\nduty 32768\nduty 49151\nduty 65535\nduty 49151\n"
      "duty 32768\nduty 16383\nduty 0\n";
  for (const auto& [name, out] :
       {Case{"pwm_fade", fade}, Case{"pin_irq", "flags [8, 4, 8, 4]\nms apart [2, 2, 2]\n"},
        Case{"timer", "once, after 35 ms\npin 0\n"}, Case{"thread", "counted 1000 on cores [0, 1]\n"},
        Case{"dma_copy", "copied 1024 bytes: True\n"}, Case{"dma_pio", "shifted 20 words\n"},
        Case{"pio_neopixel", "sent 255 0 0\nsent 0 128 7\nsent 1 2 3\n"},
        Case{"pio_square_wave",
             "state machine at 125000000 Hz\nstate machine at 10000000 Hz\nstate machine at 3000000 Hz\n"},
        Case{"multicore_fifo", "1 1\n2 4\n3 9\n4 16\n5 25\n6 36\n7 49\n8 64\ndone 0\n"},
        // Waking up takes more than 1 ms: the crystal starts, and code comes from flash at a crystal's pace.
        Case{"lightsleep",
             "slept 11 ms, at 125000000 Hz again\nslept 201 ms, at 125000000 Hz again\n"
             "slept 1001 ms, at 125000000 Hz again\n"},
        Case{"rtc",
             "(2024, 2, 28, 2, 23, 59, 58, 0)\n(2024, 2, 28, 2, 23, 59, 59, 0)\n"
             "(2024, 2, 29, 3, 0, 0, 0, 0)\n(2024, 2, 29, 3, 0, 0, 1, 0)\n"},
        Case{"uart_loopback", "9600 None\n115200 None\n1000000 None\n"}}) {  // without the wire
    INFO(name);
    const auto done = run(name);
    CHECK(done.err.empty());
    CHECK(done.code == 0);
    CHECK(done.out == out);
  }
}

TEST_CASE("examples of the Pico: the temperature sensor feels the world", "[examples]") {
  NEEDS_FIRMWARE("pico");
  const auto done = run("adc_temperature", {"--set", "temperature=25", "--set", "temperature=60@1s"});
  CHECK(done.code == 0);
  std::istringstream lines{done.out};
  double first = 0, second = 0, third = 0;
  std::string unit;
  lines >> first >> unit >> second >> unit >> third;
  CHECK(std::abs(first - 25) < 0.5);
  CHECK(std::abs(second - 25) < 0.5);
  CHECK(std::abs(third - 60) < 0.5);
}

TEST_CASE("examples of the Pico: wires of a board file join pins", "[examples]") {
  NEEDS_FIRMWARE("pico");
  const std::string folder = VIVARIUM_SOURCE_DIR "/examples/pico/";
  const auto wired = [&](const std::string& name) {
    return vivarium({"run", folder + "wired.json", folder + name + ".py", "--for", "20s"}).out;
  };
  CHECK(wired("uart_loopback") == "9600 b'hello'\n115200 b'loopback'\n1000000 b'fast'\n");
  CHECK(wired("i2c_target") == "target received [16, 32, 48]\nnobody at 0x43: [Errno 5] EIO\n");
  CHECK(wired("spi_target") == "controller received b'world'\ntarget received b'hello'\n");
}

TEST_CASE("examples of the Pico: the watchdog resets the board", "[examples]") {
  NEEDS_FIRMWARE("pico");
  const auto done = run("watchdog_reset");
  CHECK_THAT(done.out, Catch::StartsWith("last reset: power-on\nfed\nfed\nfed\nfed no more\n"));
  CHECK_THAT(done.err, Catch::Contains("the board reset itself before the script had ended"));
}

TEST_CASE("examples of the Pico: two runs make the same register accesses, at any speed", "[examples]") {
  NEEDS_FIRMWARE("pico");
  testing::Folder folder;
  for (const std::string name : {"pwm_fade", "thread", "dma_pio", "multicore_fifo", "lightsleep"}) {
    std::vector<std::string> traces;
    for (const std::string speed : {"max", "1x", "max"}) {
      CHECK(run(name, {"--trace", "registers=" + folder / "trace", "--speed", speed}).code == 0);
      traces.push_back(folder.read("trace"));
    }
    INFO(name);
    CHECK(traces[0].size() > 100'000);
    CHECK((traces[0] == traces[1]));
    CHECK((traces[0] == traces[2]));
  }
}

TEST_CASE("examples of the Pico: the same with a real boot ROM", "[examples]") {
  NEEDS_FIRMWARE("pico");
  const char* images = std::getenv("VIVARIUM_FIRMWARE");
  for (const std::string revision : {"b1", "b2"}) {
    const auto rom = std::filesystem::path{images ? images : ""} / ("rom/rp2040_bootrom_" + revision + ".bin");
    if (!std::filesystem::exists(rom)) {
      WARN("skipped: " << rom.string() << " is not there");
      continue;
    }
    for (const std::string name : {"adc_temperature", "dma_copy", "dma_pio", "lightsleep", "multicore_fifo", "pin_irq",
                                   "pio_neopixel", "pio_square_wave", "pwm_fade", "rtc", "thread", "timer"}) {
      INFO(name << " on " << revision);
      const auto ours = run(name), real = run(name, {"--rom", rom});
      CHECK(real.code == 0);
      CHECK(real.out == ours.out);
      CHECK(real.err == ours.err);
    }
  }
}
