// Images as their projects published them, from the folder $VIVARIUM_FIRMWARE; what is not there is skipped by name.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>

#include "emulator/host/file.hpp"
#include "emulator/image/load.hpp"

using namespace emulator;

namespace {

struct Extent {
  std::uint32_t address = 0;
  std::size_t size = 0;
  bool operator==(const Extent&) const = default;
};

std::ostream& operator<<(std::ostream& out, const Extent& extent) {
  return out << "0x" << std::hex << extent.address << "+0x" << extent.size << std::dec;
}

std::vector<Extent> extents(const std::vector<Segment>& segments) {
  std::vector<Extent> result;
  for (const auto& segment : segments) result.push_back({segment.address, segment.bytes.size()});
  return result;
}

// True, said aloud, when there is no folder to look in.
bool skipped() {
  if (std::getenv("VIVARIUM_FIRMWARE") != nullptr) return false;
  WARN("skipped: $VIVARIUM_FIRMWARE is not set");
  return true;
}

std::optional<std::vector<std::uint8_t>> firmware(const std::string& name) {
  const auto path = std::filesystem::path(std::getenv("VIVARIUM_FIRMWARE")) / name;
  if (std::filesystem::exists(path)) return read_file(path);
  WARN("skipped: " << name << " is not in $VIVARIUM_FIRMWARE");
  return std::nullopt;
}

struct Expected {
  const char* file;
  ImageFormat format;
  std::vector<Extent> segments;
  std::optional<std::uint32_t> family = {};
};

const std::vector<Expected> kAddressed{
    {"blackpill_f411/firmware_internal_rom_stm32f411_25mhz_v1.22.dfu",
     ImageFormat::DfuSe,
     {{0x8000000, 0x39f8}, {0x8020000, 0x4d7a0}}},
    {"clue/adafruit-circuitpython-clue_nrf52840_express-en_US-9.2.7.uf2",
     ImageFormat::Uf2,
     {{0x26000, 0x100}, {0x27000, 0x91d00}},
     0xada52840},
    {"matrixportal_m4/adafruit-circuitpython-matrixportal_m4-en_US-8.2.9.uf2", ImageFormat::Uf2, {{0x4000, 0x72800}}},
    {"microbit/debian-1.0.1-4-firmware.hex", ImageFormat::IntelHex, {{0, 0x3b88c}, {0x100010c0, 0x1c}}},
    {"microbit/microbit-micropython-v1.hex", ImageFormat::IntelHex, {{0, 0x386d4}, {0x100010c0, 0x1c}}},
    {"nrf52840dk/firmware_v1.11_nRF52840DK.hex", ImageFormat::IntelHex, {{0, 0x238cc}}},
    {"nucleo_f446re/firmware_v1.11_NUCLEO_F446RE.hex",
     ImageFormat::IntelHex,
     {{0x8000000, 0x3a1c}, {0x8020000, 0x4430c}}},
    {"pico/RPI_PICO-20241129-v1.24.1.uf2", ImageFormat::Uf2, {{0x10000000, 0x51600}}, 0xe48bff56},
    {"pico/adafruit-circuitpython-raspberry_pi_pico-en_US-8.2.7.uf2",
     ImageFormat::Uf2,
     {{0x10000000, 0xbbc00}},
     0xe48bff56},
    {"pico/adafruit-circuitpython-raspberry_pi_pico-en_US-9.2.1.uf2",
     ImageFormat::Uf2,
     {{0x10000000, 0xd8000}},
     0xe48bff56},
    {"pico/rp2-pico-20220618-v1.19.1.uf2", ImageFormat::Uf2, {{0x10000000, 0x4a700}}, 0xe48bff56},
    {"pico2/adafruit-circuitpython-raspberry_pi_pico2-en_US-10.2.0.uf2",
     ImageFormat::Uf2,
     {{0x10000000, 0xd7600}},
     0xe48bff59},
    {"pico2_w/RPI_PICO2_W-20250415-v1.25.0.uf2", ImageFormat::Uf2, {{0x10000000, 0xd0b00}}, 0xe48bff59},
    {"pico_w/RPI_PICO_W-v1.22.2.uf2", ImageFormat::Uf2, {{0x10000000, 0xc5800}}, 0xe48bff56},
    {"pyboard/pybv11-20220618-v1.19.1.dfu", ImageFormat::DfuSe, {{0x8000000, 0x3940}, {0x8020000, 0x56458}}},
    {"pyboard_d/pybd-sf2_sp_v1.12-665-g60f5b941e_2020-08-22.dfu",
     ImageFormat::DfuSe,
     {{0x8008000, 0x6f7d8}, {0x90000000, 0x84e70}}},
    {"teensy41/TEENSY41-20241129-v1.24.1.hex",
     ImageFormat::IntelHex,
     {{0x60000000, 0x200}, {0x60001000, 0x30}, {0x60002000, 0x7ad48}}},
    {"trinket_m0/adafruit-circuitpython-trinket_m0-en_US-4.1.2.uf2", ImageFormat::Uf2, {{0x2000, 0x2cd00}}},
    {"wio_terminal/SEEED_WIO_TERMINAL-v1.22.2.uf2", ImageFormat::Uf2, {{0x4000, 0x3fe00}}},
};

struct ExpectedEsp {
  const char* file;
  const char* chip;
  std::uint32_t flash;
  std::uint32_t application;
};

const std::vector<ExpectedEsp> kEsp{
    {"esp32/ESP32_GENERIC-20250911-v1.26.1.bin", "ESP32", 0x1000, 0x10000},
    {"esp32/ESP32_GENERIC-SPIRAM-v1.22.2.bin", "ESP32", 0x1000, 0x10000},
    {"esp32/esp32-20220618-v1.19.1.bin", "ESP32", 0x1000, 0x10000},
    {"esp32c3/ESP32_GENERIC_C3-20250415-v1.25.0.bin", "ESP32-C3", 0, 0x10000},
    {"esp32s2/GENERIC_S2-20220618-v1.19.1.bin", "ESP32-S2", 0x1000, 0x10000},
    {"esp32s2/adafruit-circuitpython-franzininho_wifi_wroom-en_US-7.2.0.bin", "ESP32-S2", 0, 0x10000},
    {"esp32s3/ESP32_GENERIC_S3-20250911-v1.26.1.bin", "ESP32-S3", 0, 0x10000},
    {"esp32s3/adafruit-circuitpython-adafruit_matrixportal_s3-en_US-8.2.9.bin", "ESP32-S3", 0, 0x10000},
    {"esp8266/ESP8266_GENERIC-20240602-v1.23.0.bin", "ESP8266", 0, 0},
};

}  // namespace

