#include "cpu/thumb/exceptions.hpp"

#include <algorithm>
#include <bit>

namespace cpu::thumb {

u32 Exceptions::Set::bits(unsigned first) const {
  const unsigned word = first / 64, shift = first % 64;
  u64 value = words_[word] >> shift;
  if (shift > 32 && word + 1 < words_.size()) value |= words_[word + 1] << (64 - shift);
  return static_cast<u32>(value);
}

// Interrupt lines are the outside's: they stay as they are, and an asserted one pends at once.
void Exceptions::reset() {
  pending_ = active_ = enabled_ = Set{};
  priorities_.fill(0);
  for (unsigned n : {exception::reset, exception::nmi, exception::hard_fault, exception::svcall, exception::pendsv,
                     exception::systick})
    enabled_.add(n);
  for (unsigned n = exception::interrupt0; n < limit; ++n)
    if (lines_.has(n)) pending_.add(n);
}

void Exceptions::unpend(unsigned n) {
  pending_.remove(n);
  if (lines_.has(n) && !active_.has(n)) pending_.add(n);
}

void Exceptions::enable(unsigned n, bool on) { on ? enabled_.add(n) : enabled_.remove(n); }

void Exceptions::activate(unsigned n) {
  pending_.remove(n);
  active_.add(n);
}

void Exceptions::deactivate(unsigned n) {
  active_.remove(n);
  if (lines_.has(n)) pending_.add(n);
}

bool Exceptions::line(unsigned n, bool level) {
  if (level == lines_.has(n)) return false;
  if (!level) return lines_.remove(n), false;
  lines_.add(n);
  if (pending_.has(n)) return false;
  pending_.add(n);
  return true;
}

int Exceptions::active_priority() const {
  int best = thread_priority;
  for (unsigned w = 0; w < limit / 64; ++w)
    for (u64 left = active_.word(w); left; left &= left - 1)
      best = std::min(best, priority(64 * w + static_cast<unsigned>(std::countr_zero(left))));
  return best;
}

// Of equal priorities the lowest number goes first (B1.5.4).
std::optional<unsigned> Exceptions::best_pending(int than) const {
  std::optional<unsigned> best;
  for (unsigned w = 0; w < limit / 64; ++w)
    for (u64 left = pending_.word(w) & enabled_.word(w); left; left &= left - 1) {
      const unsigned n = 64 * w + static_cast<unsigned>(std::countr_zero(left));
      if (priority(n) < than) than = priority(n), best = n;
    }
  return best;
}

void Exceptions::serialize(State& state) { state(pending_, enabled_, active_, lines_, priorities_); }

}  // namespace cpu::thumb
