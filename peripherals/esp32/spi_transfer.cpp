#include <algorithm>

#include "peripherals/esp32/spi.hpp"

namespace esp32 {

i64 Spi::period() const { return clk_equ_sysclk_ ? 1 : i64{clkdiv_pre_ + 1} * (clkcnt_n_ + 1); }

u32 Spi::state() const {
  switch (phase_) {
    case Phase::idle: return 0;
    case Phase::setup: return 1;
    case Phase::command: return 2;
    case Phase::address:
    case Phase::data_out: return 3;
    case Phase::data_in: return 4;
    case Phase::dummy: return 6;
    case Phase::hold: break;
  }
  return 7;
}

u32 Spi::bits_of(Phase phase) const {
  if (flash_read_)
    return phase == Phase::command ? 8 : phase == Phase::address ? 24 : phase == Phase::data_in ? addr_ >> 24 << 3 : 0;
  switch (phase) {
    case Phase::setup: return cs_setup_ ? setup_time_ + 1 : 0;
    case Phase::command: return usr_command_ ? command_bitlen_ + 1 : 0;
    case Phase::address: return usr_addr_ ? addr_bitlen_ + 1 : 0;
    case Phase::dummy: return usr_dummy_ ? dummy_cyclelen_ + 1 : 0;
    case Phase::data_out: return usr_mosi_ ? mosi_dbitlen_ + 1 : 0;
    case Phase::data_in: return usr_miso_ && !both_ways() ? miso_dbitlen_ + 1 : 0;
    case Phase::hold: return cs_hold_ ? u32{hold_time_} : 0;
    default: return 0;
  }
}

void Spi::begin() {
  if ((!usr_ && !flash_read_) || phase_ != Phase::idle) return;
  received_ = 0;
  position_ = 0;
  phase_ = Phase::setup;
  due_ = cycles_.edges();
  select(true);
  go_on();
}

// The next piece of the transfer, be it of this phase or of another one.
void Spi::go_on() {
  while (position_ >= bits_of(phase_)) {
    if (phase_ == Phase::hold) return finish();
    phase_ = static_cast<Phase>(static_cast<unsigned>(phase_) + 1);
    position_ = 0;
  }
  chunk();
}

void Spi::chunk() {
  piece_ = std::min(bits_of(phase_) - position_, 32u);
  shifting_ = outgoing(piece_);
  due_ += piece_ * period();
  plan();
  if (phase_ != Phase::setup && phase_ != Phase::hold) draw();
}

void Spi::plan() {
  if (phase_ == Phase::idle) return;
  if (!clk_.running()) return step_.cancel();
  step_.at(cycles_.when(due_));
}

void Spi::step() {
  if (phase_ != Phase::setup && phase_ != Phase::hold) chunk_done();
  position_ += piece_;
  go_on();
}

void Spi::chunk_done() {
  const u32 in = exchange(shifting_, piece_);
  if (phase_ == Phase::data_in || (phase_ == Phase::data_out && usr_miso_ && both_ways())) incoming(in, piece_);
}

void Spi::finish() {
  phase_ = Phase::idle;
  drawing_.end();
  if (!cs_keep_active_) select(false);
  if (received_ && in_.active() && dma_channel()) in_.finish();
  usr_ = false;
  flash_read_ = false;
  trans_done_ = true;
  update();
}

// ---- bits

u32 Spi::buffered(std::size_t byte) const {
  const std::size_t at = (byte + (mosi_highpart_ ? 32 : 0)) % (4 * words);
  const unsigned lane = at % 4;
  return rows_.at(0x80 + static_cast<u32>(at & ~3u)).value >> 8 * (wr_byte_order_ ? 3 - lane : lane) & 0xff;
}

// The next bits of the phase in the order of the wire.
u32 Spi::outgoing(unsigned bits) {
  const auto ordered = [&](u32 byte) { return wr_bit_order_ ? reversed(byte, 8) : byte; };
  u64 out = 0;  // whole bytes, the first one highest
  const unsigned bytes = std::min((bits + 7) / 8, 4u);
  switch (phase_) {
    case Phase::command:
      if (flash_read_) return 0x03;
      for (unsigned i = 0; i < bytes; ++i) out = out << 8 | ordered(command_value_ >> 8 * i & 0xff);
      break;
    case Phase::address:
      if (flash_read_) return addr_ & 0xff'ffff;
      if (position_ == 0) return wr_bit_order_ ? reversed(addr_, 32) >> (32 - bits) : addr_ >> (32 - bits);
      return addr_low_ >> (32 - bits);
    case Phase::data_out: {
      std::array<u8, 4> taken{};
      const bool by_dma = out_.active() && dma_channel();
      if (by_dma) out_.take(std::span{taken}.first(bytes));
      for (unsigned i = 0; i < bytes; ++i) out = out << 8 | ordered(by_dma ? taken[i] : buffered(position_ / 8 + i));
      break;
    }
    default: return 0;
  }
  return static_cast<u32>(out >> (8 * bytes - bits));
}

void Spi::incoming(u32 in, unsigned bits) {
  const unsigned bytes = std::min((bits + 7) / 8, 4u);
  const u64 aligned = u64{in} << (8 * bytes - bits);
  std::array<u8, 4> got{};
  for (unsigned i = 0; i < bytes; ++i) {
    const u32 byte = static_cast<u32>(aligned >> 8 * (bytes - 1 - i)) & 0xff;
    got[i] = static_cast<u8>(rd_bit_order_ ? reversed(byte, 8) : byte);
  }
  if (in_.active() && dma_channel()) {
    in_.put(std::span{got}.first(bytes));
  } else {
    for (unsigned i = 0; i < bytes; ++i) {
      const std::size_t at = (received_ + i + (miso_highpart_ ? 32 : 0)) % (4 * words);
      const unsigned lane = at % 4, shift = 8 * (rd_byte_order_ ? 3 - lane : lane);
      u32& word = rows_.at(0x80 + static_cast<u32>(at & ~3u)).value;
      word = (word & ~(0xffu << shift)) | u32{got[i]} << shift;
    }
  }
  received_ += bytes;
}

u32 Spi::exchange(u32 out, unsigned bits) {
  const u32 all = bits < 32 ? (1u << bits) - 1 : ~0u;
  const std::vector<Net*> inputs = pins_.nets(signals_.q), outputs = pins_.nets(signals_.d);
  u32 in = all;
  for (const Net* net : pins_.nets(signals_.clk)) in &= circuit_.spi(*net).transfer(out, bits, format());
  if (std::ranges::find_first_of(inputs, outputs) != inputs.end()) in &= out;  // joined by a wire
  if (inputs.empty()) return pins_.level(signals_.q) ? all : 0;
  return in & all;
}

void Spi::draw() {
  const SpiDrawing::Lines lines{pins_.nets(signals_.clk), pins_.nets(signals_.d), pins_.nets(signals_.q)};
  if (!SpiDrawing::watched(lines) || !clk_.running()) return;
  std::optional<u32> in;
  for (const Net* net : lines.sck)
    if (const SpiBus& bus = circuit_.spi(*net); bus.selected())
      in = in.value_or(~0u) & bus.answer(shifting_, piece_, format());
  const i64 began = due_ - piece_ * period();
  drawing_.frame(lines, format().mode, pins_.supply(), piece_, shifting_, in,
                 [&](unsigned n) { return cycles_.when(began + n * period() / 2); });
}

}  // namespace esp32
