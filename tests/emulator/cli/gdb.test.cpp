// The real program, the real firmware and Debian's gdb-multiarch. No address of an image is known here: GDB finds its
// way by the vector table and the registers.
#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <regex>

#include "program.hpp"

using Catch::Contains;
using testing::Finished;
using testing::Program;

namespace {

bool have_gdb() {
  const bool have = access("/usr/bin/gdb-multiarch", X_OK) == 0;
  if (!have) WARN("skipped: gdb-multiarch is not installed");
  return have;
}

// Where the program waits for a debugger, as it says on standard error.
std::string address(Program& program) {
  std::smatch found;
  std::string said;
  program.read_until([&](const Finished& so_far) {
    said = so_far.err;
    const auto at = said.find("waiting for GDB");
    return at != said.npos && said.find('\n', at) != said.npos;
  });
  REQUIRE(std::regex_search(said, found, std::regex{"waiting for GDB: (target remote [0-9.:]+)\n"}));
  return found[1];
}

std::string gdb(const std::string& target, const std::vector<std::string>& commands,
                const std::string& wrapper = "timeout 60") {
  std::string line = wrapper + " gdb-multiarch -nx -batch -ex 'set width 0' -ex '" + target + "'";
  for (const auto& command : commands) line += " -ex '" + command + "'";
  FILE* const pipe = popen((line + " 2>&1 </dev/null").c_str(), "r");
  REQUIRE(pipe);
  std::string said;
  char buffer[4096];
  for (std::size_t n; (n = fread(buffer, 1, sizeof buffer, pipe)) > 0;) said.append(buffer, n);
  pclose(pipe);
  return said;
}

}  // namespace

TEST_CASE("run --gdb: MicroPython under gdb-multiarch, then on its own", "[cli][firmware][gdb]") {
  NEEDS_FIRMWARE("microbit");
  if (!have_gdb()) return;
  Program program{{"run", "microbit", "-c", "print(6*7)", "--gdb", "0"}};
  const auto target = address(program);
  auto said = gdb(target, {"print/x $pc == (*(unsigned*)4 & ~1)", "print/x $sp == *(unsigned*)0", "x/i $pc", "stepi",
                           "stepi", "info threads", "info registers", "watch *(int*)(*(unsigned*)0 - 8)", "continue",
                           "delete", "break *($lr & ~1)", "continue", "print/x $pc == $_exitcode",
                           "monitor regs UART0.BAUDRATE", "monitor time", "detach"});
  INFO(said);
  CHECK_THAT(said, Contains("$1 = 0x1\n$2 = 0x1\n"));  // before the first instruction
  CHECK_THAT(said, Contains("=> 0x"));
  CHECK_THAT(said, Contains("* 1    Thread 1 \""));
  CHECK_THAT(said, Contains("control        0x0 "));
  CHECK_THAT(said, Contains("hit Hardware watchpoint 1") || Contains("Hardware watchpoint 1: "));
  CHECK_THAT(said, Contains("New value = "));
  CHECK_THAT(said, Contains("Breakpoint 2, 0x"));
  CHECK_THAT(said, Contains("BAUDRATE"));
  CHECK_THAT(said, Contains("virtual time 0.0"));
  CHECK_THAT(said, Contains("detached]"));
  const auto done = program.finish();
  CHECK(done.code == 0);
  CHECK(done.out == "42\n");  // as if nobody had looked
}

TEST_CASE("run --gdb: Ctrl-C, reset, attach again, and a debugger that is killed", "[cli][firmware][gdb]") {
  NEEDS_FIRMWARE("microbit");
  if (!have_gdb()) return;
  Program program{{"run", "microbit", "--tcp", "0", "--for", "500h", "--speed", "max", "--gdb", "0"}};
  const auto target = address(program);
  auto said = gdb(target,
                  {"continue", "print $pc != 0", "monitor time", "monitor reset halt",
                   "maintenance flush register-cache", "print/x $pc == (*(unsigned*)4 & ~1)", "monitor regs GPIO.OUT"},
                  "timeout --foreground -s INT 2");
  INFO(said);
  CHECK_THAT(said, Contains("SIGINT, Interrupt"));
  CHECK_THAT(said, Contains("is reset and halted at 0x"));
  CHECK_THAT(said, Contains("$2 = 0x1\n"));
  said = gdb(target, {"break *0x100 if $r0 == 0x12345678", "continue"}, "timeout -s KILL 2");
  said = gdb(target, {"info breakpoints", "print/x $pc", "kill"});
  INFO(said);
  CHECK_THAT(said, Contains("No breakpoints"));
  const auto done = program.finish();
  CHECK(done.code == 0);
  CHECK_THAT(done.err, Contains("the debugger ended the run"));
}

TEST_CASE("run --gdb: a port in use is one sentence", "[cli][firmware][gdb]") {
  NEEDS_FIRMWARE("microbit");
  Program first{{"run", "microbit", "-c", "1", "--gdb", "0"}};
  const auto target = address(first);
  const auto port = target.substr(target.rfind(':') + 1);
  const auto second = testing::vivarium({"run", "microbit", "-c", "1", "--gdb", port});
  CHECK(second.code != 0);
  CHECK(second.err == fmt::format("vivarium: cannot listen on 127.0.0.1:{}: Address already in use\n", port));
}
