#include "peripherals/parts/one_wire.hpp"

#include <utility>

namespace parts {

namespace {

using emulator::u64;
using emulator::u8;
using std::chrono::microseconds;

// "AC electrical characteristics".
constexpr microseconds reset_low{400};       // t_RSTL is 480 at least; hosts that count 480 may be a little short
constexpr microseconds before_presence{30};  // t_PDHIGH, 15 to 60
constexpr microseconds presence{120};        // t_PDLOW, 60 to 240
constexpr microseconds within_slot{30};      // a slave looks and lets go 15 to 60 after the edge

// "ROM commands".
enum : u8 { search_rom = 0xf0, read_rom = 0x33, match_rom = 0x55, skip_rom = 0xcc, alarm_search = 0xec };

}  // namespace

u8 one_wire_crc(const std::vector<u8>& bytes) {
  u8 crc = 0;
  for (const u8 byte : bytes) {
    crc ^= byte;
    for (int i = 0; i < 8; ++i) crc = static_cast<u8>(crc & 1 ? crc >> 1 ^ 0x8c : crc >> 1);
  }
  return crc;
}

u64 one_wire_rom(u8 family, u64 serial) {
  std::vector<u8> bytes{family};
  for (unsigned i = 0; i < 6; ++i) bytes.push_back(static_cast<u8>(serial >> 8 * i));
  return family | (serial & 0xffff'ffff'ffff) << 8 | u64{one_wire_crc(bytes)} << 56;
}

OneWireSlave::OneWireSlave(emulator::Machine& machine, const std::string& name, double volts, double pull_ohms, u64 rom)
    : line_(name + ".DQ", volts, pull_ohms, [this](bool level) { edge(level); }),
      machine_(machine),
      rom_(rom),
      step_(machine.scheduler, name + ".slot", [this] { step(); }) {}

void OneWireSlave::reset_line() {
  step_.cancel();
  line_.pull_low(false);
  be(Phase::deaf);
}

void OneWireSlave::be(Phase phase) {
  phase_ = phase;
  shift_ = bits_ = rom_bit_ = search_step_ = 0;
}

void OneWireSlave::send(std::vector<u8> bytes) {
  out_ = std::move(bytes);
  sent_ = 0;
}

// Its own edges tell nothing, nor those of other slaves that say that they are there.
void OneWireSlave::edge(bool level) {
  const emulator::Time low_since = fell_;
  if (!level) fell_ = machine_.now();
  if (line_.pulls_low() || phase_ == Phase::answers) return;
  if (!level) {
    line_fell();
    if (phase_ != Phase::deaf) slot();
  } else if (machine_.now() - low_since >= reset_low) {
    be(Phase::answers);
    step_.after(before_presence);
  }
}

void OneWireSlave::slot() {
  bool bit = true;
  sampling_ = false;
  if (phase_ == Phase::search && search_step_ < 2) {
    bit = (rom_ >> rom_bit_ & 1) != search_step_;
    ++search_step_;
  } else if (sent_ < 8 * out_.size()) {
    bit = out_[sent_ / 8] >> sent_ % 8 & 1;
    ++sent_;
  } else {
    sampling_ = true;
    if (phase_ == Phase::data && !idle_bit()) sampling_ = bit = false;
  }
  if (!bit) line_.pull_low(true);
  if (sampling_ || !bit) step_.after(within_slot);
}

void OneWireSlave::step() {
  if (phase_ == Phase::answers) {
    if (!line_.pulls_low()) {
      line_.pull_low(true);
      return step_.after(presence);
    }
    line_.pull_low(false);
    out_.clear();
    sent_ = 0;
    return be(Phase::rom_command);
  }
  if (line_.pulls_low()) return line_.pull_low(false);
  if (sampling_) bit_in(line_.level());
}

void OneWireSlave::bit_in(bool bit) {
  if (phase_ == Phase::search) return search_in(bit);
  if (phase_ == Phase::match) {
    if ((rom_ >> rom_bit_ & 1) != bit) return be(Phase::deaf);
    if (++rom_bit_ == 64) be(Phase::function);
    return;
  }
  shift_ = static_cast<u8>(shift_ >> 1 | bit << 7);
  if (++bits_ < 8) return;
  bits_ = 0;
  byte_in(shift_);
}

void OneWireSlave::byte_in(u8 byte) {
  switch (phase_) {
    case Phase::rom_command: return rom_command(byte);
    case Phase::function:
      be(Phase::data);
      received_ = 0;
      return command(byte);
    case Phase::data: return received(received_++, byte);
    default: return;
  }
}

void OneWireSlave::rom_command(u8 code) {
  be(Phase::deaf);
  switch (code) {
    case skip_rom: return be(Phase::function);
    case match_rom: return be(Phase::match);
    case search_rom: return be(Phase::search);
    case alarm_search:
      if (alarmed()) be(Phase::search);
      return;
    case read_rom: {
      std::vector<u8> bytes;
      for (unsigned i = 0; i < 8; ++i) bytes.push_back(static_cast<u8>(rom_ >> 8 * i));
      be(Phase::function);
      return send(std::move(bytes));
    }
    default: return;
  }
}

// The master has chosen a branch; who is not on it waits for the next reset.
void OneWireSlave::search_in(bool bit) {
  search_step_ = 0;
  if ((rom_ >> rom_bit_ & 1) != bit) return be(Phase::deaf);
  if (++rom_bit_ == 64) be(Phase::function);
}

void OneWireSlave::serialize(emulator::State& state) {
  emulator::i64 fell = fell_.time_since_epoch().count();
  state(line_, phase_, sampling_, shift_, bits_, rom_bit_, search_step_, received_, out_, sent_, fell, step_);
  fell_ = emulator::Time{emulator::Duration{fell}};
}

}  // namespace parts
