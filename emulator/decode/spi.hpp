#pragma once
// SPI in its four modes, with or without a chip select (low while active). Without one, words are counted from the
// first clock, and again from the first one behind a pause of 10 ms in the middle of a word. A word begins with its
// first edge of SCK and ends with the edge at which its last bit is sampled.
#include "emulator/decode/decoder.hpp"

namespace emulator::decode {

struct SpiOptions {
  u8 mode = 0;        // CPOL << 1 | CPHA
  unsigned bits = 8;  // of a word, at most 32
  bool lsb_first = false;
  bool mosi = true, miso = true, cs = false;  // lines that there are

  bool operator==(const SpiOptions&) const = default;
};

class Spi final : public Decoder {
 public:
  enum Line : unsigned { sck, mosi, miso, cs };
  explicit Spi(const SpiOptions& options) : options_(options) {}
  Time due() const override;
  void look(Time) override;
  Time open() const override { return bits_ || clocked_ ? began_ : Time::max(); }

 private:
  void changed(unsigned line, Time) override;
  void forget() override;
  void select(Time);
  void clock(Time);
  void sample(Time);
  void word_over(Time);
  void broken_off(Time);

  SpiOptions options_;
  unsigned bits_ = 0;
  u32 out_ = 0, in_ = 0;
  bool clocked_ = false;  // SCK has left its idle level
  Time began_{}, last_{};
};

}  // namespace emulator::decode
