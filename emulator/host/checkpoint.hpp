#pragma once
// Our own process as it was at a moment, kept aside: a fork of it that waits to be asked. All it has, memory and
// compiled code included, is as it was; what it does reaches nobody: its files and sockets lead nowhere.
#include <sys/types.h>

#include <functional>
#include <string>

namespace emulator {

class Checkpoint {
 public:
  using Answer = std::function<std::string(const std::string& question)>;
  // `answer` is called in the past, at most once. The caller must have no threads. std::system_error.
  explicit Checkpoint(Answer answer);
  Checkpoint(const Checkpoint&) = delete;
  ~Checkpoint();  // it is not needed any more

  std::string ask(const std::string& question);  // at most once; empty if it has died

 private:
  [[noreturn]] static void wait(const Answer&, int questions, int answers);

  pid_t process_ = -1;
  int questions_ = -1, answers_ = -1;
};

}  // namespace emulator
