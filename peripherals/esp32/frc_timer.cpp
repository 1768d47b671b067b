#include "peripherals/esp32/frc_timer.hpp"

namespace esp32 {

namespace {

constexpr u32 autoload = 1 << 6, interrupt_status = 1 << 8;
constexpr std::string_view control_fields = "INT_STATUS[8]ro ENABLE[7] AUTOLOAD[6] PRESCALER[3:1] LEVEL_INT[0]";

}  // namespace

FrcTimer::FrcTimer(std::string name, Scheduler& scheduler, ClockSignal& apb_clk)
    : RegisterFile(name),
      rows_{*this,
            {{"FRC1_LOAD", 0x0, 0, "LOAD_VALUE[22:0]"},
             {"FRC1_COUNT", 0x4, 0, "COUNT[22:0]ro"},
             {"FRC1_CTRL", 0x8, 0, control_fields},
             {"FRC1_INT", 0xc, 0, "INT_CLR[0]wo"},
             {"FRC2_LOAD", 0x20, 0, "LOAD_VALUE[31:0]"},
             {"FRC2_COUNT", 0x24, 0, "COUNT[31:0]ro"},
             {"FRC2_CTRL", 0x28, 0, control_fields},
             {"FRC2_INT", 0x2c, 0, "INT_CLR[0]wo"},
             {"FRC2_ALARM", 0x30, 0, "ALARM[31:0]"}}},
      edges_(scheduler, apb_clk, [this] { plan(); }),
      expiry_{Event{scheduler, name + " FRC1", [this] { expired(0); }},
              Event{scheduler, name + " FRC2", [this] { expired(1); }}} {
  for (unsigned n : {0u, 1u}) {
    on_written(rows_.at(stride * n), [this, n](u32 v) { restart(n, v & mask(n)); });
    on_reading(rows_.at(stride * n + 4), [this, n] { return value(n); });
    on_written(rows_.at(stride * n + 8), [this, n](u32 v) {
      std::swap(running_control_[n], control(n));  // the counter has come here with the old setting
      const u32 now = value(n);
      std::swap(running_control_[n], control(n));
      running_control_[n] = v;
      restart(n, now);
    });
    on_written(rows_.at(stride * n + 0xc), [this, n](u32) {
      rows_.at(stride * n + 0xc).value = 0;
      control(n) &= ~interrupt_status;
      (n ? irq2 : irq1).drive(false);
    });
  }
  on_written(rows_["FRC2_ALARM"], [this](u32) { plan(); });
}

i64 FrcTimer::prescaler(unsigned n) const {
  constexpr i64 by[] = {1, 1, 16, 16, 256, 256, 256, 256};
  return by[control(n) >> 1 & 7];
}

u32 FrcTimer::value(unsigned n) const {
  const auto& [base, origin] = counters_[n];
  if (!enabled(n)) return base;
  const u32 passed = static_cast<u32>((edges_.edges() - origin) / prescaler(n));
  return (up(n) ? base + passed : base - passed) & mask(n);
}

void FrcTimer::restart(unsigned n, u32 value) {
  counters_[n] = {value, edges_.edges()};
  plan();
}

void FrcTimer::plan() {
  for (unsigned n : {0u, 1u}) {
    if (!enabled(n) || !edges_.signal().running()) {
      expiry_[n].cancel();
      continue;
    }
    const u32 target = n ? rows_.at(0x30).value : 0;
    const u32 ahead = (up(n) ? target - counters_[n].base : counters_[n].base - target) & mask(n);
    const i64 left = ahead ? ahead : i64{mask(n)} + 1;
    expiry_[n].at(edges_.when(counters_[n].origin + left * prescaler(n)));
  }
}

void FrcTimer::expired(unsigned n) {
  control(n) |= interrupt_status;
  restart(n, control(n) & autoload ? rows_.at(stride * n).value : value(n));
  (n ? irq2 : irq1).drive(true);
}

void FrcTimer::reset() {
  RegisterFile::reset();
  for (unsigned n : {0u, 1u}) {
    counters_[n] = {0, edges_.edges()};
    running_control_[n] = 0;
    expiry_[n].cancel();
  }
  irq1.drive(false);
  irq2.drive(false);
}

void FrcTimer::serialize(State& state) {
  RegisterFile::serialize(state);
  state(edges_, running_control_, irq1, irq2, expiry_[0], expiry_[1]);
  for (auto& c : counters_) state(c.base, c.origin);
}

}  // namespace esp32
