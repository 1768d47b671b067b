#pragma once
// Buttons under a hand. A finger does not come and go within an instant: whatever is pressed and let go between two
// slices of the run stays down as long as with a quick finger, so firmware that looks now and then sees it.
#include <deque>
#include <map>
#include <string>

#include "emulator/session.hpp"

namespace gui {

class Fingers {
 public:
  static constexpr emulator::Duration shortest = std::chrono::milliseconds{30};  // of virtual time; in doubt

  // At once, or when what was done before has lasted long enough; in order, for each quantity.
  void move(emulator::Session&, emulator::Time now, const std::string& quantity, double value);
  void go_on(emulator::Session&, emulator::Time now);  // what is due by now
  bool busy() const { return !waiting_.empty(); }
  void forget() { presses_.clear(), waiting_.clear(); }  // time has gone elsewhere

 private:
  struct Waiting {
    emulator::Time due;
    std::string quantity;
    double value;
  };
  std::map<std::string, emulator::Time> presses_;  // the last change of each button
  std::deque<Waiting> waiting_;
};

}  // namespace gui
