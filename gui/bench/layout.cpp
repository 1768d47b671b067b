#include "gui/bench/layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <map>
#include <nlohmann/json.hpp>

#include "emulator/near_names.hpp"

namespace bench {
namespace {

using Json = nlohmann::ordered_json;

constexpr double gap = 15, channel = 30;

double snapped(double v) { return std::round(v / 5) * 5; }

// Where a part wants to be: at which side of its board, how many parts away from it, at what height.
struct Wish {
  bool placed = false, right = true;
  unsigned depth = 1;
  double height = 0;
  std::size_t front = 0;  // the leg that looks at the board
};

class AutoLayout {
 public:
  AutoLayout(Scene& scene, const std::map<std::size_t, bool>& fixed) : scene_(scene), fixed_(fixed) {
    for (const Wiring& wiring : scene.wires) supply_.push_back(is_supply(wiring));
  }

  void operator()() {
    find_wishes();
    for (const bool right : {false, true}) stack(right);
  }

 private:
  bool is_supply(const Wiring& wiring) const {  // many pads, or a rail's colour would not do: by the pads' names
    for (const LegRef leg : wiring.legs) {
      const Device& device = scene_.devices[leg.device];
      if (device.kind != Device::Kind::board) continue;
      const std::string& pin = device.shape.legs[leg.leg].name;
      if (pin == "GND" || pin == "VBUS" || pin == "VSYS" || pin.starts_with("3V") || pin.starts_with("5V")) return true;
    }
    return false;
  }

  void find_wishes() {
    wishes_.resize(scene_.devices.size());
    std::deque<std::size_t> found;
    for (std::size_t w = 0; w < scene_.wires.size(); ++w)
      if (!supply_[w]) from_board(scene_.wires[w], found);
    spread(found);
    // What hangs on supplies alone.
    for (std::size_t w = 0; w < scene_.wires.size(); ++w)
      if (supply_[w]) from_board(scene_.wires[w], found);
    spread(found);
    double below = boards().bottom() + 4 * gap;  // what is not wired at all
    for (std::size_t d = 0; d < scene_.devices.size(); ++d) {
      if (scene_.devices[d].kind != Device::Kind::part || wishes_[d].placed) continue;
      wishes_[d] = {.placed = true, .height = below};
      below += scene_.devices[d].shape.height + gap;
    }
  }

  void from_board(const Wiring& wiring, std::deque<std::size_t>& found) {
    const LegRef* pad = nullptr;
    for (const LegRef& leg : wiring.legs)
      if (scene_.devices[leg.device].kind == Device::Kind::board && !pad) pad = &leg;
    if (!pad) return;
    const Device& board = scene_.devices[pad->device];
    const Leg& at = board.shape.legs[pad->leg];
    const bool right = at.side == Side::right || (at.side != Side::left && at.at.x > board.shape.width / 2);
    for (const LegRef& leg : wiring.legs) {
      Wish& wish = wishes_[leg.device];
      if (scene_.devices[leg.device].kind != Device::Kind::part || wish.placed) continue;
      wish = {true, right, 1, board.at.y + at.at.y, leg.leg};
      found.push_back(leg.device);
    }
  }

  void spread(std::deque<std::size_t>& found) {
    for (; !found.empty(); found.pop_front()) {
      const Wish from = wishes_[found.front()];
      for (std::size_t w = 0; w < scene_.wires.size(); ++w) {
        const auto& legs = scene_.wires[w].legs;
        if (supply_[w] || std::ranges::none_of(legs, [&](const LegRef& l) { return l.device == found.front(); }))
          continue;
        for (const LegRef& leg : legs) {
          Wish& wish = wishes_[leg.device];
          if (scene_.devices[leg.device].kind != Device::Kind::part || wish.placed) continue;
          wish = {true, from.right, from.depth + 1, from.height, leg.leg};
          found.push_back(leg.device);
        }
      }
    }
  }

  // Parts of one side in columns, each as near as it can be to the height that it wants.
  void stack(bool right) {
    const Rect board = boards();
    double x = right ? board.right() : board.x;
    for (unsigned depth = 1;; ++depth) {
      std::vector<std::size_t> column;
      bool deeper = false;
      for (std::size_t d = 0; d < wishes_.size(); ++d)
        if (wishes_[d].placed && wishes_[d].right == right && scene_.devices[d].kind == Device::Kind::part &&
            !fixed_.contains(d)) {
          if (wishes_[d].depth == depth) column.push_back(d);
          deeper |= wishes_[d].depth > depth;
        }
      if (!column.empty()) {
        std::ranges::stable_sort(column, {}, [&](std::size_t d) { return wishes_[d].height; });
        const double room = channel + 5. * std::min<double>(static_cast<double>(legs_in(column)), 14);
        x += right ? room : -room;
        const double width = place(column, x, right);
        x += right ? width : -width;
      } else if (!deeper)
        return;
    }
  }

