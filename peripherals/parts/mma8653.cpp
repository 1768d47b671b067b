#include "peripherals/parts/mma8653.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace parts {

namespace {

using emulator::u8;

// Register address map (section 6).
enum : u8 {
  STATUS = 0x00,
  OUT_X_MSB = 0x01,
  OUT_Z_MSB = 0x05,
  OUT_Z_LSB = 0x06,
  SYSMOD = 0x0b,
  INT_SOURCE = 0x0c,
  WHO_AM_I = 0x0d,
  XYZ_DATA_CFG = 0x0e,
  PL_STATUS = 0x10,
  PL_CFG = 0x11,
  PL_COUNT = 0x12,
  PL_BF_ZCOMP = 0x13,
  PL_THS_REG = 0x14,
  FF_MT_CFG = 0x15,
  FF_MT_SRC = 0x16,
  FF_MT_THS = 0x17,
  FF_MT_COUNT = 0x18,
  ASLP_COUNT = 0x29,
  CTRL_REG1 = 0x2a,
  CTRL_REG2 = 0x2b,
  CTRL_REG3 = 0x2c,
  CTRL_REG4 = 0x2d,
  CTRL_REG5 = 0x2e,
  OFF_X = 0x2f,
  OFF_Z = 0x31,
};

// STATUS: new data, one bit per axis, then one for all (ZYXDR); in the upper half the same of what was overwritten.
constexpr u8 ZYXDR = 1 << 3;
// FF_MT_CFG, FF_MT_SRC, FF_MT_THS
constexpr u8 ELE = 1 << 7, OAE = 1 << 6, EA = 1 << 7, DBCNTM = 1 << 7;
// CTRL_REG1 … 3
constexpr u8 F_READ = 1 << 1, ACTIVE = 1 << 0, ST = 1 << 7, RST = 1 << 6, IPOL = 1 << 1, PP_OD = 1 << 0;
// INT_SOURCE, CTRL_REG4 and CTRL_REG5 have their bits alike.
constexpr u8 SRC_ASLP = 1 << 7, LNDPRT = 1 << 4, FF_MT = 1 << 2, DRDY = 1 << 0;
// PL_STATUS, PL_CFG, CTRL_REG2, CTRL_REG3
constexpr u8 NEWLP = 1 << 7, PL_DBCNTM = 1 << 7, PL_EN = 1 << 6, SLPE = 1 << 2, WAKE_LNDPRT = 1 << 5,
             WAKE_FF_MT = 1 << 3;

// Which bits of a register can be written (0: read only), and whether in active mode too.
struct Writable {
  u8 mask;
  bool always;
};
Writable writable(u8 address) {
  switch (address) {
    case XYZ_DATA_CFG: return {0x03, false};
    case PL_CFG: return {0xc0, false};
    case PL_COUNT: return {0xff, true};
    case FF_MT_CFG: return {0xf8, false};
    case FF_MT_THS: return {0xff, true};
    case FF_MT_COUNT: return {0xff, true};
    case ASLP_COUNT: return {0xff, false};
    case CTRL_REG3: return {0x2b, false};
    case CTRL_REG4:
    case CTRL_REG5: return {0x95, false};
    default: return {static_cast<u8>(address >= OFF_X && address <= OFF_Z ? 0xff : 0), false};
  }
}

constexpr double interrupt_ohms = 200;

}  // namespace

Mma8653::Mma8653(const Setup& setup)
    : Part(setup),
      i2c_(setup.prefix + setup.name, *this),
      int1_(setup.prefix + setup.name + ".INT1"),
      int2_(setup.prefix + setup.name + ".INT2"),
      acceleration_{&quantity("acceleration_x", "g", 0, {-16, 16}), &quantity("acceleration_y", "g", 0, {-16, 16}),
                    &quantity("acceleration_z", "g", -1, {-16, 16})},
      axes_(setup.attributes),
      noise_(setup),
      address_(static_cast<u8>(setup.attributes.number("address", 0x1d, 0, 127))),
      volts_(setup.attributes.number("volts", setup.supply, 1.6, 3.6)),
      sample_(setup.machine.scheduler, setup.prefix + setup.name + ".sample", [this] { sample(); }) {
  add(i2c_.scl, "SCL");
  add(i2c_.sda, "SDA");
  add(int1_, "INT1");
  add(int2_, "INT2");
  reset();
}

void Mma8653::wired() { i2c_.join(machine_.circuit, address_); }

void Mma8653::power_on() { reset(); }

void Mma8653::reset() {
  regs_ = {};
  regs_[WHO_AM_I] = 0x5a;
  regs_[PL_CFG] = 0x80;
  regs_[PL_BF_ZCOMP] = 0x44;
  regs_[PL_THS_REG] = 0x84;
  out_ = {};
  latched_ = {};
  status_ = 0;
  motion_ = false;
  motion_axes_ = motion_count_ = 0;
  orientation_.reset();
  new_orientation_ = asleep_ = mode_changed_ = false;
  quiet_ = {};
  sample_.cancel();
  update();
}

