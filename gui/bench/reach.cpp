#include "gui/bench/reach.hpp"

namespace bench {
namespace {

std::size_t after(std::size_t at, int step, std::size_t count) {
  const auto n = static_cast<std::ptrdiff_t>(count), moved = static_cast<std::ptrdiff_t>(at) + step;
  return static_cast<std::size_t>((moved % n + n) % n);
}

}  // namespace

Reach next_device(const Scene& scene, const Reach& from, int step) {
  const std::size_t count = scene.devices.size();
  if (count == 0) return {};
  const auto found = std::ranges::find(scene.devices, from.device, &Device::name);
  if (found == scene.devices.end()) return {scene.devices[step > 0 ? 0 : count - 1].name};
  return {scene.devices[after(static_cast<std::size_t>(found - scene.devices.begin()), step, count)].name};
}

Reach next_control(const Scene& scene, const Reach& from, int step) {
  const Device* device = scene.find(from.device);
  if (!device || device->shape.controls.empty()) return from;
  return {from.device, after(from.control, step, device->shape.controls.size())};
}

Hit hit_of(const Scene& scene, const Reach& reach) {
  Hit hit{.device = scene.find(reach.device)};
  if (hit.device && reach.control < hit.device->shape.controls.size())
    hit.control = &hit.device->shape.controls[reach.control];
  return hit;
}

}  // namespace bench
