#include "peripherals/esp32/regi2c.hpp"

namespace esp32 {

namespace {

// What software waits for: bits of a register that read as given.
struct Answer {
  u32 offset, mask, value;
};
constexpr Answer answers[] = {
    {0x4c, 0xc100'0000, 0x0100'0000},  // TXDC: done
    {0x50, 0x0700'0000, 0},            // SAR: over
    {0xc4, 0x0000'0100, 0},            // channel: set
    {0x168, 0x8000'0000, 0},
};
// And of a slave: the radio's PLL has been calibrated.
constexpr u32 rf_pll = 1u << 16 | 7 << 8 | 0x62, rf_pll_done = 0x80;

}  // namespace

Regi2c::Regi2c(std::string name)
    : RegisterFile(std::move(name)),
      rows_{*this,
            {{"I2C_HOST[]", 0x0, 0, "UNUSED[31:26] BUSY[25] WRITE[24] DATA[23:16] REGISTER[15:8] SLAVE[7:0]", hosts},
             {"ANA_CONFIG[]", 4 * hosts, 0, "VALUE[31:0]", 128 - hosts}}} {
  for (unsigned host = 0; host < hosts; ++host)
    on_written(rows_.at(4 * host), [this, host](u32 v) { transfer(host, v); });
  for (const Answer& a : answers) {
    const Register& r = rows_.at(a.offset);
    on_reading(rows_.at(a.offset), [&a, &r] { return (r.value & ~a.mask) | a.value; });
  }
}

void Regi2c::transfer(unsigned host, u32 written) {
  const u32 place = host << 16 | (written & 0xffff);
  if (written & write_bit) held_[place] = static_cast<u8>(written >> 16);
  const auto at = held_.find(place);
  const u32 data = (at == held_.end() ? 0u : at->second) | (place == rf_pll ? rf_pll_done : 0);
  rows_.at(4 * host).value = (written & 0xffff) | data << 16;
}

void Regi2c::reset() {
  RegisterFile::reset();
  held_.clear();
}

void Regi2c::serialize(State& state) {
  RegisterFile::serialize(state);
  std::vector<u32> places;
  std::vector<u8> values;
  for (const auto& [place, value] : held_) {
    places.push_back(place);
    values.push_back(value);
  }
  state(places, values);
  if (!state.loading()) return;
  held_.clear();
  for (std::size_t i = 0; i < places.size() && i < values.size(); ++i) held_[places[i]] = values[i];
}

}  // namespace esp32
