#include "peripherals/parts/ir_receiver.hpp"

namespace parts {

namespace {

using emulator::u32;
using std::chrono::nanoseconds;

// NEC's transmission format (uPD6121 data sheet): in units of 562.5 us.
constexpr nanoseconds unit{562'500};
constexpr nanoseconds leader = 16 * unit, leader_space = 8 * unit, repeat_space = 4 * unit;
constexpr nanoseconds zero_space = unit, one_space = 3 * unit;
constexpr std::chrono::milliseconds period{108};
constexpr unsigned bits = 32;
constexpr double pull_ohms = 30e3, low_ohms = 100;

u32 with_complement(u32 byte) { return byte | (~byte & 0xff) << 8; }

}  // namespace

IrReceiver::IrReceiver(const Setup& setup)
    : Part(setup),
      out_(setup.prefix + setup.name + ".OUT"),
      key_(quantity("key", "", -1, {-1, 255})),
      address_(static_cast<unsigned>(setup.attributes.number("address", 0, 0, 65'535))),
      volts_(setup.attributes.number("volts", setup.supply, 2.5, 5.5)),
      step_(setup.machine.scheduler, setup.prefix + setup.name + ".step", [this] { step(); }),
      next_(setup.machine.scheduler, setup.prefix + setup.name + ".next", [this] { pressed(); }) {
  add(out_, "OUT");
  key_.watch([this](double) { pressed(); });
  show(false);
}

// The remote has a supply of its own: what it sends goes on.
void IrReceiver::power_on() { show(step_.pending() && interval_ % 2 == 0); }

void IrReceiver::show(bool burst) { out_.drive(burst ? 0 : volts_, burst ? low_ohms : pull_ohms); }

// A finger came or went, or the time of the next frame has come. Frames are 108
// ms apart.
void IrReceiver::pressed() {
  const int key = static_cast<int>(key_.value());
  if (step_.pending() || next_.pending()) return;
  repeats_ = key >= 0 && key == held_;
  held_ = key;
  if (key >= 0) frame();
}

void IrReceiver::frame() {
  const u32 address = address_ > 0xff ? address_ : with_complement(address_);
  code_ = address | with_complement(static_cast<u32>(held_)) << 16;
  interval_ = 0;
  show(true);
  step_.after(length(0));
  next_.after(period);
}

// Leader and space, 32 times burst and space, the last burst; or leader, space,
// burst.
unsigned IrReceiver::intervals() const { return repeats_ ? 3 : 2 + 2 * bits + 1; }

emulator::Duration IrReceiver::length(unsigned interval) const {
  if (interval == 0) return leader;
  if (interval == 1) return repeats_ ? repeat_space : leader_space;
  if (interval % 2 == 0) return unit;
  return code_ >> (interval - 3) / 2 & 1 ? one_space : zero_space;
}

void IrReceiver::step() {
  ++interval_;
  const bool over = interval_ >= intervals();
  show(!over && interval_ % 2 == 0);
  if (!over) step_.after(length(interval_));
}

void IrReceiver::serialize(emulator::State& state) {
  Part::serialize(state);
  state(code_, held_, repeats_, interval_, step_, next_);
}

}  // namespace parts
