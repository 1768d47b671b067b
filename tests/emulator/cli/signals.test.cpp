// Signals from outside, to a program that a script started in its background: SIGINT is ignored there from the start.
#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <csignal>
#include <fstream>
#include <thread>

#include "program.hpp"
#include "temporary.hpp"
#include "tests/places.hpp"

using testing::Folder;
using testing::Program;
using namespace std::chrono_literals;

namespace {

const std::string forever = "print('on')\nwhile True: pass";

void ignore_interrupts() { std::signal(SIGINT, SIG_IGN), std::signal(SIGQUIT, SIG_IGN); }
void ignore_hangups() { std::signal(SIGHUP, SIG_IGN); }
void block_all() {
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_BLOCK, &all, nullptr);
}

void until_on(Program& program) {
  program.read_until([](const auto& so_far) { return so_far.out == "on\n"; });
}

// The program runs and has undone what it inherited.
bool hears(pid_t pid, int signal) {
  const auto process = "/proc/" + std::to_string(pid);
  std::error_code error;
  if (std::filesystem::read_symlink(process + "/exe", error) != VIVARIUM_BINARY) return false;
  std::ifstream status{process + "/status"};
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("SigIgn:")) return !(std::stoull(line.substr(7), nullptr, 16) >> (signal - 1) & 1);
  return false;
}

bool wait_until(const std::function<bool()>& condition) {
  const auto end = std::chrono::steady_clock::now() + 20s;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(1ms);
  }
  return true;
}

}  // namespace

TEST_CASE("signals: SIGINT and SIGTERM end a run, inherited as ignored or blocked too", "[cli][firmware]") {
  NEEDS_FIRMWARE("microbit");
  for (void (*const before)() : {ignore_interrupts, block_all}) {
    for (const int signal : {SIGINT, SIGTERM}) {
      Folder folder;
      Program program{{"run", "microbit", "-c", forever, "--flash", folder / "flash"}, "", before};
      until_on(program);
      program.signal(signal);
      const auto done = program.finish();
      CHECK(done.code == 128 + signal);
      CHECK(done.err.empty());
      CHECK(std::filesystem::file_size(folder / "flash") > 200'000);  // in good order
    }
  }
}

TEST_CASE("signals: a script's background job ends by kill -INT, with its code", "[cli][firmware]") {
  NEEDS_FIRMWARE("microbit");
  for (const auto& [name, code] : {std::pair{"INT", "130\n"}, std::pair{"TERM", "143\n"}}) {
    Folder folder;
    folder.write("forever.py", forever);
    const auto script = folder.write("script",
                                     "cd \"${0%/*}\"\n"
                                     "'" VIVARIUM_BINARY
                                     "' run microbit forever.py >out 2>err &\n"
                                     "until grep -q on out; do sleep 0.02; done\n"
                                     "kill -$1 $!\n"
                                     "wait $!\n"
                                     "echo $? >code\n");
    CHECK(std::system(("timeout 60 sh " + script + " " + name).c_str()) == 0);
    CHECK(folder.read("code") == code);
    CHECK(folder.read("err").empty());
  }
}

TEST_CASE("signals: a program that still waits for its script hears SIGINT", "[cli][firmware]") {
  NEEDS_FIRMWARE("microbit");
  Folder folder;
  const auto fifo = folder / "script";
  REQUIRE(mkfifo(fifo.c_str(), 0600) == 0);
  Program program{{"run", "microbit", fifo}, "", ignore_interrupts};
  REQUIRE(wait_until([&] { return hears(program.pid(), SIGINT); }));
  program.signal(SIGINT);
  CHECK(program.finish().code == -SIGINT);
}

TEST_CASE("signals: nohup is respected", "[cli][firmware]") {
  NEEDS_FIRMWARE("microbit");
  Program program{{"run", "microbit", "-c", forever}, "", ignore_hangups};
  until_on(program);
  program.signal(SIGHUP);
  std::this_thread::sleep_for(100ms);
  program.signal(SIGTERM);
  CHECK(program.finish().code == 143);
}
