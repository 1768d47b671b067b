#include "peripherals/rp2040/i2c.hpp"

namespace rp2040 {

i64 I2c::bit_cycles() const {
  const bool standard = speed == 1;
  const i64 high = standard ? ss_scl_hcnt : fs_scl_hcnt, low = standard ? ss_scl_lcnt : fs_scl_lcnt;
  return (high + fs_spklen + 7) + (low + 1);
}

void I2c::enter(Phase phase, i64 bits) {
  phase_ = phase;
  due_ = cycles_.edges() + bits * bit_cycles();
  plan();
}

void I2c::plan() {
  if (phase_ == Phase::idle || phase_ == Phase::held || phase_ == Phase::rx_hold) return;
  if (!clk_sys_.running()) return step_.cancel();
  step_.at(cycles_.when(due_));
}

I2cBus* I2c::bus() const {
  const std::vector<Net*> scl = pins_.nets(scl_), sda = pins_.nets(sda_);
  return scl.empty() || sda.empty() ? nullptr : &circuit_.i2c(*scl.front(), *sda.front());
}

// Takes up the next command, if the bus and the controller are ready for it.
void I2c::next() {
  if (phase_ != Phase::idle && phase_ != Phase::held) return;
  if (!enable || !master_mode || tx_cmd_block || tx_fifo_.empty()) return;
  const u32 c = tx_fifo_.front();
  if (phase_ == Phase::idle) {
    if (pins_.level(scl_) && pins_.level(sda_)) begin_address(c);
    return;
  }
  if (!(c & restarts) && bool(c & reads) == reading_) {
    if (I2cBus* b = bus(); b && reading_) b->more();
    return load();
  }
  if (restart_en) return begin_address(c);
  stop_transfer();
}

void I2c::begin_address(u32 c) {
  reading_ = c & reads;
  first_ = true;
  if (special && !gc_or_start && reading_) return abort(abrt_gcall_read);
  if (special && gc_or_start && !restart_en) return abort(abrt_sbyte_norstrt);
  if (ten_bit_master && reading_ && !restart_en) return abort(abrt_10b_rd_norstrt);
  i64 bits = 1 + 9;
  if (special && gc_or_start) bits += 1 + 9;             // START BYTE and repeated start
  if (ten_bit_master) bits += reading_ ? 9 + 1 + 9 : 9;  // second byte, repeated start and first byte again
  raise(start_det | activity);
  enter(Phase::address, bits);
  if (draws()) draw_address();
}

void I2c::stop_transfer() {
  enter(Phase::stopping, 1);
  if (draws()) drawing_.stop();
}

void I2c::step() {
  switch (phase_) {
    case Phase::address: return address_done();
    case Phase::wait: return begin_byte();
    case Phase::byte: return byte_done();
    case Phase::stopping: return stopped();
    default: return;
  }
}

u32 I2c::address(I2cBus* b) {
  if (special && !gc_or_start) return b && b->start(0, false) ? 0 : abrt_gcall_noack;
  if (special && b && b->start(0, true)) return abrt_sbyte_ackdet;
  if (!ten_bit_master) return b && b->start(tar & 0x7f, reading_) ? 0 : abrt_7b_addr_noack;
  const u8 first = static_cast<u8>(0x78 | tar >> 8);  // 11110 and the two highest bits
  if (!b || !b->start(first, false)) return abrt_10addr1_noack;
  if (!b->write(static_cast<u8>(tar))) return abrt_10addr2_noack;
  return !reading_ || b->start(first, true) ? 0 : abrt_10addr1_noack;
}

void I2c::address_done() {
  if (const u32 reason = address(bus())) return abort(reason);
  if (abort_asked_) return abort(abrt_user_abrt);
  if (stop_asked_ || tx_fifo_.empty()) return command_done();
  load();
}

void I2c::load() {
  command_ = tx_fifo_.front();
  tx_fifo_.pop_front();
  begin_byte();
  update();
}

void I2c::begin_byte() {
  I2cBus* const b = bus();
  const bool receives = *command_ & reads;
  if (receives && b && b->stretched() && !stop_asked_ && !abort_asked_) return enter(Phase::wait, 1);
  if (receives) incoming_ = b ? b->read() : u8{0xff};
  enter(Phase::byte, 9);
  if (!draws()) return;
  const u8 sent = static_cast<u8>(*command_);
  receives ? drawing_.byte(incoming_, will_acknowledge()) : drawing_.byte(sent, b->accepts(sent));
}

void I2c::byte_done() {
  I2cBus* const b = bus();
  const bool receives = *command_ & reads;
  if (!receives && b && b->stretched()) return enter(Phase::byte, 1);
  if (receives) {
    if (phase_ == Phase::byte && rx_fifo_.size() == fifo_size && rx_fifo_full_hld_ctrl && !stop_asked_) {
      phase_ = Phase::rx_hold;
      return;
    }
    if (!stop_asked_ || enable) receive(incoming_);
  } else if (!b || !b->write(static_cast<u8>(*command_))) {
    return abort(abrt_txdata_noack);
  }
  if (abort_asked_) return abort(abrt_user_abrt);
  command_done();
}

bool I2c::receive(u8 byte) {
  if (rx_fifo_.size() == fifo_size) {
    raise(rx_over);
    return false;
  }
  rx_fifo_.push_back(static_cast<u16>(byte | (first_ ? first_byte : 0)));
  first_ = false;
  update();
  return true;
}

void I2c::command_done() {
  const bool stop = stop_asked_ || (command_ && *command_ & stops);
  command_.reset();
  stop_asked_ = false;
  if (stop) {
    stop_transfer();
  } else {
    phase_ = Phase::held;
    next();
  }
  update();
}

void I2c::stopped() {
  if (I2cBus* b = bus()) b->stop();
  drawing_.end();
  phase_ = Phase::idle;
  raise(stop_det);
  next();
}

void I2c::abort(u32 source) {
  command_.reset();
  stop_asked_ = abort_asked_ = false;
  const bool on_bus = master_active();
  if (on_bus) stop_transfer();
  flush(source);
}

// ---- waveform

bool I2c::draws() {
  if (!clk_sys_.running()) return false;
  const Clock clock = clk_sys_.clock();
  const i64 low = (speed == 1 ? ss_scl_lcnt : fs_scl_lcnt) + 1;
  const I2cDrawing::Bit bit{clock.ticks(low), clock.ticks(bit_cycles() - low)};
  return drawing_.begin(bus(), cycles_.when(cycles_.edges()), bit);
}

// As address() will do it.
void I2c::draw_address() {
  I2cBus& b = *bus();
  drawing_.start();
  if (special && !gc_or_start) return drawing_.byte(0, b.acknowledges(0, false));
  if (special) {  // START BYTE
    drawing_.byte(1, b.acknowledges(0, true));
    drawing_.start();
  }
  const auto head = [&](u8 address, bool read) {
    drawing_.byte(static_cast<u8>(u32{address} << 1 | u32{read}), b.acknowledges(address, read));
  };
  if (!ten_bit_master) return head(tar & 0x7f, reading_);
  const u8 first = static_cast<u8>(0x78 | tar >> 8);
  head(first, false);
  drawing_.byte(static_cast<u8>(tar), b.acknowledges(first, false));
  if (!reading_) return;
  drawing_.start();
  head(first, true);
}

bool I2c::will_acknowledge() const {
  if (*command_ & stops || stop_asked_ || abort_asked_) return false;
  return tx_fifo_.empty() || (tx_fifo_.front() & reads && !(tx_fifo_.front() & restarts));
}

}  // namespace rp2040
