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
  if (phase_ != Phase::address && phase_ != Phase::byte && phase_ != Phase::stopping) return;
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
  enter(Phase::stopping, 1);
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
}

void I2c::step() {
  switch (phase_) {
    case Phase::address: return address_done();
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
  enter(Phase::byte, 9);
  update();
}

void I2c::byte_done() {
  I2cBus* const b = bus();
  if (phase_ == Phase::byte && b && b->stretched()) return enter(Phase::byte, 1);
  if (*command_ & reads) {
    if (phase_ == Phase::byte && rx_fifo_.size() == fifo_size && rx_fifo_full_hld_ctrl && !stop_asked_) {
      phase_ = Phase::rx_hold;
      return;
    }
    const u8 byte = b ? b->read() : u8{0xff};
    if (!stop_asked_ || enable) receive(byte);
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
    enter(Phase::stopping, 1);
  } else {
    phase_ = Phase::held;
    next();
  }
  update();
}

void I2c::stopped() {
  if (I2cBus* b = bus()) b->stop();
  phase_ = Phase::idle;
  raise(stop_det);
  next();
}

void I2c::abort(u32 source) {
  command_.reset();
  stop_asked_ = abort_asked_ = false;
  const bool on_bus = master_active();
  if (on_bus) enter(Phase::stopping, 1);
  flush(source);
}

}  // namespace rp2040
