#include "emulator/host/lockstep.hpp"

#include <array>
#include <catch2/catch.hpp>

#include "boards/board.hpp"
#include "boards/chips.hpp"
#include "boards/library.hpp"
#include "cpu/interpreter/interpreter.hpp"
#include "emulator/image/image.hpp"

using namespace emulator;
using namespace std::chrono_literals;

namespace {

// Adds 1 to R3 for ever, and stores it.
constexpr u32 loop = 0x42;
constexpr std::array<u16, 7> program{
    0x2300,  // 0x40 movs r3, #0
    0x3301,  // 0x42 adds r3, #1
    0x4a01,  // 0x44 ldr r2, [pc, #4]
    0x6013,  // 0x46 str r3, [r2]
    0xe7fb,  // 0x48 b 0x42
    0x0000,
};
constexpr u32 variable = 0x2000'0100;

Image image() {
  std::vector<u8> bytes(0x54);
  const auto word = [&](u32 at, u32 value) {
    for (u32 i = 0; i < 4; ++i) bytes[at + i] = static_cast<u8>(value >> 8 * i);
  };
  word(0, 0x2000'4000);
  word(4, 0x41);
  for (u32 i = 0; i < program.size(); ++i)
    bytes[0x40 + 2 * i] = static_cast<u8>(program[i]), bytes[0x41 + 2 * i] = static_cast<u8>(program[i] >> 8);
  word(0x4c, variable);
  Image image;
  image.source = "loop";
  image.segments.push_back({0, bytes});
  return image;
}

// The interpreter, but that an addition goes wrong once.
class Wrong final : public cpu::ir::Engine {
 public:
  Wrong(cpu::ir::Guest& guest, Bus& bus, u32 when) : guest_(guest), right_(guest, bus), when_(when) {}
  std::string_view name() const override { return "wrong"; }
  Cpu::Stop run() override {
    cpu::ir::Context& c = guest_.context;
    const i64 until = c.until;
    for (;;) {  // instruction by instruction
      const i64 rest = c.budget;
      c.until -= rest - 1, c.budget = 1;
      const bool addition = c.r[cpu::ir::Context::pc] == loop && c.r[3] == when_;
      const Cpu::Stop why = right_.run();
      if (addition) c.r[3] += 0x10;
      c.budget += until - c.until, c.until = until;
      if (why != Cpu::Stop::budget || c.budget <= 0) return why;
    }
  }
  u32 pc() const override { return right_.pc(); }
  void forget() override { right_.forget(); }
  void forget(u32 address, u32 size) override { right_.forget(address, size); }

 private:
  cpu::ir::Guest& guest_;
  cpu::Interpreter right_;
  u32 when_;
};

struct Board {
  explicit Board(u32 wrong_when)
      : board(boards::Library{}.describe("microbit"), machine, "",
              boards::built_in_chips(cpu::Engines{
                  .thumb = [wrong_when](cpu::thumb::CortexM& core, Bus& bus) -> std::unique_ptr<cpu::ir::Engine> {
                    return std::make_unique<Wrong>(core, bus, wrong_when);
                  },
                  .xtensa = {}})) {
    board.chip().load(image());
    machine.power_on();
  }
  Machine machine{1};
  boards::Board board;
};

constexpr u32 never = ~0u;

}  // namespace

TEST_CASE("lockstep: the same engine twice does the same", "[lockstep]") {
  Board a{never}, b{never};
  Lockstep lockstep{{"a", a.machine}, {"b", b.machine}};
  lockstep.on_difference = [](const std::string& report) { FAIL(report); };
  for (int i = 1; i < 20; ++i) lockstep.run_until(Time{i * 7ms});
  CHECK(a.machine.now() == b.machine.now());
  CHECK(same_state(a.machine, b.machine));
}

TEST_CASE("lockstep: one wrong addition is found where it was made", "[lockstep]") {
  Board a{1000}, b{never};
  Lockstep lockstep{{"doubtful", a.machine}, {"reference", b.machine}};
  std::string report;
  lockstep.on_difference = [&](const std::string& text) { report += text; };
  for (int i = 1; i < 5; ++i) lockstep.run_until(Time{i * 15ms});
  INFO(report);
  CHECK_THAT(report, Catch::StartsWith("doubtful and reference differ at 0.000"));
  CHECK_THAT(report, Catch::Contains("r3") && Catch::Contains("doubtful 0x000003f9  reference 0x000003e9"));
  CHECK_THAT(report, !Catch::Contains("RAM 0x20000100"));  // not stored yet: it is the first difference
  const auto last = report.rfind("0x00000042 adds r3, #1");
  REQUIRE(last != std::string::npos);
  CHECK_THAT(report.substr(last), Catch::Contains("r3=000003e9") && !Catch::Contains("0x00000044"));
}

TEST_CASE("lockstep: a stop in between is followed", "[lockstep]") {
  Board a{never}, b{never};
  Lockstep lockstep{{"a", a.machine}, {"b", b.machine}};
  lockstep.on_difference = [](const std::string& report) { FAIL(report); };
  Event stop{a.machine.scheduler, "stop", [&] { a.machine.stop(); }};
  stop.at(Time{1234567ns});
  Event goes_on{b.machine.scheduler, "stop", [] {}};
  goes_on.at(Time{1234567ns});
  CHECK(lockstep.run_until(Time{2ms}) == Machine::Stop::requested);
  CHECK(a.machine.now() < Time{2ms});
  lockstep.run_until(Time{60ms});
  CHECK(same_state(a.machine, b.machine));
}

TEST_CASE("checkpoint: answers as it was, and leaves no trace", "[lockstep]") {
  int value = 1;
  Checkpoint then{[&](const std::string& question) { return question + std::to_string(value++); }};
  value = 7;
  CHECK(then.ask("it was ") == "it was 1");
  CHECK(value == 7);
  const Checkpoint never_asked{[&](const std::string&) { return std::to_string(++value); }};
  CHECK(value == 7);
}
