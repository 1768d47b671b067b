// gdb-multiarch on the real Cortex-M core, with a program small enough to know by heart.
#include <catch2/catch.hpp>
#include <cstring>

#include "cpu/thumb/cortex_m.hpp"
#include "emulator/registers.hpp"
#include "tests/emulator/gdb/gdb_process.hpp"
#include "tests/emulator/gdb/scripted_client.hpp"

using namespace emulator;
using Catch::Contains;

namespace {

class BareChip final : public Chip {
 public:
  explicit BareChip(Machine& machine)
      : Chip("BARE"), core_("core0", machine.scheduler, bus_, cpu::thumb::cortex_m0, Clock{16'000'000}) {
    bus_.map_rom(0, flash);
    bus_.map_ram(0x2000'0000, ram);
    put(0, {0x2000'1000, 0x101, 0, 0x121});
    const u16 program[] = {
        0x2000, 0x4906,          // 100: movs r0, #0;  ldr r1, =0x20000100
        0x1c40, 0xf000, 0xf805,  // 104: adds r0, #1;  bl 114
        0x688a, 0x2864, 0xd1f9,  // 10a: ldr r2, [r1, #8];  cmp r0, #100;  bne 104
        0xbf30, 0xe7fe,          // 110: wfi;  b .
        0xb510, 0x4604,          // 114: push {r4, lr};  mov r4, r0
        0x600c, 0xbd10,          // 118: str r4, [r1];  pop {r4, pc}
        0x0100, 0x2000,          // 11c: the literal
        0xde00                   // 120: the fault handler: udf, so lockup
    };
    std::memcpy(flash.bytes().data() + 0x100, program, sizeof program);
    machine.add(*this);
  }
  Bus& bus() override { return bus_; }
  std::span<Cpu* const> cores() override { return cores_; }
  std::span<const Block> blocks() const override { return {}; }
  Terminal* pin(std::string_view) override { return nullptr; }
  std::vector<std::string> pin_names() const override { return {}; }
  void load(const Image&) override {}
  void power_on() override { core_.reset(); }
  void pin_reset() override { core_.reset(); }
  std::vector<Memory*> persistent() override { return {&flash}; }
  void observe(AccessObserver* observer) override { core_.observe(observer); }
  void serialize(State&) override {}

  Memory flash{"flash", 0x4000, 0xff}, ram{"ram", 0x4000};

 private:
  void put(u32 address, std::initializer_list<u32> words) {
    std::memcpy(flash.bytes().data() + address, words.begin(), 4 * words.size());
  }

  Bus bus_;
  cpu::thumb::CortexM core_;
  std::array<Cpu*, 1> cores_{&core_};
};

struct Bench {
  Bench() { machine.power_on(); }
  std::string gdb(const std::vector<std::string>& commands, std::function<void(fake::GdbProcess&)> meanwhile = {}) {
    return bench.run(commands, std::move(meanwhile));
  }
  Machine machine{1};
  BareChip chip{machine};
  gdb::Stub stub{machine, chip};
  fake::GdbBench bench{machine, stub};
};

}  // namespace

TEST_CASE("GDB on a Cortex-M: breakpoints, steps, disassembly, registers", "[gdb][cpu]") {
  if (!fake::have_gdb()) return;
  Bench b;
  const auto said = b.gdb({"x/i $pc", "break *0x114", "continue", "info registers r0 lr sp pc", "stepi", "x/2i $pc",
                           "print/x $msp", "continue", "print $r0", "delete", "break *0x110 if $r0 == 100", "continue",
                           "print $r0", "x/dw 0x20000100", "info threads"});
  INFO(said);
  CHECK_THAT(said, Contains("=> 0x100:\tmovs\tr0, #0"));
  CHECK_THAT(said, Contains("Breakpoint 1, 0x00000114 in ?? ()"));
  CHECK_THAT(said, Contains("lr             0x10b "));
  CHECK_THAT(said, Contains("sp             0x20001000"));
  CHECK_THAT(said, Contains("=> 0x116:\tmov\tr4, r0\n   0x118:\tstr\tr4, [r1, #0]"));
  CHECK_THAT(said, Contains("$1 = 0x20000ff8"));
  CHECK_THAT(said, Contains("$2 = 2"));
  CHECK_THAT(said, Contains("Breakpoint 2, 0x00000110 in ?? ()"));
  CHECK_THAT(said, Contains("$3 = 100"));
  CHECK_THAT(said, Contains("0x20000100:\t100"));
  CHECK_THAT(said, Contains("* 1    Thread 1 \"core0\" (awake) 0x00000110 in ?? ()"));
}

TEST_CASE("GDB on a Cortex-M: watchpoints stop at the instruction that made the access", "[gdb][cpu]") {
  if (!fake::have_gdb()) return;
  Bench b;
  const auto said = b.gdb({"watch *(int*)0x20000100 if *(int*)0x20000100 == 7", "continue", "print $r0",
                           "info registers pc", "delete", "rwatch *(int*)0x20000108", "continue", "info registers pc",
                           "delete", "awatch *(char*)0x20000101", "continue", "info registers pc", "delete",
                           "watch *(int*)0x20000100", "break *0x118", "continue", "stepi", "info registers pc"});
  INFO(said);
  CHECK_THAT(said, Contains("Old value = 6\nNew value = 7\n"));
  CHECK_THAT(said, Contains("$1 = 7"));
  CHECK_THAT(said, Contains("pc             0x11a "));  // just behind the store
  CHECK_THAT(said, Contains("pc             0x10c "));  // and the load
  // A step over the watched store is one instruction, and the watchpoint is told.
  const auto last = said.substr(said.find("Breakpoint 5"));
  CHECK_THAT(last, Contains("Hardware watchpoint 4") && Contains("Old value = 8\nNew value = 9\n") &&
                       Contains("pc             0x11a "));
}

TEST_CASE("GDB on a Cortex-M: watching costs the guest no time and no access is lost", "[gdb][cpu]") {
  const auto cycles_at_the_end = [](const char* watch, int expected) {
    Bench b;
    fake::ScriptedClient gdb{b.stub};
    REQUIRE(gdb.ask("Z1,110,2") == "OK");
    if (*watch) REQUIRE(gdb.ask(watch) == "OK");
    int stops = -1;
    do {
      gdb.send("c");
      for (int i = 0; i < 20 && !b.stub.halted(); ++i) b.stub.run_until(b.machine.now() + std::chrono::milliseconds{1});
      REQUIRE(b.stub.halted());
      gdb.next();
      ++stops;
    } while (b.chip.cores()[0]->pc() != 0x110);
    CHECK(stops == expected);
    CHECK(b.chip.cores()[0]->get(0) == 100);
    return b.chip.cores()[0]->cycles();
  };
  const auto undisturbed = cycles_at_the_end("", 0);
  CHECK(cycles_at_the_end("Z2,20000100,4", 100) == undisturbed);
  CHECK(cycles_at_the_end("Z3,20000108,1", 100) == undisturbed);
  CHECK(cycles_at_the_end("Z4,20000ff8,8", 200) == undisturbed);  // push and pop, each as one instruction
  CHECK(cycles_at_the_end("Z3,11c,4", 1) == undisturbed);         // the literal in flash
  CHECK(cycles_at_the_end("Z2,20000104,4", 0) == undisturbed);
}

TEST_CASE("GDB on a Cortex-M: changes to flash and registers are executed", "[gdb][cpu]") {
  if (!fake::have_gdb()) return;
  Bench b;
  const auto said =
      b.gdb({"break *0x10c", "continue", "delete mem", "mem inaccessible-by-default off",
             "set mem inaccessible-by-default off", "mem 0 0x100000000 rw", "set var *(short*)0x104 = 0x1c80",
             "set var $r0 = 40", "continue", "print $r0", "set var $pc = 0x110", "delete", "set var $sp = 0x20000800",
             "print/x $msp", "stepi", "info registers pc"});
  INFO(said);
  CHECK_THAT(said, Contains("$1 = 42"));
  CHECK_THAT(said, Contains("$2 = 0x20000800"));
  CHECK_THAT(said, Contains("pc             0x112 "));
}

TEST_CASE("GDB on a Cortex-M: interrupted asleep, detached, attached again, killed", "[gdb][cpu]") {
  if (!fake::have_gdb()) return;
  Bench b;
  const auto interrupt_at = [&](Duration d) {
    return [&b, at = b.machine.now() + d, done = false](fake::GdbProcess& gdb) mutable {
      if (!done && !b.stub.halted() && b.machine.now() >= at) done = true, gdb.send(SIGINT);
    };
  };
  using std::chrono::milliseconds;
  auto said = b.gdb({"continue", "info registers pc", "info threads", "detach"}, interrupt_at(milliseconds{20}));
  INFO(said);
  CHECK_THAT(said, Contains("SIGINT") && Contains("pc             0x112 ") && Contains("(asleep)"));
  CHECK_FALSE(b.stub.halted());
  const Time then = b.machine.now();
  b.bench.turn();
  CHECK(b.machine.now() > then);

  said = b.gdb({"monitor reset halt", "maintenance flush register-cache", "info registers pc", "continue"},
               [&](fake::GdbProcess& gdb) {
                 if (b.stub.is_connected() && !b.stub.halted() && gdb.text.find("0x100 ") != std::string::npos)
                   gdb.send(SIGKILL);
               });
  INFO(said);
  CHECK_THAT(said, Contains("pc             0x100 "));
  for (int i = 0; i < 100 && b.bench.server.connected(); ++i) b.bench.turn();
  CHECK_FALSE(b.stub.halted());
  said = b.gdb({"info registers pc"});
  CHECK_THAT(said, Contains("pc             0x112 "));
}

TEST_CASE("GDB on a Cortex-M: a lockup is a crash that can be looked at", "[gdb][cpu]") {
  if (!fake::have_gdb()) return;
  Bench b;
  const auto said =
      b.gdb({"set var $r1 = 0x30000000", "set var $pc = 0x118", "continue", "info registers pc", "x/i $pc"});
  INFO(said);
  CHECK_THAT(said, Contains("core0 is locked up at 0x") && Contains("SIGSEGV"));
}
