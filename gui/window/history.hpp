#pragma once
// The way back: the machine's state now and then, and what came from outside since. An earlier moment is had by loading
// the state before it and doing again what came in between, each at its time.
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "emulator/input_record.hpp"
#include "emulator/session.hpp"

namespace gui {

class History {
 public:
  History(emulator::Session&, std::vector<emulator::Console*>);

  // Takes a state if the last one is long ago, in virtual time; whoever calls minds the host's.
  void consider(emulator::Time now);
  void set(const emulator::Quantity& quantity) { recorder_->set(quantity); }  // somebody outside has set it
  std::optional<emulator::Time> earliest() const;
  std::size_t states() const { return points_.size(); }

  // The machine at that time, or as early as can be; what was recorded later is forgotten. Nobody must be in a run.
  void go_back(emulator::Time);

 private:
  static constexpr std::size_t most_points = 24;
  static constexpr emulator::Duration between = std::chrono::milliseconds{500};
  struct Point {
    emulator::Time time;
    std::vector<emulator::u8> state;
    std::size_t recorded;  // how long the record was
  };
  std::vector<emulator::InputEntry> entries(std::size_t from, emulator::Time until) const;
  void begin_recording();
  void thin_out();

  emulator::Session& session_;
  std::vector<emulator::Console*> consoles_;
  std::deque<Point> points_;
  std::string record_;
  std::optional<emulator::InputRecorder> recorder_;
};

}  // namespace gui
