#pragma once
// The integer divider of SIO, one for each core. RP2040 Datasheet 2.3.1.5 "Integer Divider". What dividing by zero
// gives is as measured on silicon: all ones for unsigned; -1, or 1 for a negative dividend, for signed; the remainder
// is the dividend.
#include "emulator/state.hpp"
#include "emulator/types.hpp"

namespace rp2040 {
using namespace emulator;

class Divider {
 public:
  // "over the next 8 cycles, and on the 9th cycle the results can be read": eight from the start of the storing
  // instruction, so that fast code sees them in any case.
  static constexpr i64 cycles = 8;

  // `now` counts cycles of clk_sys. A new operand ends a calculation that is under way.
  void set_dividend(u32 value, bool is_signed, i64 now);
  void set_divisor(u32 value, bool is_signed, i64 now);
  void set_quotient(u32 value, i64 now);
  void set_remainder(u32 value, i64 now);
  u32 dividend() const { return dividend_; }
  u32 divisor() const { return divisor_; }
  bool ready(i64 now) const { return now >= ready_at_; }
  // Not ready, these are what they were before the calculation; the hardware promises nothing.
  u32 quotient(i64 now) const { return ready(now) ? result().quotient : old_quotient_; }
  u32 remainder(i64 now) const { return ready(now) ? result().remainder : old_remainder_; }
  u32 read_quotient(i64 now) {
    dirty_ = false;
    if (ready(now)) settle();
    return quotient(now);
  }
  u32 csr(i64 now) const { return u32{dirty_} << 1 | u32{ready(now)}; }

  void serialize(State& state) {
    settle();
    state(dividend_, divisor_, quotient_, remainder_, old_quotient_, old_remainder_, ready_at_, dirty_);
  }

 private:
  struct Result {
    u32 quotient, remainder;
  };
  // Most operands are overwritten before anybody wants to know what they give.
  Result result() const { return owed_ ? divide() : Result{quotient_, remainder_}; }
  Result divide() const;
  void settle();
  void stop(i64 now);
  void start(bool is_signed, i64 now);

  u32 dividend_ = 0, divisor_ = 0;
  u32 quotient_ = 0, remainder_ = 0;          // at ready_at_
  u32 old_quotient_ = 0, old_remainder_ = 0;  // until then
  i64 ready_at_ = 0;
  bool dirty_ = false;
  bool owed_ = false, is_signed_ = false;  // the quotient and remainder have not been worked out yet
};

}  // namespace rp2040
