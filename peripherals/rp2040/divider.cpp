#include "peripherals/rp2040/divider.hpp"

namespace rp2040 {

void Divider::stop(i64 now) {
  quotient_ = quotient(now);
  remainder_ = remainder(now);
  ready_at_ = now;
  dirty_ = true;
}

void Divider::start(bool is_signed, i64 now) {
  stop(now);
  old_quotient_ = quotient_;
  old_remainder_ = remainder_;
  ready_at_ = now + cycles;
  remainder_ = dividend_;
  if (is_signed) {
    const i64 p = static_cast<i32>(dividend_), q = static_cast<i32>(divisor_);
    quotient_ = static_cast<u32>(q ? p / q : p < 0 ? 1 : -1);
    if (q) remainder_ = static_cast<u32>(p % q);
  } else {
    quotient_ = divisor_ ? dividend_ / divisor_ : ~0u;
    if (divisor_) remainder_ = dividend_ % divisor_;
  }
}

void Divider::set_dividend(u32 value, bool is_signed, i64 now) {
  dividend_ = value;
  start(is_signed, now);
}

void Divider::set_divisor(u32 value, bool is_signed, i64 now) {
  divisor_ = value;
  start(is_signed, now);
}

void Divider::set_quotient(u32 value, i64 now) {
  stop(now);
  quotient_ = value;
}

void Divider::set_remainder(u32 value, i64 now) {
  stop(now);
  remainder_ = value;
}

}  // namespace rp2040
