#include <catch2/catch.hpp>
#include <fstream>

#include "peripherals/rp2040/chip.hpp"

using namespace rp2040;

TEST_CASE("RP2040: no block's registers have a mistake", "[rp2040]") {
  Machine machine{1};
  Rp2040 chip{"chip", machine, {}};
  for (const Chip::Block& block : chip.blocks())
    if (const auto* file = dynamic_cast<const RegisterFile*>(block.device))
      CHECK(file->mistakes() == std::vector<std::string>{});
}

TEST_CASE("RP2040: docs/rp2040.md lists exactly what is not modelled", "[rp2040]") {
  std::ifstream page{VIVARIUM_SOURCE_DIR "/docs/rp2040.md"};
  REQUIRE(page);
  std::vector<std::string> listed;
  bool reached = false;
  for (std::string line; std::getline(page, line);) {
    reached = reached || line == "## Not modelled";
    if (reached && line.starts_with("- `")) listed.push_back(line.substr(3, line.size() - 4));
  }
  Machine machine{1};
  CHECK(listed == Rp2040("chip", machine, {}).unmodelled());
}
