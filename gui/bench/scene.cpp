#include "gui/bench/scene.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "boards/assembly.hpp"
#include "gui/bench/layout.hpp"
#include "gui/bench/looks.hpp"
#include "gui/bench/router.hpp"

namespace bench {
namespace {

using NetOf = std::map<std::pair<std::size_t, std::size_t>, const emulator::Net*>;

// Colours that can be told apart by people who do not see red and green alike (Okabe and Ito, 2008), without black.
constexpr Colour palette[] = {rgb(0x0072b2), rgb(0xe69f00), rgb(0x009e73), rgb(0xcc79a7),
                              rgb(0x56b4e9), rgb(0xd55e00), rgb(0xc9b800)};

struct Named {
  std::string_view name;
  Colour colour;
};
constexpr Named wire_colours[] = {
    {"black", rgb(0x202327)}, {"red", rgb(0xd5322b)},  {"orange", rgb(0xe8862a)},  {"yellow", rgb(0xdcb80a)},
    {"green", rgb(0x1f9d55)}, {"blue", rgb(0x2468c8)}, {"purple", rgb(0x8a4fb8)},  {"violet", rgb(0x8a4fb8)},
    {"grey", rgb(0x8a9097)},  {"gray", rgb(0x8a9097)}, {"white", rgb(0xd9dbdd)},   {"brown", rgb(0x8a5a30)},
    {"pink", rgb(0xe58fb5)},  {"cyan", rgb(0x2bb3c0)}, {"magenta", rgb(0xc94fa8)},
};

std::optional<Colour> colour_named(const std::string& name) {
  if (name.size() == 7 && name[0] == '#' && name.find_first_not_of("0123456789abcdefABCDEF", 1) == name.npos)
    return rgb(static_cast<emulator::u32>(std::stoul(name.substr(1), nullptr, 16)));
  for (const Named& known : wire_colours)
    if (known.name == name) return known.colour;
  return std::nullopt;
}

Facts facts_of(const boards::PartDescription& described, parts::Part& part, double supply) {
  Facts facts{.type = described.type,
              .name = described.name,
              .attributes = described.attributes,
              .terminals = part.terminal_names(),
              .supply = supply};
  for (const emulator::Quantity* quantity : part.quantities()) facts.quantities.push_back(quantity->name());
  if (const auto picture = part.picture()) facts.picture_width = picture->width, facts.picture_height = picture->height;
  return facts;
}

class Builder {
 public:
  explicit Builder(boards::Assembly& circuit) : circuit_(circuit) {}

  Scene build() {
    scene_.title = circuit_.description().title;
    for (std::size_t i = 0; i < circuit_.boards().size(); ++i) add_board(i);
    for (std::size_t i = 0; i < circuit_.parts().size(); ++i)
      add_part(circuit_.description().parts[i], *circuit_.parts()[i]);
    join();
    lay_out(scene_, circuit_.description().layout);
    route(scene_);
    return std::move(scene_);
  }

 private:
  const emulator::Net* net_of(boards::Board& board, const std::string& pin) {
    try {
      return &board.pin(pin);
    } catch (const boards::BoardError&) { return nullptr; }  // a pad that the board file does not know
  }

  void add_board(std::size_t which) {
    const auto& [name, description] = circuit_.description().boards[which];
    boards::Board& board = *circuit_.boards()[which];
    auto drawing = std::make_shared<BoardDrawing>(drawing_of(description));
    add_missing_pads(*drawing, name, board);
    Device device{.kind = Device::Kind::board,
                  .name = name,
                  .facts = {.type = description.name, .name = name},
                  .drawing = drawing,
                  .title = description.title};
    device.shape = {drawing->width, drawing->height, {0, 0, drawing->width, drawing->height}};
    for (const BoardDrawing::Pad& pad : drawing->pads) {
      nets_[{scene_.devices.size(), device.shape.legs.size()}] = net_of(board, pad.pin);
      device.shape.legs.push_back({pad.pin, pad.at, pad.side});
    }
    const std::size_t index = scene_.devices.size();
    scene_.devices.push_back(std::move(device));
    for (const BoardDrawing::Fixture& fixture : drawing->fixtures) add_fixture(index, name, board, fixture);
  }

  // Pins that the circuit wires and the drawing does not show get pads at the lower edge.
  void add_missing_pads(BoardDrawing& drawing, const std::string& name, boards::Board& board) {
    std::set<const emulator::Net*> there;
    for (const BoardDrawing::Pad& pad : drawing.pads) there.insert(net_of(board, pad.pin));
    double x = 10;
    for (const boards::CircuitNet& net : circuit_.description().nets)
      for (const boards::CircuitPin& pin : net.pins)
        if (pin.of == name && there.insert(net_of(board, pin.name)).second) {
          drawing.pads.push_back({pin.name, pin.name, {x, drawing.height}, Side::down});
          x += 20;
        }
  }

  void add_fixture(std::size_t on, const std::string& board_name, boards::Board& board,
                   const BoardDrawing::Fixture& fixture) {
    const auto& described = board.description().parts;
    const auto found = std::ranges::find(described, fixture.part, &boards::PartDescription::name);
    parts::Part* part = board.part(fixture.part);
    if (found == described.end() || !part) return;
    Device device{.kind = Device::Kind::fixture,
                  .name = board_name + ":" + fixture.part,
                  .facts = facts_of(*found, *part, board.description().supply),
                  .board = on};
    device.facts.fixture = true;
    device.look = &look_of(device.facts.type);
    device.shape = device.look->shape(device.facts);
    device.at = fixture.at;  // of the board, until things are laid out
    scene_.devices.push_back(std::move(device));
  }

