#pragma once
// A circuit that runs in a thread of its own, behind a Session. Commands go in, snapshots come out; both between
// slices, so that a run is the same whether somebody looks or not.
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "boards/assembly.hpp"
#include "emulator/host/speed.hpp"
#include "emulator/script_driver.hpp"
#include "emulator/session.hpp"
#include "gui/window/commands.hpp"
#include "gui/window/snapshot.hpp"

namespace gui {

class Workbench final : private emulator::Session::Outside {
 public:
  struct Setup {
    boards::CircuitDescription circuit;
    std::function<boards::Chips()> chips;
    std::function<void(boards::Board&, bool first)> fill;  // its firmware; throws if there is none
    emulator::Speed speed = {};
    std::optional<emulator::Time> pause_at = std::nullopt;
    emulator::u64 seed = 1;
    std::function<void(emulator::Machine&, boards::Assembly&)> watch = {};  // before power-on: traces
  };
  explicit Workbench(Setup);  // std::runtime_error with a sentence
  ~Workbench() override;

  const bench::Scene& scene() const { return scene_; }
  const std::string& board_title() const { return circuit_.boards().front()->description().title; }
  void start();  // the thread
  void post(Commands);
  // The newest one, if there is one that was not taken yet.
  std::unique_ptr<Snapshot> take();
  bool wait_until_paused(std::chrono::milliseconds at_most);  // or ended

 private:
  using HostClock = std::chrono::steady_clock;

  emulator::Duration slice() override;
  void serve(emulator::Time now) override;
  void wait(const std::function<bool()>& as_long_as) override;

  void run();
  void obey();
  void obey(const Command&);
  void start_script(const command::RunScript&);
  void drop_old_script();
  void heard(const emulator::SessionEvent&);
  void sample(bool even_if_soon);
  void sleep_until(HostClock::time_point);
  void measure_speed();
  std::vector<emulator::Console*> consoles();

  std::function<void(emulator::Machine&, boards::Assembly&)> watch_;
  emulator::Machine machine_;
  boards::Assembly circuit_;
  std::vector<emulator::Console*> consoles_;
  bench::Scene scene_;
  std::optional<bench::Sampler> sampler_;
  std::optional<emulator::Session> session_;
  emulator::Pace pace_;

  std::optional<emulator::ScriptDriver> driver_;
  bool driver_over_ = false;
  Snapshot::Script script_ = Snapshot::Script::none;
  int script_code_ = 0;
  std::string script_message_;
  std::vector<std::string> fresh_;  // of each console

  emulator::Time now_{};
  unsigned doublings_ = 0;
  HostClock::time_point slice_began_{}, sampled_{}, measured_{};
  emulator::Time measured_at_{};
  double speed_ = 0;
  bool ended_ = false, paused_ = false;
  std::string end_sentence_;

  std::mutex mutex_;  // of what follows
  std::condition_variable changed_;
  Commands waiting_;
  bool leave_ = false;
  std::unique_ptr<Snapshot> snapshot_;

  std::thread thread_;
};

}  // namespace gui
