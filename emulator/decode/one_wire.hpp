#pragma once
// 1-Wire at standard speed. Maxim application note 126 "1-Wire Communication Through Software", table 1: a bit is 1 if
// the line is low for 6 us (A; at most 15 by the data sheets) and 0 if for 60 us (C; at most 120); a reset is 480 us
// low (H), and within 70 us of its end (I) devices answer by pulling. A reading master begins the slot likewise, and
// the device may hold the line. Bits come from the lowest. A search (ROM commands F0 and EC) has three bits for each of
// the ROM code; the code that was chosen is one frame. Not read: overdrive speed.
#include "emulator/decode/decoder.hpp"

namespace emulator::decode {

class OneWire final : public Decoder {
 public:
  Time due() const override;
  void look(Time) override;
  Time open() const override;

 private:
  enum class Phase : u8 { bits, presence_due, presence };

  void changed(unsigned line, Time) override;
  void forget() override;
  void fall(Time);
  void rise(Time);
  void reset_over(Time, bool presence);
  void bit(bool, Time);
  void byte_over(Time);
  void search_bit(bool, Time);
  void broken_off();

  Phase phase_ = Phase::bits;
  Time fell_ = Time::max(), rose_{}, reset_{}, began_{};
  unsigned bits_ = 0;
  u64 shift_ = 0;
  bool first_ = false;  // the byte that comes is a ROM command
  bool searching_ = false;
};

}  // namespace emulator::decode
