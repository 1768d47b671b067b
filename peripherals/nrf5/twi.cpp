#include "peripherals/nrf5/twi.hpp"

namespace nrf5 {

namespace {

constexpr u32 k100 = 0x0198'0000, k250 = 0x0400'0000, k400 = 0x0668'0000;

// Other values are no documented choice; they are read as shares of 16 MHz, as k250 suggests.
i64 hertz(u32 frequency) {
  switch (frequency) {
    case k100: return 100'000;
    case k250: return 250'000;
    case k400: return 400'000;
    default: return std::max<i64>(static_cast<i64>(u64{frequency} * 16'000'000 >> 32), 1);
  }
}

}  // namespace

Twi::Twi(std::string name, Scheduler& scheduler, Gpio& gpio, Circuit& circuit)
    : Peripheral(std::move(name), scheduler),
      gpio_(gpio),
      circuit_(circuit),
      scl_(gpio, PinUse::Kind::output),
      sda_(gpio, PinUse::Kind::output) {}

void Twi::configure() {
  if (enabled()) {
    scl_.select(pselscl);
    sda_.select(pselsda);
    return;
  }
  if (I2cBus* b = wires(); b && phase_ != Phase::idle) b->stop();
  scl_.release();
  sda_.release();
  step_.cancel();
  phase_ = Phase::idle;
  stop_asked_ = suspend_asked_ = is_suspended_ = false;
  start_asked_.reset();
  waiting_.reset();
}

bool Twi::pulled_up(const PinUse& pin) const {
  return pin.net() && !pin.net()->floating() && pin.net()->volts() >= 0.7 * gpio_.supply();
}

I2cBus* Twi::wires() const { return scl_.net() && sda_.net() ? &circuit_.i2c(*scl_.net(), *sda_.net()) : nullptr; }

I2cBus* Twi::bus() const { return pulled_up(scl_) && pulled_up(sda_) ? wires() : nullptr; }

void Twi::enter(Phase phase, int bits) {
  phase_ = phase;
  step_.after(Clock{hertz(frequency)}.ticks(bits));
}

// ---- what the guest asks for

void Twi::start(bool reading) {
  if (!enabled()) return;
  start_asked_ = reading;
  is_suspended_ = false;
  if (phase_ == Phase::idle || phase_ == Phase::tx_hold || phase_ == Phase::rx_hold || phase_ == Phase::failed) go_on();
}

void Twi::stop() {
  if (!enabled()) return;
  stop_asked_ = true;
  if (phase_ == Phase::idle || phase_ == Phase::tx_hold || phase_ == Phase::rx_hold || phase_ == Phase::failed) go_on();
}

void Twi::suspend() {
  if (!enabled() || is_suspended_) return;
  suspend_asked_ = true;
  if (phase_ == Phase::tx_hold) go_on();
}

void Twi::resume() {
  suspend_asked_ = false;
  if (!is_suspended_) return;
  is_suspended_ = false;
  go_on();
}

void Twi::write_txd(u32 byte) {
  waiting_ = static_cast<u8>(byte);
  if (phase_ == Phase::tx_hold) go_on();
}

u32 Twi::read_rxd() {
  const u32 byte = rxd;
  if (phase_ == Phase::rx_full) enter(Phase::rx_ack, 1);
  return byte;
}

void Twi::go_on() {
  if (stop_asked_) {
    stop_asked_ = suspend_asked_ = is_suspended_ = false;
    return enter(Phase::stopping, 1);
  }
  if (start_asked_) {
    reading_ = *start_asked_;
    start_asked_.reset();
    return enter(Phase::address, 1 + 9);
  }
  if (is_suspended_ || phase_ == Phase::idle || phase_ == Phase::failed) return;
  if (suspend_asked_) {
    suspend_asked_ = false;
    is_suspended_ = true;
    return suspended.fire();
  }
  if (reading_)
    receive_next();
  else
    send_next();
}

// ---- what happens on the bus

void Twi::step() {
  switch (phase_) {
    case Phase::address: return address_sent();
    case Phase::tx_byte: return byte_sent();
    case Phase::rx_byte: return byte_received();
    case Phase::rx_ack: return acknowledged();
    case Phase::stopping: return stopped();
    default: return;
  }
}

void Twi::address_sent() {
  I2cBus* const b = bus();
  if (!b || !b->start(static_cast<u8>(address), reading_)) {
    anack = true;
    return fail();
  }
  phase_ = reading_ ? Phase::rx_hold : Phase::tx_hold;
  go_on();
}

void Twi::send_next() {
  if (!waiting_) return;
  shifting_ = *waiting_;
  waiting_.reset();
  enter(Phase::tx_byte, 9);
  bb.fire();
}

void Twi::byte_sent() {
  I2cBus* const b = bus();
  if (!b || !b->write(shifting_)) {
    dnack = true;
    return fail();
  }
  phase_ = Phase::tx_hold;
  txdsent.fire();
  if (phase_ == Phase::tx_hold) go_on();
}

void Twi::receive_next() {
  enter(Phase::rx_byte, 8);
  bb.fire();
}

void Twi::byte_received() {
  I2cBus* const b = bus();
  rxd = b ? b->read() : 0xff;
  phase_ = Phase::rx_full;
  rxdready.fire();
}

void Twi::acknowledged() {
  phase_ = Phase::rx_hold;
  go_on();
}

void Twi::fail() {
  phase_ = Phase::failed;
  error.fire();
  if (phase_ == Phase::failed) go_on();
}

void Twi::stopped() {
  if (I2cBus* b = wires()) b->stop();
  phase_ = Phase::idle;
  waiting_.reset();
  stopped_.fire();
  if (phase_ == Phase::idle) go_on();
}

void Twi::reset() {
  Peripheral::reset();
  configure();
}

void Twi::serialize(State& state) {
  Peripheral::serialize(state);
  state(scl_, sda_, phase_, reading_, stop_asked_, suspend_asked_, is_suspended_, start_asked_, waiting_, shifting_,
        step_);
  if (I2cBus* b = wires(); b && phase_ != Phase::idle) state(*b);
}

}  // namespace nrf5
