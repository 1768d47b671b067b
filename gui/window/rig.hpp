#pragma once
// All that is built from a circuit: the machine on its stage, its drawing, who looks at it. When a person changes the
// circuit, another rig takes its place.
#include <memory>
#include <optional>

#include "gui/bench/sample.hpp"
#include "gui/window/breaks.hpp"
#include "gui/window/exception_log.hpp"
#include "gui/window/net_recorder.hpp"
#include "scenarios/stage.hpp"

namespace gui {

struct Rig {
  // Not switched on yet. std::runtime_error with a sentence.
  Rig(boards::CircuitDescription, emulator::u64 seed, const boards::Chips&);

  boards::Assembly& circuit() { return stage.circuit(); }
  emulator::Machine& machine() { return stage.machine(); }
  emulator::Session& session() { return stage.session(); }
  boards::Board& first() { return circuit().board(""); }
  void loaded();  // the machine is at another time: whoever looks begins anew

  scenarios::Stage stage;
  std::vector<emulator::Console*> consoles;  // of each board that has one, its first
  std::vector<std::string> console_boards;   // whose they are
  std::shared_ptr<const bench::Scene> scene;
  std::optional<bench::Sampler> sampler;
  Breaks breaks;
  NetRecorder recorder;
  ExceptionLog exceptions;
  std::shared_ptr<void> watcher;  // goes before what it watches
};

}  // namespace gui
