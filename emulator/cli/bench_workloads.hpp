#pragma once
// What `vivarium bench` lets a board do: programs that MicroPython and CircuitPython both understand.
#include <span>
#include <string_view>

namespace cli {

struct Workload {
  std::string_view name, about;
  std::string_view setup;       // executed once; defines w(n), n times the work
  std::string_view needs = {};  // a program that fails where the interpreter cannot do it
  unsigned first = 100;         // n to begin with
  bool sleeps = false;          // a matter of virtual time, not of instructions
};

std::span<const Workload> workloads();

}  // namespace cli
