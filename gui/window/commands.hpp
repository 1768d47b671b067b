#pragma once
// What a person wants of a run. Panels add to it; the workbench carries it out between slices.
#include <string>
#include <variant>
#include <vector>

#include "emulator/host/speed.hpp"
#include "emulator/time.hpp"

namespace gui {

namespace command {
struct Set {
  std::string quantity;
  double value;
};
struct Input {
  std::size_t console;
  std::string bytes;
};
struct Pause {};
struct Continue {};
struct Step {
  emulator::Duration time;
};
struct Reset {};       // the board's reset button
struct PowerCycle {};  // off and on
struct SetSpeed {
  emulator::Speed speed;
};
struct RunScript {
  std::string text, name;
};
struct StopScript {};
}  // namespace command
using Command =
    std::variant<command::Set, command::Input, command::Pause, command::Continue, command::Step, command::Reset,
                 command::PowerCycle, command::SetSpeed, command::RunScript, command::StopScript>;
using Commands = std::vector<Command>;

}  // namespace gui
