#include "emulator/gdb/monitor.hpp"

#include <catch2/catch.hpp>

#include "tests/emulator/gdb/fake_chip.hpp"
#include "tests/emulator/gdb/scripted_client.hpp"

using namespace emulator;
using namespace std::chrono_literals;

namespace {

struct Board {
  Board() {
    chip.program({fake::code(fake::load, 0), fake::code(fake::jump, -2)});
    machine.add(chip);
  }
  fake::FakeChip chip;
  Machine machine{1};
  gdb::Stub stub{machine, chip};
  fake::ScriptedClient gdb{stub};
};

}  // namespace

TEST_CASE("GDB monitor: help names every command, and so does a mistake", "[gdb]") {
  Board b;
  for (const auto* name : {"help", "reset [halt]", "regs [PERIPHERAL[.REGISTER]]", "time", "findings"})
    CHECK_THAT(b.gdb.monitor("help"), Catch::Contains(name));
  CHECK(b.gdb.monitor("") == b.gdb.monitor("help"));
  CHECK_THAT(b.gdb.monitor("halp"), Catch::StartsWith("there is no monitor command \"halp\"\n"));
}

TEST_CASE("GDB monitor: registers and fields by name, without side effects", "[gdb]") {
  Board b;
  CHECK_THAT(b.gdb.monitor("regs"), Catch::Contains("0x40002000 irq 2    UART0\n"));
  CHECK_THAT(b.gdb.monitor("regs"), Catch::Contains("RADIO  (not modelled)"));
  const auto text = b.gdb.monitor("  regs uart0 ");
  CHECK_THAT(text, Catch::StartsWith("UART0 at 0x40002000\n"));
  CHECK_THAT(text, Catch::Contains("  0x40002518 RXD                      0x00000041\n"
                                   "    [7:0]    DATA                 0x41 (65)\n"));
  CHECK_THAT(text, Catch::Contains("    [0]      HWFC                 0  (not modelled)\n"));
  CHECK_THAT(text, Catch::Contains("    [3:1]    PARITY               1\n"));
  CHECK(b.chip.uart.taken == 0);
  CHECK_THAT(b.gdb.monitor("regs UART0.config"), !Catch::Contains("RXD") && Catch::Contains("CONFIG"));
  CHECK(b.gdb.monitor("regs UART0.FOO") == "UART0 has no register FOO\n");
  CHECK(b.gdb.monitor("regs UART1") == "FAKE has no peripheral UART1; near: UART0\n");
  CHECK(b.gdb.monitor("regs xyz") == "FAKE has no peripheral xyz; \"monitor regs\" lists them all\n");
  CHECK(b.gdb.monitor("regs RADIO") == "RADIO at 0x40003000 has no registers to show\n");
}

TEST_CASE("GDB monitor: time in seconds and cycles", "[gdb]") {
  Board b;
  b.gdb.send("c");
  b.stub.run_until(Time{1ms});
  b.gdb.send_raw("\x03");
  b.gdb.next();
  const auto text = b.gdb.monitor("time");
  CHECK_THAT(text, Catch::StartsWith("virtual time 0.001"));
  CHECK_THAT(text, Catch::Contains("  core0: 16000 cycles at 16000000 Hz, awake at 0x0000000"));
}

TEST_CASE("GDB monitor: reset halts before the first instruction", "[gdb]") {
  Board b;
  b.gdb.send("s");
  b.stub.run_until(Time{1ms});
  b.gdb.next();
  CHECK(b.chip.core().pc() == 2);
  CHECK(b.gdb.monitor("reset halt") == "FAKE is reset and halted at 0x00000000; \"continue\" starts it\n");
  CHECK(b.chip.core().pc() == 0);
  CHECK(b.stub.halted());
  CHECK_THAT(b.gdb.monitor("reset run"), Catch::Contains("not \"run\""));
}

TEST_CASE("GDB monitor: findings are the machine's", "[gdb]") {
  Board b;
  CHECK(b.gdb.monitor("findings") == "nothing to complain of\n");
  b.chip.core().set(1, 0x4000'3000);
  b.gdb.send("c");
  b.stub.run_until(Time{1us});
  b.gdb.send_raw("\x03");
  b.gdb.next();
  CHECK_THAT(b.gdb.monitor("findings"), Catch::Contains("RADIO") && Catch::Contains(" times\n"));
}