  std::size_t legs_in(const std::vector<std::size_t>& column) const {
    std::size_t n = 0;
    for (const std::size_t d : column) n += scene_.devices[d].shape.legs.size();
    return n / 2;
  }

  double place(const std::vector<std::size_t>& column, double x, bool right) {
    double width = 0, next = -1e9, error = 0;
    for (const std::size_t d : column) {
      Device& device = scene_.devices[d];
      turn(device, wishes_[d], right);
      const double wanted = wishes_[d].height - device.shape.legs[wishes_[d].front].at.y;
      device.at.y = std::max(wanted, next);
      error += device.at.y - wanted;
      next = device.at.y + device.shape.height + gap;
      width = std::max(width, device.shape.width);
    }
    const double shift = error / static_cast<double>(column.size());
    for (const std::size_t d : column) {
      Device& device = scene_.devices[d];
      device.at = {snapped(right ? x : x - device.shape.width), snapped(device.at.y - shift)};
    }
    return std::ceil(width / 5) * 5;
  }

  // Its front looks at the board.
  void turn(Device& device, const Wish& wish, bool right) {
    Facts& facts = device.facts;
    facts.flipped = !right;
    device.shape = device.look->shape(facts);
    if (device.shape.legs.empty()) return;
    const double front = device.shape.legs[wish.front].at.x;
    const auto nearer = [&](const Leg& leg) { return right ? leg.at.x < front : leg.at.x > front; };
    if (device.shape.legs.size() > 3 || std::ranges::none_of(device.shape.legs, nearer)) return;
    facts.flipped = !facts.flipped;
    device.shape = device.look->shape(facts);
  }

  Rect boards() const {
    Rect all{};
    bool first = true;
    for (const Device& device : scene_.devices)
      if (device.kind == Device::Kind::board) all = first ? device.place() : united(all, device.place()), first = false;
    return all;
  }

  Scene& scene_;
  const std::map<std::size_t, bool>& fixed_;
  std::vector<bool> supply_;
  std::vector<Wish> wishes_;
};

double coordinate(const Json& place, const char* key, const std::string& name) {
  if (!place.contains(key) || !place.at(key).is_number())
    throw std::runtime_error(fmt::format("layout.{}: needs \"x\" and \"y\", or is a list of the two", name));
  return snapped(place.at(key).get<double>());
}

void put(Device& device, const Json& place, const std::string& name) {
  if (place.is_array() && place.size() == 2 && place[0].is_number() && place[1].is_number()) {
    device.at = {snapped(place[0]), snapped(place[1])};
    return;
  }
  if (!place.is_object())
    throw std::runtime_error(fmt::format("layout.{}: must be [x, y] or {{\"x\": …, \"y\": …, \"flipped\": …}}", name));
  device.at = {coordinate(place, "x", name), coordinate(place, "y", name)};
  if (!device.look) return;
  device.facts.flipped = place.value("flipped", false);
  device.shape = device.look->shape(device.facts);
}

}  // namespace

void lay_out(Scene& scene, const std::string& layout) {
  std::map<std::size_t, bool> fixed;
  double x = 0;
  for (std::size_t d = 0; d < scene.devices.size(); ++d) {  // boards side by side
    Device& device = scene.devices[d];
    if (device.kind != Device::Kind::board) continue;
    device.at = {x, 0};
    x += device.shape.width + 160;
  }
  const Json drawing = layout.empty() ? Json::object() : Json::parse(layout);
  if (drawing.contains("places")) {
    const Json& json = drawing["places"];
    if (!json.is_object()) throw std::runtime_error("layout: must be an object: {\"led\": [260, 40]}");
    for (const auto& [name, place] : json.items()) {
      const auto found = std::ranges::find_if(scene.devices, [&, &name = name](const Device& d) {
        return d.name == name && d.kind != Device::Kind::fixture;
      });
      if (found == scene.devices.end()) {
        std::vector<std::string> names;
        for (const Device& device : scene.devices) names.push_back(device.name);
        throw std::runtime_error(fmt::format("layout.{}: there is no board or part \"{}\"{}", name, name,
                                             emulator::did_you_mean(name, names)));
      }
      put(*found, place, name);
      fixed[static_cast<std::size_t>(found - scene.devices.begin())] = true;
    }
  }
  AutoLayout{scene, fixed}();
  for (Device& device : scene.devices)
    if (device.kind == Device::Kind::fixture) device.at = scene.devices[device.board].at + device.at;
}

std::string layout_of(const Scene& scene) {
  Json json = Json::object();
  for (const Device& device : scene.devices) {
    if (device.kind == Device::Kind::fixture) continue;
    json[device.name] = {{"x", device.at.x}, {"y", device.at.y}};
    if (device.facts.flipped) json[device.name]["flipped"] = true;
  }
  return json.dump();
}

}  // namespace bench