  void add_part(const boards::PartDescription& described, parts::Part& part) {
    Device device{.kind = Device::Kind::part,
                  .name = described.name,
                  .facts = facts_of(described, part, circuit_.description().boards.front().board.supply)};
    device.look = &look_of(device.facts.type);
    device.shape = device.look->shape(device.facts);
    for (std::size_t i = 0; i < device.shape.legs.size(); ++i)
      if (const emulator::Terminal* terminal = part.terminal(device.shape.legs[i].name))
        nets_[{scene_.devices.size(), i}] = terminal->net();
    scene_.devices.push_back(std::move(device));
  }

  // Legs on the same net are wired, unless they are all one board's.
  void join() {
    std::map<const emulator::Net*, std::vector<LegRef>> groups;
    std::vector<const emulator::Net*> order;
    for (const auto& [leg, net] : nets_) {
      if (!net) continue;
      auto& group = groups[net];
      if (group.empty()) order.push_back(net);
      group.push_back({leg.first, leg.second});
    }
    std::map<const emulator::Net*, Colour> given;
    const std::string& drawing = circuit_.description().layout;
    const auto json = drawing.empty() ? nlohmann::json::object() : nlohmann::json::parse(drawing);
    const auto colours = json.value("colours", nlohmann::json::object());
    for (const auto& [pin, name] : colours.items())
      if (const auto colour = colour_named(name)) given.try_emplace(&circuit_.net(pin), *colour);
    std::size_t next = 0;
    for (const emulator::Net* net : order) {
      const auto& legs = groups[net];
      if (std::ranges::all_of(legs, [&](const LegRef& l) {
            return l.device == legs.front().device && scene_.devices[l.device].kind == Device::Kind::board;
          }))
        continue;
      if (legs.size() < 2) continue;
      const auto colour = given.find(net);
      scene_.wires.push_back({net->name(),
                              name_of(*net, legs),
                              colour != given.end() ? colour->second : usual_colour(*net, next),
                              {},
                              {},
                              legs});
    }
  }

  std::string name_of(const emulator::Net& net, const std::vector<LegRef>& legs) const {
    const auto& nets = circuit_.description().nets;
    if (std::ranges::find(nets, net.name(), &boards::CircuitNet::name) != nets.end()) return net.name();
    for (const LegRef leg : legs) {
      const Device& device = scene_.devices[leg.device];
      if (device.kind != Device::Kind::board) continue;
      const bool several = circuit_.boards().size() > 1;
      return (several ? device.name + ":" : "") + device.shape.legs[leg.leg].name;
    }
    return net.name();
  }

  Colour usual_colour(const emulator::Net& net, std::size_t& next) const {
    if (net.rail()) return std::abs(net.volts()) < 0.01 ? wire_colours[0].colour : wire_colours[1].colour;
    return palette[next++ % std::size(palette)];
  }

  boards::Assembly& circuit_;
  Scene scene_;
  NetOf nets_;
};

}  // namespace

Scene make_scene(boards::Assembly& circuit) { return Builder{circuit}.build(); }

void route(Scene& scene) {
  std::vector<RoutedNet> nets;
  std::set<std::pair<std::size_t, std::size_t>> wired;
  for (const Wiring& wiring : scene.wires) {
    RoutedNet& net = nets.emplace_back();
    std::map<std::size_t, std::size_t> cluster_of_board;
    for (const LegRef leg : wiring.legs) {
      wired.insert({leg.device, leg.leg});
      const Device& device = scene.devices[leg.device];
      const RoutedEnd end{scene.place_of(leg), device.shape.legs[leg.leg].side};
      if (device.kind == Device::Kind::board) {
        const auto [known, fresh] = cluster_of_board.try_emplace(leg.device, net.clusters.size());
        if (!fresh) {
          net.clusters[known->second].push_back(end);
          continue;
        }
      }
      net.clusters.push_back({end});
    }
  }
  std::vector<Rect> obstacles;
  std::vector<RoutedEnd> others;
  for (std::size_t d = 0; d < scene.devices.size(); ++d) {
    const Device& device = scene.devices[d];
    if (device.kind == Device::Kind::fixture) continue;
    obstacles.push_back(device.place());
    for (std::size_t l = 0; l < device.shape.legs.size(); ++l)
      if (!wired.contains({d, l})) others.push_back({scene.place_of({d, l}), device.shape.legs[l].side});
  }
  route(nets, obstacles, others);
  for (std::size_t i = 0; i < nets.size(); ++i) {
    scene.wires[i].runs = std::move(nets[i].runs);
    scene.wires[i].joints = std::move(nets[i].joints);
  }
}

void arrange(Scene& scene, const std::string& layout) {
  for (Device& device : scene.devices)
    if (device.kind == Device::Kind::fixture) device.at = device.at - scene.devices[device.board].at;
  for (Device& device : scene.devices) {  // as they face at first
    if (device.kind != Device::Kind::part || !device.facts.flipped) continue;
    device.facts.flipped = false;
    device.shape = device.look->shape(device.facts);
  }
  lay_out(scene, layout);
  route(scene);
}

Rect Scene::extent() const {
  if (devices.empty()) return {0, 0, 100, 100};
  Rect all = devices.front().place();
  for (const Device& device : devices) all = united(all, device.place());
  for (const Wiring& wiring : wires)
    for (const auto& run : wiring.runs)
      for (const Point p : run) all = united(all, {p.x, p.y, 0, 0});
  return all;
}

const Device* Scene::find(std::string_view name) const {
  const auto found = std::ranges::find(devices, name, &Device::name);
  return found == devices.end() ? nullptr : &*found;
}

Point Scene::place_of(LegRef leg) const { return devices[leg.device].at + devices[leg.device].shape.legs[leg.leg].at; }

}  // namespace bench
