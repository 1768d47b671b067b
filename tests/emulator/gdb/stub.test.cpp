#include "emulator/gdb/stub.hpp"

#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <random>

#include "tests/emulator/gdb/fake_chip.hpp"
#include "tests/emulator/gdb/scripted_client.hpp"

using namespace emulator;
using namespace std::chrono_literals;
using fake::code;
using fake::FakeChip;
using fake::ScriptedClient;
using gdb::Stub;

namespace {

struct Board {
  explicit Board(unsigned cores = 1) : chip(cores) {
    // 0: r0 += 1; 2: [r1 + 8] = r0; 4: r0 = [r1 + 16]; 6: nop; 8: back to 0
    chip.program(
        {code(fake::add, 1), code(fake::store, 8), code(fake::load, 16), code(fake::nop), code(fake::jump, -5)});
    machine.add(chip);
  }
  Machine::Stop run(Duration d = 1ms) { return stub.run_until(machine.now() + d); }
  u32 pc(unsigned core = 0) { return chip.core(core).pc(); }

  FakeChip chip;
  Machine machine{1};
  Stub stub{machine, chip};
};

}  // namespace

TEST_CASE("GDB stub: stands before the first instruction until a debugger lets it go", "[gdb]") {
  Board b;
  CHECK(b.stub.halted());
  CHECK(b.run() == Machine::Stop::limit);
  CHECK(b.machine.now() == Time{});
  ScriptedClient gdb{b.stub};
  CHECK(b.stub.halted());
  CHECK(gdb.ask("?") == "T05thread:1;core:0;0d:00100020;0e:00000000;0f:00000000;");
  gdb.send("c");
  CHECK(gdb.packets.empty());
  CHECK_FALSE(b.stub.halted());
  CHECK(b.run() == Machine::Stop::limit);
  CHECK(b.machine.now() >= Time{1ms});
}

TEST_CASE("GDB stub: without a debugger a running machine is left alone", "[gdb]") {
  FakeChip chip;
  chip.program({code(fake::nop), code(fake::die)});
  Machine machine{1};
  machine.add(chip);
  Stub stub{machine, chip, {.start = Stub::Start::running}};
  CHECK_FALSE(stub.halted());
  CHECK(stub.run_until(Time{1ms}) == Machine::Stop::lockup);
  CHECK_FALSE(stub.halted());
}

TEST_CASE("GDB stub: acknowledges until it is asked not to", "[gdb]") {
  Board b;
  ScriptedClient gdb{b.stub};
  CHECK(gdb.ask("qC") == "QC1");
  CHECK(gdb.acknowledged == 1);
  gdb.send_raw("$qC#00");
  CHECK(gdb.repeats == 1);
  CHECK(gdb.packets.empty());
  gdb.send_raw("-");
  CHECK(gdb.next() == "QC1");
  CHECK(gdb.ask("QStartNoAckMode") == "OK");
  CHECK(gdb.acknowledged == 2);
  CHECK(gdb.ask("qC") == "QC1");
  CHECK(gdb.acknowledged == 2);
}

TEST_CASE("GDB stub: says what it can do, and nothing to what it cannot", "[gdb]") {
  Board b;
  ScriptedClient gdb{b.stub};
  const auto features = gdb.ask("qSupported:multiprocess+;swbreak+;xmlRegisters=i386");
  for (const auto* wanted : {"PacketSize=4000", "QStartNoAckMode+", "qXfer:features:read+", "qXfer:memory-map:read+",
                             "qXfer:threads:read+", "vContSupported+"})
    CHECK_THAT(features, Catch::Contains(wanted));
  CHECK(gdb.ask("vCont?") == "vCont;c;C;s;S;t");
  CHECK(gdb.ask("qAttached") == "1");
  for (const auto* unknown : {"vMustReplyEmpty", "qTStatus", "qSymbol::", "A", "", "qXfer:auxv:read::0,10", "Z7,0,2"})
    CHECK(gdb.ask(unknown).empty());
}

