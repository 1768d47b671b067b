#include "scenarios/stage.hpp"

#include <utility>

namespace scenarios {

using namespace emulator;

Stage::Stage(boards::CircuitDescription circuit, u64 seed, const boards::Chips& chips)
    : machine_(seed), assembly_(std::move(circuit), machine_, chips) {
  for (const auto& [name, board] : assembly_.description().boards) {
    if (board.consoles.empty()) continue;
    ears_.push_back(std::make_unique<Console::Attachment>(
        assembly_.console(name), "scenario",
        Console::Attachment::Callbacks{.on_output =
                                           [this, name = name](std::span<const u8> bytes) {
                                             if (!drivers_.contains(name))
                                               hear(name, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
                                           },
                                       .on_line_state = {},
                                       .on_relief = {}}));
  }
}

// While there is somebody whom the nets can tell of it.
Stage::~Stage() { faults_.become({}); }

void Stage::start_session(Session::Options options) {
  session_ = std::make_unique<Session>(machine_, std::move(options));
}

NetProbe& Stage::probe(const std::string& name) {
  Net& net = assembly_.net(name);
  if (looking) looking->push_back(name);
  auto& probe = probes_[&net];
  if (!probe) {
    const auto of = boards::parse_pin(name).of;
    double supply = assembly_.board("").description().supply;
    for (const auto& [board, description] : assembly_.description().boards)
      if (board == of) supply = description.supply;
    probe = std::make_unique<NetProbe>(machine_, net, supply);
  }
  return *probe;
}

BusLog& Stage::bus(const boards::BusDescription& description) {
  if (looking_at_buses) looking_at_buses->push_back(description);
  auto& log = buses_[description.name];
  if (!log) log = std::make_unique<BusLog>(assembly_, description);
  return *log;
}

Transcript& Stage::transcript(const std::string& console) {
  assembly_.board(console);  // BoardError if there is none
  return transcripts_[console.empty() ? assembly_.description().boards.front().name : console];
}

void Stage::hear(const std::string& board, std::string_view text) {
  Transcript& transcript = transcripts_[board];
  transcript.text += text;
  for (std::size_t i = 0; i < transcript.listeners.size(); ++i) (*transcript.listeners[i])();
}

void Stage::run_script(const std::string& board, std::string script, const std::string& name, RawRepl::From from,
                       std::function<void()> on_start) {
  scripts_[board] = {name, {}, {}};
  const auto out = [this, board](std::string_view text) { hear(board, text); };
  const auto error = [this, board](std::string_view text) {
    scripts_[board].traceback += text;
    hear(board, text);
  };
  const auto ended = [this, board](const ScriptRun::End& end) {
    scripts_[board].end = end;
    if (on_script_end) on_script_end(board);
  };
  auto& driver = drivers_[board];
  driver = std::make_unique<ScriptDriver>(machine_, assembly_.console(board), std::move(script), name,
                                          ScriptDriver::Callbacks{out, error, ended, std::move(on_start)});
  driver->start(from);
}

void Stage::loaded() {
  for (auto& [net, probe] : probes_) probe->reset();
  for (auto& [name, log] : buses_) log->reset();
  for (auto& [board, driver] : drivers_) driver->loaded();
  for (auto& [board, transcript] : transcripts_) transcript.read = transcript.text.size();
}

void Stage::between_slices(std::function<void()> chore) {
  chores_.push_back(std::move(chore));
  machine_.stop();
}

void Stage::do_between_slices() {
  for (const auto& chore : std::exchange(chores_, {})) chore();
}

}  // namespace scenarios
