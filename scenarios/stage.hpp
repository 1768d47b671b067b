#pragma once
// Where a scenario plays: the circuit in its machine, what its consoles have said, its scripts.
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "boards/assembly.hpp"
#include "emulator/machine.hpp"
#include "emulator/script_driver.hpp"
#include "emulator/session.hpp"
#include "scenarios/bus_log.hpp"
#include "scenarios/faults.hpp"
#include "scenarios/net_probe.hpp"

namespace scenarios {

// What a board's console has said, as a scenario reads it: once a script runs, its output and traceback only.
struct Transcript {
  std::string text;
  std::size_t read = 0;  // up to here it has been waited for
  std::vector<std::function<void()>*> listeners;
};

class Stage {
 public:
  Stage(boards::CircuitDescription, emulator::u64 seed, const boards::Chips&);
  ~Stage();
  Stage(const Stage&) = delete;

  emulator::Machine& machine() { return machine_; }
  boards::Assembly& circuit() { return assembly_; }
  emulator::Session& session() { return *session_; }
  void start_session(emulator::Session::Options);  // before any step

  NetProbe& probe(const std::string& net);      // boards::BoardError if there is no such net
  std::vector<std::string>* looking = nullptr;  // hears of every net that is asked for
  BusLog& bus(const boards::BusDescription&);   // boards::BoardError if it has a line that there is not
  std::vector<boards::BusDescription>* looking_at_buses = nullptr;
  Transcript& transcript(const std::string& console);

  // Starts a script on a board; its output goes to the transcript of the board's console.
  void run_script(const std::string& board, std::string script, const std::string& name, emulator::RawRepl::From,
                  std::function<void()> on_start);
  struct ScriptState {
    std::string name;
    std::optional<emulator::ScriptRun::End> end;
    std::string traceback;
  };
  const std::map<std::string, ScriptState>& scripts() const { return scripts_; }  // by board
  std::function<void(const std::string& board)> on_script_end;

  void loaded();  // the machine was loaded with another state

  // To be done when no core is in the middle of anything: by whoever runs the session, very soon.
  void between_slices(std::function<void()>);
  void do_between_slices();

  Faults& faults() { return faults_; }
  // Pictures that are other than expected.
  struct Pictures {
    std::function<void(const std::string& file, const std::vector<emulator::u8>& png)> keep_golden =
        {};  // as expected ones
    std::function<std::string(const std::string& file, const std::vector<emulator::u8>& png)> keep_seen =
        {};  // and where
  };
  Pictures pictures;
  struct Slot {
    std::vector<emulator::u8> state;
    std::vector<Faults::Fault> faults;
  };
  std::map<std::string, Slot>& slots() { return slots_; }  // snapshots by name

 private:
  void hear(const std::string& console, std::string_view text);

  emulator::Machine machine_;
  boards::Assembly assembly_;
  Faults faults_{assembly_};
  std::unique_ptr<emulator::Session> session_;
  std::map<emulator::Net*, std::unique_ptr<NetProbe>> probes_;
  std::map<std::string, std::unique_ptr<BusLog>> buses_;
  std::map<std::string, Transcript> transcripts_;  // by board
  std::vector<std::unique_ptr<emulator::Console::Attachment>> ears_;
  std::map<std::string, std::unique_ptr<emulator::ScriptDriver>> drivers_;
  std::map<std::string, ScriptState> scripts_;
  std::vector<std::function<void()>> chores_;
  std::map<std::string, Slot> slots_;
};

}  // namespace scenarios