TEST_CASE("GDB stub: a Cortex-M is described by its features", "[gdb]") {
  Board b;
  ScriptedClient gdb{b.stub};
  const auto xml = gdb.read_object("features:read:target.xml");
  CHECK_THAT(xml, Catch::Contains("<architecture>arm</architecture>"));
  CHECK_THAT(xml, Catch::Contains("org.gnu.gdb.arm.m-profile"));
  CHECK_THAT(xml, Catch::Contains("name=\"xpsr\" bitsize=\"32\" regnum=\"16\""));
  CHECK_THAT(xml, Catch::Contains("org.gnu.gdb.arm.m-system"));
  CHECK_THAT(xml, Catch::Contains("name=\"control\" bitsize=\"32\" regnum=\"20\""));
  CHECK_THAT(xml, !Catch::Contains("basepri"));
  CHECK(gdb.ask("qXfer:features:read:other.xml:0,100") == "E00");
  CHECK(gdb.ask("qXfer:features:read:target.xml:fffff,100") == "E16");
}

TEST_CASE("GDB stub: a core of another kind shows the registers it has", "[gdb]") {
  FakeChip chip{1,
                {{"a0", 32},
                 {"a1", 32},
                 {"a2", 32},
                 {"a3", 32},
                 {"a4", 32},
                 {"a5", 32},
                 {"a6", 32},
                 {"a7", 32},
                 {"a8", 32},
                 {"a9", 32},
                 {"a10", 32},
                 {"a11", 32},
                 {"a12", 32},
                 {"a13", 32},
                 {"a14", 32},
                 {"PC", 32},
                 {"ps", 32}}};
  Machine machine{1};
  machine.add(chip);
  const gdb::TargetDescription description{chip.core()};
  CHECK_THAT(description.xml(), !Catch::Contains("<architecture>"));
  CHECK_THAT(description.xml(), Catch::Contains("<reg name=\"a0\" bitsize=\"32\" regnum=\"0\"/>"));
  CHECK(description.size() == 17);
}

TEST_CASE("GDB stub: memory map tells flash from the rest", "[gdb]") {
  Board b;
  ScriptedClient gdb{b.stub};
  const auto xml = gdb.read_object("memory-map:read:");
  CHECK_THAT(xml, Catch::Contains("<memory type=\"flash\" start=\"0x0\" length=\"0x1000\">"));
  CHECK_THAT(xml, Catch::Contains("<memory type=\"ram\" start=\"0x1000\" length=\"0xfffff000\"/>"));
}

TEST_CASE("GDB stub: every core is a thread with its name", "[gdb]") {
  Board b{2};
  ScriptedClient gdb{b.stub};
  CHECK(gdb.ask("qfThreadInfo") == "m1,2");
  CHECK(gdb.ask("qsThreadInfo") == "l");
  CHECK_THAT(gdb.read_object("threads:read:"),
             Catch::Contains("<thread id=\"2\" core=\"1\" name=\"core1\">awake</thread>"));
  CHECK(gdb.ask("qThreadExtraInfo,2") == gdb::to_hex("core1, awake"));
  CHECK(gdb.ask("T2") == "OK");
  CHECK(gdb.ask("T3") == "E16");
  b.chip.core(1).set(0, 0x1234);
  CHECK(gdb.ask("Hg2") == "OK");
  CHECK(gdb.ask("p0") == "34120000");
  CHECK(gdb.ask("Hg3") == "E16");
  CHECK(gdb.ask("Hg0") == "OK");
  CHECK(gdb.ask("p0") == "00000000");
}

