#include "peripherals/rp2040/divider.hpp"

namespace rp2040 {

Divider::Result Divider::divide() const {
  if (is_signed_) {
    const i64 p = static_cast<i32>(dividend_), q = static_cast<i32>(divisor_);
    if (!q) return {p < 0 ? 1 : ~0u, dividend_};
    return {static_cast<u32>(p / q), static_cast<u32>(p % q)};
  }
  if (!divisor_) return {~0u, dividend_};
  return {dividend_ / divisor_, dividend_ % divisor_};
}

void Divider::settle() {
  const Result r = result();
  quotient_ = r.quotient;
  remainder_ = r.remainder;
  owed_ = false;
}

void Divider::stop(i64 now) {
  if (ready(now)) {
    settle();
  } else {
    quotient_ = old_quotient_;
    remainder_ = old_remainder_;
    owed_ = false;
  }
  ready_at_ = now;
  dirty_ = true;
}

void Divider::start(bool is_signed, i64 now) {
  old_quotient_ = quotient_;
  old_remainder_ = remainder_;
  ready_at_ = now + cycles;
  is_signed_ = is_signed;
  owed_ = true;
}

void Divider::set_dividend(u32 value, bool is_signed, i64 now) {
  stop(now);
  dividend_ = value;
  start(is_signed, now);
}

void Divider::set_divisor(u32 value, bool is_signed, i64 now) {
  stop(now);
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
