#include "emulator/host/processes.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <system_error>
#include <vector>

namespace emulator {

namespace {

struct Child {
  std::size_t piece;
  pid_t pid;
  int from;  // its answer comes here
  std::string answer;
};

[[noreturn]] void work_and_exit(const std::function<std::string(std::size_t)>& work, std::size_t piece, int to) {
  const std::string answer = work(piece);
  for (std::size_t sent = 0; sent < answer.size();) {
    const ssize_t n = write(to, answer.data() + sent, answer.size() - sent);
    if (n < 0 && errno != EINTR) _exit(1);
    if (n > 0) sent += static_cast<std::size_t>(n);
  }
  std::fflush(nullptr);
  _exit(0);  // nothing of our parent's is to be destroyed or written twice
}

Child begin(const std::function<std::string(std::size_t)>& work, std::size_t piece) {
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0) throw std::system_error(errno, std::generic_category(), "cannot make a pipe");
  std::fflush(nullptr);
  const pid_t pid = fork();
  if (pid < 0) throw std::system_error(errno, std::generic_category(), "cannot start a process");
  if (pid == 0) {
    close(ends[0]);
    work_and_exit(work, piece, ends[1]);
  }
  close(ends[1]);
  return {piece, pid, ends[0], {}};
}

// False: there is no more.
bool receive(Child& child) {
  std::array<char, 65536> bytes;
  const ssize_t n = read(child.from, bytes.data(), bytes.size());
  if (n > 0) child.answer.append(bytes.data(), static_cast<std::size_t>(n));
  return n > 0 || (n < 0 && errno == EINTR);
}

ProcessResult end(Child& child) {
  close(child.from);
  int status = 0;
  while (waitpid(child.pid, &status, 0) < 0 && errno == EINTR) {}
  ProcessResult result{WIFEXITED(status) && WEXITSTATUS(status) == 0, std::move(child.answer), {}};
  if (WIFSIGNALED(status))
    result.death = fmt::format("killed by {} ({})", sigabbrev_np(WTERMSIG(status)), strsignal(WTERMSIG(status)));
  else if (!result.well)
    result.death = fmt::format("ended with {}", WEXITSTATUS(status));
  return result;
}

}  // namespace

void run_in_processes(std::size_t count, std::size_t jobs, const std::function<std::string(std::size_t)>& work,
                      const std::function<bool(std::size_t, const ProcessResult&)>& done) {
  std::vector<Child> children;
  std::size_t next = 0;
  while (next < count || !children.empty()) {
    while (next < count && children.size() < jobs) children.push_back(begin(work, next++));
    std::vector<pollfd> fds;
    for (const Child& child : children) fds.push_back({child.from, POLLIN, 0});
    if (poll(fds.data(), fds.size(), -1) < 0 && errno != EINTR)
      throw std::system_error(errno, std::generic_category(), "cannot wait for processes");
    for (std::size_t i = fds.size(); i-- > 0;) {
      if (!fds[i].revents || receive(children[i])) continue;
      const std::size_t piece = children[i].piece;
      const ProcessResult result = end(children[i]);
      children.erase(children.begin() + static_cast<std::ptrdiff_t>(i));
      if (!done(piece, result)) next = count;
    }
  }
}

}  // namespace emulator
