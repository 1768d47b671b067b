#include "gui/bench/instruments/plotter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <limits>

#include "gui/bench/instruments/timeline.hpp"

namespace bench {
namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();
bool name_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) || c == '_'; }

// Escape sequences of terminals and the prompt are no numbers.
std::string plain(std::string_view line) {
  std::string text;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '\x1b') {
      while (i < line.size() && !std::isalpha(static_cast<unsigned char>(line[i]))) ++i;
      continue;
    }
    text += line[i];
  }
  return text.starts_with(">>>") || text.starts_with("...") ? "" : text;
}

}  // namespace

void Plotter::clear() {
  curves_.clear();
  line_.clear();
  lines_ = 0;
}

void Plotter::hear(std::string_view text) {
  for (const char c : text) {
    if (c == '\n') {
      take(plain(line_));
      line_.clear();
    } else if (c != '\r' && line_.size() < 1000) {
      line_ += c;
    }
  }
}

Plotter::Curve& Plotter::curve(const std::string& name) {
  for (Curve& known : curves_)
    if (known.name == name) return known;
  curves_.push_back({name, std::vector<double>(lines_, missing)});
  return curves_.back();
}

void Plotter::take(std::string_view line) {
  std::vector<std::pair<std::string, double>> found;
  std::string name;
  for (std::size_t i = 0; i < line.size();) {
    const bool sign = (line[i] == '-' || line[i] == '+') && i + 1 < line.size();
    if (std::isdigit(static_cast<unsigned char>(line[i + (sign ? 1 : 0)])) || (sign && line[i + 1] == '.')) {
      double value = 0;
      const char* begin = line.data() + i + (line[i] == '+' ? 1 : 0);
      const auto [end, error] = std::from_chars(begin, line.data() + line.size(), value);
      if (error == std::errc{}) {
        found.emplace_back(name.empty() ? fmt::format("{}", found.size() + 1) : name, value);
        name.clear();
        i = static_cast<std::size_t>(end - line.data());
        continue;
      }
    }
    if (name_letter(line[i])) {
      const std::size_t from = i;
      while (i < line.size() && (name_letter(line[i]) || std::isdigit(static_cast<unsigned char>(line[i])))) ++i;
      name = line.substr(from, i - from);
      continue;
    }
    ++i;
  }
  if (found.empty()) return;
  for (const auto& [called, value] : found)
    if (curves_.size() < most_curves || std::ranges::find(curves_, called, &Curve::name) != curves_.end()) {
      Curve& known = curve(called);
      if (known.values.size() == lines_) known.values.push_back(value);
    }
  ++lines_;
  for (Curve& known : curves_) {
    known.values.resize(lines_, missing);
    if (lines_ > most_lines) known.values.erase(known.values.begin(), known.values.begin() + most_lines / 4);
  }
  if (lines_ > most_lines) lines_ -= most_lines / 4;
}

std::string Plotter::csv() const {
  std::string text;
  for (const Curve& curve : curves_) text += fmt::format("{}\"{}\"", text.empty() ? "" : ",", curve.name);
  text += "\n";
  for (std::size_t i = 0; i < lines_; ++i) {
    for (std::size_t k = 0; k < curves_.size(); ++k) {
      if (k) text += ',';
      if (const double value = curves_[k].values[i]; !std::isnan(value)) text += fmt::format("{}", value);
    }
    text += "\n";
  }
  return text;
}

void draw_plot(Canvas& canvas, const Rect& all, const Plotter& plotter, std::size_t shown, const Theme& theme,
               double scale) {
  canvas.box(all, 0, theme.paper);
  const Rect plot{all.x + 60 * scale, all.y + 10 * scale, all.w - 70 * scale, all.h - 20 * scale};
  const std::size_t from = plotter.lines() > shown ? plotter.lines() - shown : 0;
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const auto& curve : plotter.curves())
    for (std::size_t i = from; i < curve.values.size(); ++i)
      if (!std::isnan(curve.values[i])) low = std::min(low, curve.values[i]), high = std::max(high, curve.values[i]);
  if (low > high) return;
  if (high - low < 1e-9) low -= 1, high += 1;
  const double room = (high - low) * 0.06;
  low -= room, high += room;
  for (int i = 0; i <= 4; ++i) {
    const double value = low + (high - low) * i / 4, y = plot.bottom() - plot.h * i / 4;
    const Point line[] = {{plot.x, y}, {plot.right(), y}};
    canvas.polyline(line, theme.grid, 1 * scale, false);
    canvas.text({plot.x - 5 * scale, y}, fmt::format("{:.4g}", value),
                {.size = 10 * scale, .colour = theme.faint, .align = Align::right});
  }
  const double columns = static_cast<double>(std::max<std::size_t>(std::min(shown, plotter.lines()), 2) - 1);
  double legend = plot.x + 8 * scale;
  for (std::size_t k = 0; k < plotter.curves().size(); ++k) {
    const auto& curve = plotter.curves()[k];
    std::vector<Point> points;
    for (std::size_t i = from; i < curve.values.size(); ++i)
      if (!std::isnan(curve.values[i]))
        points.push_back({plot.x + plot.w * static_cast<double>(i - from) / columns,
                          plot.bottom() - (curve.values[i] - low) / (high - low) * plot.h});
    if (points.size() > 1) canvas.polyline(points, track_colour(k), 1.8 * scale, false);
    canvas.circle({legend, plot.y + 6 * scale}, 4 * scale, track_colour(k));
    canvas.text({legend + 8 * scale, plot.y + 6 * scale}, curve.name,
                {.size = 11 * scale, .colour = theme.ink, .align = Align::left});
    legend += (24 + 7 * static_cast<double>(curve.name.size())) * scale;
  }
}

}  // namespace bench
