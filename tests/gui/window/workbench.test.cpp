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
                              [&](boards::Assembly& circuit) {
                                Machine& machine = circuit.machine();
                                registers.emplace(machine, writer);
                                press.emplace(machine.scheduler, "press",
                                              [&machine] { machine.world.find("button_a")->set(1); });
                                press->at(Time{300ms});
                                return nullptr;
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

namespace {

// A workbench on the micro:bit's firmware, looked at from a test.
struct Bench {
  explicit Bench(const std::string& image, const std::string& circuit, std::optional<Time> pause_at = {})
      : workbench({.circuit = boards::read_circuit(circuit, "c.json", boards::Library{}, {}),
                   .chips = {},
                   .fill = [image](boards::Board& board, bool) { load(board, image); },
                   .speed = Speed::max(),
                   .pause_at = pause_at}) {
    workbench.start();
  }
  std::unique_ptr<gui::Snapshot> next() {
    for (;;)
      if (auto snapshot = workbench.take()) {
        if (!snapshot->consoles.empty()) said += snapshot->consoles.front().fresh;
        return snapshot;
      } else
        std::this_thread::sleep_for(1ms);
  }
  // The first snapshot that fits, within a while.
  template <typename Fits>
  std::unique_ptr<gui::Snapshot> until(Fits fits) {
    const auto give_up = std::chrono::steady_clock::now() + 120s;
    while (std::chrono::steady_clock::now() < give_up)
      if (auto snapshot = next(); fits(*snapshot)) return snapshot;
    FAIL("it never came");
    return nullptr;
  }
  void say(const std::string& line) { workbench.post({gui::command::Input{0, line + "\r"}}); }

  gui::Workbench workbench;
  std::string said;
};

constexpr const char* bare = R"({"boards": {"microbit": "microbit"}})";
constexpr const char* lit = R"({"boards": {"microbit": "microbit"}, "parts": {
  "r": {"type": "resistor", "ohms": 330, "wires": {"a": "microbit:P0", "b": "led:anode"}},
  "led": {"type": "led", "wires": {"cathode": "microbit:GND"}}}})";

std::shared_ptr<const boards::CircuitDescription> circuit(const char* text) {
  return std::make_shared<const boards::CircuitDescription>(
      boards::read_circuit(text, "c.json", boards::Library{}, {}));
}

}  // namespace

TEST_CASE("workbench: what is wired while the board runs works at once, and the board goes on", "[gui]") {
  const std::string image = image_file();
  if (image.empty()) return;
  Bench bench{image, bare};
  bench.until([&](const auto&) { return bench.said.ends_with(">>> "); });
  bench.say("from microbit import *; x = 41; pin0.write_digital(1)");
  const auto before = bench.until([&](const auto&) { return bench.said.ends_with("\n>>> "); });
  bench.workbench.post({gui::command::Rebuild{circuit(lit)}});
  const auto after = bench.until([](const auto& s) { return s.rig == 1; });
  CHECK(after->now >= before->now);  // no restart
  REQUIRE(after->drawing->find("led"));
  const auto led = static_cast<std::size_t>(after->drawing->find("led") - after->drawing->devices.data());
  const auto glows =
      bench.until([&](const auto& s) { return s.rig == 1 && s.scene.devices[led].reading("milliamps") > 1; });
  CHECK(glows->scene.devices[led].milliamps[0] > 1);  // into its anode
  bench.say("x + 1");
  bench.until([&](const auto&) { return bench.said.find("42") != bench.said.npos; });  // it remembers
  bench.workbench.post({gui::command::Rebuild{circuit(bare)}});
  const auto gone = bench.until([](const auto& s) { return s.rig == 2; });
  CHECK_FALSE(gone->drawing->find("led"));
  bench.say("x + 2");
  bench.until([&](const auto&) { return bench.said.find("43") != bench.said.npos; });
}

TEST_CASE("workbench: snapshots in slots, and the way back", "[gui]") {
  const std::string image = image_file();
  if (image.empty()) return;
  Bench bench{image, bare};
  bench.until([&](const auto&) { return bench.said.ends_with(">>> "); });
  bench.say("x = 1");
  bench.until([&](const auto& s) { return bench.said.ends_with("\n>>> ") && s.earliest; });
  bench.workbench.post({gui::command::SaveSlot{2}});
  const auto kept = bench.until([](const auto& s) { return !s.slots.empty(); });
  CHECK(kept->slots.front().slot == 2);
  const Time then = kept->slots.front().time;
  bench.say("x = 2");
  bench.until([&](const auto& s) { return s.now > then + 1s; });
  bench.workbench.post({gui::command::Pause{}});
  const auto late = bench.until([](const auto& s) { return s.paused; });
  bench.workbench.post({gui::command::Rewind{then + 2ms}});
  const auto back = bench.until([&](const auto& s) { return s.now < late->now; });
  CHECK(back->paused);
  CHECK(back->now >= then);
  CHECK(back->now < then + 100ms);
  bench.workbench.post({gui::command::LoadSlot{2}, gui::command::Continue{}});
  bench.said.clear();
  bench.say("print(x + 70)");
  bench.until([&](const auto&) { return bench.said.find("71") != bench.said.npos; });
}

TEST_CASE("workbench: steps, breakpoints and a look inside", "[gui]") {
  const std::string image = image_file();
  if (image.empty()) return;
  Bench bench{image, bare, Time{1s}};
  bench.until([](const auto& s) { return s.paused; });
  bench.workbench.post({gui::command::Look{
      {.nets = {"P0.03"}, .power = true, .core = 0, .memory = 0x20000000, .block = "RTC1", .interrupts = true}}});
  const auto seen = bench.until([](const auto& s) { return s.inside.core.has_value(); });
  const gui::CoreView core = *seen->inside.core;
  CHECK(core.registers.size() >= 16);
  CHECK(std::ranges::find(core.code, core.pc, &gui::CoreView::Line::address) != core.code.end());
  REQUIRE(seen->inside.memory);
  CHECK(seen->inside.memory->bytes.front());
  CHECK(seen->inside.blocks.size() > 10);
  REQUIRE_FALSE(seen->inside.registers.empty());
  CHECK_FALSE(seen->inside.interrupts.empty());
  REQUIRE(seen->nets.size() == 1);
  CHECK_FALSE(seen->supplies.empty());

  bench.workbench.post({gui::command::StepInstruction{0}});
  const auto stepped =
      bench.until([&](const auto& s) { return s.inside.core && s.inside.core->cycles != core.cycles; });
  CHECK(stepped->paused);
  const u32 here = core.pc;  // it waits at its prompt, so it comes by again
  bench.workbench.post({gui::command::Breakpoint{here, true}, gui::command::Continue{}});
  const auto stopped =
      bench.until([&](const auto& s) { return s.paused && s.inside.core->cycles > stepped->inside.core->cycles; });
  CHECK(stopped->inside.core->pc == here);
  CHECK(stopped->inside.breakpoints == std::vector<u32>{here});
  bench.workbench.post({gui::command::Continue{}});
  const auto again =
      bench.until([&](const auto& s) { return s.paused && s.inside.core->cycles > stopped->inside.core->cycles; });
  CHECK(again->inside.core->pc == here);
  bench.workbench.post({gui::command::Breakpoint{here, false}, gui::command::StepEvent{}});
  bench.until([&](const auto& s) { return s.now > again->now; });
}
