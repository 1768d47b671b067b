// Registers, FIFOs, interrupts.
#include "peripherals/rp2040/i2c.hpp"

#include <algorithm>

namespace rp2040 {

namespace {

Signal of(Signal i2c0, unsigned number) {
  return static_cast<Signal>(static_cast<unsigned>(i2c0) + 2 * number);  // pin_matrix.hpp: two signals each
}

// What can be written only while IC_ENABLE.ENABLE is 0: CON, TAR, SAR, the counts, SDA_HOLD, SDA_SETUP, SPKLEN.
bool needs_disabled(u32 offset) {
  constexpr std::array<u32, 10> offsets{0x00, 0x04, 0x08, 0x14, 0x18, 0x1c, 0x20, 0x7c, 0x94, 0xa0};
  return std::ranges::find(offsets, offset) != offsets.end();
}

}  // namespace

I2c::I2c(std::string name, unsigned number, Scheduler& scheduler, ClockSignal& clk_sys, PinMatrix& pins,
         Circuit& circuit)
    : Peripheral(name),
      irq(name + "_IRQ"),
      dreq_tx("DREQ_" + name + "_TX"),
      dreq_rx("DREQ_" + name + "_RX"),
      clk_sys_(clk_sys),
      pins_(pins),
      circuit_(circuit),
      sda_(of(Signal::i2c0_sda, number)),
      scl_(of(Signal::i2c0_scl, number)),
      cycles_(scheduler, clk_sys, [this] { plan(); }),
      step_(scheduler, name + " bus", [this] { step(); }),
      drawing_(scheduler, name + " waveform"),
      wire_(scheduler, name + " wire", *this) {
  for (const Signal s : {sda_, scl_}) {
    pins_.drive(s, false, false);  // open drain, released
    pins_.on_routing(s, [this] {
      busy_ = false;
      attach();
    });
    pins_.listen(s, [this](bool) { line_changed(); });
  }
}

I2c::~I2c() { detach(); }

void I2c::write(u32 offset, u32 value) {
  if (enable && needs_disabled(offset)) return;
  Peripheral::write(offset, value);
}

void I2c::keep_minima() {
  for (auto* high : {&ss_scl_hcnt, &fs_scl_hcnt})
    if (*high < 6) *high = 6;
  for (auto* low : {&ss_scl_lcnt, &fs_scl_lcnt})
    if (*low < 8) *low = 8;
  if (fs_spklen < 1) fs_spklen = 1;
}

// ---- FIFOs

u32 I2c::read_data() {
  if (rx_fifo_.empty()) {
    if (enable) raise(rx_under);
    return 0;
  }
  const u32 word = rx_fifo_.front();
  rx_fifo_.pop_front();
  if (phase_ == Phase::rx_hold) byte_done();
  update();
  return word;
}

void I2c::write_command(u32 written) {
  command = 0;
  if (!enable || flushed_) return;
  if (tx_fifo_.size() == fifo_size) return raise(tx_over);
  const bool target = !master_mode && !slave_disable;
  if (!master_mode && slave_disable) return flush(abrt_master_dis);
  if (target && written & reads) return flush(abrt_slvrd_intx);
  tx_fifo_.push_back(static_cast<u16>(written & 0x7ff));
  next();
  update();
}

// The chip is built so that an abort clears both FIFOs (IC_AVOID_RX_FIFO_FLUSH_ON_TX_ABRT = 0).
void I2c::flush(u32 abort_source) {
  tx_abrt_source = tx_abrt_source | abort_source;
  tx_flush_cnt = static_cast<u32>(tx_fifo_.size());
  tx_fifo_.clear();
  if (!(abort_source & abrt_slvflush_txfifo)) rx_fifo_.clear();
  flushed_ = true;
  raise(tx_abrt);
}

// ---- interrupts and status

void I2c::raise(u32 interrupts) {
  latched_ |= interrupts;
  update();
}

u32 I2c::raw_now() const {
  u32 raw = latched_;
  if (rx_level() > rx_tl) raw |= rx_full;
  const bool working = enable || (master_active() && phase_ != Phase::held && phase_ != Phase::rx_hold);
  const bool shifting = tx_empty_ctrl && command_;
  if (working && tx_level() <= tx_tl && !shifting) raw |= tx_empty;
  return raw;
}

template <u32 Interrupts>
u32 I2c::clear() {
  latched_ &= ~Interrupts;
  if (Interrupts & activity && (master_active() || addressed_)) latched_ |= activity;
  if (Interrupts & tx_abrt) {
    tx_abrt_source = 0;
    tx_flush_cnt = 0;
    flushed_ = false;
  }
  update();
  return 0;
}

u32 I2c::status_now() const {
  const bool master = master_active();
  return u32{addressed_} << 6 | u32{master} << 5 | u32{rx_level() == fifo_size} << 4 | u32{rx_level() > 0} << 3 |
         u32{tx_level() == 0} << 2 | u32{tx_level() < fifo_size} << 1 | u32{master || addressed_};
}

u32 I2c::enable_status_now() const {
  const bool on = enable || (master_active() && phase_ != Phase::held);
  return u32{data_lost_} << 2 | u32{disabled_while_busy_} << 1 | u32{on};
}

void I2c::update() {
  irq.drive(masked_now());
  dreq_tx.drive(tdmae && enable && tx_level() <= dmatdl);
  dreq_rx.drive(rdmae && rx_level() > dmardl);
  if (attached_) attached_->ready();
}

// ---- on and off

void I2c::enable_changed() {
  if (!enable) switch_off();
  if (abort_bit) {
    abort_bit = false;
    if (phase_ == Phase::held)
      abort(abrt_user_abrt);
    else if (enable && master_active() && phase_ != Phase::stopping)
      abort_asked_ = true;
  }
  attach();
  next();
  update();
}

void I2c::switch_off() {
  if (addressed_) {
    disabled_while_busy_ = true;
    data_lost_ = !target_reads_ && !first_;
  }
  tx_fifo_.clear();
  rx_fifo_.clear();
  latched_ &= ~activity;
  if (master_active() && phase_ != Phase::held && phase_ != Phase::stopping) stop_asked_ = true;
  if (phase_ == Phase::rx_hold) byte_done();
}

void I2c::reset() {
  if (by_levels_)
    wire_.let_go();
  else if (I2cBus* b = bus(); b && master_active())
    b->stop();
  Peripheral::reset();
  step_.cancel();
  drawing_.end();
  tx_fifo_.clear();
  rx_fifo_.clear();
  latched_ = 0;
  phase_ = Phase::idle;
  command_.reset();
  flushed_ = reading_ = first_ = stop_asked_ = abort_asked_ = by_levels_ = acknowledge_due_ = busy_ = false;
  addressed_ = target_reads_ = byte_sent_ = disabled_while_busy_ = data_lost_ = false;
  second_due_ = whole_address_ = false;
  attach();
  update();
}

void I2c::serialize(State& state) {
  Peripheral::serialize(state);
  state(irq, dreq_tx, dreq_rx, cycles_, tx_fifo_, rx_fifo_, latched_, flushed_, phase_, due_, command_, reading_,
        incoming_, first_, stop_asked_, abort_asked_, step_, drawing_, wire_, scl_seen_, sda_seen_, busy_, by_levels_,
        opened_, acknowledge_due_, outgoing_, outgoing_bits_, second_due_, whole_address_, addressed_, target_reads_,
        byte_sent_, disabled_while_busy_, data_lost_);
  if (state.loading()) attach();
}

}  // namespace rp2040
