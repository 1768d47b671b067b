#include "gui/bench/draw.hpp"

#include "gui/bench/looks.hpp"

namespace bench {
namespace {

void draw_thing(Pen& pen, const BoardDrawing::Thing& thing, const BoardDrawing& board) {
  const Rect& r = thing.at;
  if (thing.kind == "usb") {
    pen.box(r, 2, ink::metal);
    pen.frame(r, 2, ink::dark_metal, 0.8);
    pen.line({r.x + 5, r.y + 4}, {r.x + 5, r.bottom() - 6}, ink::dark_metal, 1);
    pen.line({r.right() - 5, r.y + 4}, {r.right() - 5, r.bottom() - 6}, ink::dark_metal, 1);
  } else if (thing.kind == "chip") {
    pen.box(r.grown(1), 0.5, ink::dark_metal.faded(0.6));
    pen.box(r, 1, ink::black);
    pen.circle({r.x + 3.5, r.y + 3.5}, 1.1, rgb(0x60656b));
    if (!thing.text.empty())
      pen.text(r.centre(), thing.text,
               {.size = std::min(5.6, 1.5 * r.w / static_cast<double>(thing.text.size())), .colour = rgb(0xb8bcc2)});
  } else if (thing.kind == "hole") {
    pen.circle(r.centre(), r.w / 2 + 1.2, ink::gold);
    pen.circle(r.centre(), r.w / 2, rgb(0x30343a));
  } else if (thing.kind == "text") {
    pen.text({r.x, r.y}, thing.text, {.size = r.h, .colour = board.ink});
  } else {
    pen.box(r, 1, thing.colour);
  }
}

void draw_pad(Pen& pen, const BoardDrawing& board, const BoardDrawing::Pad& pad) {
  pen.circle(pad.at, pad.size, ink::gold);
  pen.circle(pad.at, pad.size * 0.45, rgb(0x2c3036));
  const double off = pad.size + 2;
  const TextStyle style{.size = pad.print, .colour = board.ink};
  switch (pad.side) {
    case Side::left:
      return pen.text(pad.at + Point{off, 0}, pad.label,
                      {.size = style.size, .colour = style.colour, .align = Align::left});
    case Side::right:
      return pen.text(pad.at - Point{off, 0}, pad.label,
                      {.size = style.size, .colour = style.colour, .align = Align::right});
    case Side::up: return pen.text(pad.at + Point{0, off + style.size / 2}, pad.label, style);
    case Side::down: return pen.text(pad.at - Point{0, off + style.size / 2}, pad.label, style);
  }
}

void draw_board(Pen& pen, const Device& device, const std::vector<double>& lamps) {
  const BoardDrawing& board = *device.drawing;
  pen.box({1, 2, board.width, board.height}, board.corner, rgb(0x000000).faded(0.18));
  pen.box({0, 0, board.width, board.height}, board.corner, board.colour);
  for (const BoardDrawing::Thing& thing : board.things) draw_thing(pen, thing, board);
  for (const BoardDrawing::Pad& pad : board.pads) draw_pad(pen, board, pad);
  for (std::size_t i = 0; i < board.lamps.size(); ++i) {
    const auto& l = board.lamps[i];
    pen.box({l.at.x - 3.5, l.at.y - 2.2, 7, 4.4}, 0.5, rgb(0xe4e0d0));
    lamp(pen, l.at, 2.4, lamp_colour(l.colour), i < lamps.size() ? lamps[i] : 0);
  }
}

// Corners a little round, so that one sees which way a wire goes where two meet.
std::vector<Point> rounded(const std::vector<Point>& run) {
  if (run.size() < 3) return run;
  constexpr double radius = 2.5;
  std::vector<Point> points{run.front()};
  for (std::size_t i = 1; i + 1 < run.size(); ++i) {
    const double in = distance(run[i - 1], run[i]), out = distance(run[i], run[i + 1]);
    const double r = std::min({radius, in / 2, out / 2});
    const Point a = run[i] + (run[i - 1] - run[i]) * (r / std::max(in, 1e-9)),
                b = run[i] + (run[i + 1] - run[i]) * (r / std::max(out, 1e-9));
    for (int k = 0; k <= 4; ++k) {  // a quadratic curve
      const double t = k / 4.0;
      points.push_back(a * ((1 - t) * (1 - t)) + run[i] * (2 * t * (1 - t)) + b * (t * t));
    }
  }
  points.push_back(run.back());
  return points;
}

void draw_wires(Pen& pen, const Scene& scene, const Theme& theme, const Chosen& chosen) {
  for (const Wiring& wiring : scene.wires) {
    const bool stands_out = !chosen.net.empty() && wiring.net == chosen.net;
    const Colour edge = stands_out ? theme.chosen : theme.halo;
    for (const auto& run : wiring.runs) {
      const auto points = rounded(run);
      pen.polyline(points, edge, stands_out ? 5.4 : 4.2);
      if (theme.is_dark() && !stands_out) pen.polyline(points, mix(wiring.colour, rgb(0xffffff), 0.35), 2.9);
      pen.polyline(points, wiring.colour, 2.2);
    }
    for (const Point p : wiring.joints) pen.circle(p, 2.6, wiring.colour);
    for (const auto& run : wiring.runs)
      for (const Point end : {run.front(), run.back()}) pen.circle(end, 1.9, mix(wiring.colour, ink::black, 0.25));
  }
}

}  // namespace

View fitting(const Rect& extent, double width, double height) {
  constexpr double border = 18;
  const Rect all = extent.grown(border);
  const double scale = std::min(width / all.w, height / all.h);
  const Point middle = all.centre();
  return {{width / 2 - middle.x * scale, height / 2 - middle.y * scale}, scale};
}

void draw(Canvas& canvas, const Scene& scene, const SceneState& state, const Theme& theme, const View& view,
          const Chosen& chosen) {
  Pen bench{canvas, view.origin, view.scale};
  for (std::size_t i = 0; i < scene.devices.size(); ++i) {
    const Device& device = scene.devices[i];
    Pen pen = bench.at(device.at, device.name);
    if (device.kind == Device::Kind::board)
      draw_board(pen, device, i < state.lamps.size() ? state.lamps[i] : std::vector<double>{});
    else
      device.look->draw(pen, device.facts, device.shape, i < state.devices.size() ? state.devices[i] : PartState{});
    if (device.kind == Device::Kind::part) draw_caption(pen, device.facts, device.shape, theme.faint);
    if (device.kind == Device::Kind::board && scene.devices.size() > 1 && device.name != device.facts.type)
      pen.text({device.shape.width / 2, -10}, device.name, {.size = 7, .colour = theme.faint});
    if (!chosen.device.empty() && device.name == chosen.device) {
      Rect around = device.shape.body.grown(3);
      if (device.kind == Device::Kind::part) around.y -= caption_height - 2, around.h += caption_height - 2;
      pen.frame(around, 4, theme.chosen, 1.5);
    }
  }
  draw_wires(bench, scene, theme, chosen);
}

}  // namespace bench
