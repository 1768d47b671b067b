// The GDB protocol on Xtensa cores, each with a bus of its own, and a program small enough to know by heart. Debian's
// GDB has no Xtensa; where $VIVARIUM_XTENSA_GDB names one that has (xtensa-esp32-elf-gdb), it is run too.
#include <catch2/catch.hpp>
#include <cstring>

#include "cpu/xtensa/core.hpp"
#include "tests/emulator/gdb/gdb_process.hpp"
#include "tests/emulator/gdb/scripted_client.hpp"

using namespace emulator;
using namespace std::chrono_literals;
using Catch::Contains;
using Catch::StartsWith;

namespace {

constexpr u32 code = 0x4008'0000, data = 0x3ffb'0000, second = code + 0x400;
// Assembled by GNU as. Offsets: 04 start: PS.WOE = 1, a1 = data + 0x500, a3 = data + 0x100, a2 = 0
// 1c loop: a2 += 1;  1f: [a3] = a2;  22: a10 = a2;  25: call8 f;  28: j loop
// 2c f: entry a1, 32;  2f: a4 = data + 0x100;  32: a5 = [a4 + 8];  35: [a4 + 4] = a2;  38: retw
constexpr u8 program[] = {0x00, 0x01, 0xfb, 0x3f, 0x22, 0xa0, 0x40, 0x40, 0x22, 0x11, 0x20, 0xe6, 0x13, 0x10, 0x20,
                          0x00, 0x12, 0xa4, 0x00, 0x31, 0xfb, 0xff, 0x30, 0x11, 0x80, 0x22, 0xa0, 0x00, 0x22, 0xc2,
                          0x01, 0x22, 0x63, 0x00, 0x20, 0xa2, 0x20, 0x65, 0x00, 0x00, 0x06, 0xfc, 0xff, 0x00, 0x36,
                          0x41, 0x00, 0x41, 0xf4, 0xff, 0x52, 0x24, 0x02, 0x22, 0x64, 0x01, 0x90, 0x00, 0x00, 0x00};
// 04: a3 = data + 0x200;  07 loop: [a3] = a3;  0a: j loop
constexpr u8 other_program[] = {0x00, 0x02, 0xfb, 0x3f, 0x31, 0xff, 0xff, 0x32, 0x63, 0x00, 0x46, 0xfe, 0xff};

// Numbers of xtensa-esp32-elf-gdb (xtensa-config.c of Espressif's overlay for the ESP32).
constexpr unsigned pc = 0, ar0 = 1, lbeg = 65, windowbase = 69, windowstart = 70, ps = 73, f0 = 87, intset = 139,
                   misc3 = 156, a0 = 157, registers = 173;

class TwoCores final : public Chip {
 public:
  explicit TwoCores(Machine& machine)
      : Chip("TWO"),
        first_("core0", machine.scheduler, buses_[0], cpu::xtensa::lx6, Clock{160'000'000}, 0xcdcd),
        second_("core1", machine.scheduler, buses_[1], cpu::xtensa::lx6, Clock{160'000'000}, 0xabab) {
    for (Bus& bus : buses_) {
      bus.map_ram(data, ram);
      bus.map_ram(code, text);
    }
    std::memcpy(text.bytes().data(), program, sizeof program);
    std::memcpy(text.bytes().data() + (second - code), other_program, sizeof other_program);
    first_.set_reset_vector(code + 4);
    second_.set_reset_vector(second + 4);
    machine.add(*this);
  }
  Bus& bus() override { return buses_[0]; }
  std::vector<Bus*> buses() override { return {&buses_[0], &buses_[1]}; }
  std::span<Cpu* const> cores() override { return cores_; }
  std::span<const Block> blocks() const override { return {}; }
  Terminal* pin(std::string_view) override { return nullptr; }
  std::vector<std::string> pin_names() const override { return {}; }
  void load(const Image&) override {}
  void power_on() override { pin_reset(); }
  void pin_reset() override {
    first_.reset();
    second_.reset();
  }
  std::vector<Memory*> persistent() override { return {}; }
  void observe(AccessObserver*) override {}
  void serialize(State&) override {}

