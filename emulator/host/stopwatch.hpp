#pragma once
// What this process has taken of the host since it was made: for measuring, never for deciding what a run does.
#include <chrono>
#include <ctime>

namespace emulator {

class Stopwatch {
 public:
  double cpu() const { return cpu_now() - cpu_began_; }  // seconds of all threads
  double wall() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - began_).count(); }

 private:
  static double cpu_now() {
    timespec t{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
  }
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
  double cpu_began_ = cpu_now();
};

}  // namespace emulator
