#include "peripherals/rp2040/spi.hpp"

#include <algorithm>

namespace rp2040 {

namespace {

Signal of(Signal spi0, unsigned number) {
  return static_cast<Signal>(static_cast<unsigned>(spi0) + 4 * number);  // pin_matrix.hpp: four signals each
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
      timeout_(scheduler, name + " receive time-out", [this] { time_out(); }),
      drawing_(scheduler, name + " waveform") {
  pins_.on_routing(sck_, [this] { attach(); });
  pins_.listen(csn_, [this](bool) { csn_changed(); });
  pins_.listen(sck_, [this](bool level) { sck_changed(level); });
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
  const bool busy = phase_ == Phase::frame || phase_ == Phase::hold || clocked_ || !tx_fifo_.empty();
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
  ms ? show() : pins_.drive(tx_, false, true);
  attach();
  begin();
  update();
}

void Spi::update() {
  irq.drive(masked_now());
  dreq_tx.drive(txdmae && tx_fifo_.size() < fifo_size);
  dreq_rx.drive(rxdmae && !rx_fifo_.empty());
}

SpiFormat Spi::format() const { return {static_cast<u8>(spo << 1 | sph), false}; }

// ---- controller

void Spi::begin() {
  if (phase_ != Phase::idle || !runs() || ms || tx_fifo_.empty() || !cpsdvsr) return;
  shifting_ = static_cast<u16>(tx_fifo_.front() & frame_mask());
  tx_fifo_.pop_front();
  pins_.drive(csn_, false, true);
  due_ = cycles_.edges();
  enter(Phase::frame, 2 * bits());
  draw();
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
      if (phase_ == Phase::idle) drawing_.end();
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

void Spi::draw() {
  const SpiDrawing::Lines lines{pins_.nets(sck_), pins_.nets(tx_), pins_.nets(rx_)};
  if (!SpiDrawing::watched(lines) || !clk_peri_.running()) return;
  std::optional<u32> in;
  for (const Net* net : lines.sck)
    if (const SpiBus& bus = circuit_.spi(*net); bus.selected())
      in = in.value_or(frame_mask()) & bus.answer(shifting_, bits(), format());
  const i64 began = due_ - bits() * period();
  drawing_.frame(lines, format().mode, pins_.supply(), bits(), shifting_, in,
                 [&](unsigned n) { return cycles_.when(began + n * period() / 2); });
}

u32 Spi::exchange(u32 out) {
  const std::vector<Net*> clocks = pins_.nets(sck_), inputs = pins_.nets(rx_), outputs = pins_.nets(tx_);
  u32 in = frame_mask();
  for (const Net* net : clocks) in &= circuit_.spi(*net).transfer(out, bits(), format());
  // Joined by a wire.
  if (std::ranges::find_first_of(inputs, outputs) != inputs.end()) in &= out;
  if (lbm) return out;
  return inputs.empty() ? 0 : in;
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

void Spi::csn_changed() {
  taken_ = false;
  clocked_ = 0;
  if (ms) show();
}

// TX as a target has it: driven while it is selected.
void Spi::show() {
  const bool driven = selected() && !sod;
  pins_.drive(tx_, driven && miso(), driven);
}

void Spi::sck_changed(bool level) {
  if (!selected() || !runs()) return;
  if (spi_samples(format().mode, level))
    shift(pins_.level(rx_));
  else
    show();
}

// Words of the FIFO, bit by bit, from where the present frame stands. Ones where nothing is driven.
u32 Spi::answer(u32, unsigned count) const {
  if (sod || !runs()) return count < 32 ? (1u << count) - 1 : ~0u;
  u32 in = 0;
  std::size_t next = 0;
  const auto word = [&]() -> u32 { return next < tx_fifo_.size() ? tx_fifo_[next++] : 0; };
  u32 present = clocked_ ? shifting_ : word();
  bool over = !clocked_ && taken_ && !sph;
  for (unsigned at = clocked_; count--; ++at) {
    if (at == bits()) {
      at = 0;
      present = word();
      over = !sph;
    }
    in = in << 1 | (over ? 1u : present >> (bits() - 1 - at) & 1);
  }
  return in;
}

void Spi::shift(bool mosi) {
  if (!runs() || (!clocked_ && taken_ && !sph)) return;
  if (!clocked_) {
    shifting_ = tx_fifo_.empty() ? u16{0} : static_cast<u16>(tx_fifo_.front() & frame_mask());
    if (!tx_fifo_.empty()) tx_fifo_.pop_front();
    incoming_ = 0;
  }
  incoming_ = static_cast<u16>(incoming_ << 1 | mosi);
  if (++clocked_ == bits()) {
    clocked_ = 0;
    taken_ = true;
    push(lbm ? shifting_ : incoming_);
  }
  update();
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
  drawing_.end();
  taken_ = false;
  clocked_ = 0;
  configure();
}

void Spi::serialize(State& state) {
  Peripheral::serialize(state);
  state(irq, dreq_tx, dreq_rx, cycles_, tx_fifo_, rx_fifo_, phase_, due_, shifting_, latched_, taken_, clocked_,
        incoming_, step_, timeout_, drawing_);
  if (state.loading()) attach();
}

}  // namespace rp2040
