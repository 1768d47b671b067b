#include "emulator/unmodelled.hpp"

#include <catch2/catch.hpp>

#include "peripherals/esp32/chip.hpp"
#include "tests/peripherals/not_modelled_page.hpp"

using namespace esp32;

TEST_CASE("ESP32: no block's registers have a mistake", "[esp32]") {
  Machine machine{1};
  Esp32 chip{"chip", machine, {}};
  for (const Chip::Block& block : chip.blocks())
    if (const auto* file = dynamic_cast<const RegisterFile*>(block.device))
      CHECK(file->mistakes() == std::vector<std::string>{});
}

TEST_CASE("ESP32: docs/esp32.md lists exactly what is not modelled", "[esp32]") {
  Machine machine{1};
  CHECK(test::not_modelled_page("esp32.md") == emulator::unmodelled(Esp32("chip", machine, {}).blocks()));
}

TEST_CASE("ESP32: without its mask ROM the chip says where to get it", "[esp32]") {
  Machine machine{1};
  Esp32 chip{"chip", machine, {}};
  CHECK_THROWS_WITH(chip.power_on(), Catch::Contains("esp32_rev300_rom.elf") && Catch::Contains("--rom"));
}

TEST_CASE("ESP32: a file that is no ROM is refused in one sentence", "[esp32]") {
  CHECK_THROWS_WITH(RomImage::read(std::vector<u8>(100)), Catch::Contains("no ROM of an ESP32"));
  std::vector<u8> elf(64);
  elf[0] = 0x7f, elf[1] = 'E', elf[2] = 'L', elf[3] = 'F', elf[18] = 40;
  CHECK_THROWS_WITH(RomImage::read(elf), Catch::Contains("not for an Xtensa"));
}
