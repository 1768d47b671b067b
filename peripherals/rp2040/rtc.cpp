#include "peripherals/rp2040/rtc.hpp"

namespace rp2040 {

namespace {

constexpr i64 crossing_cycles = 2;  // 4.8.4
constexpr std::array<u8, 16> days_in_month{31, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 31, 31, 31};

}  // namespace

Rtc::Rtc(std::string name, Scheduler& scheduler, ClockSignal& clk_rtc)
    : Peripheral(name),
      ticks_(scheduler, clk_rtc,
             [this] {
               for (Pending* p : {&loading_, &enabling_, &matching_, &next_second_}) schedule(*p);
             }),
      enabling_(scheduler, name + " enable", [this] { enabled(); }),
      loading_(scheduler, name + " load", [this] { loaded(); }),
      matching_(scheduler, name + " match enable", [this] { match_enabled(); }),
      next_second_(scheduler, name + " second", [this] { second(); }) {}

void Rtc::request(Pending& p, i64 cycles) {
  p.waiting = true;
  p.edge = ticks_.edges() + cycles;
  schedule(p);
}

void Rtc::schedule(Pending& p) {
  p.event.cancel();
  const Time due = ticks_.when(p.edge);
  if (p.waiting && due != Time::max()) p.event.at(due);
}

void Rtc::ctrl_written(u32 written) {
  if (written >> 4 & 1) request(loading_, crossing_cycles);
  ctrl_.value &= ~(1u << 4);
  if (enable_ != active_) request(enabling_, crossing_cycles);
}

void Rtc::match_written() {
  if (match_ena_ != match_active_) request(matching_, crossing_cycles);
  update();
}

void Rtc::enabled() {
  enabling_.waiting = false;
  const bool was = active_;
  active_ = enable_;
  if (active_ == was) return;
  next_second_.waiting = false;
  next_second_.event.cancel();
  if (active_) request(next_second_, i64{clkdiv_m1_} + 1);
}

void Rtc::loaded() {
  loading_.waiting = false;
  sec_ = setup_sec_;
  min_ = setup_min_;
  hour_ = setup_hour_;
  dotw_ = setup_dotw_;
  day_ = setup_day_;
  month_ = setup_month_;
  year_ = setup_year_;
  if (active_) request(next_second_, i64{clkdiv_m1_} + 1);
  update();
}

void Rtc::match_enabled() {
  matching_.waiting = false;
  match_active_ = match_ena_;
  update();
}

void Rtc::second() {
  next_second_.edge += i64{clkdiv_m1_} + 1;
  schedule(next_second_);
  advance();
  update();
}

u32 Rtc::days() const {
  const bool leap = year_ % 4 == 0 && !not_leap_;
  return month_ == 2 && leap ? 29 : days_in_month[month_];
}

void Rtc::advance() {
  sec_ = sec_ + 1;
  if (sec_ != 60) return;
  sec_ = 0;
  min_ = min_ + 1;
  if (min_ != 60) return;
  min_ = 0;
  hour_ = hour_ + 1;
  if (hour_ != 24) return;
  hour_ = 0;
  dotw_ = dotw_ == 6 ? 0 : dotw_ + 1;
  if (day_ < days()) {
    day_ = day_ + 1;
    return;
  }
  day_ = 1;
  if (month_ < 12) {
    month_ = month_ + 1;
    return;
  }
  month_ = 1;
  year_ = (year_ + 1) & 0xfff;
}

bool Rtc::matches() const {
  const auto same = [](bool enabled, u32 wanted, u32 present) { return !enabled || wanted == present; };
  return same(year_ena_, irq_year_, year_) && same(month_ena_, irq_month_, month_) && same(day_ena_, irq_day_, day_) &&
         same(dotw_ena_, irq_dotw_, dotw_) && same(hour_ena_, irq_hour_, hour_) && same(min_ena_, irq_min_, min_) &&
         same(sec_ena_, irq_sec_, sec_);
}

u32 Rtc::read_rtc_0() {
  rtc_day_ = day_;
  rtc_month_ = month_;
  rtc_year_ = year_;
  return rtc_0_.value;
}

void Rtc::reset() {
  Peripheral::reset();
  day_ = month_ = year_ = 0;
  for (Pending* p : {&loading_, &enabling_, &matching_, &next_second_}) {
    p->waiting = false;
    p->event.cancel();
  }
  update();
}

void Rtc::serialize(State& state) {
  Peripheral::serialize(state);
  state(day_, month_, year_, ticks_, enabling_, loading_, matching_, next_second_, irq);
}

}  // namespace rp2040