TEST_CASE("GDB stub: registers are read and written", "[gdb]") {
  Board b;
  ScriptedClient gdb{b.stub};
  b.chip.core().set(2, 0x1122'3344);
  CHECK(gdb.ask("p2") == "44332211");
  CHECK(gdb.ask("P2=78563412") == "OK");
  CHECK(b.chip.core().get(2) == 0x1234'5678);
  std::string all = gdb.ask("g");
  CHECK(all.size() == 8 * 21);
  CHECK(all.substr(16, 8) == "78563412");
  all.replace(24, 8, "01020304");
  CHECK(gdb.ask("G" + all) == "OK");
  CHECK(b.chip.core().get(3) == 0x0403'0201);
  CHECK(gdb.ask("p15") == "E16");
  CHECK(gdb.ask("P15=00000000") == "E16");
  CHECK(gdb.ask("P2=0000") == "E16");
  CHECK(gdb.ask("G00") == "E16");
}

TEST_CASE("GDB stub: memory is read without side effects and written wherever it can be", "[gdb]") {
  Board b;
  ScriptedClient gdb{b.stub};
  CHECK(gdb.ask("M20000000,4:deadbeef") == "OK");
  CHECK(gdb.ask("m20000000,6") == "deadbeef0000");
  CHECK(gdb.ask("X20000004,3:a}]\x03") == "E16");  // four bytes: '}' is an escape only on the wire
  CHECK(gdb.ask(std::string{"X20000004,3:#}\0", 15}) == "OK");
  CHECK(gdb.ask("m20000004,3") == "237d00");
  CHECK(gdb.ask("M0,2:aabb") == "OK");  // flash
  CHECK(gdb.ask("m0,2") == "aabb");
  CHECK(gdb.ask("m40002518,4") == "41000000");
  CHECK(b.chip.uart.taken == 0);
  CHECK(gdb.ask("m20000ffe,8") == "0000");  // what is there of it
  CHECK(gdb.ask("m30000000,4") == "E0e");
  CHECK(gdb.ask("M30000000,1:00") == "E0e");
  CHECK(gdb.ask("m100000000,4") == "E16");
  CHECK(gdb.ask("mfffffffe,8") == "E0e");
  CHECK(gdb.ask("M20000000,4:dead") == "E16");
}

TEST_CASE("GDB stub: a peripheral's register takes one aligned write", "[gdb]") {
  Board b;
  ScriptedClient gdb{b.stub};
  CHECK(gdb.ask("M4000256c,4:0c000000") == "OK");
  CHECK(b.chip.uart.config.value == 0xc);
  CHECK(gdb.ask("M4000256e,4:00000000") == "E0e");
  CHECK(gdb.ask("M4000256c,8:0000000000000000") == "E0e");
  CHECK(b.chip.uart.config.value == 0xc);
}

TEST_CASE("GDB stub: flash is erased and programmed", "[gdb]") {
  Board b;
  ScriptedClient gdb{b.stub};
  CHECK(gdb.ask("vFlashErase:0,8") == "OK");
  CHECK(gdb.ask("vFlashWrite:2:ab") == "OK");
  CHECK(gdb.ask("vFlashDone") == "OK");
  CHECK(gdb.ask("m0,a") == "ffff6162fffffffffb04");
  CHECK(gdb.ask("vFlashErase:20000000,8") == "E0e");
  CHECK(gdb.ask("vFlashErase:ff0,20") == "E0e");
  CHECK(gdb.ask("vFlashWrite:20000000:ab") == "E.memtype");
}

TEST_CASE("GDB stub: a breakpoint stops before its instruction, again and again", "[gdb]") {
  Board b;
  ScriptedClient gdb{b.stub};
  gdb.ask("qSupported:swbreak+;hwbreak+");
  CHECK(gdb.ask("Z1,4,2") == "OK");
  for (u32 round = 1; round <= 3; ++round) {
    gdb.send("vCont;c");
    CHECK(gdb.packets.empty());
    CHECK(b.run() == Machine::Stop::limit);
    REQUIRE(b.stub.halted());
    CHECK_THAT(gdb.next(), Catch::StartsWith("T05thread:1;core:0;hwbreak:;"));
    CHECK(b.pc() == 4);
    const u32 count = 1;  // r0 = memory (0) then 1
    CHECK(b.chip.core().get(0) == count);
  }
  CHECK(gdb.ask("Z0,4,2") == "OK");
  CHECK(gdb.ask("z1,4,2") == "OK");
  gdb.send("c");
  b.run();
  CHECK_THAT(gdb.next(), Catch::Contains("swbreak:;"));
  CHECK(gdb.ask("z0,4,2") == "OK");
  CHECK(b.chip.core().breakpoints.empty());
  gdb.send("c");
  CHECK(b.run() == Machine::Stop::limit);
  CHECK_FALSE(b.stub.halted());
}

TEST_CASE("GDB stub: steps one instruction", "[gdb]") {
  Board b;
  ScriptedClient gdb{b.stub};
  gdb.ask("Z0,2,2");
  for (u32 at : {2, 4, 6, 8, 0}) {
    gdb.send("vCont;s:1;c");
    const auto cycles = b.chip.core().cycles();
    b.run();
    CHECK_THAT(gdb.next(), Catch::StartsWith("T05thread:1;core:0;0d:"));
    CHECK(b.pc() == at);
    CHECK(b.chip.core().cycles() == cycles + 1);
  }
  gdb.send("s");
  b.run();
  CHECK(b.pc() == 2);
}

TEST_CASE("GDB stub: a step over sleep ends when the core has woken", "[gdb]") {
  Board b;
  b.chip.program({code(fake::sleep), code(fake::add, 1), code(fake::jump, -3)});
  Event wake{b.machine.scheduler, "wake", [&] { b.chip.core().asleep = false; }};
  ScriptedClient gdb{b.stub};
  gdb.send("s");
  b.run();
  gdb.next();
  CHECK(b.chip.core().asleep);
  wake.after(3500us);
  gdb.send("s");
  for (int i = 0; i < 3; ++i) {
    b.run();
    CHECK_FALSE(b.stub.halted());
    CHECK(gdb.packets.empty());
  }
  b.run();
  REQUIRE(b.stub.halted());
  gdb.next();
  CHECK(b.pc() == 4);
  CHECK(b.machine.now() - Time{3500us} < 1us);
  gdb.send("s"), b.run(), gdb.next();
  gdb.send("s"), b.run(), gdb.next();
  gdb.send("s"), b.run();
  gdb.send_raw("\x03");  // nothing will wake it
  CHECK_THAT(gdb.next(), Catch::StartsWith("T02"));
}

TEST_CASE("GDB stub: one core steps, the other keeps its time", "[gdb]") {
  Board b{2};
  ScriptedClient gdb{b.stub};
  gdb.send("vCont;s:2;c");
  b.run();
  CHECK_THAT(gdb.next(), Catch::StartsWith("T05thread:2;core:1;"));
  CHECK(b.chip.core(0).cycles() == 1);
  CHECK(b.chip.core(1).cycles() == 1);
  gdb.ask("Z0,8,2");
  gdb.ask("Hc1");
  gdb.send("c");
  b.run();
  CHECK_THAT(gdb.next(), Catch::StartsWith("T05thread:1;"));
  gdb.send("vCont;s:1;c");  // the other one is just before its own stop
  b.run();
  CHECK_THAT(gdb.next(), Catch::StartsWith("T05thread:2;"));
}

TEST_CASE("GDB stub: watchpoints stop after the access and say where", "[gdb]") {
  Board b;
  ScriptedClient gdb{b.stub};
  const auto stop = [&](const char* point, const char* reason, u32 pc) {
    REQUIRE(gdb.ask(std::string{"Z"} + point) == "OK");
    gdb.send("c");
    CHECK(b.run() == Machine::Stop::limit);
    REQUIRE(b.stub.halted());
    CHECK_THAT(gdb.next(), Catch::Contains(reason));
    CHECK(b.pc() == pc);
    REQUIRE(gdb.ask(std::string{"z"} + point) == "OK");
  };
  stop("2,20000008,4", ";watch:20000008;", 4);
  stop("3,20000010,4", ";rwatch:20000010;", 6);
  stop("4,2000000a,1", ";awatch:2000000a;", 4);
  stop("4,2000000c,100", ";awatch:20000010;", 6);
  CHECK_FALSE(b.chip.bus().on_watch);
  REQUIRE(gdb.ask("Z2,20000010,4") == "OK");  // only read there
  gdb.send("c");
  b.run();
  CHECK_FALSE(b.stub.halted());
}

TEST_CASE("GDB stub: the instruction at a breakpoint that is left can hit a watchpoint", "[gdb]") {
  Board b;
  ScriptedClient gdb{b.stub};
  gdb.ask("Z0,2,2");
  gdb.ask("Z2,20000008,4");
  gdb.send("c");
  b.run();
  gdb.next();
  CHECK(b.pc() == 2);
  gdb.send("c");
  b.run();
  CHECK_THAT(gdb.next(), Catch::Contains(";watch:20000008;"));
  CHECK(b.pc() == 4);
}

TEST_CASE("GDB stub: its own accesses do not run into watchpoints, and others still hear theirs", "[gdb]") {
  Board b;
  int heard = 0;
  b.chip.bus().on_watch = [&](u32, u32, bool) { ++heard; };
  {
    ScriptedClient gdb{b.stub};
    CHECK(gdb.ask("Z4,4000256c,4") == "OK");
    CHECK(gdb.ask("M4000256c,4:00000000") == "OK");
    CHECK(heard == 1);
    gdb.send("c");
    b.run();
    CHECK_FALSE(b.stub.halted());
  }
  b.chip.bus().on_watch(0, 0, false);
  CHECK(heard == 2);
}

TEST_CASE("GDB stub: watchpoints nobody could keep are refused", "[gdb]") {
  Board b;
  ScriptedClient gdb{b.stub};
  for (const auto* point : {"Z2,20000000,0", "Z2,fffffffe,4", "Z2,0,ffffffff", "Z2,0", "Z2", "Z"})
    CHECK(gdb.ask(point) == "E16");
  CHECK(gdb.ask("Z2,fffffffc,4") == "OK");
}

TEST_CASE("GDB stub: Ctrl-C stops what runs, and only that", "[gdb]") {
  Board b;
  ScriptedClient gdb{b.stub};
  gdb.send_raw("\x03");
  CHECK(gdb.packets.empty());
  gdb.send("c");
  b.run();
  gdb.send_raw("\x03");
  CHECK(b.stub.halted());
  CHECK_THAT(gdb.next(), Catch::StartsWith("T02thread:1;"));
  CHECK(gdb.ask("vCtrlC") == "OK");
}

TEST_CASE("GDB stub: a lockup is told, with a word to the user", "[gdb]") {
  Board b;
  b.chip.program({code(fake::nop), code(fake::die)});
  ScriptedClient gdb{b.stub};
  gdb.send("c");
  CHECK(b.run() == Machine::Stop::limit);
  CHECK(gdb.next() == fmt::format("O{}", gdb::to_hex("core0 is locked up at 0x00000002\n")));
  CHECK_THAT(gdb.next(), Catch::StartsWith("T0bthread:1;"));
  gdb.send("s");  // and it is no different now
  b.run();
  gdb.next();
  CHECK_THAT(gdb.next(), Catch::StartsWith("T0bthread:1;"));
}

TEST_CASE("GDB stub: whoever else stops the machine is heard", "[gdb]") {
  Board b;
  Event stop{b.machine.scheduler, "stop", [&] { b.machine.stop(); }};
  stop.after(100us);
  ScriptedClient gdb{b.stub};
  gdb.send("c");
  CHECK(b.run() == Machine::Stop::requested);
  CHECK_FALSE(b.stub.halted());
  gdb.send_raw("\x03");
  gdb.next();
  stop.after(1ns);
  gdb.send("s");
  CHECK(b.run() == Machine::Stop::requested);
  CHECK(b.stub.halted());
  gdb.next();
}

TEST_CASE("GDB stub: detach and a vanished client leave a machine that runs", "[gdb]") {
  Board b;
  const bool politely = GENERATE(true, false);
  {
    ScriptedClient gdb{b.stub};
    gdb.ask("Z0,4,2");
    gdb.ask("Z2,20000008,4");
    if (politely) CHECK(gdb.ask("D") == "OK");
  }
  CHECK_FALSE(b.stub.halted());
  CHECK(b.chip.core().breakpoints.empty());
  CHECK(b.run() == Machine::Stop::limit);
  CHECK_FALSE(b.stub.halted());
  ScriptedClient again{b.stub};
  CHECK(b.stub.halted());
  CHECK_THAT(again.ask("?"), Catch::StartsWith("T05"));
}

TEST_CASE("GDB stub: kill ends the run, in extended mode it can be run again", "[gdb]") {
  Board b;
  ScriptedClient gdb{b.stub};
  gdb.send("k");
  CHECK(gdb.packets.empty());
  CHECK(b.stub.killed());

  Board c;
  ScriptedClient extended{c.stub};
  CHECK(extended.ask("!") == "OK");
  extended.send("c");
  c.run();
  extended.send_raw("\x03");
  extended.next();
  CHECK(extended.ask("vKill;1") == "OK");
  CHECK_FALSE(c.stub.killed());
  CHECK_THAT(extended.ask("vRun;"), Catch::StartsWith("T05"));
  CHECK(c.pc() == 0);
  CHECK(c.stub.halted());
}

TEST_CASE("GDB stub: restart puts it before the first instruction", "[gdb]") {
  Board b;
  ScriptedClient gdb{b.stub};
  gdb.send("s");
  b.run();
  gdb.next();
  gdb.send("R0");
  CHECK(gdb.packets.empty());
  CHECK(b.pc() == 0);
  CHECK(b.stub.halted());
}

TEST_CASE("GDB stub: stupid questions are answered with an error", "[gdb]") {
  Board b;
  ScriptedClient gdb{b.stub};
  for (const auto* packet : {"vCont",
                             "vCont;",
                             "vCont;x",
                             "vCont;s:9",
                             "vCont;c1",
                             "p",
                             "P0",
                             "P0=",
                             "m",
                             "m0",
                             "m0,",
                             "M0,1",
                             "X0",
                             "H",
                             "Hx1",
                             "Hg",
                             "qRcmd,0",
                             "qXfer:features:read:target.xml:",
                             "vFlashErase:",
                             "vFlashWrite:0",
                             "c20",
                             "T",
                             "z0",
                             "qThreadExtraInfo,9"}) {
    INFO(packet);
    CHECK_THAT(gdb.ask(packet), Catch::StartsWith("E"));
  }
  CHECK(gdb.ask("vCont;t") == gdb.ask("?"));
  gdb.send("c");
  CHECK(gdb.ask("c") == "E16");  // it does already
}

TEST_CASE("GDB stub: random packets are answered or run, and never do harm", "[gdb]") {
  std::mt19937 random{3};
  const std::vector<std::string> words{"?",
                                       "!",
                                       "H",
                                       "g",
                                       "G",
                                       "p",
                                       "P",
                                       "m",
                                       "M",
                                       "X",
                                       "Z0",
                                       "Z1",
                                       "Z2",
                                       "Z3",
                                       "Z4",
                                       "z0",
                                       "z2",
                                       "c",
                                       "s",
                                       "C05",
                                       "S05",
                                       "vCont",
                                       "vCont?",
                                       "vCtrlC",
                                       "D",
                                       "k",
                                       "vKill",
                                       "R",
                                       "vRun",
                                       "vAttach",
                                       "vFlashErase",
                                       "vFlashWrite",
                                       "vFlashDone",
                                       "qSupported",
                                       "qXfer",
                                       "features",
                                       "read",
                                       "target.xml",
                                       "memory-map",
                                       "threads",
                                       "qfThreadInfo",
                                       "qThreadExtraInfo",
                                       "qC",
                                       "qRcmd",
                                       "T",
                                       ",",
                                       ":",
                                       ";",
                                       "=",
                                       "-1",
                                       "0",
                                       "1",
                                       "2",
                                       "4",
                                       "20000000",
                                       "20000ffe",
                                       "40002518",
                                       "ffffffff",
                                       "100000000",
                                       "72656773205541525430",
                                       "74696d65",
                                       "7265736574",
                                       "hg",
                                       "swbreak+",
                                       "s:1",
                                       "c:2",
                                       "t"};
  for (int board = 0; board < 20; ++board) {
    Board b{board % 2 ? 1u : 2u};
    ScriptedClient gdb{b.stub};
    gdb.ask("QStartNoAckMode");
    for (int round = 0; round < 1000; ++round) {
      std::string payload;
      for (auto n = random() % 8 + 1; n; --n)
        payload += random() % 10 ? words[random() % words.size()] : std::string(1, static_cast<char>(random()));
      const bool was_halted = b.stub.halted();
      gdb.send(payload);
      // Answered, unless it is one of those that begin to run or have no answer.
      const bool silent = (was_halted && std::string_view{"csCS"}.find(payload[0]) != std::string_view::npos) ||
                          payload.starts_with("vCont") ||
                          std::string_view{"kRr"}.find(payload[0]) != std::string_view::npos;
      if (gdb.packets.empty() && !silent) FAIL("no answer to " << payload);
      if (gdb.packets.size() > 1)
        for (std::size_t i = 0; i + 1 < gdb.packets.size(); ++i)
          REQUIRE((gdb.packets[i].starts_with("O") || gdb.packets[i].starts_with("T")));
      gdb.packets.clear();
      if (!b.stub.halted()) b.run(10us);
      if (!b.stub.halted() && random() % 2) gdb.send_raw("\x03");
      gdb.packets.clear();
    }
    CHECK(gdb.broken == 0);
    CHECK(gdb.ask("qC").starts_with("QC"));
  }
}
