#pragma once
// What --press, --set and --send ask for: the world moved at moments of virtual time.
//
//   --press A@1s..1.2s      a finger on button A from 1 s to 1.2 s (100 ms if only 1s is given)
//   --set acceleration_x=0.5@2s
//   --send 'hello\r@3s'     to the board's console
#include <string>
#include <string_view>
#include <vector>

#include "emulator/session.hpp"

namespace cli {

struct Poke {
  emulator::Time time;
  emulator::Command command;
};

// std::invalid_argument with a sentence.
std::vector<Poke> parse_press(std::string_view);
Poke parse_set(std::string_view);
Poke parse_send(std::string_view);

// The world's name for what was written: "A" for button_a. Failure with near names if there is none.
void resolve(Poke&, const emulator::World&);

}  // namespace cli
