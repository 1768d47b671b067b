// A real board, frozen after boot and thawed a hundred times.
#include "emulator/snapshot.hpp"

#include <catch2/catch.hpp>
#include <chrono>

#include "boards/board.hpp"
#include "boards/library.hpp"
#include "emulator/cli/board_setup.hpp"
#include "emulator/cli/script_driver.hpp"
#include "emulator/session.hpp"

using namespace emulator;
using namespace std::chrono_literals;

namespace {

struct FullSpeed final : Session::Outside {
  Duration slice() override { return 10ms; }
  void serve(Time) override {}
  void wait(const std::function<bool()>&) override {}
};

// A board with firmware that runs one script and hears what it prints.
struct Bench {
  Bench() : board(boards::describe("microbit"), machine), session(machine, {.consoles = {&board.console()}}) {}

  std::string run(const std::string& script, RawRepl::From from) {
    std::string out;
    cli::ScriptDriver driver{machine,
                             board.console(),
                             script,
                             "test",
                             {[&](auto text) { out += text; }, [&](auto text) { out += text; },
                              [&](const auto&) {
                                session.end({SessionEnd::Reason::quit, {}});
                              }}};
    driver.start(from);
    FullSpeed outside;
    session.run(outside);
    return out;
  }

  Machine machine{1};
  boards::Board board;
  Session session;
};

const std::string script =
    "from microbit import *\nimport random\n"
    "print(x, running_time(), temperature(), accelerometer.get_values(), random.randrange(10**6))\n";

}  // namespace

TEST_CASE("snapshot: a booted micro:bit goes on the same way a hundred times, thawed within 50 ms", "[firmware]") {
  const auto images = cli::FirmwareStore::of_this_user().look(boards::describe("microbit"));
  if (images.empty()) {
    WARN("skipped: no firmware image for microbit");
    return;
  }
  std::vector<u8> file;
  {
    Bench bench;
    cli::load_firmware(bench.board, images.front().path);
    bench.machine.power_on();
    CHECK(bench.run("x = 42", RawRepl::From::power_on).empty());
    file = Snapshot{.board = "microbit", .state = bench.session.save()}.encode();
  }
  std::string first;
  auto slowest = 0ns;
  for (int i = 0; i < 100; ++i) {
    Bench bench;
    bench.machine.power_on();
    const auto began = std::chrono::steady_clock::now();
    bench.session.load(Snapshot::decode(file, "snapshot").state);
    slowest = std::max<std::chrono::nanoseconds>(slowest, std::chrono::steady_clock::now() - began);
    const std::string out = bench.run(script, RawRepl::From::running);
    if (i == 0) first = out;
    REQUIRE(out == first);
  }
  CHECK_THAT(first, Catch::StartsWith("42 "));
  CHECK(slowest < 50ms);
}
