#include "peripherals/parts/sht31.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "peripherals/parts/gap.hpp"

namespace parts {

namespace {

using emulator::u16;
using emulator::u8;
using std::chrono::microseconds;

// Tables 13 to 17.
enum : u16 {
  fetch_data = 0xe000,
  break_command = 0x3093,
  soft_reset = 0x30a2,
  heater_on = 0x306d,
  heater_off = 0x3066,
  read_status = 0xf32d,
  clear_status = 0x3041,
};
// The commands of the limits, in their order; to read and to write them.
constexpr u16 read_limits[] = {0xe11f, 0xe114, 0xe109, 0xe102}, write_limits[] = {0x611d, 0x6116, 0x610b, 0x6100};
enum Limit : unsigned { high_set, high_clear, low_clear, low_set };
constexpr u16 humidity_alert = 1 << 11, temperature_alert = 1 << 10, checksum_failed = 1 << 0;
constexpr double output_ohms = 100;

constexpr u16 alert_pending = 1 << 15, heater = 1 << 13, reset_detected = 1 << 4;

constexpr microseconds high{15'000}, medium{6'000}, low{4'000};  // table 4, by repeatability

struct Shot {
  u16 code;
  bool stretches;
  microseconds time;
};
constexpr Shot shots[] = {
    // table 9
    {0x2c06, true, high},  {0x2c0d, true, medium},  {0x2c10, true, low},
    {0x2400, false, high}, {0x240b, false, medium}, {0x2416, false, low},
};
struct Periodic {
  u16 code;
  microseconds period, time;
};
constexpr Periodic periodics[] = {
    // table 10: 0.5, 1, 2, 4, 10 a second
    {0x2032, microseconds{2'000'000}, high},   {0x2024, microseconds{2'000'000}, medium},
    {0x202f, microseconds{2'000'000}, low},    {0x2130, microseconds{1'000'000}, high},
    {0x2126, microseconds{1'000'000}, medium}, {0x212d, microseconds{1'000'000}, low},
    {0x2236, microseconds{500'000}, high},     {0x2220, microseconds{500'000}, medium},
    {0x222b, microseconds{500'000}, low},      {0x2334, microseconds{250'000}, high},
    {0x2322, microseconds{250'000}, medium},   {0x2329, microseconds{250'000}, low},
    {0x2737, microseconds{100'000}, high},     {0x2721, microseconds{100'000}, medium},
    {0x272a, microseconds{100'000}, low},      {0x2b32, microseconds{250'000}, high},  // 4.7: ART, 4 a second
};

// Table 19: x^8 + x^5 + x^4 + 1 from 0xff, highest bit first.
u8 checksum(u16 word) {
  unsigned crc = 0xff;
  for (const unsigned byte : {static_cast<unsigned>(word >> 8), word & 0xffu}) {
    crc ^= byte;
    for (int i = 0; i < 8; ++i) crc = (crc & 0x80 ? crc << 1 ^ 0x31 : crc << 1) & 0xff;
  }
  return static_cast<u8>(crc);
}

std::vector<u8> with_checksums(const std::vector<u16>& words) {
  std::vector<u8> bytes;
  for (const u16 word : words) {
    bytes.push_back(static_cast<u8>(word >> 8));
    bytes.push_back(static_cast<u8>(word));
    bytes.push_back(checksum(word));
  }
  return bytes;
}

u16 reading(double share);
// Seven bits of humidity, nine of temperature.
u16 limit(double celsius, double percent) {
  return static_cast<u16>((reading(percent / 100) & 0xfe00) | reading((celsius + 45) / 175) >> 7);
}

u16 reading(double share) { return static_cast<u16>(std::lround(std::clamp(share, 0.0, 1.0) * 65535)); }

}  // namespace

Sht31::Sht31(const Setup& setup)
    : I2cPart(setup, 0x44, 0x44, 0x45),
      temperature_(quantity("temperature", "degC", 25, {-40, 125})),
      humidity_(quantity("humidity", "%", 40, {0, 100})),
      noise_(setup),
      humidity_noise_(setup, "humidity_noise"),
      volts_(setup.supply),
      alert_(setup.prefix + setup.name + ".ALERT"),
      measured_(setup.machine.scheduler, setup.prefix + setup.name + ".measured", [this] { measured(); }) {
  add(alert_, "ALERT");
  reset();
}

void Sht31::power_on() { reset(); }

void Sht31::reset() {
  bytes_ = high_ = 0;
  status_ = alert_pending | reset_detected;  // table 18, default 1
  reading_ = stretching_ = fresh_ = false;
  out_.clear();
  measurement_.clear();
  sent_ = 0;
  period_ = shot_ = {};
  measured_.cancel();
  limit_ = no_limit;
  limits_ = {limit(60, 80), limit(58, 79), limit(-9, 22), limit(-10, 20)};
  show_alert();
}

void Sht31::show_alert() {
  const bool alert = status_ & (alert_pending | humidity_alert | temperature_alert);
  alert_.drive(alert ? volts_ : 0, output_ohms);
}

// A limit whose checksum is wrong is not taken, which the status tells.
void Sht31::take_limit() {
  const auto word = static_cast<u16>(limit_bytes_[0] << 8 | limit_bytes_[1]);
  const bool right = checksum(word) == limit_bytes_[2];
  status_ = static_cast<u16>(right ? status_ & ~checksum_failed : status_ | checksum_failed);
  if (right) limits_[limit_] = word;
  limit_ = no_limit;
}

// Beyond a limit that sets an alert it stays until the limit that clears it is passed. A low limit above the high one
// switches the alert off (the note's section 1).
void Sht31::track(u16 temperature, u16 humidity) {
  const auto look = [this](u16 flag, u16 value, u16 mask, unsigned shift) {
    const auto at = [&](Limit l) { return unsigned{limits_[l]} & mask; };
    const unsigned now = value >> shift & mask;
    if (at(low_set) > at(high_set))
      status_ &= static_cast<u16>(~flag);
    else if (now >= at(high_set) || now <= at(low_set))
      status_ |= flag | alert_pending;
    else if (now <= at(high_clear) && now >= at(low_clear))
      status_ &= static_cast<u16>(~flag);
  };
  look(humidity_alert, humidity, 0xfe00, 0);
  look(temperature_alert, temperature, 0x01ff, 7);
  show_alert();
}

// A read is refused while there is nothing to be read, unless SCL is to be held until there is (4.4).
bool Sht31::acknowledges(bool reading) const { return !reading || sent_ < out_.size() || stretching_; }

void Sht31::start(bool reading) {
  reading_ = reading;
  if (!reading) bytes_ = 0, limit_ = no_limit;
}

bool Sht31::stretches() const { return reading_ && stretching_; }

void Sht31::write(u8 byte) {
  if (bytes_++ == 0)
    high_ = byte;
  else if (bytes_ == 2)
    command(static_cast<u16>(high_ << 8 | byte));
  else if (limit_ != no_limit && bytes_ <= 5)
    if (limit_bytes_[bytes_ - 3u] = byte; bytes_ == 5) take_limit();
}

u8 Sht31::read() { return sent_ < out_.size() ? out_[sent_++] : 0xff; }

void Sht31::answer(std::vector<u16> words) {
  out_ = with_checksums(words);
  sent_ = 0;
}

void Sht31::measure(emulator::Duration time) {
  out_.clear();
  sent_ = 0;
  measured_.after(time);
}

void Sht31::command(u16 code) {
  const auto has_code = [code](const auto& entry) { return entry.code == code; };
  if (const auto shot = std::ranges::find_if(shots, has_code); shot != std::end(shots) && period_ == period_.zero()) {
    stretching_ = shot->stretches;
    return measure(shot->time);
  }
  if (const auto periodic = std::ranges::find_if(periodics, has_code); periodic != std::end(periodics)) {
    period_ = periodic->period;
    shot_ = periodic->time;
    fresh_ = stretching_ = false;
    return measure(shot_);
  }
  if (const auto* set = std::ranges::find(write_limits, code); set != std::end(write_limits)) {
    limit_ = static_cast<u8>(set - std::begin(write_limits));
    return;
  }
  if (const auto* read = std::ranges::find(read_limits, code); read != std::end(read_limits))
    return answer({limits_[static_cast<std::size_t>(read - std::begin(read_limits))]});
  switch (code) {
    case fetch_data:  // once for each measurement (4.6)
      out_ = fresh_ ? measurement_ : std::vector<u8>{};
      sent_ = 0;
      fresh_ = false;
      return;
    case break_command:
      period_ = {};
      fresh_ = false;
      return measured_.cancel();
    case soft_reset: return reset();
    case heater_on: status_ |= heater; return;
    case heater_off: status_ &= static_cast<u16>(~heater); return;
    case read_status: return answer({status_});
    case clear_status: status_ &= heater; return show_alert();
    default: tell_gap(machine_, name(), fmt::format("the command 0x{:04x}", code));
  }
}

// 4.13: -45 to 130 degC and 0 to 100 % over 16 bits.
void Sht31::measured() {
  const u16 temperature = reading((temperature_.value() + noise_() + 45) / 175);
  const u16 humidity = reading((humidity_.value() + humidity_noise_()) / 100);
  measurement_ = with_checksums({temperature, humidity});
  if (period_ != period_.zero()) {
    track(temperature, humidity);
    fresh_ = true;
    return measured_.after(period_);
  }
  out_ = measurement_;
  sent_ = 0;
  const bool held = stretches();
  stretching_ = false;
  if (held && i2c_.bus()) i2c_.bus()->ready();
}

void Sht31::serialize(emulator::State& state) {
  Part::serialize(state);
  emulator::i64 period = period_.count(), shot = shot_.count();
  state(bytes_, high_, status_, reading_, stretching_, fresh_, out_, measurement_, sent_, period, shot, noise_,
        humidity_noise_, measured_, limit_, limit_bytes_, limits_);
  period_ = emulator::Duration{period};
  shot_ = emulator::Duration{shot};
}

}  // namespace parts
