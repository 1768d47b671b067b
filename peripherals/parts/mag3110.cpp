#include "peripherals/parts/mag3110.hpp"

#include <algorithm>
#include <cmath>

namespace parts {

namespace {

using emulator::u8;

// Register address map (section 5).
enum : u8 {
  DR_STATUS = 0x00,
  OUT_X_MSB = 0x01,
  OUT_Z_LSB = 0x06,
  WHO_AM_I = 0x07,
  SYSMOD = 0x08,
  OFF_X_MSB = 0x09,
  OFF_Z_LSB = 0x0e,
  DIE_TEMP = 0x0f,
  CTRL_REG1 = 0x10,
  CTRL_REG2 = 0x11,
};

constexpr u8 ZYXDR = 1 << 3;
// CTRL_REG1 and CTRL_REG2
constexpr u8 FR = 1 << 2, TM = 1 << 1, AC = 1 << 0, AUTO_MRST_EN = 1 << 7, RAW = 1 << 5;

constexpr double microtesla_per_count = 0.1;
constexpr long most_counts = 30'000;  // with the offset correction; 20 000 without (table of DR_STATUS and outputs)
constexpr double interrupt_ohms = 200;

}  // namespace

// The Earth's field as in London in 2016, the board lying flat with its top to the north: 19.5 uT along the ground,
// 45 uT down into it.
Mag3110::Mag3110(const Setup& setup)
    : Part(setup),
      i2c_(setup.prefix + setup.name, *this),
      int1_(setup.prefix + setup.name + ".INT1"),
      field_{&quantity("magnetic_field_x", "uT", 0, {-3000, 3000}),
             &quantity("magnetic_field_y", "uT", 19.5, {-3000, 3000}),
             &quantity("magnetic_field_z", "uT", -45, {-3000, 3000})},
      temperature_(quantity("temperature", "degC", 25, {-40, 85})),
      axes_(setup.attributes),
      noise_(setup),
      address_(static_cast<u8>(setup.attributes.number("address", 0x0e, 0, 127))),
      volts_(setup.attributes.number("volts", setup.supply, 1.6, 3.6)),
      sample_(setup.machine.scheduler, setup.prefix + setup.name + ".sample", [this] { sample(); }) {
  add(i2c_.scl, "SCL");
  add(i2c_.sda, "SDA");
  add(int1_, "INT1");
  reset();
}

void Mag3110::wired() { i2c_.join(machine_.circuit, address_); }

void Mag3110::power_on() { reset(); }

void Mag3110::reset() {
  regs_ = {};
  regs_[WHO_AM_I] = 0xc4;
  out_ = {};
  latched_ = {};
  status_ = 0;
  sample_.cancel();
  update();
}

bool Mag3110::active() const { return regs_[CTRL_REG1] & AC; }

// Table of over-sampling ratio and data rate: 80 Hz, halved by each step of DR and of OS.
emulator::Duration Mag3110::period() const {
  const unsigned halvings = (regs_[CTRL_REG1] >> 5) + (regs_[CTRL_REG1] >> 3 & 3u);
  return std::chrono::microseconds{12'500} * (1 << halvings);
}

// With FR the low bytes are left out (table of auto-increment addresses).
u8 Mag3110::following(u8 address) const {
  const bool high_byte = address >= OUT_X_MSB && address < OUT_Z_LSB && address % 2;
  return static_cast<u8>(address + (regs_[CTRL_REG1] & FR && high_byte ? 2 : 1));
}

u8 Mag3110::read_register(u8 address) {
  if (address == DR_STATUS) return status_;
  if (address == SYSMOD) return !active() ? 0 : regs_[CTRL_REG2] & RAW ? 1 : 2;
  if (address >= OUT_X_MSB && address <= OUT_Z_LSB) return read_output(address);
  if (address == DIE_TEMP)
    return static_cast<u8>(static_cast<emulator::i8>(std::lround(std::clamp(temperature_.value(), -40.0, 125.0))));
  return address < regs_.size() ? regs_[address] : 0;
}

// The low byte is that of the sample whose high byte was read last. Reading the high bytes takes the data.
u8 Mag3110::read_output(u8 address) {
  const unsigned axis = (address - OUT_X_MSB) / 2u;
  if ((address - OUT_X_MSB) % 2) return latched_[axis];
  latched_[axis] = static_cast<u8>(out_[axis]);
  const u8 axis_bit = static_cast<u8>(1 << axis);
  status_ &= static_cast<u8>(~(axis_bit | axis_bit << 4));
  if (!(status_ & 0x07)) status_ = 0;
  update();
  return static_cast<u8>(out_[axis] >> 8);
}

void Mag3110::write_register(u8 address, u8 value) {
  if (address == CTRL_REG1) return write_control1(value);
  if (address == CTRL_REG2) regs_[CTRL_REG2] = value & (AUTO_MRST_EN | RAW);  // Mag_RST clears itself
  if (address >= OFF_X_MSB && address <= OFF_Z_LSB)                           // 15 bits, left-justified
    regs_[address] = (address - OFF_X_MSB) % 2 ? value & 0xfe : value;
}

// Except for AC the register can only be changed in standby (5.6.1). TM asks for one measurement at once; it clears
// itself when that is done.
void Mag3110::write_control1(u8 value) {
  const bool was = active(), is = value & AC;
  if (was)
    regs_[CTRL_REG1] = static_cast<u8>((regs_[CTRL_REG1] & ~(AC | TM)) | (value & (AC | TM)));
  else
    regs_[CTRL_REG1] = value;
  if (!is && !(value & TM)) return sample_.cancel();
  if (was && is && !(value & TM)) return;
  // One conversion: 16 readings of the 1280 Hz converter, doubled by each step of OS.
  const emulator::Duration conversion = std::chrono::microseconds{12'500} * (1 << (regs_[CTRL_REG1] >> 3 & 3));
  sample_.after(value & TM ? conversion : period());
}

void Mag3110::sample() {
  regs_[CTRL_REG1] &= static_cast<u8>(~TM);
  if (active()) sample_.after(period());
  const auto field = axes_.to_sensor({field_[0]->value(), field_[1]->value(), field_[2]->value()});
  for (unsigned axis = 0; axis < 3; ++axis) {
    long counts = std::lround((field[axis] + noise_()) / microtesla_per_count);
    if (!(regs_[CTRL_REG2] & RAW)) {
      const u8* offset = &regs_[OFF_X_MSB + 2 * axis];
      counts -= static_cast<i16>(offset[0] << 8 | offset[1]) / 2;
    }
    out_[axis] = static_cast<i16>(std::clamp(counts, -most_counts, most_counts));
  }
  status_ = static_cast<u8>((status_ & 0x0f) << 4 | 0x0f);  // what nobody has read is overwritten
  update();
}

void Mag3110::update() { int1_.drive(status_ & ZYXDR ? volts_ : 0, interrupt_ohms); }

void Mag3110::serialize(emulator::State& state) {
  Part::serialize(state);
  state(pointer_, pointer_follows_, regs_, out_, latched_, status_, noise_, sample_);
}

}  // namespace parts
