#include "peripherals/nrf5/spi.hpp"

namespace nrf5 {

Spi::Spi(std::string name, Scheduler& scheduler, Gpio& gpio, Circuit& circuit)
    : Peripheral(std::move(name), scheduler),
      gpio_(gpio),
      circuit_(circuit),
      sck_(gpio, PinUse::Kind::output),
      mosi_(gpio, PinUse::Kind::output),
      miso_(gpio, PinUse::Kind::input) {}

// FREQUENCY is the share of 16 MHz, which the crystal makes, in 2^-32 steps: 0x0200'0000 is 125 kHz, 0x8000'0000 is 8
// MHz.
u32 Spi::hertz() const { return std::max(static_cast<u32>(u64{frequency} * static_cast<u64>(hz_) >> 32), 1u); }

SpiFormat Spi::format() const { return {static_cast<u8>(cpol << 1 | cpha), lsb_first}; }

void Spi::configure() {
  if (!enabled()) {
    for (PinUse* pin : {&sck_, &mosi_, &miso_}) pin->release();
    done_.cancel();
    drawing_.end();
    waiting_.reset();
    received_.clear();
    return;
  }
  sck_.select(pselsck, cpol);
  sck_.drive(cpol);
  mosi_.select(pselmosi, false);
  miso_.select(pselmiso);
}

void Spi::write_txd(u32 byte) {
  if (!enabled()) return;
  if (done_.pending())
    waiting_ = static_cast<u8>(byte);
  else
    send(static_cast<u8>(byte));
}

void Spi::send(u8 byte) {
  shifting_ = byte;
  done_.after(Clock{hertz()}.ticks(8));
  draw();
}

void Spi::draw() {
  SpiDrawing::Lines lines;
  for (const auto& [nets, pin] : {std::pair{&lines.sck, &sck_}, {&lines.mosi, &mosi_}, {&lines.miso, &miso_}})
    if (Net* net = pin->net()) nets->push_back(net);
  if (!SpiDrawing::watched(lines)) return;
  const SpiFormat f = format();
  const auto on_wire = [&](u32 byte) { return f.lsb_first ? reversed(byte, 8) : byte; };
  std::optional<u32> in;
  if (const Net* clock = sck_.net(); clock && circuit_.spi(*clock).selected())
    in = on_wire(circuit_.spi(*clock).answer(shifting_, 8, f));
  const Time began = scheduler_.now();
  drawing_.frame(lines, f.mode, gpio_.supply(), 8, on_wire(shifting_), in,
                 [&](unsigned n) { return began + Clock{2 * i64{hertz()}}.ticks(n); });
}

u8 Spi::exchange() const {
  const Net* const clock = sck_.net();
  u32 in = clock ? circuit_.spi(*clock).transfer(shifting_, 8, format()) : 0xff;
  if (!miso_.connected()) return 0;
  if (miso_.net() && miso_.net() == mosi_.net()) in &= shifting_;  // joined by a wire
  return static_cast<u8>(in);
}

void Spi::finish() {
  const u8 in = exchange();
  if (received_.size() == 2) received_.pop_back();
  received_.push_back(in);
  if (waiting_) {
    send(*waiting_);
    waiting_.reset();
  } else {
    drawing_.end();
  }
  if (received_.size() > 1) return;
  rxd = in;
  ready.fire();
}

u32 Spi::read_rxd() {
  const u32 byte = rxd;
  if (received_.empty()) return byte;
  received_.pop_front();
  if (!received_.empty()) {
    rxd = received_.front();
    ready.fire();
  }
  return byte;
}

void Spi::reset() {
  Peripheral::reset();
  configure();
}

void Spi::serialize(State& state) {
  Peripheral::serialize(state);
  state(sck_, mosi_, miso_, waiting_, shifting_, received_, done_, drawing_, hz_);
}

}  // namespace nrf5
