#include "peripherals/esp32/i2c.hpp"
#include "peripherals/esp32/i2c_bits.hpp"

namespace esp32 {

namespace {
constexpr u32 commands = 16;
}

i64 I2c::bit_cycles() const {
  const i64 late = !scl_filter_ ? 7 : scl_filter_thres_ <= 2 ? 8 : scl_filter_thres_ + 6;
  return low_cycles() + scl_high_ + late;
}

I2cBus* I2c::bus() const {
  const std::vector<Net*> scl = pins_.nets(scl_), sda = pins_.nets(sda_);
  return scl.empty() || sda.empty() ? nullptr : &circuit_.i2c(*scl.front(), *sda.front());
}

void I2c::enter(Phase phase, i64 bits) {
  phase_ = phase;
  due_ = cycles_.edges() + bits * bit_cycles();
  plan();
}

void I2c::plan() {
  if (phase_ == Phase::idle || phase_ == Phase::held) return;
  if (!clk_.running()) return step_.cancel();
  step_.at(cycles_.when(due_));
}

void I2c::step() {
  switch (phase_) {
    case Phase::free: return give_up(interrupt::time_out);
    case Phase::start: addressing_ = true; return command_done();
    case Phase::wait: return begin_byte();
    case Phase::byte: return byte_done();
    case Phase::stopping: return stopped();
    default: return;
  }
}

void I2c::begin_list() {
  begin_again_ = phase_ == Phase::stopping;
  if (phase_ != Phase::idle && phase_ != Phase::held) return;
  index_ = 0;
  count_ = 0;
  lost_ = late_ = false;
  fetch();
}

void I2c::fetch() {
  const u32 command = rows_.at(command_offset(index_)).value;
  left_ = byte_num_of(command);
  switch (opcode_of(command)) {
    case Opcode::rstart: return begin_start();
    case Opcode::write:
    case Opcode::read: return next_byte();
    case Opcode::stop: return begin_stop(true);
    case Opcode::end:
      rows_.at(command_offset(index_)).value |= command_done_bit;
      phase_ = engaged_ ? Phase::held : Phase::idle;
      return raise(interrupt::end_detect);
    default:
      complain(Complaint::Kind::unmodelled, &rows_.at(command_offset(index_)), command_offset(index_), 7 << 11, true);
      return give_up(interrupt::time_out);
  }
}

void I2c::command_done() {
  rows_.at(command_offset(index_)).value |= command_done_bit;
  index_ = (index_ + 1) % commands;
  fetch();
}

// A first START needs a bus that is free: it waits for SCL, and has lost against whoever holds SDA.
void I2c::begin_start() {
  if (!engaged_) {
    if (!pins_.level(static_cast<Input>(scl_))) {
      if (phase_ == Phase::free) return;
      phase_ = Phase::free;
      due_ = timeout_ ? cycles_.edges() + timeout_ : std::numeric_limits<i64>::max();
      return timeout_ ? plan() : step_.cancel();
    }
    if (!pins_.level(static_cast<Input>(sda_))) return give_up(interrupt::arbitration_lost);
  }
  raise(interrupt::trans_start);
  enter(Phase::start, 1);
  if (draws()) drawing_.start();
}

// ---- bytes

void I2c::next_byte() {
  if (!left_) return command_done();
  --left_;
  patience_ = cycles_.edges() + timeout_;
  begin_byte();
}

bool I2c::timed_out() {
  if (!timeout_ || cycles_.edges() < patience_) return false;
  give_up(interrupt::time_out);
  return true;
}

void I2c::begin_byte() {
  I2cBus* const b = bus();
  if (opcode_of(rows_.at(command_offset(index_)).value) == Opcode::write) {
    shifting_ = take();
    if (count_ >= nonfifo_tx_thres_) raise(interrupt::tx_send_empty);
    enter(Phase::byte, 9);
    if (!draws()) return;
    const bool acknowledged = addressing_ ? b->acknowledges(shifting_ >> 1, shifting_ & 1) : b->accepts(shifting_);
    return drawing_.byte(shifting_, acknowledged);
  }
  if (b && engaged_ && b->stretched()) {
    if (!timed_out()) enter(Phase::wait, 1);
    return;
  }
  shifting_ = b && engaged_ ? b->read() : u8{0xff};
  enter(Phase::byte, 9);
  if (draws()) drawing_.byte(shifting_, !sent_ack(rows_.at(command_offset(index_)).value));
}

void I2c::byte_done() {
  I2cBus* const b = bus();
  if (opcode_of(rows_.at(command_offset(index_)).value) == Opcode::read) return received();
  if (addressing_) {
    addressing_ = false;
    engaged_ = true;
    return sent(b && b->start(shifting_ >> 1, shifting_ & 1));
  }
  if (b && engaged_ && b->stretched()) {
    if (!timed_out()) enter(Phase::byte, 1);
    return;
  }
  sent(b && engaged_ && b->write(shifting_));
}

void I2c::sent(bool acknowledged) {
  const u32 command = rows_.at(command_offset(index_)).value;
  ack_received_ = !acknowledged;  // the level of SDA
  raise(interrupt::master_tran_comp);
  if (checks_ack(command) && ack_received_ != expected_ack(command)) {
    raise(interrupt::ack_err);
    return begin_stop(false);
  }
  next_byte();
}

void I2c::received() {
  receive(shifting_);
  raise(interrupt::master_tran_comp);
  if (I2cBus* const b = bus(); b && engaged_ && !sent_ack(rows_.at(command_offset(index_)).value)) b->more();
  next_byte();
}

// ---- the end

void I2c::begin_stop(bool by_command) {
  by_command_ = by_command;
  enter(Phase::stopping, 1);
  if (draws()) drawing_.stop();
}

void I2c::stopped() {
  if (I2cBus* b = bus(); b && engaged_) b->stop();
  engaged_ = addressing_ = false;
  drawing_.end();
  phase_ = Phase::idle;
  if (by_command_) {
    rows_.at(command_offset(index_)).value |= command_done_bit;
    raise(interrupt::trans_complete);
  }
  if (begin_again_) begin_list();
}

void I2c::give_up(u32 why) {
  if (I2cBus* b = bus(); b && engaged_) b->stop();
  engaged_ = addressing_ = false;
  step_.cancel();
  drawing_.end();
  phase_ = Phase::idle;
  lost_ = why == interrupt::arbitration_lost;
  late_ = why == interrupt::time_out;
  raise(why);
}

bool I2c::draws() {
  if (!clk_.running()) return false;
  const Clock clock = clk_.clock();
  const I2cDrawing::Bit bit{clock.ticks(low_cycles()), clock.ticks(bit_cycles() - low_cycles())};
  return drawing_.begin(bus(), cycles_.when(cycles_.edges()), bit);
}

}  // namespace esp32
