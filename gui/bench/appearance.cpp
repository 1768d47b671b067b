#include "gui/bench/appearance.hpp"

#include <bit>
#include <cstring>

namespace bench {
namespace {

using emulator::u32;
using emulator::u64;

// Multiply and fold, a word at a time. Two pictures in 2^64 may be taken for one.
class Mixer {
 public:
  void add(u64 word) {
    sum_ = (sum_ ^ word) * 0x9e3779b97f4a7c15u;
    sum_ ^= sum_ >> 29;
  }
  void add_bytes(const void* data, std::size_t size) {
    const char* bytes = static_cast<const char*>(data);
    u64 word = 0;
    for (; size >= sizeof word; bytes += sizeof word, size -= sizeof word) {
      std::memcpy(&word, bytes, sizeof word);
      add(word);
    }
    word = size;
    std::memcpy(reinterpret_cast<char*>(&word) + 1, bytes, size);
    add(word);
  }
  // As far as an eye tells them apart: twelve bits.
  void add_value(double value) {
    const u32 bits = std::abs(value) < 1e-4 ? 0 : std::bit_cast<u32>(static_cast<float>(value));
    add(bits >> 11);
  }
  u64 sum() const { return sum_; }

 private:
  u64 sum_ = 0;
};

void add(Mixer& mixer, const PartState& state) {
  if (state.picture) {
    const parts::Picture& picture = *state.picture;
    mixer.add(picture.width);
    if (picture.light.size() <= 4)  // lamps
      for (const double light : picture.light) mixer.add_value(light);
    else
      mixer.add_bytes(picture.light.data(), picture.light.size() * sizeof picture.light[0]);
    mixer.add_bytes(picture.colours.data(), picture.colours.size() * sizeof(parts::Colour));
  }
  if (state.text) mixer.add_bytes(state.text->data(), state.text->size());
  for (const auto* values : {&state.readings, &state.quantities})
    for (const auto& [name, value] : *values) mixer.add_value(value);
}

}  // namespace

u64 appearance(const Scene& scene) {
  Mixer mixer;
  const auto add_point = [&](Point p) { mixer.add(std::bit_cast<u64>(p.x)), mixer.add(std::bit_cast<u64>(p.y)); };
  for (const Device& device : scene.devices) {
    add_point(device.at);
    mixer.add(device.facts.flipped);
    mixer.add_bytes(device.name.data(), device.name.size());
  }
  for (const Wiring& wire : scene.wires) {
    mixer.add(u32{wire.colour.r} << 16 | u32{wire.colour.g} << 8 | wire.colour.b);
    for (const auto& run : wire.runs)
      for (const Point p : run) add_point(p);
  }
  return mixer.sum();
}

u64 appearance(const SceneState& state) {
  Mixer mixer;
  for (const PartState& device : state.devices) add(mixer, device);
  for (const auto& board : state.lamps)
    for (const double lamp : board) mixer.add_value(lamp);
  return mixer.sum();
}

}  // namespace bench
