#include "peripherals/parts/adxl345.hpp"

#include <algorithm>
#include <cmath>

#include "peripherals/parts/gap.hpp"

namespace parts {

namespace {

using emulator::i16;
using emulator::u8;
using std::chrono::microseconds;

enum : u8 {  // table 19
  DEVID = 0x00,
  THRESH_TAP = 0x1d,
  OFSX = 0x1e,
  DUR = 0x21,
  LATENT = 0x22,
  WINDOW = 0x23,
  THRESH_ACT = 0x24,
  THRESH_INACT = 0x25,
  TIME_INACT = 0x26,
  ACT_INACT_CTL = 0x27,
  THRESH_FF = 0x28,
  TIME_FF = 0x29,
  TAP_AXES = 0x2a,
  ACT_TAP_STATUS = 0x2b,
  BW_RATE = 0x2c,
  POWER_CTL = 0x2d,
  INT_ENABLE = 0x2e,
  INT_MAP = 0x2f,
  INT_SOURCE = 0x30,
  DATA_FORMAT = 0x31,
  DATAX0 = 0x32,
  DATAZ1 = 0x37,
  FIFO_CTL = 0x38,
  FIFO_STATUS = 0x39,
};

// INT_ENABLE, INT_MAP, INT_SOURCE
constexpr u8 DATA_READY = 1 << 7, SINGLE_TAP = 1 << 6, DOUBLE_TAP = 1 << 5, ACTIVITY = 1 << 4, INACTIVITY = 1 << 3,
             FREE_FALL = 1 << 2, WATERMARK = 1 << 1, OVERRUN = 1 << 0;
// POWER_CTL, DATA_FORMAT
constexpr u8 LINK = 1 << 5, AUTO_SLEEP = 1 << 4, MEASURE = 1 << 3, SLEEP = 1 << 2;
constexpr u8 SUPPRESS = 1 << 3;  // of TAP_AXES
constexpr u8 SELF_TEST = 1 << 7, INT_INVERT = 1 << 5, FULL_RES = 1 << 3, JUSTIFY = 1 << 2;

constexpr std::size_t fifo_depth = 32;
constexpr double counts_per_g = 256, offset_counts = 4;  // of full resolution; 15.6 mg
constexpr double g_per_threshold = 0.0625;
constexpr microseconds tap_unit{625}, wait_unit{1250}, fall_unit{5000}, quiet_unit{1'000'000};
constexpr double output_ohms = 200;

}  // namespace

Adxl345::Adxl345(const Setup& setup)
    : I2cPart(setup, 0x53, 0x1d, 0x53),
      int1_(setup.prefix + setup.name + ".INT1"),
      int2_(setup.prefix + setup.name + ".INT2"),
      acceleration_{&quantity("acceleration_x", "g", 0, {-16, 16}), &quantity("acceleration_y", "g", 0, {-16, 16}),
                    &quantity("acceleration_z", "g", 1, {-16, 16})},
      axes_(setup.attributes),
      volts_(setup.attributes.number("volts", setup.supply, 2, 3.6)),
      noise_(setup),
      label_(setup.prefix + setup.name),
      sample_(setup.machine.scheduler, label_ + ".sample", [this] { sample(); }) {
  only_at(0x53, 0x1d);
  add(int1_, "INT1");
  add(int2_, "INT2");
  power_on();
}

void Adxl345::power_on() {
  regs_ = {};
  regs_[DEVID] = 0xe5;
  regs_[BW_RATE] = 0x0a;
  events_ = 0;
  shown_ = {};
  fifo_.clear();
  fresh_ = overrun_ = false;
  quiet_ = falling_ = tapping_ = {};
  tap_ = Tap::first;
  sample_.cancel();
  show();
}

// Table 7: 3200 Hz, halved for every step down.
emulator::Duration Adxl345::period() const {
  return emulator::Clock{3200}.ticks(emulator::i64{1} << (15 - (regs_[BW_RATE] & 15)));
}

bool Adxl345::measures() const { return regs_[POWER_CTL] & MEASURE; }

void Adxl345::start(bool reading) {
  release();
  pointer_follows_ = !reading;
  shadow_ = shown_;
}

void Adxl345::write(u8 byte) {
  if (pointer_follows_)
    pointer_ = byte;
  else
    write_register(pointer_++, byte);
  pointer_follows_ = false;
}

u8 Adxl345::read() { return read_register(pointer_++); }

u8 Adxl345::read_register(u8 address) {
  if (address == INT_SOURCE) {
    const u8 value = source();
    events_ = 0;
    show();
    return value;
  }
  if (address == FIFO_STATUS) return static_cast<u8>(std::min(fifo_.size() / 3 + fresh_, fifo_depth + 1));
  if (address < DATAX0 || address > DATAZ1) return address < regs_.size() ? regs_[address] : 0;
  const auto data = static_cast<emulator::u16>(shadow_[(address - DATAX0) / 2u]);
  taken_ = true;
  return static_cast<u8>(address % 2 ? data >> 8 : data);
}

// The next of the FIFO take the place of data that have been read ("FIFO", "Retrieving data").
void Adxl345::release() {
  if (taken_) fetch();
  taken_ = false;
}

void Adxl345::fetch() {
  fresh_ = overrun_ = false;
  if (!fifo_.empty()) {
    std::copy_n(fifo_.begin(), 3, shown_.begin());
    fifo_.erase(fifo_.begin(), fifo_.begin() + 3);
    fresh_ = true;
  }
  show();
}

void Adxl345::write_register(u8 address, u8 value) {
  const bool read_only = address == ACT_TAP_STATUS || address == INT_SOURCE || address >= FIFO_STATUS;
  if (address < THRESH_TAP || read_only || (address >= DATAX0 && address <= DATAZ1)) return;
  tell_gaps(address, value);
  const u8 before = regs_[address];
  regs_[address] = value;
  if (address == POWER_CTL && (before ^ value) & MEASURE) measures() ? sample_.after(period()) : sample_.cancel();
  if (address == BW_RATE && measures()) sample_.after(period());
  if (address == FIFO_CTL && !(value >> 6)) fifo_.clear();
  if (address == INT_ENABLE || address == ACT_INACT_CTL) {
    for (unsigned i = 0; i < 3; ++i) active_from_[i] = quiet_from_[i] = acceleration_[i]->value();
    active_from_ = quiet_from_ = axes_.to_sensor(active_from_);
    quiet_ = {};
  }
  show();
}

void Adxl345::tell_gaps(u8 address, u8 value) {
  const auto tell = [this](const char* what) { tell_gap(machine_, label_, what); };
  if (address == FIFO_CTL && value >> 6 == 3) tell("the FIFO's trigger mode");
  if (address == POWER_CTL && value & (AUTO_SLEEP | SLEEP)) tell("sleep");
  if (address == POWER_CTL && value & LINK) tell("linking of activity and inactivity");
  if (address == DATA_FORMAT && value & SELF_TEST) tell("self-test");
}

void Adxl345::sample() {
  sample_.after(period());
  std::array<double, 3> g{};
  for (unsigned i = 0; i < 3; ++i) g[i] = acceleration_[i]->value();
  g = axes_.to_sensor(g);
  const u8 format = regs_[DATA_FORMAT];
  const unsigned range = format & 3, bits = format & FULL_RES ? 10 + range : 10;
  const long most = (1l << (bits - 1)) - 1;
  Sample counts{};
  for (unsigned i = 0; i < 3; ++i) {
    g[i] += noise_() + static_cast<emulator::i8>(regs_[OFSX + i]) * offset_counts / counts_per_g;
    const long value = std::lround(g[i] * counts_per_g / (format & FULL_RES ? 1 : 1 << range));
    counts[i] = static_cast<i16>(std::clamp(value, -most - 1, most) * (format & JUSTIFY ? 1l << (16 - bits) : 1));
  }
  store(counts);
  judge(g);
  show();
}

// Bypass keeps the newest; FIFO keeps the oldest, stream the newest 32 (table 22).
void Adxl345::store(const Sample& counts) {
  const unsigned mode = regs_[FIFO_CTL] >> 6;
  if (mode == 0 || !fresh_) {
    overrun_ |= fresh_;
    shown_ = counts;
    fresh_ = true;
    return;
  }
  if (fifo_.size() == 3 * fifo_depth) {
    overrun_ = true;
    if (mode == 1) return;
    std::copy_n(fifo_.begin(), 3, shown_.begin());
    fifo_.erase(fifo_.begin(), fifo_.begin() + 3);
  }
  fifo_.insert(fifo_.end(), counts.begin(), counts.end());
}

void Adxl345::judge(const std::array<double, 3>& g) {
  judge_activity(g);
  judge_tap(g);
  judge_fall(g);
}

// `axes`: bits 2 to 0 for X, Y, Z.
bool Adxl345::beyond(const std::array<double, 3>& g, const std::array<double, 3>& reference, u8 axes,
                     u8 threshold) const {
  for (unsigned i = 0; i < 3; ++i)
    if (axes >> (2 - i) & 1 && std::abs(g[i] - reference[i]) > threshold * g_per_threshold) return true;
  return false;
}

void Adxl345::judge_activity(const std::array<double, 3>& g) {
  const u8 control = regs_[ACT_INACT_CTL];
  const bool act_relative = control & 0x80, inact_relative = control & 0x08;
  const std::array<double, 3> zero{};
  if (beyond(g, act_relative ? active_from_ : zero, control >> 4 & 7, regs_[THRESH_ACT])) {
    events_ |= ACTIVITY & regs_[INT_ENABLE];
    active_from_ = g;
  }
  if (!(control & 7)) return;
  if (beyond(g, inact_relative ? quiet_from_ : zero, control & 7, regs_[THRESH_INACT])) {
    quiet_from_ = g;
    quiet_ = {};
    return;
  }
  quiet_ += period();
  if (quiet_ < regs_[TIME_INACT] * quiet_unit) return;
  events_ |= INACTIVITY & regs_[INT_ENABLE];
  quiet_ = {};
}

// Above the threshold for less than DUR, then below. A second tap must begin within WINDOW, once LATENT has passed.
void Adxl345::judge_tap(const std::array<double, 3>& g) {
  if (!regs_[DUR]) return;
  if (tap_ != Tap::first) since_tap_ += period();
  if (beyond(g, {}, regs_[TAP_AXES] & 7, regs_[THRESH_TAP])) {
    if (!tapping_.count()) tap_began();
    tapping_ += period();
    return;
  }
  if (tapping_.count() && tapping_ <= regs_[DUR] * tap_unit) tapped();
  if (tapping_.count() && tap_ == Tap::second) tap_ = Tap::first;  // it was too long
  tapping_ = {};
  if (tap_ == Tap::waiting && since_tap_ > (regs_[LATENT] + regs_[WINDOW]) * wait_unit) tap_ = Tap::first;
}

// What comes while LATENT passes is no second tap; with SUPPRESS it spoils the wait.
void Adxl345::tap_began() {
  if (tap_ != Tap::waiting) return;
  const bool early = since_tap_ < regs_[LATENT] * wait_unit;
  const bool late = since_tap_ > (regs_[LATENT] + regs_[WINDOW]) * wait_unit;
  if (late || (early && regs_[TAP_AXES] & SUPPRESS))
    tap_ = Tap::first;
  else if (!early)
    tap_ = Tap::second;
}

void Adxl345::tapped() {
  events_ |= SINGLE_TAP & regs_[INT_ENABLE];
  if (tap_ == Tap::second) {
    events_ |= DOUBLE_TAP & regs_[INT_ENABLE];
    tap_ = Tap::first;
  } else if (tap_ == Tap::first && regs_[LATENT] && regs_[WINDOW]) {
    tap_ = Tap::waiting;
    since_tap_ = {};
  }
}

// All axes below the threshold for TIME_FF.
void Adxl345::judge_fall(const std::array<double, 3>& g) {
  const bool falls = !beyond(g, {}, 7, regs_[THRESH_FF]);
  falling_ = falls ? falling_ + period() : emulator::Duration{};
  if (falls && falling_ >= regs_[TIME_FF] * fall_unit) events_ |= FREE_FALL & regs_[INT_ENABLE];
}

u8 Adxl345::source() const {
  const std::size_t held = fifo_.size() / 3 + fresh_;
  const std::size_t mark = regs_[FIFO_CTL] & 31u;
  return static_cast<u8>(events_ | (fresh_ ? DATA_READY : 0) | (overrun_ ? OVERRUN : 0) |
                         (regs_[FIFO_CTL] >> 6 && held >= mark ? WATERMARK : 0));
}

void Adxl345::show() {
  const u8 now = source() & regs_[INT_ENABLE];
  drive(int1_, now & ~regs_[INT_MAP]);
  drive(int2_, now & regs_[INT_MAP]);
}

void Adxl345::drive(emulator::Terminal& pin, bool asserted) {
  const double volts = asserted != static_cast<bool>(regs_[DATA_FORMAT] & INT_INVERT) ? volts_ : 0;
  if (pin.driven_volts() != volts || std::isinf(pin.driven_ohms())) pin.drive(volts, output_ohms);
}

void Adxl345::serialize(emulator::State& state) {
  Part::serialize(state);
  emulator::i64 quiet = quiet_.count(), falling = falling_.count(), tapping = tapping_.count(),
                since = since_tap_.count();
  state(pointer_, pointer_follows_, regs_, events_, shown_, shadow_, taken_, fifo_, fresh_, overrun_, active_from_,
        quiet_from_, quiet, falling, tapping, since, tap_, noise_, sample_);
  quiet_ = emulator::Duration{quiet};
  falling_ = emulator::Duration{falling};
  tapping_ = emulator::Duration{tapping};
  since_tap_ = emulator::Duration{since};
}

}  // namespace parts
