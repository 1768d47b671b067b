#include "gui/window/workbench.hpp"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>

#include "boards/library.hpp"
#include "emulator/host/file.hpp"
#include "emulator/image/load.hpp"
#include "emulator/trace.hpp"

using namespace emulator;
using namespace std::chrono_literals;

namespace {

std::string image_file() {
  const char* folder = std::getenv("VIVARIUM_FIRMWARE");
  const std::string path = folder ? std::string{folder} + "/microbit/debian-1.0.1-4-firmware.hex" : "";
  if (!path.empty() && std::filesystem::exists(path)) return path;
  WARN("skipped: microbit/debian-1.0.1-4-firmware.hex is not in $VIVARIUM_FIRMWARE");
  return {};
}

void load(boards::Board& board, const std::string& path) {
  board.load(load_image(read_file(path), path, board.description().image));
}

constexpr Time until{600ms};

// All register accesses of a run that nobody watches.
std::string plain_run(const std::string& image) {
  std::string trace;
  Machine machine{1};
  boards::Assembly circuit{boards::circuit_of(boards::describe("microbit")), machine};
  load(circuit.board(""), image);
  TraceWriter writer{[&](std::string_view text) { trace += text; }};
  {
    const RegisterTrace registers{machine, writer};
    machine.power_on();
    machine.world.find("button_a");
    Event press{machine.scheduler, "press", [&] { machine.world.find("button_a")->set(1); }};
    press.at(Time{300ms});
    machine.run_until(until);
  }
  writer.flush();
  return trace;
}

std::string watched_run(const std::string& image) {
  std::string trace;
  TraceWriter writer{[&](std::string_view text) { trace += text; }};
  std::optional<RegisterTrace> registers;
  std::optional<Event> press;
  {
    gui::Workbench bench{{.circuit = boards::circuit_of(boards::describe("microbit")),
                          .chips = {},
                          .fill = [&](boards::Board& board, bool) { load(board, image); },
                          .speed = Speed{4},
                          .pause_at = until,
                          .watch =
                              [&](Machine& machine, boards::Assembly&) {
                                registers.emplace(machine, writer);
                                press.emplace(machine.scheduler, "press",
                                              [&machine] { machine.world.find("button_a")->set(1); });
                                press->at(Time{300ms});
                              }}};
    bench.start();
    unsigned seen = 0;
    while (!bench.wait_until_paused(10ms)) seen += bench.take() != nullptr;
    CHECK(seen > 3);
    press.reset();
    registers.reset();
  }
  writer.flush();
  return trace;
}

}  // namespace

TEST_CASE("workbench: a run is the same whether somebody looks or not", "[gui]") {
  const std::string image = image_file();
  if (image.empty()) return;
  const std::string plain = plain_run(image), watched = watched_run(image);
  REQUIRE(plain.size() > 10000);
  const std::size_t common = std::min(plain.size(), watched.size());
  CHECK(plain.substr(0, common) == watched.substr(0, common));
  CHECK(watched.size() >= plain.size());
}

TEST_CASE("workbench: commands and snapshots", "[gui]") {
  const std::string image = image_file();
  if (image.empty()) return;
  gui::Workbench bench{{.circuit = boards::circuit_of(boards::describe("microbit")),
                        .chips = {},
                        .fill = [&](boards::Board& board, bool) { load(board, image); },
                        .speed = Speed::max(),
                        .pause_at = Time{1s}}};
  bench.start();
  while (!bench.wait_until_paused(100ms)) {}
  std::string said;
  const auto next = [&] {
    for (;;)
      if (auto snapshot = bench.take()) {
        said += snapshot->consoles.front().fresh;
        return snapshot;
      } else
        std::this_thread::sleep_for(1ms);
  };
  auto snapshot = next();
  while (snapshot->now < Time{1s}) snapshot = next();
  CHECK(snapshot->paused);
  CHECK(said.find(">>> ") != said.npos);
  const Time before = snapshot->now;
  bench.post({gui::command::Set{"button_a", 1}, gui::command::Step{1ms}});
  do snapshot = next();
  while (!snapshot->paused || snapshot->now == before);
  CHECK(snapshot->now - before >= 1ms);
  CHECK(snapshot->now - before < 2ms);
  CHECK(std::ranges::find(snapshot->quantities, "button_a", &gui::QuantityView::name)->value == 1);
}
