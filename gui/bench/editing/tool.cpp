#include "gui/bench/editing/tool.hpp"

namespace bench {
namespace {
constexpr double still = 3;  // a hand that moved less has not moved anything
Point snapped(Point p) { return {std::round(p.x / 5) * 5, std::round(p.y / 5) * 5}; }
}  // namespace

std::string pin_of(const Scene& scene, LegRef leg) {
  const Device& device = scene.devices[leg.device];
  if (device.kind == Device::Kind::fixture) return {};
  return device.name + ":" + device.shape.legs[leg.leg].name;
}

bool Tool::press(const Scene& scene, const Hit& under, Point p, bool by_body) {
  drop();
  began_ = at_ = p;
  if (under.leg && !pin_of(scene, *under.leg).empty()) {
    holds_ = Holds::wire;
    leg_ = *under.leg;
    from_ = scene.place_of(leg_);
  } else if (under.device && under.device->kind != Device::Kind::fixture && (by_body || !under.control)) {
    holds_ = Holds::thing;
    device_ = under.device->name;
    from_ = under.device->at;
  }
  return busy();
}

Point Tool::shift() const { return distance(at_, began_) < still ? Point{} : at_ - began_; }

Handiwork Tool::release(const Scene& scene, const Hit& under) {
  const Holds held = std::exchange(holds_, Holds::nothing);
  if (held == Holds::wire && under.leg) {
    const std::string from = pin_of(scene, leg_), to = pin_of(scene, *under.leg);
    if (!to.empty() && from != to) return NewWire{from, to};
  }
  if (held == Holds::thing && shift() != Point{}) {
    const Point to = snapped(from_ + shift());
    if (to != from_) return Moved{device_, to};
  }
  return {};
}

std::optional<Tool::Thread> Tool::thread() const {
  if (holds_ != Holds::wire || distance(at_, began_) < still) return std::nullopt;
  return Thread{from_, at_};
}

std::optional<Rect> Tool::ghost(const Scene& scene) const {
  const Device* device = holds_ == Holds::thing ? scene.find(device_) : nullptr;
  if (!device || shift() == Point{}) return std::nullopt;
  const Point to = snapped(from_ + shift());
  return Rect{to.x, to.y, device->shape.width, device->shape.height};
}

}  // namespace bench
