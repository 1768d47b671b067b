#pragma once
// Work spread over processes of our own, so that no piece can harm another.
#include <cstddef>
#include <functional>
#include <string>

namespace emulator {

struct ProcessResult {
  bool well = false;   // it came to its end
  std::string answer;  // what the work returned, as far as it came
  std::string death;   // else: "killed by SIGSEGV"
};

// Does work(0) … work(count - 1), each in a forked process, at most `jobs` at once, begun in this order. done() hears
// in our own process of each when it is over, in the order in which they end; false from it lets no further one begin.
// The caller must have no threads. Errors of the system: std::system_error.
void run_in_processes(std::size_t count, std::size_t jobs, const std::function<std::string(std::size_t)>& work,
                      const std::function<bool(std::size_t, const ProcessResult&)>& done);

}  // namespace emulator
