#include "peripherals/parts/mpu6050.hpp"

#include <algorithm>
#include <cmath>

#include "peripherals/parts/gap.hpp"

namespace parts {

namespace {

using emulator::u8;
using std::chrono::microseconds;

// Register map (section 3).
enum : u8 {
  SMPLRT_DIV = 0x19,
  CONFIG = 0x1a,
  GYRO_CONFIG = 0x1b,
  ACCEL_CONFIG = 0x1c,
  FIFO_EN = 0x23,
  INT_PIN_CFG = 0x37,
  INT_ENABLE = 0x38,
  INT_STATUS = 0x3a,
  ACCEL_XOUT_H = 0x3b,
  TEMP_OUT_H = 0x41,
  GYRO_XOUT_H = 0x43,
  GYRO_ZOUT_L = 0x48,
  USER_CTRL = 0x6a,
  PWR_MGMT_1 = 0x6b,
  PWR_MGMT_2 = 0x6c,
  WHO_AM_I = 0x75,
};

// INT_PIN_CFG, INT_ENABLE and INT_STATUS, PWR_MGMT_1
constexpr u8 INT_LEVEL = 1 << 7, INT_OPEN = 1 << 6, LATCH_INT_EN = 1 << 5, INT_RD_CLEAR = 1 << 4, DATA_RDY = 1 << 0;
constexpr u8 DEVICE_RESET = 1 << 7, SLEEP = 1 << 6, CYCLE = 1 << 5, TEMP_DIS = 1 << 3;
constexpr u8 DMP_EN = 1 << 7, USER_FIFO_EN = 1 << 6, I2C_MST_EN = 1 << 5;  // USER_CTRL
constexpr u8 self_test = 0xe0;                                             // of the three axes

constexpr microseconds pulse{50};  // 4.18, INT_PIN_CFG
constexpr double interrupt_ohms = 200;
constexpr double accelerometer_counts = 16384, gyroscope_counts = 131;  // of the finest scales: 2 g, 250 degrees/s
constexpr double counts_per_degree = 340, counts_zero_degrees = 36.53;  // 4.18, TEMP_OUT

}  // namespace

Mpu6050::Mpu6050(const Setup& setup)
    : Part(setup),
      i2c_(setup.prefix + setup.name, *this),
      int_(setup.prefix + setup.name + ".INT"),
      acceleration_{&quantity("acceleration_x", "g", 0, {-16, 16}), &quantity("acceleration_y", "g", 0, {-16, 16}),
                    &quantity("acceleration_z", "g", 1, {-16, 16})},
      rotation_{&quantity("rotation_x", "deg/s", 0, {-2000, 2000}), &quantity("rotation_y", "deg/s", 0, {-2000, 2000}),
                &quantity("rotation_z", "deg/s", 0, {-2000, 2000})},
      temperature_(quantity("temperature", "degC", 25, {-40, 85})),
      axes_(setup.attributes),
      address_(static_cast<u8>(setup.attributes.number("address", 0x68, 0x68, 0x69))),
      volts_(setup.attributes.number("volts", setup.supply, 2.375, 3.46)),
      noise_(setup),
      rotation_noise_(setup, "rotation_noise"),
      sample_(setup.machine.scheduler, setup.prefix + setup.name + ".sample", [this] { sample(); }),
      pulse_end_(setup.machine.scheduler, setup.prefix + setup.name + ".pulse", [this] { interrupt(false); }) {
  add(i2c_.scl, "SCL");
  add(i2c_.sda, "SDA");
  add(int_, "INT");
  reset();
}

void Mpu6050::wired() { i2c_.join(machine_.circuit, address_); }

void Mpu6050::power_on() { reset(); }

// It wakes asleep (section 3).
void Mpu6050::reset() {
  regs_ = {};
  regs_[PWR_MGMT_1] = SLEEP;
  regs_[WHO_AM_I] = 0x68;  // without AD0
  sample_.cancel();
  pulse_end_.cancel();
  interrupt(false);
}

// 4.2: 8 kHz without the filter (DLPF_CFG 0 or 7), 1 kHz with it, divided.
emulator::Duration Mpu6050::period() const {
  const u8 filter = regs_[CONFIG] & 7;
  return microseconds{filter == 0 || filter == 7 ? 125 : 1000} * (1 + regs_[SMPLRT_DIV]);
}

void Mpu6050::start(bool reading) {
  pointer_follows_ = !reading;
  if (reading) std::copy_n(regs_.begin() + ACCEL_XOUT_H, shadow_.size(), shadow_.begin());
}

void Mpu6050::write(u8 byte) {
  if (pointer_follows_)
    pointer_ = byte;
  else
    write_register(pointer_++, byte);
  pointer_follows_ = false;
}

u8 Mpu6050::read() { return read_register(pointer_++); }

u8 Mpu6050::read_register(u8 address) {
  if (address >= regs_.size()) return 0;
  const u8 value = address >= ACCEL_XOUT_H && address <= GYRO_ZOUT_L ? shadow_[address - ACCEL_XOUT_H] : regs_[address];
  if (address == INT_STATUS || regs_[INT_PIN_CFG] & INT_RD_CLEAR) taken();
  return value;
}

void Mpu6050::write_register(u8 address, u8 value) {
  if (address >= WHO_AM_I || (address >= INT_STATUS && address <= GYRO_ZOUT_L)) return;  // read only
  if (address == PWR_MGMT_1 && value & DEVICE_RESET) return reset();
  tell_gaps(address, value);
  regs_[address] = value;
  if (address == PWR_MGMT_1 || address == SMPLRT_DIV || address == CONFIG) power_changed();
  if (address == INT_PIN_CFG || address == INT_ENABLE) interrupt(false);
}

void Mpu6050::tell_gaps(u8 address, u8 value) {
  const auto tell = [&](bool asked, const char* what) {
    if (asked) tell_gap(machine_, name(), what);
  };
  const bool scale = address == GYRO_CONFIG || address == ACCEL_CONFIG;
  tell(scale && value & self_test, "self-test");
  tell(address == FIFO_EN && value, "the FIFO");
  tell(address == USER_CTRL && value & USER_FIFO_EN, "the FIFO");
  tell(address == USER_CTRL && value & DMP_EN, "the motion processor");
  tell(address == USER_CTRL && value & I2C_MST_EN, "the auxiliary I2C controller");
  tell(address == INT_ENABLE && value & ~DATA_RDY, "an interrupt other than data ready");
  tell(address == PWR_MGMT_1 && value & CYCLE, "cycle mode");
}

void Mpu6050::power_changed() {
  if (regs_[PWR_MGMT_1] & SLEEP)
    sample_.cancel();
  else
    sample_.after(period());
}

void Mpu6050::put(u8 address, double value) {
  const long counts = std::clamp(std::lround(value), -32768l, 32767l);
  regs_[address] = static_cast<u8>(counts >> 8);
  regs_[address + 1u] = static_cast<u8>(counts);
}

// Axes in standby (PWR_MGMT_2) keep what they were.
void Mpu6050::sample() {
  sample_.after(period());
  const auto values = [this](const auto& q) { return axes_.to_sensor({q[0]->value(), q[1]->value(), q[2]->value()}); };
  const auto g = values(acceleration_), turn = values(rotation_);
  const double per_g = accelerometer_counts / (1 << (regs_[ACCEL_CONFIG] >> 3 & 3));
  const double per_degree = gyroscope_counts / (1 << (regs_[GYRO_CONFIG] >> 3 & 3));
  for (unsigned axis = 0; axis < 3; ++axis) {
    const auto offset = static_cast<u8>(2 * axis);
    if (!(regs_[PWR_MGMT_2] >> (5 - axis) & 1))
      put(static_cast<u8>(ACCEL_XOUT_H + offset), (g[axis] + noise_()) * per_g);
    if (!(regs_[PWR_MGMT_2] >> (2 - axis) & 1))
      put(static_cast<u8>(GYRO_XOUT_H + offset), (turn[axis] + rotation_noise_()) * per_degree);
  }
  if (!(regs_[PWR_MGMT_1] & TEMP_DIS))
    put(TEMP_OUT_H, (temperature_.value() - counts_zero_degrees) * counts_per_degree);
  regs_[INT_STATUS] |= DATA_RDY;
  if (regs_[INT_ENABLE] & DATA_RDY) interrupt(true);
}

void Mpu6050::taken() {
  regs_[INT_STATUS] = 0;
  if (regs_[INT_PIN_CFG] & LATCH_INT_EN) interrupt(false);
}

void Mpu6050::interrupt(bool asserted) {
  const u8 config = regs_[INT_PIN_CFG];
  if (asserted && !(config & LATCH_INT_EN)) pulse_end_.after(pulse);
  if (config & INT_OPEN && !asserted) return int_.release();
  int_.drive(asserted != static_cast<bool>(config & INT_LEVEL) ? volts_ : 0, interrupt_ohms);
}

void Mpu6050::serialize(emulator::State& state) {
  Part::serialize(state);
  state(pointer_, pointer_follows_, regs_, shadow_, noise_, rotation_noise_, sample_, pulse_end_);
}

}  // namespace parts
