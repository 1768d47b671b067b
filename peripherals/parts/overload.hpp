#pragma once
// A limit of a part that is told of when it has been exceeded for a microsecond.
#include <functional>
#include <string>

#include "emulator/findings.hpp"
#include "emulator/machine.hpp"

namespace parts {

class Overload {
 public:
  // `sentence`: what is wrong at this moment; empty: nothing.
  Overload(emulator::Machine&, std::string part, emulator::CircuitFinding::Kind, std::function<std::string()> sentence);
  void suspect();  // something may be wrong
  void serialize(emulator::State& state) { state(event_); }

 private:
  emulator::Machine& machine_;
  std::string part_;
  emulator::CircuitFinding::Kind kind_;
  std::function<std::string()> sentence_;
  emulator::Event event_;
};

}  // namespace parts
