#include "emulator/host/checkpoint.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <system_error>
#include <vector>

namespace emulator {

namespace {

std::array<int, 2> make_pipe() {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::system_error(errno, std::generic_category(), "cannot make a pipe");
  return ends;
}

std::string read_all(int from) {
  std::string text;
  std::array<char, 4096> bytes;
  for (;;) {
    const ssize_t n = read(from, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return text;
    text.append(bytes.data(), static_cast<std::size_t>(n));
  }
}

void write_all(int to, const std::string& text) {
  for (std::size_t sent = 0; sent < text.size();) {
    const ssize_t n = write(to, text.data() + sent, text.size() - sent);
    if (n < 0 && errno != EINTR) return;
    if (n > 0) sent += static_cast<std::size_t>(n);
  }
}

std::vector<int> open_files() {
  std::vector<int> all;
  DIR* const folder = opendir("/proc/self/fd");
  if (!folder) return {0, 1, 2};
  while (const dirent* entry = readdir(folder))
    if (entry->d_name[0] != '.') all.push_back(std::atoi(entry->d_name));
  closedir(folder);
  return all;
}

// Everything but these two leads nowhere.
void cut_off(int keep, int keep_too) {
  const int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
  for (const int file : open_files())
    if (file != keep && file != keep_too && file != nowhere) dup2(nowhere, file);
}

}  // namespace

Checkpoint::Checkpoint(Answer answer) {
  const auto questions = make_pipe(), answers = make_pipe();
  std::fflush(nullptr);
  process_ = fork();
  if (process_ < 0) throw std::system_error(errno, std::generic_category(), "cannot start a process");
  if (process_ == 0) {
    close(questions[1]), close(answers[0]);
    wait(answer, questions[0], answers[1]);
  }
  close(questions[0]), close(answers[1]);
  questions_ = questions[1], answers_ = answers[0];
}

void Checkpoint::wait(const Answer& answer, int questions, int answers) {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) std::signal(signal, SIG_IGN);  // its parent ends it
  const std::string question = read_all(questions);
  if (question.empty()) _exit(0);
  cut_off(questions, answers);
  try {
    write_all(answers, answer(question));
  } catch (const std::exception& e) { write_all(answers, e.what()); }
  _exit(0);  // nothing of our parent's is to be destroyed or written twice
}

Checkpoint::~Checkpoint() {
  if (questions_ >= 0) close(questions_);
  close(answers_);
  while (waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {}
}

std::string Checkpoint::ask(const std::string& question) {
  write_all(questions_, question);
  close(questions_);
  questions_ = -1;
  return read_all(answers_);
}

}  // namespace emulator
