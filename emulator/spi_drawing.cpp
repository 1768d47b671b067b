#include "emulator/spi_drawing.hpp"

#include <algorithm>

namespace emulator {

bool SpiDrawing::watched(const Lines& lines) {
  const auto looked_at = [](const std::vector<Net*>& nets) {
    return std::ranges::any_of(nets, [](const Net* net) { return Waveform::watched(*net); });
  };
  return looked_at(lines.sck) || looked_at(lines.mosi) || looked_at(lines.miso);
}

void SpiDrawing::frame(const Lines& lines, u8 mode, double supply, unsigned bits, u32 out, std::optional<u32> in,
                       const std::function<Time(unsigned)>& time) {
  const auto draw = [&](const std::vector<Net*>& nets, unsigned half_periods, bool level) {
    for (Net* net : nets) waveform_.draw(time(half_periods), *net, level ? supply : 0);
  };
  const bool cpol = mode >> 1 & 1, cpha = mode & 1;
  for (unsigned i = 0; i < bits; ++i) {
    const unsigned at = bits - 1 - i;
    draw(lines.mosi, 2 * i + cpha, out >> at & 1);
    if (in) draw(lines.miso, 2 * i + cpha, *in >> at & 1);
    draw(lines.sck, 2 * i + 1, !cpol);
    draw(lines.sck, 2 * i + 2, cpol);
  }
}

}  // namespace emulator
