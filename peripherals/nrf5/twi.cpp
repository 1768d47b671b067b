#include "peripherals/nrf5/twi.hpp"

namespace nrf5 {

namespace {

constexpr u32 k100 = 0x0198'0000, k250 = 0x0400'0000, k400 = 0x0668'0000;

// Other values are no documented choice; they are read as shares of 16 MHz, as k250 suggests.
i64 divided(u32 frequency, i64 hz) {
  switch (frequency) {
    case k100: return hz / 160;
    case k250: return hz / 64;
    case k400: return hz / 40;
    default: return std::max<i64>(static_cast<i64>(u64{frequency} * static_cast<u64>(hz) >> 32), 1);
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
    for (const PinUse* line : {&scl_, &sda_})
      if (line->connected() && on_line) on_line(line->pin());
    return;
  }
  if (I2cBus* b = wires(); b && phase_ != Phase::idle) b->stop();
  drawing_.end();
  scl_.release();
  sda_.release();
  step_.cancel();
  phase_ = Phase::idle;
  stop_asked_ = suspend_asked_ = is_suspended_ = false;
  start_asked_.reset();
  waiting_.reset();
}

bool Twi::pulled_up(const PinUse& pin) const {
  return pin.net() && !pin.net()->floating() && pin.volts() >= 0.7 * gpio_.supply();
}

I2cBus* Twi::wires() const { return scl_.net() && sda_.net() ? &circuit_.i2c(*scl_.net(), *sda_.net()) : nullptr; }

I2cBus* Twi::bus() const { return pulled_up(scl_) && pulled_up(sda_) ? wires() : nullptr; }

void Twi::enter(Phase phase, int bits) {
  phase_ = phase;
  step_.after(Clock{divided(frequency, hz_)}.ticks(bits));
}

bool Twi::draws() {
  const Duration bit = Clock{divided(frequency, hz_)}.ticks(1);
  return drawing_.begin(bus(), scheduler_.now(), {bit / 2, bit - bit / 2});
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
  if (phase_ != Phase::rx_full) return byte;
  acknowledges_ = !stop_asked_;
  enter(Phase::rx_ack, 1);
  if (draws()) drawing_.bits(!acknowledges_, 1);
  return byte;
}

void Twi::go_on() {
  if (stop_asked_) {
    stop_asked_ = suspend_asked_ = is_suspended_ = false;
    enter(Phase::stopping, 1);
    if (draws()) drawing_.stop();
    return;
  }
  if (start_asked_) {
    reading_ = *start_asked_;
    start_asked_.reset();
    return send_address();
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
    case Phase::rx_wait: return receive_next();
    case Phase::rx_byte: return byte_received();
    case Phase::rx_ack: return acknowledged();
    case Phase::stopping: return stopped();
    default: return;
  }
}

void Twi::send_address() {
  enter(Phase::address, 1 + 9);
  if (!draws()) return;
  drawing_.start();
  drawing_.byte(static_cast<u8>(address << 1 | u32{reading_}), bus()->acknowledges(static_cast<u8>(address), reading_));
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
  if (draws()) drawing_.byte(shifting_, bus()->accepts(shifting_));
  bb.fire();
}

void Twi::byte_sent() {
  I2cBus* const b = bus();
  if (b && b->stretched()) return enter(Phase::tx_byte, 1);
  if (!b || !b->write(shifting_)) {
    dnack = true;
    return fail();
  }
  phase_ = Phase::tx_hold;
  txdsent.fire();
  if (phase_ == Phase::tx_hold) go_on();
}

void Twi::receive_next() {
  I2cBus* const b = bus();
  if (b && b->stretched()) return enter(Phase::rx_wait, 1);
  shifting_ = b ? b->read() : 0xff;
  enter(Phase::rx_byte, 8);
  if (draws()) drawing_.bits(shifting_, 8);
  bb.fire();
}

void Twi::byte_received() {
  rxd = shifting_;
  phase_ = Phase::rx_full;
  rxdready.fire();
}

void Twi::acknowledged() {
  phase_ = Phase::rx_hold;
  if (I2cBus* b = bus(); b && acknowledges_) b->more();
  go_on();
}

void Twi::fail() {
  phase_ = Phase::failed;
  error.fire();
  if (phase_ == Phase::failed) go_on();
}

void Twi::stopped() {
  if (I2cBus* b = wires()) b->stop();
  drawing_.end();
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
        acknowledges_, step_, drawing_, hz_);
}

}  // namespace nrf5
