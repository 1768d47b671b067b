#pragma once
// RTC: 24 bits that count the 32.768 kHz clock divided by PRESCALER + 1.
// nRF51 Series Reference Manual v3.0.1, chapter 19. The count is computed from virtual time when somebody looks; a
// scheduled event stands only at the next edge that matters to anyone.
// In doubt: STOP does not count the edge at which it takes effect; a CC written one ahead of the counter always matches
// (the manual: may); an event enabled in INTEN only sets its register but is not routed to the PPI.
#include <deque>

#include "peripherals/nrf5/lfclk.hpp"
#include "peripherals/nrf5/peripheral.hpp"

namespace nrf5 {

// N: compare registers, 3 in RTC0 and 4 in RTC1.
template <unsigned N>
class Rtc final : public Peripheral {
 public:
  Rtc(std::string name, Scheduler&, LowFrequencyClock&);

  u32 counter() const;

  void reset() override;
  void serialize(State&) override;

 private:
  enum class Change : u8 { start, stop, clear, overflow };
  // A task waits for an edge of the clock.
  struct Pending {
    Change change;
    i64 edge;
    void serialize(State& state) { state(change, edge); }
  };

  void on_start() { request(Change::start); }
  void on_stop() { request(Change::stop); }
  void on_clear() { request(Change::clear); }
  void on_trigovrflw() { request(Change::overflow); }
  void request(Change);
  void apply(const Pending&);
  void clock_switched(bool on);
  void evten_changed(u32) { schedule(); }
  void compare_written() { schedule(); }
  void interest_changed() override { schedule(); }
  u32 read_counter() const { return counter(); }

  i64 edges() const { return lfclk_.edges(now()); }
  i64 steps(i64 edge) const { return counting_ ? (edge - anchor_) / period_ : 0; }
  u32 count_at(i64 edge) const { return static_cast<u32>(count_ + steps(edge)) & 0xff'ffff; }
  bool wanted(const EventFlag&) const;
  void fire(EventFlag&);
  void schedule();
  void reach();

  // clang-format off
  // Register overview
  Task               start_     {*this, "START", 0x000, &Rtc::on_start};
  Task               stop_      {*this, "STOP", 0x004, &Rtc::on_stop};
  Task               clear_     {*this, "CLEAR", 0x008, &Rtc::on_clear};
  Task               trigovrflw_{*this, "TRIGOVRFLW", 0x00c, &Rtc::on_trigovrflw};
  EventFlag          tick_      {*this, "TICK", 0x100};
  EventFlag          ovrflw_    {*this, "OVRFLW", 0x104};
  EventFlags<N>      compare_   {*this, "COMPARE", 0x140};
  Interrupts         inten_     {*this};
  SetClear           evten_     {*this, "EVTEN", {0x340, 0x344, 0x348}, event_bits(*this), &Rtc::evten_changed};

  Register           counter_reg_{*this, "COUNTER", 0x504, 0, on_read<&Rtc::read_counter>, reserved{31, 24}};
  Bits<23, 0, u32, Access::ro> counter_field_{counter_reg_, "COUNTER"};

  Register           prescaler_reg_{*this, "PRESCALER", 0x508, 0, reserved{31, 12}};
  Bits<11, 0>        prescaler_ {prescaler_reg_, "PRESCALER"};

  Registers<N>       cc_regs_   {*this, "CC", 0x540, 4, 0, on_write<&Rtc::compare_written>, reserved{31, 24}};
  BitsArray<N, 23, 0> cc_       {cc_regs_, "COMPARE"};

  PowerSwitch        power_     {*this};
  // clang-format on

  LowFrequencyClock& lfclk_;
  bool started_ = false;   // START has taken effect
  bool counting_ = false;  // and the clock runs
  u32 count_ = 0;          // at the anchor
  i64 anchor_ = 0;         // edge of the 32.768 kHz clock at which the count became that
  i64 period_ = 1;         // PRESCALER + 1, latched by START, CLEAR and TRIGOVRFLW
  i64 stopped_at_ = 0;     // edge at which the clock stopped
  std::deque<Pending> pending_;
  bool scheduling_ = true;
  Event next_;
};

extern template class Rtc<3>;
extern template class Rtc<4>;

}  // namespace nrf5
