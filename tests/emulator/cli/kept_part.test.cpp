#include "emulator/cli/kept_part.hpp"

#include <catch2/catch.hpp>

#include "../../boards/toy_chip.hpp"
#include "emulator/cli/exit_code.hpp"
#include "emulator/host/file.hpp"
#include "peripherals/parts/sd_card.hpp"
#include "temporary.hpp"

using namespace boards;
using namespace boards::test;

namespace {

struct Circuit {
  explicit Circuit(const std::string& card = R"("megabytes": 1)")
      : assembly(describe(R"({"boards": {"toy": "toyboard"}, "parts": {"bell": {"type": "button"},
                              "sd": {"type": "sd_card", )" +
                          card + "}}}"),
                 machine, toy_chips()) {}
  static CircuitDescription describe(const std::string& json) {
    Library library{toy_chips()};
    library.add(toy_board, "toy.json");
    return read_circuit(json, "circuit.json", library, {}, toy_chips());
  }
  parts::SdBlocks& blocks() { return dynamic_cast<parts::SdCard&>(assembly.part("sd")).blocks(); }
  emulator::Machine machine{1};
  Assembly assembly;
};

}  // namespace

TEST_CASE("keep: what a card holds goes from run to run in a file", "[cli]") {
  const testing::Folder folder;
  const std::string file = folder / "card.img";
  {
    Circuit first;
    const cli::KeptPart kept{first.assembly, "sd", file};
    first.blocks().write(5, std::vector<emulator::u8>(512, 0x5a));
    kept.save();
  }
  CHECK(emulator::read_file(file).size() == 1 << 20);
  Circuit second;
  const cli::KeptPart kept{second.assembly, "sd", file};
  CHECK(second.blocks().read(5)[9] == 0x5a);
  CHECK(second.blocks().read(0)[510] == 0x55);  // the first card's FAT
  Circuit other{R"("megabytes": 2)"};
  CHECK_THROWS_WITH((cli::KeptPart{other.assembly, "sd", file}), Catch::Contains("1048576"));
  CHECK_THROWS_WITH((cli::KeptPart{other.assembly, "bell", file}), Catch::Contains("holds nothing"));
  Circuit large{R"("megabytes": 4096)"};
  CHECK_THROWS_WITH((cli::KeptPart{large.assembly, "sd", file}), Catch::Contains("2048 MB"));
}