bool Mma8653::active() const { return regs_[CTRL_REG1] & ACTIVE; }

// Table "System output data rate selection": 800, 400, 200, 100, 50, 12.5, 6.25, 1.56 Hz.
emulator::Duration Mma8653::period() const {
  constexpr int microseconds[] = {1250, 2500, 5000, 10'000, 20'000, 80'000, 160'000, 640'000};
  constexpr int asleep[] = {20'000, 80'000, 160'000, 640'000};  // ASLP_RATE: 50, 12.5, 6.25, 1.56 Hz
  if (asleep_) return std::chrono::microseconds{asleep[regs_[CTRL_REG1] >> 6]};
  return std::chrono::microseconds{microseconds[regs_[CTRL_REG1] >> 3 & 7]};
}

// Addresses go round STATUS … OUT_Z_LSB, so that one transfer can read sample after sample; with F_READ only the high
// bytes take part. OFF_Z is followed by WHO_AM_I (section 6, "Auto-increment address").
u8 Mma8653::following(u8 address) const {
  const bool fast = regs_[CTRL_REG1] & F_READ;
  if (address == OUT_Z_LSB || (fast && address == OUT_Z_MSB)) return STATUS;
  if (fast && address >= OUT_X_MSB && address < OUT_Z_MSB) return static_cast<u8>(address + 2);
  if (address == OFF_Z) return WHO_AM_I;
  return static_cast<u8>(address + 1);
}

u8 Mma8653::read_register(u8 address) {
  switch (address) {
    case STATUS: return status_;
    case SYSMOD: return read_mode();
    case PL_STATUS: return read_orientation();
    case INT_SOURCE: return interrupt_sources();
    case FF_MT_SRC: return read_motion_source();
    default: break;
  }
  if (address >= OUT_X_MSB && address <= OUT_Z_LSB) return read_output(address);
  return address < regs_.size() ? regs_[address] : 0;
}

// The low byte is that of the sample whose high byte was read last (6.1). Reading the high bytes takes the data.
u8 Mma8653::read_output(u8 address) {
  const unsigned axis = (address - OUT_X_MSB) / 2u;
  if ((address - OUT_X_MSB) % 2) return latched_[axis];
  latched_[axis] = static_cast<u8>(out_[axis]);
  const u8 axis_bit = static_cast<u8>(1 << axis);
  status_ &= static_cast<u8>(~(axis_bit | axis_bit << 4));
  if (!(status_ & 0x07)) status_ = 0;
  update();
  return static_cast<u8>(out_[axis] >> 8);
}

u8 Mma8653::read_motion_source() {
  const u8 value = static_cast<u8>((motion_ ? EA : 0) | motion_axes_);
  if (regs_[FF_MT_CFG] & ELE) {
    motion_ = false;
    motion_axes_ = 0;
    update();
  }
  return value;
}

u8 Mma8653::read_orientation() {
  const u8 value = static_cast<u8>((new_orientation_ ? NEWLP : 0) | orientation_.state());
  new_orientation_ = false;
  update();
  return value;
}

// Standby, awake, asleep.
u8 Mma8653::read_mode() {
  mode_changed_ = false;
  update();
  return !active() ? 0 : asleep_ ? 2 : 1;
}

void Mma8653::write_register(u8 address, u8 value) {
  if (address == CTRL_REG1) return write_control1(value);
  if (address == CTRL_REG2) return write_control2(value);
  const Writable can = writable(address);
  if (!can.mask || (active() && !can.always)) return;
  regs_[address] = value & can.mask;
  update();
}

// In active mode only ACTIVE itself can be changed (6.7, CTRL_REG1). Leaving standby clears the outputs; the first
// sample comes after two periods and 1 ms (table of electrical characteristics, turn-on time from standby).
void Mma8653::write_control1(u8 value) {
  const bool was = active(), is = value & ACTIVE;
  if (was && is) return;
  asleep_ = false;
  regs_[CTRL_REG1] = was ? static_cast<u8>(regs_[CTRL_REG1] & ~ACTIVE) : static_cast<u8>(value & 0xfb);
  if (is) {
    out_ = {};
    status_ = 0;
    motion_ = false;
    motion_axes_ = motion_count_ = 0;
    orientation_.reset();
    new_orientation_ = mode_changed_ = false;
    quiet_ = {};
    sample_.after(2 * period() + std::chrono::milliseconds{1});
  } else {
    sample_.cancel();
  }
  update();
}

void Mma8653::write_control2(u8 value) {
  if (value & RST) return reset();
  if (!active()) regs_[CTRL_REG2] = value & static_cast<u8>(ST | 0x1f);
}

// 10 bits, 256, 128 or 64 counts per g (table of sensitivities). OFF_* count 1.96 mg, that is 1/512 g.
void Mma8653::sample() {
  sample_.after(period());
  const double counts_per_g = 256 >> std::min(regs_[XYZ_DATA_CFG] & 3, 2);
  auto g = axes_.to_sensor({acceleration_[0]->value(), acceleration_[1]->value(), acceleration_[2]->value()});
  for (unsigned axis = 0; axis < 3; ++axis) {
    g[axis] += noise_() + static_cast<emulator::i8>(regs_[OFF_X + axis]) / 512.0;
    const long counts = std::clamp(std::lround(g[axis] * counts_per_g), -512l, 511l);
    out_[axis] = static_cast<i16>(counts * 64);
  }
  status_ = static_cast<u8>((status_ & 0x0f) << 4 | 0x0f);  // what nobody has read is overwritten
  const bool moved_before = motion_;
  detect_motion(g);
  orient(g);
  const u8 wakes = regs_[CTRL_REG3];
  judge_sleep((wakes & WAKE_FF_MT && motion_ && !moved_before) || (wakes & WAKE_LNDPRT && new_orientation_));
  update();
}

void Mma8653::orient(const std::array<double, 3>& g) {
  if (!(regs_[PL_CFG] & PL_EN)) return;
  if (orientation_.sample(g, {(regs_[PL_CFG] & PL_DBCNTM) != 0, regs_[PL_COUNT]})) new_orientation_ = true;
}

void Mma8653::judge_sleep(bool happened) {
  if (!(regs_[CTRL_REG2] & SLPE)) return;
  const bool was = asleep_;
  quiet_ = happened ? emulator::Duration{} : quiet_ + period();
  const bool slowest = (regs_[CTRL_REG1] >> 3 & 7) == 7;
  const emulator::Duration patience = regs_[ASLP_COUNT] * std::chrono::milliseconds{slowest ? 640 : 320};
  asleep_ = !happened && (asleep_ || quiet_ >= patience);
  if (asleep_ == was) return;
  mode_changed_ = true;
  sample_.after(period());
}

// Section "freefall and motion": with OAE any axis beyond the threshold, without it all axes below it, debounced.
void Mma8653::detect_motion(const std::array<double, 3>& g) {
  const u8 config = regs_[FF_MT_CFG], enabled = config >> 3 & 7;
  if (!enabled) return;
  const double threshold = (regs_[FF_MT_THS] & 0x7f) * 0.063;
  u8 above = 0, axes = 0;
  for (unsigned axis = 0; axis < 3; ++axis) {
    if (!(enabled >> axis & 1) || std::fabs(g[axis]) <= threshold) continue;
    above |= static_cast<u8>(1 << axis);
    axes |= static_cast<u8>((g[axis] < 0 ? 3 : 2) << 2 * axis);
  }
  const bool condition = config & OAE ? above != 0 : above == 0;
  if (!condition)
    motion_count_ = regs_[FF_MT_THS] & DBCNTM || !motion_count_ ? 0 : static_cast<u8>(motion_count_ - 1);
  else if (motion_count_ < regs_[FF_MT_COUNT])
    ++motion_count_;
  const bool event = condition && motion_count_ >= regs_[FF_MT_COUNT];
  if (config & ELE && motion_) return;  // latched until FF_MT_SRC is read
  if (event && !motion_) motion_axes_ = axes;
  if (!event && !(config & ELE)) motion_axes_ = 0;
  motion_ = event;
}

u8 Mma8653::interrupt_sources() const {
  const u8 sources = static_cast<u8>((motion_ ? FF_MT : 0) | (status_ & ZYXDR ? DRDY : 0) |
                                     (new_orientation_ ? LNDPRT : 0) | (mode_changed_ ? SRC_ASLP : 0));
  return sources & regs_[CTRL_REG4];
}

void Mma8653::update() {
  const u8 sources = interrupt_sources();
  const bool active_high = regs_[CTRL_REG3] & IPOL, open_drain = regs_[CTRL_REG3] & PP_OD;
  const auto drive = [&](emulator::Terminal& pin, u8 routed) {
    const bool asserted = sources & routed;
    if (open_drain && !asserted) return pin.release();
    pin.drive(asserted == active_high ? volts_ : 0, interrupt_ohms);
  };
  drive(int1_, regs_[CTRL_REG5]);
  drive(int2_, static_cast<u8>(~regs_[CTRL_REG5]));
}

void Mma8653::serialize(emulator::State& state) {
  Part::serialize(state);
  emulator::i64 quiet = quiet_.count();
  state(pointer_, pointer_follows_, regs_, out_, latched_, status_, motion_, motion_axes_, motion_count_, orientation_,
        new_orientation_, asleep_, mode_changed_, quiet, noise_, sample_);
  quiet_ = emulator::Duration{quiet};
}

}  // namespace parts
