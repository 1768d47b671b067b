#include <catch2/catch.hpp>

#include "emulator/unmodelled.hpp"
#include "peripherals/rp2040/chip.hpp"
#include "tests/peripherals/not_modelled_page.hpp"

using namespace rp2040;

TEST_CASE("RP2040: no block's registers have a mistake", "[rp2040]") {
  Machine machine{1};
  Rp2040 chip{"chip", machine, {}};
  for (const Chip::Block& block : chip.blocks())
    if (const auto* file = dynamic_cast<const RegisterFile*>(block.device))
      CHECK(file->mistakes() == std::vector<std::string>{});
}

TEST_CASE("RP2040: docs/rp2040.md lists exactly what is not modelled", "[rp2040]") {
  Machine machine{1};
  CHECK(test::not_modelled_page("rp2040.md") == emulator::unmodelled(Rp2040("chip", machine, {}).blocks()));
}
