#pragma once
// Recorded nets drawn over time: levels, voltages, and what decoders read. On any canvas, so in the window and in
// files.
#include <string>
#include <vector>

#include "gui/bench/canvas.hpp"
#include "gui/bench/instruments/decoding.hpp"
#include "gui/bench/theme.hpp"

namespace bench {

struct TimeWindow {
  emulator::Time from{};
  emulator::Duration width = std::chrono::milliseconds{100};
  emulator::Time to() const { return from + width; }
  double x_of(emulator::Time, const Rect&) const;
  emulator::Time time_at(double x, const Rect&) const;
  // `factor` < 1: closer, with the time at `x` where it is; never closer than a few picoseconds, nor beyond an hour.
  void zoom(double factor, double x, const Rect&);
  void move(double points, const Rect&);  // to the right
};

struct Row {
  std::string name;
  Colour colour;
  const Recording::Changes* changes = nullptr;       // of a net
  bool volts = false;                                // as a voltage, not as a level
  std::vector<emulator::decode::Frame> frames = {};  // of a decoder, where there is no net
};

struct Marks {
  std::optional<emulator::Time> cursor, trigger;
};

constexpr double row_height = 34, names_width = 92, axis_height = 20;

void draw_timeline(Canvas&, const Rect&, const TimeWindow&, const std::vector<Row>&, const Marks&, double supply,
                   const Theme&, double scale = 1);
// Where in it time goes: right of the names.
Rect plot_of(const Rect&, double scale = 1);

// Voltages on top of one another, over a screen with ten by eight squares.
void draw_scope(Canvas&, const Rect&, const TimeWindow&, const std::vector<Row>&, double low, double high, const Theme&,
                double scale = 1);

std::string time_text(emulator::Duration);  // "12.5 µs"
Colour track_colour(std::size_t);

}  // namespace bench
