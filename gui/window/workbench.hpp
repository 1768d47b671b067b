#pragma once
// A circuit that runs in a thread of its own, behind a Session. Commands go in, snapshots come out; both between
// slices, so that a run is the same whether somebody looks or not.
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "emulator/script_driver.hpp"
#include "gui/window/board_files.hpp"
#include "gui/window/fingers.hpp"
#include "gui/window/history.hpp"
#include "gui/window/lesson.hpp"
#include "gui/window/rig.hpp"
#include "gui/window/snapshot.hpp"

namespace gui {

class Workbench final : private emulator::Session::Outside {
 public:
  struct Setup {
    boards::CircuitDescription circuit;
    std::function<boards::Chips()> chips;
    std::function<void(boards::Board&, bool first)> fill;  // its firmware; throws if there is none
    std::function<void(boards::Board&, const std::string& wanted)> fill_as_wanted = {};  // by a scenario
    emulator::Speed speed = {};
    std::optional<emulator::Time> pause_at = std::nullopt;
    emulator::u64 seed = 1;
    // Before power-on: traces. What it gives lives as long as that circuit.
    std::function<std::shared_ptr<void>(boards::Assembly&)> watch = {};
    std::function<void()> on_rest = {};                                  // the run pauses
    std::function<std::string(const std::string& path)> read_file = {};  // for scenarios
    std::function<void(boards::CircuitDescription&)> complete = {};      // boot ROMs, where a chip needs one
  };
  explicit Workbench(Setup);  // std::runtime_error with a sentence
  ~Workbench() override;

  // Of the beginning; later ones come with snapshots.
  const std::shared_ptr<const bench::Scene>& scene() const { return first_scene_; }
  const std::string& board_title() const { return title_; }
  void start();             // the thread
  unsigned post(Commands);  // tells which snapshots show what came of it: Snapshot::answers
  // The newest one, if there is one that was not taken yet.
  std::unique_ptr<Snapshot> take();
  // One that shows what came of those commands, or the newest one after that time.
  std::unique_ptr<Snapshot> take(unsigned answers, std::chrono::milliseconds at_most);
  bool wait_until_paused(std::chrono::milliseconds at_most);  // or ended

 private:
  using HostClock = std::chrono::steady_clock;

  emulator::Duration slice() override;
  void serve(emulator::Time now) override;
  void wait(const std::function<bool()>& as_long_as) override;

  void run();
  void tell_crash();
  void look();
  void sleep_until(HostClock::time_point);
  void time_is(emulator::Time);
  void measure_speed();
  void measure_from_here();
  void take_history();
  bool leaving();

  // workbench_commands.cpp
  void obey();
  void obey(const Command&);
  void rebuild(const boards::CircuitDescription&);
  void flash(const command::Flash&);
  void begin_with(std::unique_ptr<Rig>);  // in the place of what there is, once this slice is over
  void step_instruction(std::size_t core);
  void bootsel();
  void power_cycle();
  void begin_history(Rig&);  // the way back begins here
  void load_slot(std::size_t);
  void rewind(emulator::Time);
  void play(const command::PlayScenario&);
  void files(const std::function<void(BoardFiles&, emulator::RawRepl::From)>&);
  emulator::RawRepl::From boots_or_runs() const;
  std::unique_ptr<Rig> make_rig(boards::CircuitDescription, emulator::u64 seed);
  void fill(Rig&, const command::Flash* = nullptr);
  void fill_for(Rig&, const scenarios::Scenario&);
  void attach(Rig&);
  void say(const std::string& notice) { notice_ = notice; }

  // workbench_script.cpp
  void start_script(const command::RunScript&);
  void forget_script();
  void drop_old_script();
  void heard(const emulator::SessionEvent&);
  void hear_console(std::size_t console, std::string_view text);
  void hear_orphan(std::string_view text);
  void hear_lesson();

  // workbench_sample.cpp
  void sample(bool even_if_soon);
  void answer();
  void hand_over(std::unique_ptr<Snapshot>);

  Setup setup_;
  boards::Chips chips_;
  std::unique_ptr<Rig> rig_, next_rig_;
  unsigned rig_number_ = 0;
  std::shared_ptr<const bench::Scene> first_scene_;
  std::string title_;
  emulator::Pace pace_;
  Wants wants_;
  std::optional<History> history_;
  std::map<std::size_t, std::pair<emulator::Time, std::vector<emulator::u8>>> slots_;
  std::optional<BoardFiles> files_;
  std::optional<Lesson> lesson_;
  std::vector<std::size_t> lesson_heard_;  // of each console's transcript
  std::string notice_;
  std::vector<FindingView> earlier_gaps_;  // of rigs before this one

  std::optional<emulator::ScriptDriver> driver_;
  bool driver_over_ = false;
  bool orphan_ = false;  // the script goes on in another rig, where no driver follows it
  unsigned orphan_marks_ = 0;
  Snapshot::Script script_ = Snapshot::Script::none;
  int script_code_ = 0;
  std::string script_message_;
  std::vector<std::string> fresh_;  // of each console
  bool going_back_ = false;

  Fingers fingers_;
  unsigned obeyed_ = 0, answered_ = 0;  // of posted_

  emulator::Time now_{};
  unsigned doublings_ = 0;
  HostClock::time_point slice_began_{}, sampled_{}, measured_{}, kept_{};
  emulator::Time measured_at_{};
  double speed_ = 0;
  bool ended_ = false, paused_ = false;
  std::string end_sentence_;

  std::mutex mutex_;  // of what follows
  std::condition_variable changed_;
  Commands waiting_;
  unsigned posted_ = 0;
  bool leave_ = false;
  bool stands_ = false;  // paused or ended
  std::unique_ptr<Snapshot> snapshot_;

  std::thread thread_;
};

}  // namespace gui
