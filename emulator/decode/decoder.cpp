#include "emulator/decode/decoder.hpp"

namespace emulator::decode {

void Decoder::begin(unsigned line, bool high) {
  levels_[line] = high;
  forget();
}

void Decoder::change(unsigned line, bool high, Time time) {
  if (due() <= time) look(time);
  if (levels_[line] == high) return;
  levels_[line] = high;
  changed(line, time);
}

}  // namespace emulator::decode
