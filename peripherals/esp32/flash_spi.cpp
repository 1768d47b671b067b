#include "peripherals/esp32/flash_spi.hpp"

#include <algorithm>
#include <bit>

#include "peripherals/esp32/flash_spi_rows.hpp"

namespace esp32 {

namespace {

// Bits of CMD.
enum Command : unsigned { hpm = 19, res, dp, ce, be, se, pp, wrsr, rdsr, rdid, wrdi, wren };
constexpr u32 user_bit = 1 << 18;
constexpr u8 idle_levels = 0xc;  // /WP and /HOLD, where only IO0 is driven

}  // namespace

FlashSpi::FlashSpi(std::string name, Scheduler& scheduler, ClockSignal& apb_clk)
    : RegisterFile(name),
      irq(name + "_INTR"),
      rows_(*this, flash_spi_rows()),
      apb_(apb_clk),
      done_(scheduler, name + " transfer", [this] { done(); }) {
  connect_registers();
}

void FlashSpi::connect_registers() {
  on_written(rows_["CMD"], [this](u32 v) { command_written(v); });
  on_written(rows_["SLAVE"], [this](u32) { update(); });
}

void FlashSpi::command_written(u32 written) {
  rows_.at(0).value = written & 0xffff'0000;
  if (done_.pending() || !rows_.at(0).value) return;
  clocks_ = 0;
  if (written & user_bit)
    user_command();
  else
    flash_command(static_cast<unsigned>(31 - std::countl_zero(rows_.at(0).value)));
  finish(clocks_);
}

// What USER, USER1 and USER2 describe.
void FlashSpi::user_command() {
  const u32 ctrl = ctrl_.value, user = user_.value;
  const auto set = [](u32 word, unsigned bit) { return (word >> bit & 1) != 0; };
  const bool fast = set(ctrl, 13);
  const bool qio = (fast && set(ctrl, 24)) || set(user, 15), dio = (fast && set(ctrl, 23)) || set(user, 14);
  Transfer t;
  t.command_bits = set(user, 31) ? (rows_.at(0x24).value >> 28) + 1 : 0;
  const u32 command = rows_.at(0x24).value & 0xffff;
  t.command = t.command_bits > 8 ? (command & 0xff) << 8 | command >> 8 : command;
  if (t.command_bits > 8) t.command >>= 16 - t.command_bits;
  t.address_bits = set(user, 30) ? (rows_.at(0x20).value >> 26) + 1 : 0;
  t.address = rows_.at(0x4).value;
  t.address_lines = qio ? 4 : dio ? 2 : 1;
  t.dummy = set(user, 29) ? (rows_.at(0x20).value & 0xff) + 1 : 0;
  t.out_bits = set(user, 27) ? (rows_.at(0x28).value & 0xff'ffff) + 1 : 0;
  t.out_lines = set(user, 15) || set(user, 13) ? 4 : set(user, 14) || set(user, 12) ? 2 : 1;
  t.in_bits = set(user, 28) ? (rows_.at(0x2c).value & 0xff'ffff) + 1 : 0;
  t.in_lines = fast && (set(ctrl, 24) || set(ctrl, 20)) ? 4 : fast && (set(ctrl, 23) || set(ctrl, 14)) ? 2 : 1;
  t.out_bits = std::min(t.out_bits, 512u);
  t.in_bits = std::min(t.in_bits, 512u);
  t.out = data((t.out_bits + 7) / 8, set(user, 25) ? 8 : 0);
  store_data(perform(t), set(user, 24) ? 8 : 0);
}

// Instructions that every flash has, one bit of CMD each.
void FlashSpi::flash_command(unsigned bit) {
  constexpr unsigned address_bits = 24;
  u32& status = rows_.at(0x10).value;
  const u32 address = rows_.at(0x4).value;
  const auto with_address = [&](u32 code) {
    Transfer t{.address_bits = address_bits, .command = code, .address = address << 8};
    if (bit == pp) {
      t.out = data(std::min<std::size_t>(address >> 24, 64), 0);
      t.out_bits = static_cast<unsigned>(8 * t.out.size());
    }
    perform(t);
  };
  switch (bit) {
    case wren: perform({.command = 0x06}); break;
    case wrdi: perform({.command = 0x04}); break;
    case rdid: store_data(perform({.in_bits = 24, .command = 0x9f}), 0); break;
    case rdsr: status = (status & ~0xffu) | perform({.in_bits = 8, .command = 0x05})[0]; break;
    case wrsr: {
      Transfer t{.out_bits = ctrl_.value >> 22 & 1 ? 16u : 8u, .command = 0x01};
      t.out = {static_cast<u8>(status), static_cast<u8>(status >> 8)};
      perform(t);
      break;
    }
    case pp: with_address(0x02); break;
    case se: with_address(0x20); break;
    case be: with_address(0xd8); break;
    case ce: perform({.command = 0xc7}); break;
    case dp: perform({.command = 0xb9}); break;
    case res: status = (status & ~0xffu) | perform({.dummy = 24, .in_bits = 8, .command = 0xab})[0]; break;
    case hpm: perform({.command = 0xa3}); break;
    default: break;  // not modelled: has been reported
  }
}

// One period of the clock: `out` on so many lines, none if 0; what is on as many lines then.
u8 FlashSpi::shift(QuadDevice* device, u8 out, unsigned lines, bool sampling) {
  ++clocks_;
  const u8 levels = lines == 1 ? static_cast<u8>(idle_levels | (out & 1)) : out;
  if (!device) return 0xf;
  if (unclocked_) {
    --unclocked_;
    return 0xf;
  }
  const auto [in, driven] = device->clock(sampling ? 0xf : levels);
  std::shift_right(arriving_.begin(), arriving_.end(), 1);
  arriving_[0] = static_cast<u8>((in & driven) | (0xf & ~driven));  // pulled up
  const u8 seen = arriving_[late_];
  return lines == 1 ? seen >> 1 & 1 : static_cast<u8>(seen & ((1u << lines) - 1));
}

std::vector<u8> FlashSpi::perform(const Transfer& t) {
  QuadDevice* device = selected();
  if (device) device->select(true);
  constexpr i64 matrix_cycles = 2;
  late_ = through_matrix && through_matrix() ? static_cast<unsigned>(matrix_cycles / clock_divider()) : 0;
  const i64 hops = clock_hops && device && device == devices_[1] ? clock_hops() : 0;
  unclocked_ = static_cast<unsigned>(hops * matrix_cycles / clock_divider());
  arriving_.fill(0xf);
  for (unsigned i = t.command_bits; i-- > 0;) shift(device, t.command >> i & 1, 1, false);
  for (unsigned sent = 0; sent < t.address_bits; sent += t.address_lines) {
    const unsigned left = 32 - sent - t.address_lines;
    shift(device, static_cast<u8>(sent < 32 ? t.address >> left & ((1u << t.address_lines) - 1) : 0), t.address_lines,
          false);
  }
  for (unsigned i = 0; i < t.dummy; ++i) shift(device, 0, 1, true);
  for (unsigned sent = 0; sent < t.out_bits; sent += t.out_lines)
    shift(device, static_cast<u8>(t.out[sent / 8] >> (8 - t.out_lines - sent % 8) & ((1u << t.out_lines) - 1)),
          t.out_lines, false);
  std::vector<u8> in((t.in_bits + 7) / 8);
  for (unsigned got = 0; got < t.in_bits; got += t.in_lines) {
    const u8 bits = shift(device, 0, t.in_lines, true);
    in[got / 8] = static_cast<u8>(in[got / 8] | bits << (8 - t.in_lines - got % 8));
  }
  if (device) device->select(false);
  return in;
}

QuadDevice* FlashSpi::selected() const {
  const u32 pin = rows_.at(0x34).value;
  for (unsigned n = 0; n < 3; ++n)
    if (!(pin >> n & 1)) return devices_[n];
  return nullptr;
}

std::vector<u8> FlashSpi::data(std::size_t bytes, unsigned first_word) const {
  std::vector<u8> result(bytes);
  for (std::size_t i = 0; i < bytes; ++i)
    result[i] =
        static_cast<u8>(rows_.at(static_cast<u32>(0x80 + 4 * ((first_word + i / 4) % 16))).value >> 8 * (i % 4));
  return result;
}

void FlashSpi::store_data(std::span<const u8> bytes, unsigned first_word) {
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    u32& word = rows_.at(static_cast<u32>(0x80 + 4 * ((first_word + i / 4) % 16))).value;
    const unsigned lane = static_cast<unsigned>(8 * (i % 4));
    word = (word & ~(0xffu << lane)) | u32{bytes[i]} << lane;
  }
}

i64 FlashSpi::clock_divider() const {
  const u32 clock = rows_.at(0x18).value;
  if (clock >> 31) return 1;
  return i64{(clock >> 18 & 0x1fff) + 1} * ((clock >> 12 & 0x3f) + 1);
}

void FlashSpi::finish(i64 clocks) { done_.after(apb_.clock().ticks(clocks * clock_divider())); }

void FlashSpi::done() {
  rows_.at(0).value = 0;
  rows_.at(0x38).value |= 1 << 4;  // TRANS_DONE
  update();
}

void FlashSpi::update() {
  const u32 slave = rows_.at(0x38).value;
  irq.drive((slave & 0x1f & slave >> 5) != 0);
}

void FlashSpi::reset() {
  RegisterFile::reset();
  done_.cancel();
  update();
}

void FlashSpi::serialize(State& state) {
  RegisterFile::serialize(state);
  state(irq, clocks_, done_);
}

}  // namespace esp32
