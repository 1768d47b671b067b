#pragma once
// NeoPixels: WS2812B, SK6812 and their like. Worldsemi WS2812B data sheet, "Data transfer time": a bit is 0 if the line
// is high for 0.22 to 0.55 us, 1 if for 0.58 to 1 us (what either lot allows); low for 50 us shows the pixels.
#include "emulator/decode/decoder.hpp"

namespace emulator::decode {

struct NeoPixelOptions {
  std::string order = "GRB";  // of the bytes on the wire; four letters: 32 bits a pixel
  Duration reset = std::chrono::microseconds{50};

  bool operator==(const NeoPixelOptions&) const = default;
};

class NeoPixel final : public Decoder {
 public:
  explicit NeoPixel(NeoPixelOptions options) : options_(std::move(options)) {}
  Time due() const override;
  void look(Time) override;
  Time open() const override { return bits_ || level(0) ? began_ : pixels_ ? fell_ : Time::max(); }

 private:
  void changed(unsigned line, Time) override;
  void forget() override;
  void bit_over(Time);
  void pixel_over(Time);
  std::string colour(const std::vector<u8>&) const;

  NeoPixelOptions options_;
  Time rose_ = Time::max(), fell_{}, began_ = Time::max();
  unsigned bits_ = 0, pixels_ = 0;
  u32 shift_ = 0;
};

}  // namespace emulator::decode
