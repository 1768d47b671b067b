#include "gui/window/crash.hpp"

#include "../bench.hpp"

using namespace std::chrono_literals;

TEST_CASE("crash: registers and the last instructions are told", "[gui]") {
  testing::OnBench on{R"({"boards": {"pico": "pico"}})"};
  emulator::Cpu& core = *on.machine.cores().front();
  std::deque<emulator::u32> last;
  {
    const gui::LastInstructions seen{core};
    on.machine.run_until(emulator::Time{20us});  // the boot ROM
    last = seen.addresses();
  }
  REQUIRE(last.size() == gui::LastInstructions::kept);
  const std::string report = gui::crash_report(core, last);
  CHECK_THAT(report, Catch::Contains("the last instructions:") && Catch::Contains("CPU0 stands at:"));
  CHECK_THAT(report, Catch::Contains("sp ") && Catch::Contains("exception 0 (none: ordinary code)"));
  on.machine.run_until(emulator::Time{40us});
  CHECK(last.size() == gui::LastInstructions::kept);  // nobody is told any longer
}
