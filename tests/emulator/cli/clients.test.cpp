// Programs that people use with real boards, on the real program's serial ports: pyboard.py and mpremote from a
// checkout of MicroPython in $VIVARIUM_MICROPYTHON, and a client of our own that speaks as ampy does.
#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <csignal>
#include <fstream>
#include <regex>
#include <thread>

#include "program.hpp"
#include "temporary.hpp"
#include "terminal.hpp"
#include "tests/places.hpp"

using Catch::Contains;
using testing::Finished;
using testing::Folder;
using testing::Program;
using testing::Terminal;
using namespace std::chrono_literals;
using Arguments = Program::Arguments;

namespace {

const std::string clients = VIVARIUM_SOURCE_DIR "/tests/emulator/cli/clients/";
const std::string endless = "n = 0\nwhile True:\n  n += 1\n  print('on', n)\n";

// A Python that has pyserial; none: the test is to be skipped.
const std::string& python() {
  static const std::string found = [] {
    for (const std::string name : {"python3", "/usr/bin/python3"})
      if (Program{{"-c", "import serial"}, "", {}, name}.finish().code == 0) return name;
    WARN("skipped: python3-serial is not installed");
    return std::string{};
  }();
  return found;
}

// The checkout; none: the test is to be skipped.
std::string micropython() {
  const char* const checkout = std::getenv("VIVARIUM_MICROPYTHON");
  if (checkout && std::filesystem::exists(std::string{checkout} + "/tools/mpremote/mpremote/main.py")) return checkout;
  WARN("skipped: $VIVARIUM_MICROPYTHON is no checkout of MicroPython");
  return {};
}

// A micro:bit that serves its serial port on a pty and on TCP.
struct Board {
  explicit Board(Arguments more = {}) : program(arguments(std::move(more))) {
    std::string said;
    program.read_until([&](const Finished& so_far) {
      said = so_far.err;
      return said.find("socket://") != said.npos && said.ends_with('\n');
    });
    std::smatch found;
    REQUIRE(std::regex_search(said, found, std::regex{"socket://127\\.0\\.0\\.1:(\\d+)"}));
    tcp = found[0];
    tcp_port = found[1];
  }
  Arguments arguments(Arguments more) {
    more.insert(more.begin(), {"run", "microbit", "--pty=" + pty, "--tcp", "0"});
    return more;
  }
  Arguments ports() const { return {pty, tcp}; }
  void stop() {
    program.signal(SIGTERM);
    CHECK(program.finish().code == 143);
  }