TEST_CASE("Published images load with the segments they are known to have", "[image]") {
  if (skipped()) return;
  for (const auto& expected : kAddressed) {
    const auto bytes = firmware(expected.file);
    if (!bytes) continue;
    const Image image = load_image(*bytes, expected.file);
    CAPTURE(expected.file);
    CHECK(image.format == expected.format);
    CHECK(extents(image.segments) == expected.segments);
    CHECK(image.family == expected.family);
  }
}

TEST_CASE("Published ESP images load at their flash address, every program in them intact", "[image]") {
  if (skipped()) return;
  for (const auto& expected : kEsp) {
    const auto bytes = firmware(expected.file);
    if (!bytes) continue;
    const Image image = load_image(*bytes, expected.file);
    CAPTURE(expected.file);
    CHECK(image.format == ImageFormat::Esp);
    CHECK(extents(image.segments) == std::vector<Extent>{{expected.flash, bytes->size()}});
    REQUIRE(image.esp);
    CHECK(image.esp->chip == expected.chip);
    if (expected.application == 0) continue;
    REQUIRE(image.esp->programs.size() == 2);
    CHECK(image.esp->programs[1].flash == expected.application);
    CHECK(image.esp->programs[0].hashed);
    CHECK(image.esp->programs[1].hashed);
    CHECK(image.esp->partitions.at(0).name == "nvs");
  }
}

TEST_CASE("The RP2350-E10 block of a published image is set aside", "[image]") {
  if (skipped()) return;
  if (const auto bytes = firmware("pico2_w/RPI_PICO2_W-20250415-v1.25.0.uf2")) {
    CHECK(extents(load_image(*bytes, "pico2_w.uf2").skipped) == std::vector<Extent>{{0x10ffff00, 0x100}});
  }
}

TEST_CASE("The micro:bit's UICR and entry come from its HEX file", "[image]") {
  if (skipped()) return;
  if (const auto bytes = firmware("microbit/debian-1.0.1-4-firmware.hex")) {
    const Image image = load_image(*bytes, "firmware.hex");
    CHECK(image.entry == 0x1ccd9);
    REQUIRE(image.bytes_at(0x100010d8, 4));
    CHECK(image.bytes_at(0x100010d8, 4)->front() == 0);
    CHECK_FALSE(image.bytes_at(0x100010d8, 5));
  }
}

TEST_CASE("DfuSe files tell whom they are for", "[image]") {
  if (skipped()) return;
  if (const auto bytes = firmware("pyboard/pybv11-20220618-v1.19.1.dfu")) {
    const Image image = load_image(*bytes, "pyboard.dfu");
    CHECK(image.usb == UsbId{0x0483, 0xdf11});
    CHECK(image.target == "ST...");
  }
}

TEST_CASE("Espressif's ROM images load with code and symbols", "[image]") {
  if (skipped()) return;
  const std::vector<std::tuple<const char*, ElfMachine, std::uint32_t>> roms{
      {"rom/esp32_rev0_rom.elf", ElfMachine::Xtensa, 0x40000400},
      {"rom/esp32_rev300_rom.elf", ElfMachine::Xtensa, 0x40000400},
      {"rom/esp32c3_rev300_rom.elf", ElfMachine::RiscV, 0x40000000},
      {"rom/esp32s2_rev0_rom.elf", ElfMachine::Xtensa, 0x40000400},
      {"rom/esp32s3_rev0_rom.elf", ElfMachine::Xtensa, 0x40000400},
  };
  for (const auto& [file, machine, entry] : roms) {
    const auto bytes = firmware(file);
    if (!bytes) continue;
    const Image image = load_image(*bytes, file);
    CAPTURE(file);
    CHECK(image.machine == machine);
    CHECK(image.entry == entry);
    REQUIRE(image.symbol("ets_printf") != nullptr);
    CHECK(image.symbol_at(image.symbol("ets_printf")->address + 1)->address == image.symbol("ets_printf")->address);
    CHECK(image.bytes_at(image.symbol("ets_printf")->address, 2));
  }
}

TEST_CASE("A ROM without a header loads with a base address only", "[image]") {
  if (skipped()) return;
  if (const auto bytes = firmware("rom/rp2040_bootrom_b2.bin")) {
    CHECK_THROWS_WITH(load_image(*bytes, "bootrom.bin"), Catch::Contains("give its address with --base"));
    CHECK(extents(load_image(*bytes, "bootrom.bin", {.base = 0}).segments) == std::vector<Extent>{{0, 0x4000}});
  }
}
