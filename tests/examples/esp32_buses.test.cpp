// The ESP32's examples on buses print what their comments say.
#include <catch2/catch.hpp>

#include "../emulator/cli/program.hpp"
#include "../emulator/cli/temporary.hpp"
#include "tests/places.hpp"

using testing::vivarium;

namespace {

const std::string folder = VIVARIUM_SOURCE_DIR "/examples/esp32/";

testing::Finished run(const std::string& board, const std::string& name) {
  return vivarium({"run", board, folder + name + ".py", "--for", "20s"});
}

}  // namespace

TEST_CASE("examples of the ESP32: parts on its buses", "[examples]") {
  NEEDS_FIRMWARE("esp32");
  struct Case {
    std::string name, out;
  };
  for (const auto& [name, out] :
       {Case{"i2c_parts",
             "found ['0x3c', '0x50', '0x76']\nb'kept in the EEPROM'\nchip 0x60\nnobody: [Errno 19] ENODEV\n"},
        Case{"spi_parts", "GPIO4 is 0 and reads 0\nGPIO4 is 1 and reads 1023\n"},
        Case{"sd_card", "capacity 16 MiB\n['hello.txt']\nwritten on the card\n"},
        Case{"i2s_tone", "played 1000 frames\n"}}) {
    INFO(name);
    const auto done = run(folder + "buses.json", name);
    CHECK(done.code == 0);
    CHECK(done.out == out);
  }
}

TEST_CASE("examples of the ESP32: a card on its own bus", "[examples]") {
  NEEDS_FIRMWARE("esp32");
  const auto done = run(folder + "sd_slot.json", "sd_slot");
  CHECK(done.code == 0);
  CHECK(done.out == "capacity 16 MiB\n['numbers.txt'] 8890 bytes\nsum 1999000\n");
}

TEST_CASE("examples of the ESP32: its accelerators, its radio", "[examples]") {
  NEEDS_FIRMWARE("esp32");
  const auto hashes = run("esp32", "hashes");
  CHECK(hashes.code == 0);
  CHECK(hashes.out ==
        "SHA-256 ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\n"
        "SHA-1   a9993e364706816aba3e25717850c26c9cd0d89d\n"
        "AES-128 69c4e0d86a7b0430d8cdb78070b4c55a\nand back True\n");
  const auto wlan = run("esp32", "wlan");
  CHECK(wlan.code == 0);
  CHECK(wlan.out == "active True\nheard []\nconnected False\nactive False\n");
}
