#pragma once
// A decoder that listens to nets of a machine. It hears what hardware draws on them too, because it watches them
// (emulator/waveform.hpp), and changes nothing in the circuit. A line that floats keeps its last level.
#include <memory>
#include <vector>

#include "emulator/decode/decoder.hpp"
#include "emulator/net.hpp"

namespace emulator::decode {

class Tap {
 public:
  // Nets in the order of the decoder's lines; null: that line is not there. `supply`: what counts as high, in volts.
  Tap(Scheduler&, std::unique_ptr<Decoder>, std::vector<Net*> lines, double supply);
  Tap(const Tap&) = delete;

  Decoder& decoder() { return *decoder_; }
  void reset();  // the machine was loaded with another state

 private:
  bool level_of(const Net&, bool was) const;
  void changed();
  void plan();

  Scheduler& scheduler_;
  std::unique_ptr<Decoder> decoder_;
  std::vector<Net*> nets_;
  std::vector<bool> levels_;
  double supply_;
  Event look_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);  // nets keep their watchers
};

}  // namespace emulator::decode
