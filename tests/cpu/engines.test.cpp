#include "cpu/engines.hpp"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "cpu/engine_plugin.hpp"
#include "cpu/xtensa/core.hpp"
#include "tests/cpu/thumb/rig.hpp"
#include "tests/places.hpp"

using namespace test;
namespace fs = std::filesystem;

namespace {
// Sets $VIVARIUM_ENGINES while it lives.
struct EnginesFolder {
  explicit EnginesFolder(const fs::path& folder) { setenv("VIVARIUM_ENGINES", folder.c_str(), 1); }
  ~EnginesFolder() { unsetenv("VIVARIUM_ENGINES"); }
};
struct TemporaryFolder {
  fs::path path = fs::temp_directory_path() / ("vivarium-engines-" + std::to_string(getpid()));
  TemporaryFolder() { fs::create_directories(path); }
  ~TemporaryFolder() { fs::remove_all(path); }
};
}  // namespace

TEST_CASE("An engine can be asked not to skip what only waits", "[cpu]") {
  Rig rig{cpu::thumb::cortex_m0, cpu::engine_by_name("interpreter:every-round").thumb};
  CHECK(rig.core.every_round);
  CHECK(rig.core.engine().name() == "interpreter");
  CHECK_THROWS_WITH(cpu::engine_by_name(":every-round"), Catch::Contains("there is no engine"));
}

TEST_CASE("The interpreter is there by name and runs", "[cpu]") {
  Rig rig{cpu::thumb::cortex_m0, cpu::engine_by_name("interpreter").thumb};
  CHECK(rig.core.engine().name() == "interpreter");
  CHECK(cpu::available_engines().front() == "interpreter");
}

#ifdef VIVARIUM_HAS_JIT
TEST_CASE("The engine that compiles is there by name", "[cpu][jit]") {
  Rig rig{cpu::thumb::cortex_m0, cpu::engine_by_name("jit").thumb};
  CHECK(rig.core.engine().name() == "jit");
  CHECK(cpu::available_engines().at(1) == "jit");
}

TEST_CASE("The engine that compiles executes Xtensa cores too", "[cpu][jit]") {
  Scheduler scheduler;
  Bus bus;
  cpu::xtensa::Core core{
      "core", scheduler, bus, cpu::xtensa::lx6, Clock{1'000'000}, 0, cpu::engine_by_name("jit").xtensa};
  CHECK(core.engine().name() == "jit");
}
#else
TEST_CASE("Where the engine that compiles is not built, it says what it needs", "[cpu][jit]") {
  CHECK_THROWS_WITH(cpu::engine_by_name("jit"), Catch::Contains("AsmJit"));
}
#endif

TEST_CASE("An unknown engine is refused with the names of those there are", "[cpu]") {
  CHECK_THROWS_WITH(cpu::engine_by_name("unicron"), "there is no engine unicron: choose interpreter, jit or unicorn");
}

TEST_CASE("A module that is no engine is refused by name", "[cpu]") {
  TemporaryFolder folder;
  const auto file = folder.path / "vivarium-engine-unicorn.so";
  std::ofstream{file} << "no module";
  EnginesFolder here{folder.path};
  CHECK_THROWS_WITH(cpu::engine_by_name("unicorn"), Catch::Contains(file.string() + ": the engine cannot be loaded"));
}

#ifdef VIVARIUM_TEST_ENGINE
TEST_CASE("The Unicorn engine is found in the folder that VIVARIUM_ENGINES names", "[cpu]") {
  EnginesFolder here{fs::path{VIVARIUM_TEST_ENGINE}.parent_path()};
  CHECK(cpu::available_engines().back() == "unicorn");
  Rig rig{cpu::thumb::cortex_m0, cpu::engine_by_name("unicorn").thumb};
  CHECK(rig.core.engine().name() == "unicorn");
  Scheduler scheduler;
  Bus bus;
  const auto xtensa = cpu::engine_by_name("unicorn").xtensa;
  CHECK_THROWS_WITH(cpu::xtensa::Core("core", scheduler, bus, cpu::xtensa::lx6, Clock{1'000'000}, 0, xtensa),
                    "the Unicorn engine has no Xtensa: choose --engine interpreter or jit");
}
#else
TEST_CASE("Without its module the Unicorn engine is not installed", "[cpu]") {
  CHECK_THROWS_WITH(cpu::engine_by_name("unicorn"), Catch::Contains("the Unicorn engine is not installed"));
}
#endif