  Memory ram{"ram", 0x1000}, text{"text", 0x1000};

 private:
  std::array<Bus, 2> buses_;
  cpu::xtensa::Core first_, second_;
  std::array<Cpu*, 2> cores_{&first_, &second_};
};

struct Bench {
  Bench() { machine.power_on(); }
  Machine machine{1};
  TwoCores chip{machine};
  gdb::Stub stub{machine, chip};
};

// What a debugger that knows the numbers sees.
struct Debugger {
  explicit Debugger(Bench& bench) : b(bench), client(bench.stub) {}
  u32 reg(unsigned number) {
    const auto bytes = gdb::from_hex(client.ask(fmt::format("p{:x}", number))).value();
    return static_cast<u32>(bytes.at(0) | bytes.at(1) << 8 | bytes.at(2) << 16) | u32{bytes.at(3)} << 24;
  }
  std::string go(std::string_view how = "c") {
    client.send(how);
    for (int i = 0; i < 100 && !b.stub.halted(); ++i) b.stub.run_until(b.machine.now() + 1ms);
    return client.next();
  }
  Bench& b;
  fake::ScriptedClient client;
};

}  // namespace

TEST_CASE("GDB on Xtensa: registers have the numbers that GDB for the ESP32 expects", "[gdb][xtensa]") {
  Bench b;
  Debugger gdb{b};
  const std::string xml = gdb.client.read_object("features:read:target.xml");
  CHECK_THAT(xml, Contains("<architecture>xtensa</architecture>"));
  CHECK_THAT(xml, !Contains("<reg "));  // GDB would warn: it has its own
  const auto names = b.chip.cores()[0]->register_names();
  const auto has = [&](const char* name, unsigned number) { CHECK(names[number].name == name); };
  has("pc", pc), has("ar0", ar0), has("ar63", ar0 + 63), has("lbeg", lbeg), has("windowbase", windowbase),
      has("windowstart", windowstart), has("ps", ps), has("f0", f0), has("intset", intset), has("misc3", misc3),
      has("a0", a0), has("a15", a0 + 15);
  CHECK(gdb.client.ask("g").size() == 8 * registers);
  CHECK(gdb.reg(pc) == code + 4);
  CHECK_THAT(gdb.client.ask("?"), Contains(fmt::format("{:02x}:04000840;", pc)) &&
                                      Contains(fmt::format("{:02x}:00000000;", windowbase)) &&
                                      Contains(fmt::format("{:02x}:01000000;", windowstart)));
}

TEST_CASE("GDB on Xtensa: breakpoints, steps, windows", "[gdb][xtensa]") {
  Bench b;
  Debugger gdb{b};
  REQUIRE(gdb.client.ask(fmt::format("Z1,{:x},3", code + 0x2c)) == "OK");
  CHECK_THAT(gdb.go(), Contains("thread:1;"));
  CHECK(gdb.reg(pc) == code + 0x2c);
  CHECK(gdb.reg(a0 + 2) == 1);
  CHECK(gdb.reg(windowbase) == 0);
  gdb.go("s");  // ENTRY: the frame that was a8 to a23 is a0 to a15
  CHECK(gdb.reg(pc) == code + 0x2f);
  CHECK(gdb.reg(windowbase) == 2);
  CHECK(gdb.reg(windowstart) == 0b101);
  CHECK(gdb.reg(a0 + 2) == 1);
  CHECK(gdb.reg(ar0 + 10) == 1);
  CHECK(gdb.reg(ar0 + 2) == 1);
  CHECK(gdb.client.ask(fmt::format("P{:x}=2a000000", ar0 + 10)) == "OK");
  CHECK(gdb.reg(a0 + 2) == 42);
  gdb.go();  // round once more
  CHECK(gdb.reg(a0 + 2) == 2);
  CHECK(gdb.client.ask(fmt::format("m{:x},8", data + 0x100)) == "020000002a000000");
  CHECK(gdb.client.ask(fmt::format("M{:x},3:cd0a00", code + 0x1c)) == "OK");  // code changes under the core
  CHECK(gdb.client.ask(fmt::format("m{:x},3", code + 0x1c)) == "cd0a00");
}

