#include "gui/bench/hit.hpp"

namespace bench {
namespace {

double distance_to_line(Point p, Point a, Point b) {
  const Point ab = b - a, ap = p - a;
  const double length = ab.x * ab.x + ab.y * ab.y;
  const double t = length > 0 ? std::clamp((ap.x * ab.x + ap.y * ab.y) / length, 0.0, 1.0) : 0;
  return distance(p, a + ab * t);
}

const Wiring* wire_of(const Scene& scene, LegRef leg) {
  for (const Wiring& wiring : scene.wires)
    for (const LegRef other : wiring.legs)
      if (other.device == leg.device && other.leg == leg.leg) return &wiring;
  return nullptr;
}

}  // namespace

Hit hit(const Scene& scene, Point p) {
  constexpr double near_leg = 4, near_wire = 3;
  Hit found;
  for (std::size_t d = scene.devices.size(); d-- > 0;) {  // what was drawn last is on top
    const Device& device = scene.devices[d];
    const Rect reach = device.place().grown(near_leg);
    if (!reach.contains(p)) continue;
    for (const Control& control : device.shape.controls)
      if (control.at.moved(device.at).contains(p)) {
        found.device = &device;
        // The last that fits: a stick's button lies on the stick.
        found.control = &control;
      }
    if (found.control) return found;
    for (std::size_t l = 0; l < device.shape.legs.size(); ++l)
      if (distance(scene.place_of({d, l}), p) < near_leg) {
        found.device = &device;
        found.leg = LegRef{d, l};
        found.wire = wire_of(scene, *found.leg);
        return found;
      }
    if (!found.device && device.body().contains(p)) found.device = &device;
  }
  if (found.device) return found;
  for (const Wiring& wiring : scene.wires)
    for (const auto& run : wiring.runs)
      for (std::size_t i = 1; i < run.size(); ++i)
        if (distance_to_line(p, run[i - 1], run[i]) < near_wire) found.wire = &wiring;
  return found;
}

Hand::Moves Hand::set(const std::string& quantity, double value) const {
  const auto range = look_(quantity);
  if (!range) return {};
  return {{quantity, std::clamp(value, range->low, range->high)}};
}

Hand::Moves Hand::pad(Point p) const {
  const Point middle = control_->at.centre() + origin_;
  Moves moves = set(control_->quantity, (p.x - middle.x) / (control_->at.w / 2));
  const Moves up = set(control_->second, (middle.y - p.y) / (control_->at.h / 2));
  moves.insert(moves.end(), up.begin(), up.end());
  return moves;
}

Hand::Moves Hand::press(const Hit& at, Point p, bool latch) {
  if (!at.control) return {};
  control_ = *at.control, origin_ = at.device->at, from_ = p, latched_ = false;
  const auto range = look_(control_->quantity);
  began_ = range ? range->value : 0;
  switch (control_->kind) {
    case Control::Kind::press: latched_ = latch; return set(control_->quantity, latch && began_ > 0.5 ? 0 : 1);
    case Control::Kind::toggle: return set(control_->quantity, began_ > 0.5 ? 0 : 1);
    case Control::Kind::pad: return pad(p);
    case Control::Kind::turn:
    case Control::Kind::slide: return {};
  }
  return {};
}

Hand::Moves Hand::drag(Point p) {
  if (!control_) return {};
  if (control_->kind == Control::Kind::pad) return pad(p);
  if (control_->kind != Control::Kind::turn && control_->kind != Control::Kind::slide) return {};
  const auto range = look_(control_->quantity);
  if (!range) return {};
  const double way = (p.x - from_.x) - (p.y - from_.y);
  if (range->high - range->low > 1000)
    return set(control_->quantity, began_ + std::round(way / 5));  // an encoder's steps
  constexpr double whole = 120;
  return set(control_->quantity, began_ + way / whole * (range->high - range->low));
}

Hand::Moves Hand::release() {
  Moves moves;
  if (control_ && control_->kind == Control::Kind::press && !latched_) moves = set(control_->quantity, 0);
  if (control_ && control_->kind == Control::Kind::pad) {  // a stick springs back
    moves = set(control_->quantity, 0);
    const Moves second = set(control_->second, 0);
    moves.insert(moves.end(), second.begin(), second.end());
  }
  control_.reset();
  return moves;
}

Hand::Moves Hand::nudge(const Hit& at, double steps, bool second) const {
  if (!at.control) return {};
  if (at.control->kind == Control::Kind::turn) return wheel(at, steps);
  if (at.control->kind != Control::Kind::slide && at.control->kind != Control::Kind::pad) return {};
  const std::string& quantity = second && !at.control->second.empty() ? at.control->second : at.control->quantity;
  const auto range = look_(quantity);
  return range ? set(quantity, range->value + steps * (range->high - range->low) / 20) : Moves{};
}

Hand::Moves Hand::wheel(const Hit& at, double steps) const {
  if (!at.control || at.control->kind != Control::Kind::turn) return {};
  const auto range = look_(at.control->quantity);
  if (!range) return {};
  const double one = range->high - range->low > 1000 ? 1 : (range->high - range->low) / 50;
  return set(at.control->quantity, range->value + steps * one);
}

}  // namespace bench
