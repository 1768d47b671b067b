// A GDB, Debian's gdb-multiarch if no other is named, run in batch mode against a stub: the test's loop runs the
// machine and the socket meanwhile.
#pragma once

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>
#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "emulator/gdb/stub.hpp"
#include "emulator/host/gdb_server.hpp"

namespace fake {

// Says so where a test is to be skipped.
inline bool have_gdb() {
  const bool have = access("/usr/bin/gdb-multiarch", X_OK) == 0;
  if (!have) WARN("skipped: gdb-multiarch is not installed");
  return have;
}

class GdbProcess {
 public:
  GdbProcess(const std::vector<std::string>& commands, emulator::u16 port, const std::string& program) {
    std::vector<std::string> words{program,
                                   "-nx",
                                   "-batch",
                                   "-ex",
                                   "set confirm off",
                                   "-ex",
                                   "set pagination off",
                                   "-ex",
                                   "set width 0",
                                   "-ex",
                                   fmt::format("target remote 127.0.0.1:{}", port)};
    for (const auto& command : commands) words.insert(words.end(), {"-ex", command});
    std::vector<char*> arguments;
    for (auto& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    int ends[2];
    REQUIRE(pipe2(ends, O_CLOEXEC) == 0);
    child_ = fork();
    REQUIRE(child_ >= 0);
    if (child_ == 0) {
      dup2(open("/dev/null", O_RDONLY), 0);
      dup2(ends[1], 1);
      dup2(ends[1], 2);
      execv(program.c_str(), arguments.data());
      _exit(127);
    }
    close(ends[1]);
    output_ = ends[0];
    fcntl(output_, F_SETFL, O_NONBLOCK);
  }
  ~GdbProcess() {
    if (!reaped_) send(SIGKILL), waitpid(child_, nullptr, 0);
    close(output_);
  }
  void send(int signal) { kill(child_, signal); }
  bool over() {
    char buffer[4096];
    for (ssize_t n; (n = read(output_, buffer, sizeof buffer)) > 0;) text.append(buffer, static_cast<std::size_t>(n));
    if (!reaped_ && waitpid(child_, nullptr, WNOHANG) == child_) {
      reaped_ = true;
      return over();
    }
    return reaped_;
  }

  std::string text;

 private:
  pid_t child_ = -1;
  int output_ = -1;
  bool reaped_ = false;
};

// A stub on a port, and the loop that a session has.
class GdbBench {
 public:
  GdbBench(emulator::Machine& machine, emulator::gdb::Stub& stub, std::string program = "/usr/bin/gdb-multiarch")
      : machine_(machine), stub_(stub), program_(std::move(program)) {}

  // What GDB printed. `meanwhile` is called between slices and may poke GDB or the machine.
  std::string run(const std::vector<std::string>& commands, std::function<void(GdbProcess&)> meanwhile = {}) {
    GdbProcess gdb{commands, server.port(), program_};
    const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds{60};
    while (!gdb.over()) {
      if (std::chrono::steady_clock::now() > patience) FAIL("gdb did not end; it said:\n" << gdb.text);
      turn();
      if (meanwhile) meanwhile(gdb);
    }
    while (io.poll()) continue;
    return gdb.text;
  }
  void turn() {
    if (stub_.halted())
      io.run_one_for(std::chrono::milliseconds{5});
    else
      last_stop = stub_.run_until(machine_.now() + std::chrono::milliseconds{1});
    io.poll();
  }

  boost::asio::io_context io;
  emulator::Machine::Stop last_stop{};

 private:
  emulator::Machine& machine_;
  emulator::gdb::Stub& stub_;
  std::string program_;

 public:
  emulator::GdbServer server{io, stub_, {.endpoint = {}, .say = {}}};
};

}  // namespace fake
