#include "peripherals/parts/ht16k33.hpp"

#include <fmt/format.h>

#include <bit>

#include "peripherals/parts/choice.hpp"
#include "peripherals/parts/perceived_light.hpp"

namespace parts {

namespace {

constexpr emulator::i64 half_periods[] = {0, 250, 500, 1000};  // ms: 2, 1 and 0.5 Hz
constexpr unsigned digit_rows[] = {0, 1, 3, 4};
constexpr unsigned colon_row = 2;
constexpr emulator::u8 colon_bit = 1 << 1;
constexpr emulator::u8 key_data = 0x40, interrupt_flag = 0x60, last_key_data = 0x45;
constexpr emulator::Duration two_scans = std::chrono::milliseconds{20};
constexpr double segment_milliamps = 1.6;
using emulator::u8;

}  // namespace

Ht16k33::Ht16k33(const Setup& setup)
    : Part(setup),
      display_(
          static_cast<Display>(choice(setup.attributes, "display", {"digits", "matrix8x8", "matrix16x8", "digits14"}))),
      address_(static_cast<u8>(setup.attributes.number("address", 0x70, 0x70, 0x77))),
      label_(setup.prefix + setup.name),
      i2c_(label_, *this),
      scan_(setup.machine.scheduler, label_ + ".scan", [this] { scan(); }) {
  add(i2c_.scl, "SCL");
  add(i2c_.sda, "SDA");
  if (!setup.attributes.flag("keys", false)) return;
  for (unsigned row = 0; row < key_rows; ++row)
    for (unsigned column = 0; column < key_columns; ++column) {
      keys_.push_back(&quantity(fmt::format("KS{}_K{}", row, column + 1), "", 0, {0, 1}));
      keys_.back()->watch([this](double) { scan_.after(two_scans); });
    }
}

// A key that changes within two scans is looked at when it has come to rest.
void Ht16k33::scan() {
  down_ = 0;
  for (unsigned i = 0; i < keys_.size(); ++i) down_ |= emulator::u64{keys_[i]->value() > 0.5} << i;
  if (oscillator_) told_ |= down_;
}

// 40h to 45h: K1 to K8 and K9 to K13 of each row.
u8 Ht16k33::key_byte(unsigned at) const {
  const auto row = static_cast<unsigned>(told_ >> (at / 2 * key_columns) & ((1u << key_columns) - 1));
  return static_cast<u8>(row >> (at % 2 * 8));
}

double Ht16k33::how_much_more() const {
  if (!on_ || !oscillator_) return 0;
  double lit = 0;
  for (const u8 byte : ram_) lit += std::popcount(byte);
  return lit * segment_milliamps * (dimming_ + 1) / 16;
}

void Ht16k33::wired() { i2c_.join(machine_.circuit, address_); }

// "Power-on reset": standby, display off, full brightness, no blinking; what the RAM has is not said.
void Ht16k33::power_on() {
  emulator::Random noise = machine_.random(label_);
  for (u8& byte : ram_) byte = static_cast<u8>(noise.next());
  pointer_ = blink_ = 0;
  dimming_ = 15;
  oscillator_ = on_ = command_follows_ = false;
  told_ = 0;
}

// The first byte is a command; data follow only the display data pointer, which goes round.
void Ht16k33::write(u8 byte) {
  if (command_follows_) {
    command_follows_ = false;
    return command(byte);
  }
  if (pointer_ >= ram_.size()) return;
  takes_otherwise();
  ram_[pointer_] = byte;
  pointer_ = static_cast<u8>((pointer_ + 1u) % ram_.size());
}

void Ht16k33::command(u8 byte) {
  takes_otherwise();
  const bool keys = (byte >= key_data && byte <= last_key_data) || byte == interrupt_flag;
  pointer_ = byte < ram_.size() || keys ? byte : u8{0xff};
  switch (byte >> 4) {
    case 0x2: oscillator_ = byte & 1; break;
    case 0x8:
      on_ = byte & 1;
      blink_ = byte >> 1 & 3;
      blinks_since_ = machine_.now().time_since_epoch().count();
      break;
    case 0xe: dimming_ = byte & 0xf; break;
    default: break;
  }
}

u8 Ht16k33::read() {
  if (pointer_ == interrupt_flag) return told_ ? 0xff : 0;
  if (pointer_ >= key_data && pointer_ <= last_key_data) {
    const u8 told = key_byte(pointer_ - key_data);
    if (pointer_++ == last_key_data) pointer_ = key_data, told_ = down_;
    return told;
  }
  if (pointer_ >= ram_.size()) return 0;
  const u8 byte = ram_[pointer_];
  pointer_ = static_cast<u8>((pointer_ + 1u) % ram_.size());
  return byte;
}

bool Ht16k33::lit() const {
  if (!on_ || !oscillator_) return false;
  if (!blink_) return true;
  const emulator::Duration since{machine_.now().time_since_epoch().count() - blinks_since_};
  return since / std::chrono::milliseconds{half_periods[blink_]} % 2 == 0;
}

double Ht16k33::brightness() const { return lit() ? lightness((dimming_ + 1) / 16.0) : 0; }

bool Ht16k33::point(unsigned x, unsigned y) const {
  if (display_ == Display::matrix8x8) return ram_[2 * y] >> ((x + 7) % 8) & 1;
  return ram_[2 * (x % 8) + x / 8] >> (7 - y) & 1;
}

std::optional<Picture> Ht16k33::picture() const {
  if (display_ == Display::digits) return digits().picture();
  if (display_ == Display::digits14) return letters().picture();
  const unsigned width = display_ == Display::matrix8x8 ? 8 : 16, height = 8;
  Picture picture{width, height, std::vector<double>(width * height)};
  for (unsigned y = 0; y < height; ++y)
    for (unsigned x = 0; x < width; ++x)
      if (point(x, y)) picture.light[y * width + x] = brightness();
  return picture;
}

SegmentDigits Ht16k33::digits() const {
  SegmentDigits digits{4};
  for (unsigned i = 0; i < 4; ++i) digits.show(i, ram_[2 * digit_rows[i]], brightness());
  digits.colon(2, ram_[2 * colon_row] & colon_bit ? brightness() : 0);
  return digits;
}

AlphanumericDigits Ht16k33::letters() const {
  AlphanumericDigits letters{4};
  for (unsigned i = 0; i < 4; ++i)
    letters.show(i, static_cast<emulator::u16>(ram_[2 * i] | ram_[2 * i + 1] << 8), brightness());
  return letters;
}

std::optional<std::string> Ht16k33::text() {
  if (display_ == Display::digits14) return letters().text();
  if (display_ != Display::digits) return std::nullopt;
  return digits().text();
}

std::vector<Reading> Ht16k33::readings() {
  auto readings = display_ == Display::digits     ? digits().readings()
                  : display_ == Display::digits14 ? letters().readings()
                                                  : std::vector<Reading>{};
  readings.push_back({"lit", "", lit() ? 1.0 : 0.0});
  return readings;
}

void Ht16k33::serialize(emulator::State& state) {
  Part::serialize(state);
  state(down_, told_, scan_, ram_, pointer_, blink_, dimming_, blinks_since_, oscillator_, on_, command_follows_);
}

}  // namespace parts
