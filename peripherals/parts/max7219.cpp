#include "peripherals/parts/max7219.hpp"

#include <algorithm>
#include <bit>

#include "peripherals/parts/choice.hpp"
#include "peripherals/parts/perceived_light.hpp"

namespace parts {

namespace {

constexpr unsigned most_modules = 32;
constexpr double segment_milliamps = 40;
// Code B (table 5): 0 to 9, -, E, H, L, P, blank.
constexpr emulator::u8 code_b[] = {0x7e, 0x30, 0x6d, 0x79, 0x33, 0x5b, 0x5f, 0x70,
                                   0x7f, 0x7b, 0x01, 0x4f, 0x37, 0x0e, 0x67, 0x00};

}  // namespace

Max7219::Max7219(const Setup& setup)
    : Part(setup),
      label_(setup.prefix + setup.name),
      matrix_(!is_second(setup.attributes, "display", "matrix", "digits")),
      pins_(label_ + ".CLK", label_ + ".DIN", setup.attributes.number("volts", setup.supply, 3.3, 5.5),
            [this](bool bit) { shift(bit); }),
      cs_(label_ + ".CS", setup.attributes.number("volts", setup.supply, 3.3, 5.5), true,
          [this](bool level) { load(level); }),
      drivers_(static_cast<unsigned>(setup.attributes.number("modules", 1, 1, most_modules))),
      shift_(drivers_.size()) {
  add(pins_.clock.terminal, "CLK");
  add(pins_.data.terminal, "DIN");
  add(cs_.terminal, "CS");
}

void Max7219::wired() { pins_.join(machine_.circuit); }

// "Initial power-up": registers are reset, shutdown mode, one digit is scanned, nothing is decoded.
void Max7219::power_on() { std::ranges::fill(drivers_, Driver{}); }

void Max7219::shift(bool bit) {
  for (auto& word : shift_) {
    const bool out = word >> 15;
    word = static_cast<emulator::u16>(word << 1 | bit);
    bit = out;
  }
}

void Max7219::load(bool level) {
  if (!level) return;
  for (unsigned i = 0; i < drivers_.size(); ++i) drivers_[i].write(shift_[i] >> 8 & 0xf, static_cast<u8>(shift_[i]));
  takes_otherwise();
}

void Max7219::Driver::write(u8 address, u8 data) {
  if (address >= 1 && address <= 8) digits[address - 1u] = data;
  switch (address) {
    case 0x9: decode = data; break;
    case 0xa: intensity = data & 0xf; break;
    case 0xb: scan_limit = data & 7; break;
    case 0xc: on = data & 1; break;
    case 0xf: test = data & 1; break;
    default: break;  // 0 and 0dh, 0eh: no operation
  }
}

emulator::u8 Max7219::Driver::lines(unsigned digit) const {
  if (test) return 0xff;
  if (!on || digit > scan_limit) return 0;
  const u8 data = digits[digit];
  return decode >> digit & 1 ? static_cast<u8>((data & 0x80) | code_b[data & 0xf]) : data;
}

// Table 7: 1/32 to 31/32 of the peak current, of a display that scans eight digits. Test mode is 31/32 (table 10).
double Max7219::Driver::brightness() const {
  if (test) return 1;
  return lightness(std::min((2.0 * intensity + 1) / 31 * 8 / (scan_limit + 1), 1.0));
}

// "Electrical characteristics": 330 mA with all segments on at the highest intensity, 8 mA with none; each segment has
// 40 mA while its digit is scanned.
double Max7219::Driver::milliamps() const {
  const unsigned scanned = test ? 8u : scan_limit + 1u;
  double lit = 0;
  for (unsigned digit = 0; digit < scanned; ++digit) lit += std::popcount(lines(digit));
  return lit * segment_milliamps / scanned * (test ? 31 : 2 * intensity + 1) / 32;
}

double Max7219::how_much_more() const {
  double all = 0;
  for (const Driver& driver : drivers_) all += driver.milliamps();
  return all;
}

std::optional<Picture> Max7219::picture() const {
  if (!matrix_) return digits().picture();
  const auto width = static_cast<unsigned>(drivers_.size()) * 8;
  Picture picture{width, 8, std::vector<double>(width * 8)};
  for (unsigned i = 0; i < drivers_.size(); ++i)
    for (unsigned y = 0; y < 8; ++y)
      for (unsigned x = 0; x < 8; ++x)
        if (drivers_[i].lines(y) >> (7 - x) & 1)
          picture.light[y * width + width - 8 * (i + 1) + x] = drivers_[i].brightness();
  return picture;
}

SegmentDigits Max7219::digits() const {
  const auto count = static_cast<unsigned>(drivers_.size()) * 8;
  SegmentDigits digits{count};
  for (unsigned i = 0; i < count; ++i) {
    const Driver& driver = drivers_[i / 8];
    const u8 lines = driver.lines(i % 8);
    u8 bits = lines & 0x80;
    for (unsigned segment = 0; segment < 7; ++segment)
      bits = static_cast<u8>(bits | (lines >> (6 - segment) & 1) << segment);
    digits.show(count - 1 - i, bits, driver.brightness());
  }
  return digits;
}

std::optional<std::string> Max7219::text() {
  if (matrix_) return std::nullopt;
  return digits().text();
}

std::vector<Reading> Max7219::readings() {
  if (!matrix_) return digits().readings();
  const bool lit = std::ranges::any_of(drivers_, [](const Driver& d) { return d.on || d.test; });
  return {{"lit", "", lit ? 1.0 : 0.0}};
}

void Max7219::Driver::serialize(emulator::State& state) { state(digits, decode, intensity, scan_limit, on, test); }

void Max7219::serialize(emulator::State& state) {
  Part::serialize(state);
  state(pins_, cs_, shift_);
  if (shift_.size() != drivers_.size())
    throw emulator::StateError(name() + " of the snapshot has another number of modules");
  for (Driver& driver : drivers_) state(driver);
}

}  // namespace parts
