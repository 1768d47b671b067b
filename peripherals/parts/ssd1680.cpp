#include "peripherals/parts/ssd1680.hpp"

#include <algorithm>

namespace parts {

using namespace std::chrono_literals;

namespace {

constexpr emulator::Duration supply_on_time = 95'900us, supply_off_time = 140'350us;
constexpr unsigned ram_columns = 176 / 8, ram_rows = 296;
constexpr unsigned first_source = 8;  // where panels begin
constexpr emulator::u8 from_s8 = 1 << 7;
// The table: VS of five kinds (the fifth is VCOM's) in twelve groups of four phases; then per group TP of A and B, the
// repeats of AB, TP of C and D, the repeats of CD, the group's repeats; then two frame rates a byte; then XON.
constexpr unsigned groups = 12, rows = 5, group_bytes = 7, table_size = 153;
constexpr unsigned times = groups * rows, rates = times + groups * group_bytes;
constexpr unsigned ab_repeats = 2, cd_repeats = 5, group_repeats = 6;
constexpr unsigned phase_time[] = {0, 1, 3, 4};
constexpr emulator::i64 hertz_per_code = 25;

using Table = std::array<emulator::u8, table_size>;
// Made up: twice to and fro, ending there; only what changes, in one go. At 50 Hz.
constexpr Table full_table() {
  Table t{};
  for (unsigned kind = 0; kind < EpaperStep::kinds; ++kind) {
    t[groups * kind] = kind % 2 ? 0x66 : 0x99;
    t[groups * kind + 1] = kind % 2 ? 0x80 : 0x40;
  }
  for (const unsigned phase : phase_time) t[times + phase] = 18;
  t[times + group_repeats] = 1;
  t[times + group_bytes] = 2;
  t[rates] = 0x22;
  return t;
}
constexpr Table partial_table() {
  Table t{};
  t[groups * 1] = 0x80;
  t[groups * 2] = 0x40;
  t[times] = 11;
  t[rates] = 0x22;
  return t;
}
constexpr Table own_full = full_table(), own_partial = partial_table();

}  // namespace

Ssd1680::Ssd1680(const Setup& setup)
    : EpaperModule(setup, {ram_columns, ram_rows, table_size, supply_on_time, supply_off_time}) {}

void Ssd1680::set_defaults() {
  EpaperModule::set_defaults();
  update1_ = {};
}

void Ssd1680::parameter(u8 command, unsigned index, u8 byte) {
  if (command != 0x21) return EpaperModule::parameter(command, index, byte);
  if (index < update1_.size()) update1_[index] = byte;
}

void Ssd1680::load_own_table(bool second_mode) {
  std::ranges::copy(second_mode ? own_partial : own_full, table_.begin());
}

EpaperStep Ssd1680::step(unsigned group, unsigned phase) const {
  const u8 rate = group % 2 ? table_[rates + group / 2] & 0xf : table_[rates + group / 2] >> 4;
  const emulator::i64 frames = table_[times + group * group_bytes + phase_time[phase]];
  EpaperStep step{emulator::Clock{hertz_per_code * std::max<u8>(rate, 1)}.ticks(frames), {}};
  for (unsigned kind = 0; kind < EpaperStep::kinds; ++kind)
    step.moves[kind] = EpaperStep::move(table_[kind * groups + group] >> (6 - 2 * phase) & 3);
  return step;
}

EpaperWaveform Ssd1680::waveform() const {
  EpaperWaveform steps;
  const auto phases = [&](unsigned group, unsigned first, unsigned repeats) {
    for (unsigned n = 0; n <= repeats; ++n)
      for (const unsigned phase : {first, first + 1})
        if (const EpaperStep s = step(group, phase); s.duration.count()) steps.push_back(s);
  };
  for (unsigned group = 0; group < groups; ++group) {
    const u8* const g = &table_[times + group * group_bytes];
    for (unsigned n = 0; n <= g[group_repeats]; ++n) {
      phases(group, 0, g[ab_repeats]);
      phases(group, 2, g[cd_repeats]);
    }
  }
  return steps;
}

// Options of display update control 1: as it is, none, inverted. Its second byte: sources from S0 or S8 on.
bool Ssd1680::memory_bit(unsigned memory, u8 option, unsigned x, unsigned y) const {
  const bool stored = bit(memory, x + (update1_[1] & from_s8 ? 0 : first_source), y);
  return option == 4 ? false : option == 8 ? !stored : stored;
}

Ssd1680::u8 Ssd1680::kind(unsigned x, unsigned y) const {
  return static_cast<u8>(memory_bit(1, update1_[0] >> 4, x, y) << 1 | memory_bit(0, update1_[0] & 0xf, x, y));
}

void Ssd1680::serialize(emulator::State& state) {
  EpaperModule::serialize(state);
  state(update1_);
}

}  // namespace parts
