#pragma once
// What buzzers and speakers on the bench play, by SDL. Heard as they are told: a square wave of that frequency, as a
// window that looks sixty times a second knows of it. Exact samples are what `vivarium run --wav` writes.
#include <SDL.h>

#include <atomic>
#include <vector>

#include "gui/window/snapshot.hpp"

namespace gui {

// The frequencies that sound on a bench now.
std::vector<double> tones(const bench::Scene&, const bench::SceneState&);

class Sound {
 public:
  Sound();  // a computer without sound is silent, and that is no mistake
  ~Sound();
  Sound(const Sound&) = delete;
  void play(const std::vector<double>& hertz, bool muted);

  static constexpr std::size_t voices = 4;

 private:
  static void fill(void* self, Uint8* bytes, int length);
  SDL_AudioDeviceID device_ = 0;
  int rate_ = 0;
  std::atomic<float> hertz_[voices] = {};
  double phase_[voices] = {};
};

}  // namespace gui
