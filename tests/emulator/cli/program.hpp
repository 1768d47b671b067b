#pragma once
// Runs the real program and catches what it says.
#include <sys/wait.h>
#include <unistd.h>

#include <poll.h>
#include <catch2/catch.hpp>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "tests/places.hpp"

namespace testing {

struct Finished {
  int code = -1;  // exit code; -signal if a signal ended it
  std::string out, err;
};

// The program while it runs.
class Program {
 public:
  using Arguments = std::vector<std::string>;
  static constexpr std::chrono::minutes patience{5};

  // `before` runs in the new process, ahead of the program.
  explicit Program(const Arguments& arguments, const std::string& input = "", const std::function<void()>& before = {},
                   const std::string& program = VIVARIUM_BINARY) {
    int in[2], out[2], err[2];
    if (pipe(in) || pipe(out) || pipe(err)) std::abort();
    pid_ = fork();
    if (pid_ == 0) {
      dup2(in[0], 0), dup2(out[1], 1), dup2(err[1], 2);
      for (const int fd : {in[0], in[1], out[0], out[1], err[0], err[1]}) close(fd);
      std::vector<char*> argv{const_cast<char*>(program.c_str())};
      if (before) before();
      for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
      argv.push_back(nullptr);
      execvp(program.c_str(), argv.data());
      _exit(127);
    }
    close(in[0]), close(out[1]), close(err[1]);
    std::signal(SIGPIPE, SIG_IGN);
    for (std::size_t at = 0; at < input.size();) {
      const ssize_t n = write(in[1], input.data() + at, input.size() - at);
      if (n < 0) break;
      at += static_cast<std::size_t>(n);
    }
    close(in[1]);
    out_ = out[0], err_ = err[0];
  }
  Program(const Program&) = delete;
  ~Program() {
    if (pid_ > 0) kill(pid_, SIGKILL), waitpid(pid_, nullptr, 0);
    close_output();
    if (err_ >= 0) close(err_);
  }

  pid_t pid() const { return pid_; }
  void signal(int number) { kill(pid_, number); }
  void close_output() {
    if (out_ >= 0) close(out_);
    out_ = -1;
  }
  // Reads until `enough` says so or the program closes its output; one that hangs is killed.
  void read_until(const std::function<bool(const Finished&)>& enough) {
    const auto limit = std::chrono::steady_clock::now() + patience;
    while (!enough(finished_)) {
      if (std::chrono::steady_clock::now() > limit) signal(SIGKILL);
      pollfd fds[2] = {{out_, POLLIN, 0}, {err_, POLLIN, 0}};
      if (out_ < 0 && err_ < 0) return;
      if (poll(fds, 2, 1000) < 0 && errno != EINTR) return;
      if (out_ >= 0 && fds[0].revents) take(out_, finished_.out);
      if (err_ >= 0 && fds[1].revents) take(err_, finished_.err);
    }
  }
  Finished finish() {
    read_until([](const Finished&) { return false; });
    int status = 0;
    waitpid(pid_, &status, 0);
    pid_ = -1;
    finished_.code = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
    return finished_;
  }

 private:
  static void take(int& fd, std::string& to) {
    char buffer[65536];
    const ssize_t n = read(fd, buffer, sizeof buffer);
    if (n > 0) return void(to.append(buffer, static_cast<std::size_t>(n)));
    close(fd);
    fd = -1;
  }

  pid_t pid_ = -1;
  int out_ = -1, err_ = -1;
  Finished finished_;
};

inline Finished vivarium(const Program::Arguments& arguments, const std::string& input = "") {
  return Program{arguments, input}.finish();
}

// Is there an image for this board? `vivarium firmware` marks the one that would run.
inline bool has_firmware(const std::string& board) {
  return vivarium({"firmware", board}).out.find("    * ") != std::string::npos;
}

}  // namespace testing

// Leaves the test case, saying why, where the image is missing.
#define NEEDS_FIRMWARE(board)                      \
  if (!testing::has_firmware(board)) {             \
    WARN("skipped: no firmware image for " board); \
    return;                                        \
  }
