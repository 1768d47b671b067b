#include "gui/window/rig.hpp"

namespace gui {

Rig::Rig(boards::CircuitDescription description, emulator::u64 seed, const boards::Chips& chips)
    : stage(std::move(description), seed, chips),
      scene(std::make_shared<const bench::Scene>(bench::make_scene(stage.circuit()))),
      breaks(stage.machine()),
      recorder(stage.machine()),
      exceptions(stage.circuit()) {
  for (const auto& board : circuit().boards()) {
    if (board->description().consoles.empty()) continue;
    consoles.push_back(&board->console());
    console_boards.push_back(circuit().description().boards[&board - circuit().boards().data()].name);
  }
  sampler.emplace(circuit(), *scene);
  stage.start_session({.consoles = consoles, .reset = [this] { first().reset(); }, .debug = &breaks});
  breaks.on_hit = [this](const emulator::Cpu&) { session().execute(emulator::command::Pause{}); };
}

void Rig::loaded() {
  stage.loaded();
  sampler.emplace(circuit(), *scene);
  recorder.restart();
}

}  // namespace gui
