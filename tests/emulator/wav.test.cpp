#include "emulator/wav.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using namespace emulator;
using namespace std::chrono_literals;

namespace {

struct Sound {
  explicit Sound(const std::string& file) {
    header = file.substr(0, 44);
    for (std::size_t at = 44; at + 1 < file.size(); at += 2)
      samples.push_back(static_cast<std::int16_t>(static_cast<u8>(file[at]) | static_cast<u8>(file[at + 1]) << 8));
  }
  int rises() const {  // through zero
    int n = 0;
    for (std::size_t i = 1; i < samples.size(); ++i) n += samples[i - 1] < 0 && samples[i] >= 0;
    return n;
  }
  int loudest() const {
    int most = 0;
    for (const int s : samples) most = std::max(most, std::abs(s));
    return most;
  }
  std::string header;
  std::vector<std::int16_t> samples;
};

struct Stage {
  Stage() { pin.connect(machine.circuit.nets.net("plus")), ground.connect(machine.circuit.nets.net("minus")); }
  WavRecorder::Source source(double tone = 0) {
    ground.drive(0, 1);
    return {machine.circuit.nets.net("plus"), machine.circuit.nets.net("minus"), tone};
  }
  void run(Duration time) { machine.run_until(machine.now() + time); }
  Machine machine{1};
  Terminal pin{"pin"}, ground{"ground"};
};

}  // namespace

TEST_CASE("wav: a square wave is heard, what is steady is not", "[wav]") {
  Stage s;
  WavRecorder recorder{s.machine, s.source()};
  for (int i = 0; i < 440; ++i) {
    s.pin.drive(3.3, 50);
    s.run(1136364ns);
    s.pin.drive(0, 50);
    s.run(1136364ns);
  }
  const Sound sound{recorder.file()};
  CHECK(sound.header.substr(0, 4) == "RIFF");
  CHECK(sound.header.substr(8, 8) == "WAVEfmt ");
  CHECK(sound.samples.size() == 44100);
  CHECK(sound.rises() == Approx(440).margin(2));
  CHECK(sound.loudest() > 15000);
  s.pin.drive(3.3, 50);
  s.run(1s);
  const Sound all{recorder.file()};
  CHECK(all.samples.size() == 88200);
  CHECK(std::abs(all.samples.back()) < 3);
}

TEST_CASE("wav: an active buzzer has its own tone", "[wav]") {
  Stage s;
  WavRecorder recorder{s.machine, s.source(2300)};
  s.run(500ms);
  s.pin.drive(3.3, 50);
  s.run(500ms);
  s.pin.drive(0, 50);
  s.run(500ms);
  const Sound sound{recorder.file()};
  CHECK(sound.rises() == Approx(1150).margin(3));
}
