#pragma once
// What a hand does with things on the bench besides using them: draws wires from leg to leg, moves parts.
#include <optional>
#include <string>
#include <variant>

#include "gui/bench/hit.hpp"

namespace bench {

struct NewWire {
  std::string from, to;  // pins as circuit files write them
};
struct Moved {
  std::string device;
  Point to;
};
using Handiwork = std::variant<std::monostate, NewWire, Moved>;

// "led:anode". Empty if circuit files cannot name it: a leg of what sits on a board.
std::string pin_of(const Scene&, LegRef);

class Tool {
 public:
  // Takes hold of a leg, or of a thing by its body; true if it did. `by_body`: even where a control is.
  bool press(const Scene&, const Hit&, Point, bool by_body);
  void drag(Point p) { at_ = p; }
  Handiwork release(const Scene&, const Hit&);
  void drop() { holds_ = Holds::nothing; }
  bool busy() const { return holds_ != Holds::nothing; }

  // To be drawn meanwhile.
  struct Thread {
    Point from, to;
  };
  std::optional<Thread> thread() const;
  std::optional<Rect> ghost(const Scene&) const;  // where the thing would stand

 private:
  enum class Holds : emulator::u8 { nothing, wire, thing } holds_ = Holds::nothing;
  Point shift() const;
  LegRef leg_{};
  std::string device_;
  Point from_{}, began_{}, at_{};  // the leg or thing, the hand then and now
};

}  // namespace bench
