#include "peripherals/nrf5/spis.hpp"

namespace nrf5 {

Spis::Spis(std::string name, Scheduler& scheduler, Gpio& gpio, Circuit& circuit, Bus& bus)
    : Peripheral(std::move(name), scheduler),
      gpio_(gpio),
      circuit_(circuit),
      memory_(bus),
      sck_(gpio, PinUse::Kind::input, this),
      miso_(gpio, PinUse::Kind::input),
      mosi_(gpio, PinUse::Kind::input),
      csn_(gpio, PinUse::Kind::input, this) {}

Spis::~Spis() { attach(nullptr); }

void Spis::configure() {
  show_miso(false);
  if (!enabled()) {
    for (PinUse* pin : {&sck_, &miso_, &mosi_, &csn_}) pin->release();
    granted_ = false;
    return attach(nullptr);
  }
  sck_.select(pselsck);
  miso_.select(pselmiso);
  mosi_.select(pselmosi);
  csn_.select(pselcsn);
  attach(sck_.net());
  show_miso(selected());
}

void Spis::attach(const Net* net) {
  SpiBus* const bus = net ? &circuit_.spi(*net) : nullptr;
  if (bus == bus_) return;
  if (bus_) bus_->detach(*this);
  bus_ = bus;
  if (bus_) bus_->attach(*this);
}

// ---- the semaphore

void Spis::acquire() {
  if (semstat == Owner::spis) {
    semstat = Owner::cpu_pending;
  } else if (semstat != Owner::cpu_pending) {
    semstat = Owner::cpu;
    acquired.fire();
  }
}

void Spis::release() {
  if (semstat == Owner::cpu) semstat = Owner::free;
  if (semstat == Owner::cpu_pending) semstat = Owner::spis;
}

// ---- on the pins

void Spis::pin_changed(unsigned pin, bool level) {
  if (pin == csn_.pin()) return select_changed(!level);
  if (!selected()) return;
  if (spi_samples(static_cast<u8>(cpol << 1 | cpha), level))
    shift(mosi_.level());
  else
    show_miso(true);
}

// MISO is in high impedance while CSN is high (27.1).
void Spis::show_miso(bool driven) {
  driven = driven && miso_.connected();
  if (driven)
    gpio_.take(miso_.pin(), miso(), Gpio::Direction::output);
  else if (drives_)
    gpio_.give_back(miso_.pin());
  drives_ = driven;
}

// CSN starts and ends a transaction.
void Spis::select_changed(bool on) {
  align();
  if (on) {
    granted_ = semstat == Owner::free;
    if (granted_) {
      semstat = Owner::spis;
      received_ = sent_ = 0;
    }
    return show_miso(true);
  }
  show_miso(false);
  if (!granted_) return;
  granted_ = false;
  amountrx = received_;
  amounttx = sent_;
  const bool wanted = semstat == Owner::cpu_pending;
  semstat = wanted ? Owner::cpu : Owner::free;
  end.fire();
  if (wanted) acquired.fire();
}

bool Spis::selected() const { return csn_.connected() && !csn_.level(); }

u8 Spis::reply() const {
  if (!granted_) return on_wire(def);
  return on_wire(sent_ < maxtx ? memory_.read(txdptr + sent_) : u32{orc});
}

void Spis::received(u8 byte) {
  if (!granted_) return;
  if (sent_ < maxtx)
    ++sent_;
  else
    overread = true;
  if (received_ < maxrx) {
    memory_.write(rxdptr + received_++, on_wire(byte));
    if (received_ == maxrx) endrx.fire();
  } else {
    overflow = true;
  }
}

void Spis::reset() {
  Peripheral::reset();
  configure();
}

void Spis::serialize(State& state) {
  Peripheral::serialize(state);
  state(sck_, miso_, mosi_, csn_, drives_, granted_, received_, sent_);
  SpiByteDevice::serialize(state);
  if (state.loading()) attach(sck_.net());
}

}  // namespace nrf5
