// Data of the SDMMC host: blocks on the wires, the internal DMA.
#include <algorithm>

#include "peripherals/esp32/sdmmc.hpp"
#include "peripherals/esp32/sdmmc_bits.hpp"

namespace esp32 {

namespace {

constexpr i64 look_every = 32, framing = 18;  // clocks; start bit, check sum, end bit
// A descriptor: its first word.
constexpr u32 no_interrupt = 1 << 1, last = 1 << 2, chained = 1 << 4, owned = 1u << 31;

// 4.5 of the SD specification: x^16 + x^12 + x^5 + 1.
u32 crc16(std::span<const u8> bytes) {
  u32 crc = 0;
  for (const u8 byte : bytes) {
    crc ^= u32{byte} << 8;
    for (int i = 0; i < 8; ++i) crc = (crc << 1 & 0xffff) ^ (crc & 0x8000 ? 0x1021u : 0);
  }
  return crc;
}

}  // namespace

void Sdmmc::begin_data() {
  const Flag<7> enabled{rows_["BMOD"]};
  left_ = bytcnt_.value;
  if (!use_internal_dmac_ || !enabled) {
    complain(Complaint::Kind::unmodelled, &ctrl_, ctrl_.offset, 1 << 25, true);
    return data_over(sd_int::data_read_timeout);
  }
  descriptor_ = rows_["DBADDR"].value;
  done_in_buffer_ = 0;
  if (!left_) return data_over();
  const Part<31, 8> patience{rows_["TMOUT"]};
  patience_ = patience;
  writes_ ? next_out() : clocks(Phase::wait_block, look_every);
}

u32 Sdmmc::block_size() const {
  const Part<15, 0> size{rows_["BLKSIZ"]};
  return std::min<u32>(size ? u32{size} : left_, left_);
}

i64 Sdmmc::block_clocks() const {
  const u32 width4 = rows_["CTYPE"].value >> slot() & 1, width8 = rows_["CTYPE"].value >> (16 + slot()) & 1;
  return i64{block_size()} * (width8 ? 1 : width4 ? 2 : 8) + framing;
}

// Between memory and a block. A descriptor that the processor owns stops it: that is told, and the transfer fails.
bool Sdmmc::move(std::span<u8> bytes, bool to_memory) {
  for (u8& byte : bytes) {
    u32 control = 0, sizes = 0, buffer = 0, next = 0, value = byte;
    const bool there = bus_.read(descriptor_, 4, control) && bus_.read(descriptor_ + 4, 4, sizes) &&
                       bus_.read(descriptor_ + 8, 4, buffer) && bus_.read(descriptor_ + 12, 4, next);
    if (!there || !(control & owned)) return dma_event(sd_dma::unavailable | sd_dma::abnormal), false;
    const bool moved =
        to_memory ? bus_.write(buffer + done_in_buffer_, 1, value) : bus_.read(buffer + done_in_buffer_, 1, value);
    if (!moved) return dma_event(sd_dma::bus_error | sd_dma::abnormal), false;
    byte = static_cast<u8>(value);
    if (++done_in_buffer_ < (sizes & 0x1fff)) continue;
    done_in_buffer_ = 0;
    bus_.write(descriptor_, 4, control & ~owned);
    if (!(control & no_interrupt)) dma_event((to_memory ? sd_dma::received : sd_dma::sent) | sd_dma::normal);
    if (!(control & last)) descriptor_ = control & chained ? next : descriptor_ + 16;
  }
  return true;
}

// ---- from the card

void Sdmmc::look_for_block() {
  SpiBus* const bus = data_line();
  for (i64 i = 0; bus && i < look_every; ++i)
    if (!(bus->transfer(~0u, 1, {}) & 1)) return read_block();
  patience_ -= look_every;
  if (patience_ <= 0) return data_over(sd_int::data_read_timeout);
  clocks(Phase::wait_block, look_every);
}

void Sdmmc::read_block() {
  SpiBus& bus = *data_line();
  block_.resize(block_size());
  for (u8& byte : block_) byte = static_cast<u8>(bus.transfer(~0u, 8, {}));
  const bool wrong = bus.transfer(~0u, 16, {}) != crc16(block_);
  const bool no_end = !(bus.transfer(~0u, 1, {}) & 1);
  pending_ = (wrong ? sd_int::data_crc_error : 0) | (no_end ? sd_int::end_bit_error : 0);
  clocks(Phase::block_in, block_clocks());
}

void Sdmmc::block_arrived() {
  if (pending_) return data_over(pending_);
  left_ -= static_cast<u32>(block_.size());
  if (!move(block_, true) || !left_) return data_over();
  clocks(Phase::wait_block, look_every);
}

// ---- to the card

void Sdmmc::next_out() {
  block_.resize(block_size());
  if (!move(block_, false)) return data_over(sd_int::end_bit_error);
  clocks(Phase::block_out, block_clocks());
}

void Sdmmc::block_left() {
  if (SpiBus* const bus = data_line()) {
    bus->transfer(0, 1, {});
    for (const u8 byte : block_) bus->transfer(byte, 8, {});
    bus->transfer(crc16(block_), 16, {});
    bus->transfer(1, 1, {});
  }
  clocks(Phase::token, 8);
}

// Start, three bits that say 010 if the block is good, end.
void Sdmmc::look_at_token() {
  SpiBus* const bus = data_line();
  u32 before = 8;
  while (bus && before && bus->transfer(~0u, 1, {}) & 1) --before;
  if (!bus || !before) return data_over(sd_int::end_bit_error);
  if (bus->transfer(~0u, 4, {}) != 0b0101) return data_over(sd_int::data_crc_error);
  left_ -= static_cast<u32>(block_.size());
  clocks(Phase::busy, look_every);
}

void Sdmmc::look_at_busy() {
  if (data_low()) return clocks(Phase::busy, look_every);
  left_ ? next_out() : data_over();
}

void Sdmmc::data_over(u32 errors) {
  phase_ = Phase::answer;
  raise(sd_int::data_transfer_over | errors);
  send_auto_stop_ ? clocks(Phase::stop, 48) : command_over();
}

}  // namespace esp32
