// The controller where it moves its pins itself: what I2cWire does bit by bit, and what the block makes of it.
#include "peripherals/rp2040/i2c.hpp"

#include <algorithm>
#include <utility>

namespace rp2040 {

// SDA_HOLD counts from SCL's fall, one cycle at least; IC_FS_SPKLEN is what the input filter takes (4.3.14).
I2cLines::Times I2c::times() const {
  const Clock clock = clk_sys_.clock();
  const i64 hold = std::clamp<i64>(sda_tx_hold, 1, low_cycles() - 1);
  return {clock.ticks(low_cycles()), clock.ticks(high_cycles()), clock.ticks(hold), clock.ticks(fs_spklen + 3)};
}

void I2c::open(const Opening& o) { o.start ? wire_.start() : wire_.byte(o.byte); }

void I2c::opened() {
  const std::vector<Opening> all = opening();
  const Opening& o = all[opened_];
  if (o.start)
    raise(start_det | activity);
  else if (const u32 reason = wire_.acknowledged() ? o.somebody : o.nobody)
    return abort(reason);
  if (++opened_ < all.size()) return open(all[opened_]);
  addressed();
}

void I2c::byte_by_levels() {
  phase_ = Phase::byte;
  *command_& reads ? wire_.receive() : wire_.byte(static_cast<u8>(*command_));
}

// All bits of a byte are read. Where nothing says yet whether it is the last one, its acknowledge has to wait.
void I2c::byte_seen() {
  incoming_ = static_cast<u8>(wire_.seen());
  acknowledge_due_ = tx_fifo_.empty() && !(*command_ & stops) && !stop_asked_ && !abort_asked_;
  if (acknowledge_due_) return byte_over(true);
  phase_ = Phase::acknowledge;
  wire_.acknowledge(will_acknowledge());
}

void I2c::acknowledged() {
  if (command_) return byte_over(true);
  acknowledge_due_ = false;
  phase_ = Phase::held;
  if (abort_asked_) return abort(abrt_user_abrt);
  if (stop_asked_) return command_done();
  next();
}

void I2c::wire_over(End end) {
  if (end == End::lost) return lose();
  if (end == End::taken) return void(phase_ = Phase::idle);  // bus_freed() comes
  switch (phase_) {
    case Phase::address: return opened();
    case Phase::byte: return *command_ & reads ? byte_seen() : byte_over(wire_.acknowledged());
    case Phase::acknowledge: return acknowledged();
    case Phase::stopping:
      if (!acknowledge_due_) return stopped();
      acknowledge_due_ = false;
      return wire_.stop();
    default: return;
  }
}

void I2c::lose() {
  command_.reset();
  stop_asked_ = abort_asked_ = acknowledge_due_ = false;
  phase_ = Phase::idle;
  flush(arb_lost);
}

// START and STOP on the lines, whoever makes them.
void I2c::line_changed() {
  const bool scl_now = scl(), sda_now = sda();
  const bool scl_was = std::exchange(scl_seen_, scl_now), sda_was = std::exchange(sda_seen_, sda_now);
  wire_.changed();
  if (scl_now && !scl_was) compare();
  if (scl_now && scl_was && sda_now != sda_was) {
    busy_ = !sda_now;
    if (!busy_ && enable && (master_mode || !stop_det_ifaddressed)) raise(stop_det);
  }
  if (scl_now && sda_now) next();
}

// By what is not one of our pins, nor the decoder's.
bool I2c::heard_by_others(Signal signal, bool decoded) const {
  const std::vector<Net*> ours = pins_.nets(signal);
  const Net& net = *ours.front();
  const auto hearing = std::ranges::count_if(net.terminals(), [](const Terminal* t) { return bool{t->on_change}; });
  return hearing > std::ranges::count(ours, &net) + decoded;
}

bool I2c::needs_levels() const {
  const I2cBus* const b = bus();
  return b && (heard_by_others(scl_, b->decoded()) || heard_by_others(sda_, b->decoded()));
}

}  // namespace rp2040
