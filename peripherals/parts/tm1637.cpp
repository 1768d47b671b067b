#include "peripherals/parts/tm1637.hpp"

#include <fmt/format.h>

#include <bit>

#include "peripherals/parts/perceived_light.hpp"

namespace parts {

namespace {

constexpr double pulse_widths[] = {1, 2, 4, 10, 11, 12, 13, 14};  // of 16 ("Display control")
constexpr emulator::u8 display_on = 1 << 3, fixed_address = 1 << 2, read_keys = 1 << 1;
constexpr unsigned colon_digit = 1;
constexpr emulator::u8 no_key = 0xff;
constexpr double segment_milliamps = 2.5;

}  // namespace

Tm1637::Tm1637(const Setup& setup)
    : Part(setup),
      label_(setup.prefix + setup.name),
      digits_(static_cast<unsigned>(setup.attributes.number("digits", 4, 1, 6))),
      colon_(setup.attributes.flag("colon", true)),
      volts_(setup.attributes.number("volts", setup.supply, 3.3, 5.5)),
      pull_ohms_(setup.attributes.number("pull_ohms", 10'000, 100, 1e6)),
      clk_(label_ + ".CLK", volts_, true, [this](bool level) { clock_changed(level); }),
      dio_(label_ + ".DIO", volts_, pull_ohms_, [this](bool level) { data_changed(level); }) {
  add(clk_.terminal, "CLK");
  add(dio_.pin, "DIO");
  if (!setup.attributes.flag("keys", false)) return;
  for (unsigned i = 0; i < 16; ++i)
    keys_.push_back(&quantity(fmt::format("K{}_SG{}", i / 8 + 1, i % 8 + 1), "", 0, {0, 1}));
}

emulator::u8 Tm1637::key() const {
  for (unsigned i = 0; i < keys_.size(); ++i)
    if (keys_[i]->value() > 0.5) return static_cast<u8>((i < 8 ? 0xf7 : 0xef) - i % 8);
  return no_key;
}

double Tm1637::how_much_more() const {
  if (!(control_ & display_on)) return 0;
  double lit = 0;
  for (unsigned i = 0; i < digits_; ++i) lit += std::popcount(ram_[i]);
  return lit * segment_milliamps * pulse_widths[control_ & 7] / pulse_widths[7];
}

void Tm1637::wired() { clk_.terminal.drive(volts_, pull_ohms_); }

void Tm1637::power_on() {
  emulator::Random noise = machine_.random(label_);
  for (u8& byte : ram_) byte = static_cast<u8>(noise.next());
  control_ = address_ = bits_ = 0;
  fixed_ = active_ = command_follows_ = reading_ = addressed_ = false;
  dio_.pull_low(false);
}

void Tm1637::data_changed(bool level) {
  if (!clk_.level()) return;
  active_ = !level;
  command_follows_ = active_;
  bits_ = 0;
  reading_ = addressed_ = false;
}

void Tm1637::clock_changed(bool level) {
  if (!active_) return;
  if (level) {
    if (bits_ >= 8) return;
    byte_ = static_cast<u8>((bits_ ? byte_ : 0) | dio_.level() << bits_);
    ++bits_;
  } else if (bits_ == 8) {
    bits_ = 9;
    dio_.pull_low(true);
    if (reading_)
      reading_ = addressed_ = false;  // its own byte has gone
    else
      take(byte_);
  } else if (bits_ == 9) {
    bits_ = 0;
    dio_.pull_low(false);
    if (reading_) tell_key();
  } else if (reading_ && bits_ > 0) {
    tell_key();
  }
}

// Its bits change while CLK is low, the lowest first.
void Tm1637::tell_key() {
  if (bits_ == 0) told_key_ = key();
  dio_.pull_low(!(told_key_ >> bits_ & 1));
}

void Tm1637::take(u8 byte) {
  takes_otherwise();
  if (!command_follows_) {
    if (!addressed_) return;
    ram_[address_] = byte;
    if (!fixed_) address_ = static_cast<u8>((address_ + 1u) % ram_.size());
    return;
  }
  command_follows_ = false;
  switch (byte >> 6) {
    case 1:
      fixed_ = byte & fixed_address;
      reading_ = byte & read_keys;
      break;
    case 2: control_ = byte & 0x0f; break;
    case 3:
      addressed_ = (byte & 0x0f) < ram_.size();
      address_ = byte & 0x0f;
      break;
    default: break;
  }
}

SegmentDigits Tm1637::shown() const {
  SegmentDigits digits{digits_};
  const double light = control_ & display_on ? lightness(pulse_widths[control_ & 7] / pulse_widths[7]) : 0;
  for (unsigned i = 0; i < digits_; ++i) digits.show(i, ram_[i] & (colon_ ? 0x7f : 0xff), light);
  if (colon_ && digits_ > colon_digit) digits.colon(colon_digit + 1, ram_[colon_digit] & 0x80 ? light : 0);
  return digits;
}

std::vector<Reading> Tm1637::readings() {
  auto readings = shown().readings();
  readings.push_back({"lit", "", control_ & display_on ? 1.0 : 0.0});
  return readings;
}

void Tm1637::serialize(emulator::State& state) {
  Part::serialize(state);
  state(clk_, dio_, ram_, control_, address_, byte_, bits_, fixed_, active_, command_follows_, reading_, addressed_,
        told_key_);
}

}  // namespace parts
