#include "gui/bench/sample.hpp"

#include "boards/assembly.hpp"

namespace bench {
namespace {

using Pictures = std::vector<std::shared_ptr<const parts::Picture>>;
constexpr std::size_t small_picture = 1024, points_in_turn = 30'000;  // about 0.3 ms

std::shared_ptr<const parts::Picture> picture_of(const parts::Part& part) {
  auto picture = part.picture();
  return picture ? std::make_shared<const parts::Picture>(std::move(*picture)) : nullptr;
}

}  // namespace

Sampler::Sampler(boards::Assembly& circuit, const Scene& scene) : circuit_(circuit), scene_(scene) {
  std::size_t board = 0;
  for (const Device& device : scene.devices) {
    auto& nets = nets_.emplace_back();
    auto& feeds = feeds_.emplace_back();
    auto& lamps = lamps_.emplace_back();
    if (device.kind == Device::Kind::board) {
      parts_.push_back(nullptr);
      boards::Board& built = *circuit.boards()[board++];
      const auto net_of = [&](const std::string& pin) -> emulator::Net* {
        try {
          return &built.pin(pin);
        } catch (const boards::BoardError&) { return nullptr; }
      };
      for (const Leg& leg : device.shape.legs) {
        nets.push_back(net_of(leg.name));
        const auto& pins = built.description().pins;
        const auto chip_pin = pins.find(leg.name);
        feeds.push_back(chip_pin == pins.end() ? Feed{} : feed_of(built.chip().pin(chip_pin->second)));
      }
      for (const BoardDrawing::Lamp& drawn : device.drawing->lamps) {
        Lamp& lamp = *lamps.emplace_back(std::make_unique<Lamp>());
        emulator::Net* net = net_of(drawn.pin);
        if (!net) continue;
        const auto follow = [this, alive = std::weak_ptr{alive_}, &lamp, supply = built.description().supply,
                             low = drawn.active_low](const emulator::Net& n) {
          if (alive.expired()) return;
          if (n.floating()) return lamp.light.set(0, circuit_.machine().now());
          const double share = std::clamp(n.volts() / supply, 0.0, 1.0);
          lamp.light.set(low ? 1 - share : share, circuit_.machine().now());
        };
        net->watchers.push_back(follow);
        follow(*net);
      }
      continue;
    }
    parts::Part& part = circuit.part(device.name);
    parts_.push_back(&part);
    for (const Leg& leg : device.shape.legs) {
      const emulator::Terminal* terminal = part.terminal(leg.name);
      nets.push_back(terminal ? terminal->net() : nullptr);
      feeds.push_back(feed_of(terminal));
    }
  }
}

Sampler::~Sampler() = default;

Sampler::Feed Sampler::feed_of(const emulator::Terminal* terminal) const {
  Feed feed{terminal};
  if (!terminal) return feed;
  for (const auto& island : circuit_.machine().analog.islands())
    for (const emulator::analog::Element* element : island->elements())
      for (unsigned leg = 0; leg < element->legs().size(); ++leg)
        if (element->legs()[leg] == terminal) feed.elements.emplace_back(element, leg);
  return feed;
}

double Sampler::Feed::milliamps() const {
  if (!terminal || !terminal->net()) return std::nan("");
  double sum = -terminal->milliamps();
  for (const auto& [element, leg] : elements) sum += element->milliamps(leg);
  return sum;
}

PartState Sampler::state_of(parts::Part& part, std::shared_ptr<const parts::Picture> picture) const {
  PartState state{.picture = std::move(picture), .text = part.text()};
  for (const parts::Reading& reading : part.readings()) state.readings[reading.name] = reading.value;
  for (const emulator::Quantity* quantity : part.quantities()) state.quantities[quantity->name()] = quantity->value();
  return state;
}

SceneState Sampler::sample() const {
  Pictures pictures(parts_.size());
  for (std::size_t i = 0; i < parts_.size(); ++i)
    if (parts_[i]) pictures[i] = picture_of(*parts_[i]);
  return sample(pictures);
}

SceneState Sampler::sample_in_turn() {
  pictures_.resize(parts_.size());
  unsigned points = 0;
  for (std::size_t n = 0; n < parts_.size(); ++n) {
    const std::size_t i = (turn_ + n) % parts_.size();
    if (!parts_[i]) continue;
    const bool large = pictures_[i] && pictures_[i]->light.size() > small_picture;
    if (large && points > points_in_turn) continue;
    pictures_[i] = picture_of(*parts_[i]);
    if (!large) continue;
    points += static_cast<unsigned>(pictures_[i]->light.size());
    if (points > points_in_turn) turn_ = i + 1;  // the next one is first
  }
  return sample(pictures_);
}

SceneState Sampler::sample(const Pictures& pictures) const {
  SceneState state{.time = circuit_.machine().now()};
  for (std::size_t i = 0; i < scene_.devices.size(); ++i) {
    auto& device = state.devices.emplace_back(parts_[i] ? state_of(*parts_[i], pictures[i]) : PartState{});
    for (const emulator::Net* net : nets_[i])
      device.volts.push_back(net && !net->floating() ? net->volts() : std::nan(""));
    auto& drives = state.drives.emplace_back();
    for (const Feed& feed : feeds_[i]) {
      device.milliamps.push_back(feed.milliamps());
      drives.push_back(feed.terminal ? Drive{feed.terminal->driven_volts(), feed.terminal->driven_ohms()}
                                     : Drive{0, emulator::high_impedance});
    }
    auto& lamps = state.lamps.emplace_back();
    for (const auto& lamp : lamps_[i]) lamps.push_back(parts::lightness(lamp->light.average(state.time)));
  }
  return state;
}

}  // namespace bench