TEST_CASE("GDB on Xtensa: watchpoints see both cores, whatever bus they are on", "[gdb][xtensa]") {
  Bench b;
  Debugger gdb{b};
  REQUIRE(gdb.client.ask(fmt::format("Z2,{:x},4", data + 0x200)) == "OK");
  CHECK_THAT(gdb.go(), Contains("thread:2;") && Contains(fmt::format("watch:{:x};", data + 0x200)));
  REQUIRE(gdb.client.ask("Hg2") == "OK");
  CHECK(gdb.reg(pc) == second + 7);  // before the access is made
  REQUIRE(gdb.client.ask(fmt::format("z2,{:x},4", data + 0x200)) == "OK");
  REQUIRE(gdb.client.ask(fmt::format("Z3,{:x},4", data + 0x108)) == "OK");
  CHECK_THAT(gdb.go(), Contains("thread:1;") && Contains(fmt::format("rwatch:{:x};", data + 0x108)));
  CHECK(gdb.reg(pc) == code + 0x32);
}

TEST_CASE("GDB on Xtensa: every core is a thread, Ctrl-C stops all", "[gdb][xtensa]") {
  Bench b;
  Debugger gdb{b};
  CHECK(gdb.client.ask("qfThreadInfo") == "m1,2");
  gdb.client.send("c");
  b.stub.run_until(b.machine.now() + 1ms);
  gdb.client.send_raw("\x03");
  CHECK_THAT(gdb.client.next(), StartsWith("T02"));
  CHECK_THAT(gdb.client.monitor("time"), Contains("core0: ") && Contains("core1: "));
  CHECK_THAT(gdb.client.monitor("reset halt"), Contains("halted at 0x40080004"));
  CHECK(gdb.reg(pc) == code + 4);
}

TEST_CASE("GDB on Xtensa: xtensa-esp32-elf-gdb itself", "[gdb][xtensa]") {
  const char* const path = std::getenv("VIVARIUM_XTENSA_GDB");
  if (!path || access(path, X_OK) != 0) {
    WARN("skipped: VIVARIUM_XTENSA_GDB does not name a GDB for the ESP32");
    return;
  }
  Bench b;
  fake::GdbBench bench{b.machine, b.stub, path};
  const auto said = bench.run({"x/i $pc",
                               "break *0x4008002c",
                               "continue",
                               "print $a2",
                               "stepi",
                               "print $windowbase",
                               "print/x $a1",
                               "x/2i $pc",
                               "watch *(int*)0x3ffb0104",
                               "continue",
                               "print $a2",
                               "info threads",
                               "set var $a2 = 77",
                               "print $ar10",
                               "delete",
                               "stepi",
                               "stepi",
                               "stepi",
                               "x/dw 0x3ffb0104",
                               "backtrace",
                               "break *0x40080025",
                               "continue",
                               "nexti",
                               "stepi 3",
                               "finish"});
  INFO(said);
  CHECK_THAT(said, !Contains("warning: Target-supplied registers"));
  CHECK_THAT(said, Contains("=> 0x40080004:\tmovi\ta2, 64"));
  CHECK_THAT(said, Contains("Breakpoint 1, 0x4008002c in ?? ()"));
  CHECK_THAT(said, Contains("$1 = 1\n"));
  CHECK_THAT(said, Contains("$2 = 2\n"));
  CHECK_THAT(said, Contains("$3 = 0x3ffb04e0"));
  CHECK_THAT(said, Contains("=> 0x4008002f:\tl32r\ta4, 0x40080000"));
  CHECK_THAT(said, Contains("New value = 1\n"));
  CHECK_THAT(said, Contains("Thread 1 \"core0\" (awake)") && Contains("Thread 2 \"core1\" (awake)"));
  CHECK_THAT(said, Contains("$5 = 77\n"));
  CHECK_THAT(said, Contains("Breakpoint 3, 0x40080025 in ?? ()"));
}
