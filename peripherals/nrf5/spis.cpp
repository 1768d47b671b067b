#include "peripherals/nrf5/spis.hpp"

namespace nrf5 {

namespace {

u8 reversed(u8 byte) {
  u8 out = 0;
  for (int i = 0; i < 8; ++i) out = static_cast<u8>(out | (byte >> i & 1) << (7 - i));
  return out;
}

}  // namespace

Spis::Spis(std::string name, Scheduler& scheduler, Gpio& gpio, Circuit& circuit, Bus& bus)
    : Peripheral(std::move(name), scheduler),
      circuit_(circuit),
      memory_(bus),
      sck_(gpio, PinUse::Kind::input),
      miso_(gpio, PinUse::Kind::input),
      mosi_(gpio, PinUse::Kind::input),
      csn_(gpio, PinUse::Kind::input, this) {}

Spis::~Spis() { attach(nullptr); }

void Spis::configure() {
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

// CSN starts and ends a transaction.
void Spis::pin_changed(unsigned, bool level) {
  if (!level) {
    granted_ = semstat == Owner::free;
    if (!granted_) return;
    semstat = Owner::spis;
    received_ = sent_ = 0;
    return;
  }
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

u8 Spis::transfer(u8 out, const SpiFormat& format) {
  const bool other_order = format.lsb_first != lsb_first;
  const auto on_wire = [&](u32 byte) { return other_order ? reversed(static_cast<u8>(byte)) : static_cast<u8>(byte); };
  if (!granted_) return on_wire(def);
  const u8 byte = on_wire(out);
  u32 reply = orc;
  if (sent_ < maxtx)
    reply = memory_.read(txdptr + sent_++);
  else
    overread = true;
  if (received_ < maxrx) {
    memory_.write(rxdptr + received_++, byte);
    if (received_ == maxrx) endrx.fire();
  } else {
    overflow = true;
  }
  return on_wire(reply);
}

void Spis::reset() {
  Peripheral::reset();
  configure();
}

void Spis::serialize(State& state) {
  Peripheral::serialize(state);
  state(sck_, miso_, mosi_, csn_, granted_, received_, sent_);
  if (state.loading()) attach(sck_.net());
}

}  // namespace nrf5
