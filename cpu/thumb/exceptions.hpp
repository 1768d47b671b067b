#pragma once
// Which exceptions are pending, enabled and active, and which of them goes first. Arm DDI 0419E, B1.5.
#include <array>
#include <optional>

#include "emulator/state.hpp"
#include "emulator/types.hpp"

namespace cpu::thumb {

using namespace emulator;

// Exception numbers (B1.5.2); external interrupt n is 16 + n.
namespace exception {
inline constexpr unsigned reset = 1, nmi = 2, hard_fault = 3, svcall = 11, pendsv = 14, systick = 15, interrupt0 = 16;
}

class Exceptions {
 public:
  static constexpr unsigned limit = 256;
  static constexpr int thread_priority = 256;  // lower than any exception's

  // A set of exception numbers.
  class Set {
   public:
    bool has(unsigned n) const { return words_[n / 64] >> n % 64 & 1; }
    void add(unsigned n) { words_[n / 64] |= u64{1} << n % 64; }
    void remove(unsigned n) { words_[n / 64] &= ~(u64{1} << n % 64); }
    bool empty() const { return !(words_[0] | words_[1] | words_[2] | words_[3]); }
    void serialize(State& state) { state(words_); }
    // 32 numbers from `first` on, as a register shows them.
    u32 bits(unsigned first) const;
    u64 word(unsigned i) const { return words_[i]; }

   private:
    std::array<u64, limit / 64> words_{};
  };

  Exceptions() { reset(); }
  void reset();

  const Set& pending() const { return pending_; }
  const Set& enabled() const { return enabled_; }
  const Set& active() const { return active_; }
  void pend(unsigned n) { pending_.add(n); }
  void unpend(unsigned n);  // a line that is still asserted pends again
  void enable(unsigned n, bool on);
  void activate(unsigned n);    // its handler begins: no longer pending
  void deactivate(unsigned n);  // its handler has returned
  // An interrupt line. Returns true if this made the interrupt pending.
  bool line(unsigned n, bool level);

  int priority(unsigned n) const { return n == exception::hard_fault ? -1 : n == exception::nmi ? -2 : priorities_[n]; }
  void set_priority(unsigned n, u8 value) { priorities_[n] = value; }

  // Is anything pending and enabled, whatever its priority?
  bool any_ready() const {
    for (unsigned w = 0; w < limit / 64; ++w)
      if (pending_.word(w) & enabled_.word(w)) return true;
    return false;
  }
  int active_priority() const;                           // of what is being handled; thread_priority if nothing is
  std::optional<unsigned> best_pending(int than) const;  // the one to take if the execution priority is `than`
  void serialize(State&);

 private:
  Set pending_, enabled_, active_, lines_;
  std::array<u8, limit> priorities_{};
};

}  // namespace cpu::thumb
