#pragma once
// One line of a UART: a start bit (low), the bits from the lowest, perhaps parity, one stop bit (high) or more. Bits
// are looked at in their middle. The rate may be measured: the shortest pulse among the first ones is a bit. A pulse
// that is clearly shorter begins the measurement anew, and what was read before it was read wrongly. A character is a
// frame from the middle of its stop bit on.
#include "emulator/decode/decoder.hpp"

namespace emulator::decode {

struct UartOptions {
  enum class Parity : u8 { none, even, odd };
  i64 baud = 0;  // 0: measured
  unsigned bits = 8;
  Parity parity = Parity::none;

  bool operator==(const UartOptions&) const = default;
};

// The usual rate that is near enough to bits of this length (3 %), or else just theirs.
i64 likely_baud(Duration bit);

class Uart final : public Decoder {
 public:
  explicit Uart(const UartOptions& options) : options_(options), baud_(options.baud) {}
  Time due() const override;
  void look(Time) override;
  Time open() const override;

 private:
  struct Edge {
    Time time;
    bool high;
  };
  void changed(unsigned line, Time) override;
  void forget() override;
  void measure(Time, bool high);
  void measured(Time);
  void edge(Time, bool high);
  void sample_until(Time, bool high);
  void character_over(bool stop);
  std::string character_text(u8) const;
  unsigned length() const { return 2 + options_.bits + (options_.parity != UartOptions::Parity::none); }
  Time middle_of(unsigned bit) const;

  UartOptions options_;
  i64 baud_;
  std::vector<Edge> edges_;  // while it is measured; the first one falls
  Time last_ = Time::min();  // edge

  bool busy_ = false;
  Time began_{};
  unsigned next_ = 0;  // bit to look at, 0 is the start bit
  u32 shift_ = 0;
};

}  // namespace emulator::decode
