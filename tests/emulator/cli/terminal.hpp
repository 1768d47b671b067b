#pragma once
// A program on a terminal, and what a person sees there.
#include <poll.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <csignal>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace testing {

// A program with a pseudo terminal as its standard streams, and a person at the keyboard.
class Terminal {
 public:
  // `before` runs in the new process, ahead of the program.
  explicit Terminal(const std::vector<std::string>& command, const std::function<void()>& before = {}) {
    std::vector<char*> argv;
    for (const std::string& word : command) argv.push_back(const_cast<char*>(word.c_str()));
    argv.push_back(nullptr);
    pid_ = forkpty(&fd_, nullptr, nullptr, nullptr);
    if (pid_ == 0) {
      if (before) before();
      execvp(argv.front(), argv.data());
      _exit(127);
    }
  }
  Terminal(const Terminal&) = delete;
  ~Terminal() {
    if (pid_ > 0) kill(pid_, SIGKILL), waitpid(pid_, nullptr, 0);
    close(fd_);
  }
  void signal(int number) { kill(pid_, number); }
  void type(const std::string& text) { REQUIRE(write(fd_, text.data(), text.size()) > 0); }
  // Until the screen's new part ends so; what was new.
  std::string read_until(const std::string& end) {
    std::string text;
    const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds{20};
    while (!text.ends_with(end) && std::chrono::steady_clock::now() < limit) {
      pollfd ready{fd_, POLLIN, 0};
      if (poll(&ready, 1, 100) <= 0) continue;
      char c;
      if (read(fd_, &c, 1) != 1) break;
      if (c != '\r') text += c;
    }
    return text;
  }
  int exit_code() {
    int status = 0;
    waitpid(std::exchange(pid_, -1), &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

 private:
  pid_t pid_ = -1;
  int fd_ = -1;
};

}  // namespace testing
