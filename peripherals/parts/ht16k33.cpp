#include "peripherals/parts/ht16k33.hpp"

#include "peripherals/parts/choice.hpp"
#include "peripherals/parts/perceived_light.hpp"

namespace parts {

namespace {

constexpr emulator::i64 half_periods[] = {0, 250, 500, 1000};  // ms: 2, 1 and 0.5 Hz
constexpr unsigned digit_rows[] = {0, 1, 3, 4};
constexpr unsigned colon_row = 2;
constexpr emulator::u8 colon_bit = 1 << 1;

}  // namespace

Ht16k33::Ht16k33(const Setup& setup)
    : Part(setup),
      display_(static_cast<Display>(choice(setup.attributes, "display", {"digits", "matrix8x8", "matrix16x8"}))),
      address_(static_cast<u8>(setup.attributes.number("address", 0x70, 0x70, 0x77))),
      label_(setup.prefix + setup.name),
      i2c_(label_, *this) {
  add(i2c_.scl, "SCL");
  add(i2c_.sda, "SDA");
}

void Ht16k33::wired() { i2c_.join(machine_.circuit, address_); }

// "Power-on reset": standby, display off, full brightness, no blinking; what the RAM has is not said.
void Ht16k33::power_on() {
  emulator::Random noise = machine_.random(label_);
  for (u8& byte : ram_) byte = static_cast<u8>(noise.next());
  pointer_ = blink_ = 0;
  dimming_ = 15;
  oscillator_ = on_ = command_follows_ = false;
}

// The first byte is a command; data follow only the display data pointer, which goes round.
void Ht16k33::write(u8 byte) {
  if (command_follows_) {
    command_follows_ = false;
    return command(byte);
  }
  if (pointer_ >= ram_.size()) return;
  ram_[pointer_] = byte;
  pointer_ = static_cast<u8>((pointer_ + 1u) % ram_.size());
}

void Ht16k33::command(u8 byte) {
  pointer_ = byte < ram_.size() ? byte : u8{0xff};
  switch (byte >> 4) {
    case 0x2: oscillator_ = byte & 1; break;
    case 0x8:
      on_ = byte & 1;
      blink_ = byte >> 1 & 3;
      blinks_since_ = machine_.now().time_since_epoch().count();
      break;
    case 0xe: dimming_ = byte & 0xf; break;
    case 0x4:  // key data: none is pressed, which reads 0; so does the interrupt flag, 60h
    case 0x6:
    default: break;
  }
}

emulator::u8 Ht16k33::read() {
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

std::optional<std::string> Ht16k33::text() {
  if (display_ != Display::digits) return std::nullopt;
  return digits().text();
}

std::vector<Reading> Ht16k33::readings() {
  auto readings = display_ == Display::digits ? digits().readings() : std::vector<Reading>{};
  readings.push_back({"lit", "", lit() ? 1.0 : 0.0});
  return readings;
}

void Ht16k33::serialize(emulator::State& state) {
  Part::serialize(state);
  state(ram_, pointer_, blink_, dimming_, blinks_since_, oscillator_, on_, command_follows_);
}

}  // namespace parts
