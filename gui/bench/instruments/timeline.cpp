#include "gui/bench/instruments/timeline.hpp"

#include <fmt/format.h>

#include <cmath>

#include "emulator/logic_level.hpp"
#include "gui/bench/device.hpp"

namespace bench {

using emulator::Duration;
using emulator::Time;

namespace {

constexpr double least_width = 1e-11, most_width = 3600;  // seconds

Duration from_seconds(double s) { return Duration{static_cast<emulator::i64>(std::llround(s * 1e12))}; }

// 1, 2 or 5 times a power of ten, the least that is not below.
double round_step(double least) {
  const double power = std::pow(10, std::floor(std::log10(least)));
  for (const double k : {1., 2., 5.})
    if (k * power >= least) return k * power;
  return 10 * power;
}

void draw_axis(Canvas& canvas, const Rect& plot, const TimeWindow& window, const Theme& theme, double scale) {
  const double width = emulator::seconds(window.width), step = round_step(width * 110 * scale / std::max(plot.w, 1.0));
  const double from = emulator::seconds(window.from.time_since_epoch());
  for (double t = std::ceil(from / step) * step; t < from + width; t += step) {
    const double x = plot.x + (t - from) / width * plot.w;
    const Point line[] = {{x, plot.y}, {x, plot.bottom()}};
    canvas.polyline(line, theme.grid, 1 * scale, false);
    canvas.text({x, plot.y - 9 * scale}, time_text(from_seconds(t)), {.size = 10 * scale, .colour = theme.faint});
  }
}

// At most two corners a point: what changes more often is a band.
template <typename HeightOf>
void draw_track(Canvas& canvas, const Rect& plot, const TimeWindow& window, const Recording::Changes& track,
                Colour colour, double scale, HeightOf height_of) {
  if (track.empty()) return;
  std::size_t i = Recording::after(track, window.from);
  double y = height_of(i ? track[i - 1] : track.front()), x = i ? plot.x : window.x_of(track.front().time, plot);
  std::vector<Point> line{{x, y}};
  for (; i < track.size() && track[i].time < window.to();) {
    const double at = window.x_of(track[i].time, plot), column = std::floor(at);
    double low = y, high = y;
    std::size_t changes = 0;
    for (; i < track.size() && track[i].time < window.to() && window.x_of(track[i].time, plot) < column + 1; ++i) {
      const double next = height_of(track[i]);
      low = std::min(low, next), high = std::max(high, next);
      y = next;
      ++changes;
    }
    if (changes > 2) {
      line.push_back({column, line.back().y});
      line.push_back({column, low});
      line.push_back({column, high});
      line.push_back({column, y});
    } else {
      line.push_back({at, line.back().y});
      line.push_back({at, y});
    }
  }
  const double end = plot.right();
  line.push_back({end, line.back().y});
  canvas.polyline(line, colour, 1.6 * scale, false);
}

void draw_frames(Canvas& canvas, const Rect& plot, const TimeWindow& window, const Row& row, double top,
                 const Theme& theme, double scale) {
  using Kind = emulator::decode::Frame::Kind;
  const double height = 22 * scale;
  double dense_until = -1e9;
  for (const auto& frame : row.frames) {
    if (frame.end < window.from || frame.start > window.to()) continue;
    const double left = std::max(window.x_of(frame.start, plot), plot.x),
                 right = std::min(window.x_of(frame.end, plot), plot.right());
    if (right - left < 3 && left < dense_until) continue;  // one of many
    dense_until = left + 2;
    const Rect box{left, top, std::max(right - left, 2.0), height};
    const Colour colour = frame.kind == Kind::error ? rgb(0xd55e00)
                          : frame.kind == Kind::start || frame.kind == Kind::stop || frame.kind == Kind::reset
                              ? rgb(0x009e73)
                          : frame.kind == Kind::address ? rgb(0xcc79a7)
                                                        : rgb(0x0072b2);
    canvas.box(box, 3 * scale, colour.faded(0.25));
    canvas.frame(box, 3 * scale, colour, 1 * scale);
    const std::string text = label(frame);
    if (static_cast<double>(text.size()) * 5.6 * scale < box.w)
      canvas.text(box.centre(), text, {.size = 10 * scale, .colour = theme.ink});
  }
}

}  // namespace

double TimeWindow::x_of(Time time, const Rect& plot) const {
  return plot.x + static_cast<double>((time - from).count()) /
                      static_cast<double>(std::max<emulator::i64>(width.count(), 1)) * plot.w;
}

Time TimeWindow::time_at(double x, const Rect& plot) const {
  return from + Duration{static_cast<emulator::i64>((x - plot.x) / plot.w * static_cast<double>(width.count()))};
}

void TimeWindow::zoom(double factor, double x, const Rect& plot) {
  const Time kept = time_at(x, plot);
  const double wanted = std::clamp(emulator::seconds(width) * factor, least_width, most_width);
  width = from_seconds(wanted);
  from = kept - Duration{static_cast<emulator::i64>((x - plot.x) / plot.w * static_cast<double>(width.count()))};
}

void TimeWindow::move(double points, const Rect& plot) {
  from -= Duration{static_cast<emulator::i64>(points / plot.w * static_cast<double>(width.count()))};
}

Rect plot_of(const Rect& all, double scale) {
  return {all.x + names_width * scale, all.y + axis_height * scale, all.w - names_width * scale,
          all.h - axis_height * scale};
}

void draw_timeline(Canvas& canvas, const Rect& all, const TimeWindow& window, const std::vector<Row>& rows,
                   const Marks& marks, double supply, const Theme& theme, double scale) {
  const Rect plot = plot_of(all, scale);
  canvas.box(all, 0, theme.paper);
  draw_axis(canvas, plot, window, theme, scale);
  double top = plot.y;
  for (const Row& row : rows) {
    const double low = top + (row_height - 6) * scale, high = top + 6 * scale;
    canvas.text({all.x + 6 * scale, (low + high) / 2}, row.name,
                {.size = 11 * scale, .colour = theme.ink, .align = Align::left, .bold = !row.changes});
    if (row.changes) {
      bool was = true;
      draw_track(canvas, plot, window, *row.changes, row.colour, scale, [&](const NetChange& change) {
        if (change.floats) return (low + high) / 2;
        if (row.volts) return low - std::clamp(change.volts / std::max(supply, 0.1), -0.1, 1.6) * (low - high);
        was = emulator::clear_level(change.volts, supply).value_or(was);
        return was ? high : low;
      });
    } else {
      draw_frames(canvas, plot, window, row, top + 6 * scale, theme, scale);
    }
    top += row_height * scale;
  }
  const auto mark = [&](const std::optional<Time>& time, Colour colour) {
    if (!time || *time < window.from || *time > window.to()) return;
    const double x = window.x_of(*time, plot);
    const Point line[] = {{x, plot.y}, {x, plot.bottom()}};
    canvas.polyline(line, colour, 1.4 * scale, false);
  };
  mark(marks.trigger, rgb(0xd55e00));
  mark(marks.cursor, theme.chosen);
}

void draw_scope(Canvas& canvas, const Rect& all, const TimeWindow& window, const std::vector<Row>& rows, double low,
                double high, const Theme& theme, double scale) {
  const Rect plot = plot_of(all, scale);
  canvas.box(all, 0, theme.paper);
  draw_axis(canvas, plot, window, theme, scale);
  const double step = round_step((high - low) / 8);
  const auto y_of = [&](double volts) { return plot.bottom() - (volts - low) / (high - low) * plot.h; };
  for (double volts = std::ceil(low / step) * step; volts <= high + step / 100; volts += step) {
    const double y = y_of(volts);
    const Point line[] = {{plot.x, y}, {plot.right(), y}};
    canvas.polyline(line, theme.grid, 1 * scale, false);
    canvas.text({plot.x - 5 * scale, y}, with_prefix(std::abs(volts) < step / 100 ? 0 : volts, "V"),
                {.size = 10 * scale, .colour = theme.faint, .align = Align::right});
  }
  for (const Row& row : rows)
    if (row.changes)
      draw_track(canvas, plot, window, *row.changes, row.colour, scale,
                 [&](const NetChange& change) { return std::clamp(y_of(change.volts), plot.y, plot.bottom()); });
  double x = plot.x + 8 * scale;
  for (const Row& row : rows) {
    canvas.circle({x, plot.y + 10 * scale}, 4 * scale, row.colour);
    canvas.text({x + 8 * scale, plot.y + 10 * scale}, row.name,
                {.size = 11 * scale, .colour = theme.ink, .align = Align::left});
    x += (22 + 7 * static_cast<double>(row.name.size())) * scale;
  }
}

std::string time_text(Duration time) {
  const double s = emulator::seconds(time);
  if (s != 0 && std::abs(s) >= 1) return fmt::format("{:.9g} s", s);
  return with_prefix(s, "s");
}

Colour track_colour(std::size_t n) {
  constexpr Colour colours[] = {rgb(0x0072b2), rgb(0xe69f00), rgb(0x009e73),
                                rgb(0xcc79a7), rgb(0x56b4e9), rgb(0xd55e00)};
  return colours[n % std::size(colours)];
}

}  // namespace bench
