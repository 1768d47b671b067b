#pragma once
// What the window knows of a run: plain data, taken between two slices of it. The window never touches the machine.
#include <memory>
#include <string>
#include <vector>

#include "emulator/findings.hpp"
#include "emulator/host/speed.hpp"
#include "gui/bench/instruments/recording.hpp"
#include "gui/bench/sample.hpp"
#include "gui/window/inside.hpp"

namespace gui {

using emulator::u8;

struct QuantityView {
  std::string name, unit;
  double value, low, high;
};
struct ConsoleView {
  std::string name;
  std::string fresh;  // what came since the last snapshot was taken
};
struct FindingView {
  emulator::Time time;
  std::string subject, text;
  bool gap = false;  // ours: not modelled
  emulator::u32 pc = 0;
  emulator::u64 count = 0;  // of accesses so far; 0: it is no access
};
// An interrupt, or another exception, that a core took.
struct ExceptionView {
  emulator::Time time;
  std::string core, name;
};
struct FilesView {
  enum class State : emulator::u8 { unknown, busy, known, failed } state = State::unknown;
  std::string sentence = {};  // why it failed
  struct Entry {
    std::string path;
    bool directory;
    std::string text;  // its content
  };
  std::vector<Entry> entries = {};
};

// A scenario that is played on the bench.
struct LessonView {
  enum class State : emulator::u8 { booting, running, passed, failed } state = State::booting;
  std::string name;
  std::vector<std::string> steps;  // in words
  std::size_t done = 0;            // steps that are over
  std::string problem = {};
};

struct SlotView {
  std::size_t slot;
  emulator::Time time;
};

struct Snapshot {
  enum class Script : u8 { none, starting, running, ended };

  emulator::Time now{};
  unsigned answers = 0;  // commands posted so far are carried out, and the run has gone on since
  bool paused = false;
  std::string ended;                                 // why the run is over; empty while it goes on
  emulator::Speed wanted_speed = {};
  double speed = 0;                                  // virtual seconds per second, as of late
  unsigned rig = 0;                                  // another one whenever the circuit was built anew
  std::shared_ptr<const bench::Scene> drawing = {};  // of that circuit
  bench::SceneState scene;
  std::vector<QuantityView> quantities;
  std::vector<ConsoleView> consoles;
  std::vector<FindingView> findings;
  Script script = Script::none;
  int script_code = 0;
  std::string script_message;
  std::string notice;  // what could not be done

  InsideView inside;                 // what Wants asked for
  std::vector<bench::NetNews> nets;  // since the last snapshot was taken
  std::vector<ExceptionView> exceptions;  // that were taken since the last snapshot was taken
  std::vector<SupplyView> supplies;
  std::vector<SlotView> slots;
  std::optional<emulator::Time> earliest;  // how far back the run can be rewound
  std::shared_ptr<const FilesView> files = {};
  std::optional<LessonView> lesson;
};

}  // namespace gui
