#include "peripherals/rp2040/pio.hpp"

#include <algorithm>
#include <utility>

namespace rp2040 {

namespace {

// Running ahead is in vain if the block is changed before that time, so it begins short and doubles.
constexpr i64 fewest_steps = 16, most_steps = 4096;

}  // namespace

Pio::Pio(std::string block, Scheduler& scheduler, ClockSignal& clk_sys, PinMatrix& matrix, PerPin which)
    : Peripheral(std::move(block)),
      irq0(name() + "_IRQ_0"),
      irq1(name() + "_IRQ_1"),
      dreq_tx{Wire{name() + "_TX0"}, Wire{name() + "_TX1"}, Wire{name() + "_TX2"}, Wire{name() + "_TX3"}},
      dreq_rx{Wire{name() + "_RX0"}, Wire{name() + "_RX1"}, Wire{name() + "_RX2"}, Wire{name() + "_RX3"}},
      scheduler_(scheduler),
      matrix_(matrix),
      which_(which),
      clock_(scheduler, clk_sys, [this] { plan(); }),
      steps_(fewest_steps),
      next_(scheduler, name() + " shows", [this] { next_reached(); }) {
  describe_fields();
  reset();
  matrix_.listen_inputs([this](u32) { inputs_changed(); });
}

// Listeners of pins and wires may come back while the block is busy; only the outermost access plans.
class Pio::Entry {
 public:
  explicit Entry(Pio& pio) : pio_(pio) { ++pio_.entered_; }
  Entry(const Entry&) = delete;
  Entry& operator=(const Entry&) = delete;
  ~Entry() {
    if (--pio_.entered_ == 0 && pio_.stale_) pio_.plan();
  }

 private:
  Pio& pio_;
};

u32 Pio::read(u32 offset) {
  const Entry entry{*this};
  catch_up();
  return Peripheral::read(offset);
}

void Pio::write(u32 offset, u32 value) {
  if (held_in_reset()) return;
  const Entry entry{*this};
  catch_up();
  present_.settle();
  Peripheral::write(offset, value);
  change();
}

u32 Pio::peek(u32 offset) const {
  pio::Core now = present_;
  now.run(config_, clock_.edges());
  looked_at_ = &now;
  const u32 value = Peripheral::peek(offset);
  looked_at_ = &present_;
  return value;
}

// The original runs up to the present. What shows does so in a cycle that an event stands at, so nothing is late.
bool Pio::catch_up() {
  const i64 now = clock_.edges();
  bool showed = false;
  if (ahead_valid_ && ahead_.cycle() <= now) {
    present_ = ahead_;
    ahead_valid_ = false;
    if (ahead_shows_) {
      showed = true;
      publish();
    }
  }
  while (present_.cycle() < now) {
    if (!present_.run(config_, now)) break;
    showed = true;
    publish();
  }
  return showed;
}

void Pio::change() {
  present_.changed(config_);
  steps_ = fewest_steps;
  stale_ = true;
  ahead_valid_ = false;
  publish();
}

void Pio::publish() {
  if (present_.levels != driven_levels_ || present_.directions != driven_directions_) {
    driven_levels_ = present_.levels;
    driven_directions_ = present_.directions;
    matrix_.drive(which_, driven_levels_ & pins, driven_directions_ & pins);
  }
  // A listener may come back with a register access, so each line is looked at when its turn comes.
  const auto line = [this](unsigned bit) { return (present_.lines() >> bit & 1) != 0; };
  for (unsigned i = 0; i < machines; ++i) {
    dreq_tx[i].drive(line(pio::tx_dreq_lsb + i));
    dreq_rx[i].drive(line(pio::rx_dreq_lsb + i));
  }
  irq0.drive(line(pio::irq0_bit));
  irq1.drive(line(pio::irq0_bit + 1));
}

void Pio::plan() {
  stale_ = ahead_valid_ = false;
  if (present_.next() == pio::never || held_in_reset()) return next_.cancel();
  ahead_ = present_;
  ahead_shows_ = ahead_.run_ahead(config_, steps_);
  ahead_valid_ = true;
  const bool asleep = !ahead_shows_ && ahead_.next() == pio::never;
  const Time due = asleep ? Time::max() : clock_.when(ahead_.cycle());
  if (due == Time::max()) return next_.cancel();
  next_.at(due);
}

void Pio::next_reached() {
  const Entry entry{*this};
  if (!catch_up()) steps_ = std::min(2 * steps_, most_steps);
  stale_ = true;
}

void Pio::inputs_changed() {
  const Entry entry{*this};
  catch_up();
  const bool slept = present_.next() == pio::never;
  present_.set_inputs(matrix_.inputs());
  if (slept && present_.next() == pio::never) return;
  if (entered_ == 1) steps_ = fewest_steps;
  stale_ = true;
  ahead_valid_ = false;
}

void Pio::reset() {
  const Entry entry{*this};
  Peripheral::reset();
  present_ = {};
  present_.start_at(clock_.edges());
  present_.set_inputs(matrix_.inputs());
  configure();
  change();
}

void Pio::serialize(State& state) {
  Peripheral::serialize(state);
  state(clock_, present_, irq0, irq1, dreq_tx, dreq_rx, steps_, driven_levels_, driven_directions_, next_);
  if (!state.loading()) return;
  configure();
  ahead_valid_ = false;
}

}  // namespace rp2040
