#pragma once
// What everything on a bench looks like at this moment, read from the machine between slices. Looking changes nothing.
#include <memory>
#include <vector>

#include "emulator/analog/element.hpp"
#include "gui/bench/scene.hpp"
#include "peripherals/parts/perceived_light.hpp"

namespace bench {

// What the owner of a leg does to its net.
struct Drive {
  double volts, ohms;  // infinite: it lets go
};

struct SceneState {
  emulator::Time time{};
  std::vector<PartState> devices = {};          // as the scene has them
  std::vector<std::vector<double>> lamps = {};  // of each board: the brightness of its lamps
  std::vector<std::vector<Drive>> drives = {};  // of each device, leg by leg
};

// Follows the boards' own LEDs, which are no parts: as bright as an eye sees what their pin does.
class Sampler {
 public:
  Sampler(boards::Assembly&, const Scene&);
  ~Sampler();
  Sampler(const Sampler&) = delete;
  SceneState sample() const;
  // The same for less: of large displays some are looked at in turn, the others are as they were. For whoever samples
  // often, and shall not slow down what is looked at.
  SceneState sample_in_turn();

 private:
  struct Lamp {
    parts::PerceivedLight light;
  };
  PartState state_of(parts::Part&, std::shared_ptr<const parts::Picture>) const;
  SceneState sample(const std::vector<std::shared_ptr<const parts::Picture>>&) const;
  boards::Assembly& circuit_;
  const Scene& scene_;
  std::vector<parts::Part*> parts_;  // of each device, null of boards
  std::vector<std::vector<const emulator::Net*>> nets_;
  // How current gets into a leg: its owner's driver, elements between nets.
  struct Feed {
    const emulator::Terminal* terminal = nullptr;
    std::vector<std::pair<const emulator::analog::Element*, unsigned>> elements = {};
    double milliamps() const;
  };
  Feed feed_of(const emulator::Terminal*) const;
  std::vector<std::vector<Feed>> feeds_;
  std::vector<std::shared_ptr<const parts::Picture>> pictures_;  // of each device, as last looked at
  std::size_t turn_ = 0;
  std::vector<std::vector<std::unique_ptr<Lamp>>> lamps_;  // of each device
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace bench
