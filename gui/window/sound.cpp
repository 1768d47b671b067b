#include "gui/window/sound.hpp"

#include <algorithm>
#include <cmath>

namespace gui {

std::vector<double> tones(const bench::Scene& scene, const bench::SceneState& state) {
  std::vector<double> all;
  for (std::size_t i = 0; i < scene.devices.size() && i < state.devices.size(); ++i) {
    const std::string& type = scene.devices[i].facts.type;
    const double hertz = state.devices[i].reading("frequency");
    if ((type == "buzzer" || type == "speaker") && state.devices[i].reading("sounding") > 0.5 && hertz > 0)
      all.push_back(hertz);
  }
  return all;
}

Sound::Sound() {
  if (SDL_InitSubSystem(SDL_INIT_AUDIO) != 0) return;
  SDL_AudioSpec wanted{}, got{};
  wanted.freq = 44100, wanted.format = AUDIO_F32SYS, wanted.channels = 1, wanted.samples = 1024;
  wanted.callback = &Sound::fill, wanted.userdata = this;
  device_ = SDL_OpenAudioDevice(nullptr, 0, &wanted, &got, SDL_AUDIO_ALLOW_FREQUENCY_CHANGE);
  rate_ = got.freq;
  if (device_) SDL_PauseAudioDevice(device_, 0);
}

Sound::~Sound() {
  if (device_) SDL_CloseAudioDevice(device_);
}

void Sound::play(const std::vector<double>& hertz, bool muted) {
  for (std::size_t i = 0; i < voices; ++i) hertz_[i] = !muted && i < hertz.size() ? static_cast<float>(hertz[i]) : 0;
}

void Sound::fill(void* self, Uint8* bytes, int length) {
  Sound& sound = *static_cast<Sound*>(self);
  auto* samples = reinterpret_cast<float*>(bytes);
  const std::size_t count = static_cast<std::size_t>(length) / sizeof(float);
  constexpr float loudness = 0.08F;
  std::fill_n(samples, count, 0.F);
  for (std::size_t voice = 0; voice < voices; ++voice) {
    const double step = sound.hertz_[voice] / std::max(sound.rate_, 1);
    if (step <= 0 || step > 0.5) continue;  // what is above half the rate cannot be heard either
    for (std::size_t i = 0; i < count; ++i) {
      sound.phase_[voice] += step;
      sound.phase_[voice] -= std::floor(sound.phase_[voice]);
      samples[i] += sound.phase_[voice] < 0.5 ? loudness : -loudness;
    }
  }
}

}  // namespace gui
