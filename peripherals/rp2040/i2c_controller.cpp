#include "peripherals/rp2040/i2c.hpp"

namespace rp2040 {

void I2c::enter(Phase phase, i64 bits) {
  phase_ = phase;
  due_ = cycles_.edges() + bits * bit_cycles();
  plan();
}

void I2c::plan() {
  if (by_levels_ || phase_ == Phase::idle || phase_ == Phase::held || phase_ == Phase::rx_hold) return;
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
    if (!scl() || !sda() || busy_) return;
    by_levels_ = needs_levels();
    return begin_address(c);
  }
  if (acknowledge_due_) {
    phase_ = Phase::acknowledge;
    return wire_.acknowledge(another_read());
  }
  if (!(c & restarts) && bool(c & reads) == reading_) {
    if (I2cBus* b = bus(); b && reading_ && !by_levels_) b->more();
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
  const std::vector<Opening> all = opening();
  if (by_levels_) {
    phase_ = Phase::address;
    return open(all[opened_ = 0]);
  }
  raise(start_det | activity);
  i64 bits = 0;
  for (const Opening& o : all) bits += o.start ? 1 : 9;
  enter(Phase::address, bits);
  if (draws()) draw_address();
}

void I2c::stop_transfer() {
  if (by_levels_) {
    phase_ = Phase::stopping;
    return acknowledge_due_ ? wire_.acknowledge(false) : wire_.stop();
  }
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

std::vector<I2c::Opening> I2c::opening() const {
  const auto head = [](u32 address, bool read) { return static_cast<u8>(address << 1 | u32{read}); };
  if (special && !gc_or_start) return {{true}, {false, 0, abrt_gcall_noack}};
  std::vector<Opening> all;
  if (special) all = {{true}, {false, 1, 0, abrt_sbyte_ackdet}};  // START BYTE
  all.push_back({true});
  if (!ten_bit_master) {
    all.push_back({false, head(tar & 0x7f, reading_), abrt_7b_addr_noack});
    return all;
  }
  const u32 first = 0x78 | tar >> 8;  // 11110 and the two highest bits
  all.push_back({false, head(first, false), abrt_10addr1_noack});
  all.push_back({false, static_cast<u8>(tar), abrt_10addr2_noack});
  if (!reading_) return all;
  all.push_back({true});
  all.push_back({false, head(first, true), abrt_10addr1_noack});
  return all;
}

u32 I2c::address(I2cBus* b) {
  bool starts = false;
  for (const Opening& o : opening()) {
    if (!o.start) {
      const bool there = b && (starts ? b->start(o.byte >> 1, o.byte & 1) : b->write(o.byte));
      if (const u32 reason = there ? o.somebody : o.nobody) return reason;
    }
    starts = o.start;
  }
  return 0;
}

void I2c::address_done() {
  if (const u32 reason = address(bus())) return abort(reason);
  addressed();
}

void I2c::addressed() {
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
  if (by_levels_) return byte_by_levels();
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
  if (*command_ & reads) return byte_over(true);
  I2cBus* const b = bus();
  if (b && b->stretched()) return enter(Phase::byte, 1);
  byte_over(b && b->write(static_cast<u8>(*command_)));
}

void I2c::byte_over(bool acknowledged) {
  if (*command_ & reads) {
    if (phase_ != Phase::rx_hold && rx_fifo_.size() == fifo_size && rx_fifo_full_hld_ctrl && !stop_asked_) {
      phase_ = Phase::rx_hold;
      return;
    }
    if (!stop_asked_ || enable) receive(incoming_);
  } else if (!acknowledged) {
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
  if (I2cBus* b = bus(); b && !by_levels_) b->stop();
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
  const I2cDrawing::Bit bit{clock.ticks(low_cycles()), clock.ticks(high_cycles())};
  return drawing_.begin(bus(), cycles_.when(cycles_.edges()), bit);
}

// As address() will do it.
void I2c::draw_address() {
  I2cBus& b = *bus();
  bool starts = false;
  u8 head = 0;  // of the transfer that a second byte of the address belongs to
  for (const Opening& o : opening()) {
    if (o.start) {
      drawing_.start();
    } else {
      if (starts) head = o.byte;
      drawing_.byte(o.byte, b.acknowledges(head >> 1, head & 1));
    }
    starts = o.start;
  }
}

bool I2c::another_read() const {
  return !tx_fifo_.empty() && tx_fifo_.front() & reads && !(tx_fifo_.front() & restarts);
}

bool I2c::will_acknowledge() const {
  if (*command_ & stops || stop_asked_ || abort_asked_) return false;
  return tx_fifo_.empty() || another_read();
}

}  // namespace rp2040
