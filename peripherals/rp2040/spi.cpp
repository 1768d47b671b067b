#include "peripherals/rp2040/spi.hpp"

#include <algorithm>

namespace rp2040 {

namespace {

Signal of(Signal spi0, unsigned number) {
  return static_cast<Signal>(static_cast<unsigned>(spi0) + 4 * number);  // pin_matrix.hpp: four signals each
}

u8 reversed(u8 byte) {
  u8 out = 0;
  for (int i = 0; i < 8; ++i) out = static_cast<u8>(out | (byte >> i & 1) << (7 - i));
  return out;
}

}  // namespace

Spi::Spi(std::string name, unsigned number, Scheduler& scheduler, ClockSignal& clk_peri, PinMatrix& pins,
         Circuit& circuit)
    : Peripheral(name),
      irq(name + "_IRQ"),
      dreq_tx("DREQ_" + name + "_TX"),
      dreq_rx("DREQ_" + name + "_RX"),
      clk_peri_(clk_peri),
      pins_(pins),
      circuit_(circuit),
      rx_(of(Signal::spi0_rx, number)),
      csn_(of(Signal::spi0_csn, number)),
      sck_(of(Signal::spi0_sck, number)),
      tx_(of(Signal::spi0_tx, number)),
      cycles_(scheduler, clk_peri, [this] { plan(); }),
      step_(scheduler, name + " frame", [this] { step(); }),
      timeout_(scheduler, name + " receive time-out", [this] { time_out(); }) {
  pins_.on_routing(sck_, [this] { attach(); });
  pins_.listen(csn_, [this](bool level) { csn_changed(level); });
  configure();
}

Spi::~Spi() {
  for (SpiBus* bus : buses_) bus->detach(*this);
}

// ---- registers

u32 Spi::read_dr() {
  if (rx_fifo_.empty()) return 0;
  const u32 value = rx_fifo_.front();
  rx_fifo_.pop_front();
  if (rx_fifo_.empty()) {
    timeout_.cancel();
    latched_ &= ~i_rt;
  }
  update();
  return value;
}

void Spi::write_dr(u32 written) {
  if (tx_fifo_.size() == fifo_size) return;
  tx_fifo_.push_back(static_cast<u16>(written));
  begin();
  update();
}

u32 Spi::status() const {
  const bool busy = phase_ == Phase::frame || phase_ == Phase::hold || second_byte_ || !tx_fifo_.empty();
  return u32{busy} << 4 | u32{rx_fifo_.size() == fifo_size} << 3 | u32{!rx_fifo_.empty()} << 2 |
         u32{tx_fifo_.size() < fifo_size} << 1 | u32{tx_fifo_.empty()};
}

u32 Spi::raw_now() const {
  return latched_ | (rx_fifo_.size() >= fifo_size / 2 ? i_rx : 0) | (tx_fifo_.size() <= fifo_size / 2 ? i_tx : 0);
}

void Spi::clear_interrupts(u32 written) {
  icr_bits = 0;
  latched_ &= ~(written & (i_rt | i_ror));
  update();
}

void Spi::configure() {
  if (frf) complain(Complaint::Kind::unmodelled, &cr0, cr0.offset, 3u << 4, true);
  pins_.drive(sck_, spo, !ms);
  if (phase_ == Phase::idle || phase_ == Phase::gap) pins_.drive(csn_, true, !ms);
  pins_.drive(tx_, false, !ms || selected());
  attach();
  begin();
  update();
}

void Spi::update() {
  irq.drive(masked_now());
  dreq_tx.drive(txdmae && tx_fifo_.size() < fifo_size);
  dreq_rx.drive(rxdmae && !rx_fifo_.empty());
}

SpiFormat Spi::format() const {
  const i64 hz = cpsdvsr ? clk_peri_.hz() / period() : 0;
  return {static_cast<u8>(spo << 1 | sph), false, static_cast<u32>(hz)};
}

// ---- controller

void Spi::begin() {
  if (phase_ != Phase::idle || !runs() || ms || tx_fifo_.empty() || !cpsdvsr) return;
  shifting_ = static_cast<u16>(tx_fifo_.front() & frame_mask());
  tx_fifo_.pop_front();
  pins_.drive(csn_, false, true);
  due_ = cycles_.edges();
  enter(Phase::frame, 2 * bits());
}

// Phases follow each other exactly, whatever the time of day: each begins where the one before ended.
void Spi::enter(Phase phase, i64 half_bits) {
  phase_ = phase;
  due_ += half_bits * period() / 2;
  plan();
}

void Spi::plan() {
  if (phase_ == Phase::idle) return;
  if (!clk_peri_.running()) return step_.cancel();
  step_.at(cycles_.when(due_));
}

void Spi::step() {
  switch (phase_) {
    case Phase::idle: return;
    case Phase::frame: return frame_done();
    case Phase::hold: pins_.drive(csn_, true, !ms); return enter(Phase::gap, 2);
    case Phase::gap:
      phase_ = Phase::idle;
      begin();
      return update();
  }
}

void Spi::frame_done() {
  push(exchange(shifting_));
  if (sph && runs() && !tx_fifo_.empty()) {
    phase_ = Phase::idle;
    begin();
  } else {
    enter(Phase::hold, 1);
  }
  update();
}

// The frame's first bit is the first byte's highest.
u32 Spi::exchange(u32 out) {
  const unsigned bytes = bits() > 8 ? 2 : 1, padding = 8 * bytes - bits();
  const std::vector<Net*> clocks = pins_.nets(sck_), inputs = pins_.nets(rx_), outputs = pins_.nets(tx_);
  u32 in = 0;
  for (unsigned i = 0; i < bytes; ++i) {
    const u8 byte = static_cast<u8>(out << padding >> 8 * (bytes - 1 - i));
    u8 heard = 0xff;
    for (const Net* net : clocks) heard &= circuit_.spi(*net).transfer(byte, format());
    // Joined by a wire.
    if (std::ranges::find_first_of(inputs, outputs) != inputs.end()) heard &= byte;
    in = in << 8 | heard;
  }
  if (lbm) return out;
  return inputs.empty() ? 0 : in >> padding;
}

void Spi::push(u32 in) {
  latched_ &= ~i_rt;
  if (rx_fifo_.size() == fifo_size)
    latched_ |= i_ror;
  else
    rx_fifo_.push_back(static_cast<u16>(in));
  if (cpsdvsr && clk_peri_.running()) timeout_.after(clk_peri_.clock().ticks(32 * period()));
  update();
}

// "Not empty and idle for a fixed 32-bit period."
void Spi::time_out() {
  latched_ |= i_rt;
  update();
}

// ---- target

void Spi::attach() {
  for (SpiBus* bus : buses_) bus->detach(*this);
  buses_.clear();
  if (!ms || !runs()) return;
  for (const Net* net : pins_.nets(sck_)) {
    buses_.push_back(&circuit_.spi(*net));
    buses_.back()->attach(*this);
  }
}

void Spi::csn_changed(bool) {
  taken_ = second_byte_ = false;
  if (ms) pins_.drive(tx_, false, selected() && !sod);
}

u8 Spi::transfer(u8 out, const SpiFormat& format) {
  if (!second_byte_ && taken_ && !sph) return 0xff;
  const unsigned bytes = bits() > 8 ? 2 : 1, padding = 8 * bytes - bits();
  if (!second_byte_) {
    shifting_ = tx_fifo_.empty() ? u16{0} : static_cast<u16>((tx_fifo_.front() & frame_mask()) << padding);
    if (!tx_fifo_.empty()) tx_fifo_.pop_front();
    incoming_ = 0;
  }
  const bool last = bytes == 1 || second_byte_;
  const u8 reply = static_cast<u8>(last ? shifting_ : shifting_ >> 8);
  incoming_ = static_cast<u16>(incoming_ << 8 | (format.lsb_first ? reversed(out) : out));
  second_byte_ = !last;
  if (last) {
    taken_ = true;
    push(lbm ? shifting_ >> padding : u32{incoming_} >> padding);
  }
  update();
  if (sod) return 0xff;
  return format.lsb_first ? reversed(reply) : reply;
}

// ---- chip

void Spi::reset() {
  Peripheral::reset();
  step_.cancel();
  timeout_.cancel();
  tx_fifo_.clear();
  rx_fifo_.clear();
  phase_ = Phase::idle;
  latched_ = 0;
  taken_ = second_byte_ = false;
  configure();
}

void Spi::serialize(State& state) {
  Peripheral::serialize(state);
  state(irq, dreq_tx, dreq_rx, cycles_, tx_fifo_, rx_fifo_, phase_, due_, shifting_, latched_, taken_, second_byte_,
        incoming_, step_, timeout_);
  if (state.loading()) attach();
}

}  // namespace rp2040
