#include "peripherals/nrf5/rng.hpp"

namespace nrf5 {

namespace {

using namespace std::chrono_literals;

// Product Specification: t_RNG,RAW and t_RNG,BC, typical.
constexpr Duration raw_byte = 167us, corrected_byte = 677us;

}  // namespace

Rng::Rng(std::string name, Scheduler& scheduler, Random random)
    : Peripheral(name, scheduler), random_(random), next_(scheduler, name + " byte", [this] { ready(); }) {}

Duration Rng::time_per_byte() const { return dercen_ ? corrected_byte : raw_byte; }

void Rng::start() {
  if (!next_.pending()) next_.after(time_per_byte());
}

void Rng::ready() {
  value_ = static_cast<u32>(random_.next() >> 56);
  next_.after(time_per_byte());
  valrdy_.fire();
}

void Rng::reset() {
  Peripheral::reset();
  next_.cancel();
}

void Rng::serialize(State& state) {
  Peripheral::serialize(state);
  state(random_, next_);
}

}  // namespace nrf5