  Folder folder;
  const std::string pty = folder / "port";
  Program program;
  std::string tcp, tcp_port;
};

Arguments joined(Arguments a, const Arguments& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

Finished client(const Arguments& arguments) {
  Finished done = Program{arguments, "", {}, python()}.finish();
  for (std::string* text : {&done.out, &done.err}) std::erase(*text, '\r');  // line ends are the guest's
  return done;
}

Finished raw_repl(const std::string& port, const Arguments& steps, const std::string& baud = "115200") {
  return client(joined({clients + "raw_repl.py", port, baud}, steps));
}

Finished pyboard(const std::string& device, const Arguments& more) {
  return client(joined({micropython() + "/tools/pyboard.py", "--device", device}, more));
}

Arguments mpremote_command(const std::string& port, const Arguments& more) {
  return joined({clients + "mpremote.py", micropython(), "connect", port}, more);
}

// mpremote before 1.27 opens devices and rfc2217:// only (transport_serial.py).
Arguments mpremote_ports(const Board& board) {
  std::ifstream file{micropython() + "/tools/mpremote/mpremote/transport_serial.py"};
  const std::string text{std::istreambuf_iterator<char>{file}, {}};
  if (text.find("startswith(\"rfc2217://\")") != text.npos) return {board.pty};
  return board.ports();
}

Finished mpremote(const std::string& port, const Arguments& more) { return client(mpremote_command(port, more)); }

// Starts a client, waits until the guest's code is seen to run, and kills it.
void kill_while_running(const Arguments& client) {
  Program killed{client, "", {}, python()};
  killed.read_until([](const Finished& so_far) { return so_far.out.find("on 3") != std::string::npos; });
  killed.signal(SIGKILL);
  CHECK(killed.finish().code == -SIGKILL);
}

#define NEEDS_PYTHON \
  if (python().empty()) return
#define NEEDS_MICROPYTHON \
  if (micropython().empty()) return

}  // namespace

TEST_CASE("clients: a raw REPL client as ampy is one, on a pty and on TCP", "[cli][firmware][clients]") {
  NEEDS_FIRMWARE("microbit");
  NEEDS_PYTHON;
  Board board;
  for (const std::string& port : board.ports()) {
    INFO(port);
    auto done = raw_repl(port, {"enter", "exec x = 6\nprint(x * 7)", "exec 1/0", "exec print(x)", "leave"});
    CHECK(done.code == 0);
    CHECK(done.out == "42\n6\n");
    CHECK_THAT(done.err, Catch::EndsWith("ZeroDivisionError: division by zero\n"));
    done = raw_repl(port, {"attach", "exec print(x)", "enter", "exec print(x)"});  // a soft reset forgets
    CHECK(done.out == "6\n");
    CHECK_THAT(done.err, Contains("NameError"));
    done = raw_repl(port, {"enter", "start while True: pass", "interrupt", "exec print('still here')", "leave"});
    CHECK(done.code == 0);
    CHECK(done.out == "still here\n");
    CHECK_THAT(done.err, Contains("KeyboardInterrupt"));
    // Much at once: more than the firmware's receive buffer holds.
    const std::string much(1000, 'x');
    done = raw_repl(port, {"enter", "exec print(len('" + much + "'))", "exec for i in range(500): print('line', i)"});
    CHECK_THAT(done.out, Catch::StartsWith("1000\nline 0\n") && Catch::EndsWith("line 498\nline 499\n"));
    CHECK(std::count(done.out.begin(), done.out.end(), '\n') == 501);
  }
  board.stop();
}

TEST_CASE("clients: a pty carries every byte whatever baud rate is set", "[cli][firmware][clients]") {
  NEEDS_FIRMWARE("microbit");
  NEEDS_PYTHON;
  Board board;
  for (const std::string baud : {"9600", "115200", "38400", "1200", "250000"}) {
    INFO(baud);
    const auto done = raw_repl(board.pty, {"enter", "exec print('\\u00e9' * 3, 6 * 7)", "leave"}, baud);
    CHECK(done.code == 0);
    CHECK(done.out == "\u00e9\u00e9\u00e9 42\n");
  }
  board.stop();
}

TEST_CASE("clients: one that only listens hears a running script from its first byte", "[cli][firmware][clients]") {
  NEEDS_FIRMWARE("microbit");
  NEEDS_PYTHON;
  Board board{{"-c", "from microbit import sleep\nwhile True:\n  print('tick')\n  sleep(20)", "--speed", "1x"}};
  board.program.read_until([](const Finished& so_far) { return so_far.out.starts_with("tick"); });
  for (const std::string baud : {"115200", "9600", "38400"}) {
    INFO(baud);
    for (int round = 0; round < 3; ++round) {
      const auto done = raw_repl(board.pty, {"listen 5"}, baud);
      CHECK(done.code == 0);
      // The script's output through the raw REPL; the first line may have begun before the port was opened.
      CHECK_THAT(done.out, Catch::EndsWith("tick\ntick\ntick\ntick\n"));
      CHECK(done.out.size() <= 25);
    }
  }
  board.stop();
}

TEST_CASE("clients: a raw REPL client that is killed leaves the board to the next one", "[cli][firmware][clients]") {
  NEEDS_FIRMWARE("microbit");
  NEEDS_PYTHON;
  Board board;
  for (const std::string& port : board.ports()) {
    INFO(port);
    for (int round = 0; round < 2; ++round) {
      CHECK(raw_repl(port, {"enter", "start " + endless}).code == 0);  // leaves it running
      kill_while_running({clients + "raw_repl.py", port, "115200", "listen 100000"});
      const auto next = raw_repl(port, {"enter", "exec print(6 * 7)", "leave"});
      CHECK(next.code == 0);
      CHECK(next.out == "42\n");
    }
  }
  board.stop();
}

TEST_CASE("clients: pyboard.py on a pty, and on TCP through a pipe", "[cli][firmware][clients]") {
  NEEDS_FIRMWARE("microbit");
  NEEDS_PYTHON;
  NEEDS_MICROPYTHON;
  Board board;
  const auto script = board.folder.write("script.py", "print('from a file', x)\n");
  for (const std::string& device :
       {board.pty, fmt::format("exec:{} {}tcp_pipe.py {}", python(), clients, board.tcp_port)}) {
    INFO(device);
    CHECK(pyboard(device, {"-c", "x = 5; print(6 * 7)"}).out == "42\n");
    CHECK(pyboard(device, {"--no-soft-reset", script}).out == "from a file 5\n");
    const auto forgot = pyboard(device, {script});  // with the soft reset
    CHECK(forgot.code == 1);
    CHECK_THAT(forgot.out, Contains("NameError"));
    kill_while_running({micropython() + "/tools/pyboard.py", "--device", device, "-c", endless});
    const auto next = pyboard(device, {"-c", "print('next')"});
    CHECK(next.code == 0);
    CHECK(next.out == "next\n");
  }
  board.stop();
}

TEST_CASE("clients: pyboard.py on a pty at another baud rate", "[cli][firmware][clients]") {
  NEEDS_FIRMWARE("microbit");
  NEEDS_PYTHON;
  NEEDS_MICROPYTHON;
  Board board;
  CHECK(pyboard(board.pty, {"-b", "9600", "-c", "print(6 * 7)"}).out == "42\n");
  CHECK(pyboard(std::filesystem::read_symlink(board.pty), {"-b", "57600", "-c", "print(6 * 7)"}).out == "42\n");
  board.stop();
}

TEST_CASE("clients: mpremote runs code, resets softly, resumes", "[cli][firmware][clients]") {
  NEEDS_FIRMWARE("microbit");
  NEEDS_PYTHON;
  NEEDS_MICROPYTHON;
  Board board;
  const auto script = board.folder.write("script.py", "print('from a file')\n");
  for (const std::string& port : mpremote_ports(board)) {
    INFO(port);
    CHECK(mpremote(port, {"eval", "6*7"}).out == "42\n");
    CHECK(mpremote(port, {"run", script}).out == "from a file\n");
    CHECK(mpremote(port, {"exec", "x = 5", "exec", "print(x)"}).out == "5\n");
    CHECK(mpremote(port, {"resume", "exec", "print(x + 1)"}).out == "6\n");
    const auto forgot = mpremote(port, {"resume", "soft-reset", "exec", "print(x)"});
    CHECK(forgot.code == 1);
    CHECK_THAT(forgot.err + forgot.out, Contains("NameError"));
    CHECK(mpremote(port, {"exec", "1/0"}).code == 1);
    kill_while_running(mpremote_command(port, {"exec", endless}));
    CHECK(mpremote(port, {"eval", "'next'"}).out == "next\n");
  }
  board.stop();
}

TEST_CASE("clients: mpremote's REPL on a terminal", "[cli][firmware][clients]") {
  NEEDS_FIRMWARE("microbit");
  NEEDS_PYTHON;
  NEEDS_MICROPYTHON;
  Board board;
  Terminal terminal{joined({python()}, mpremote_command(board.pty, {"soft-reset", "repl"}))};
  CHECK_THAT(terminal.read_until(">>> "), Contains("to exit this shell\n") && Contains("MicroPython v"));
  terminal.type("print(6*7)\r");
  CHECK(terminal.read_until(">>> ") == "print(6*7)\n42\n>>> ");
  terminal.type("while True: print('on')\r\r");
  terminal.read_until("on\n");
  terminal.type("\x03");
  CHECK_THAT(terminal.read_until(">>> "), Contains("KeyboardInterrupt"));
  terminal.type("\x04");
  CHECK_THAT(terminal.read_until(">>> "), Contains("soft reboot"));
  terminal.type("\x1d");
  CHECK(terminal.exit_code() == 0);
  board.stop();
}

TEST_CASE("clients: Thonny's back end connects, runs, stops, and moves files", "[cli][firmware][clients]") {
  NEEDS_FIRMWARE("pico");
  NEEDS_PYTHON;
  const char* const checkout = std::getenv("VIVARIUM_THONNY");
  if (!checkout) {
    WARN("skipped: $VIVARIUM_THONNY is not set to a checkout of Thonny 4.1");
    return;
  }
  const Finished done =
      client({VIVARIUM_SOURCE_DIR "/tests/micropython/thonny", checkout, "--vivarium", VIVARIUM_BINARY});
  INFO(done.out + done.err);
  CHECK(done.code == 0);
}
