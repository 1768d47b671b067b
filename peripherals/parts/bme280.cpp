#include "peripherals/parts/bme280.hpp"

#include <algorithm>
#include <cmath>

#include "peripherals/parts/bosch_compensation.hpp"

namespace parts {

namespace {

using emulator::u8;
using std::chrono::microseconds;

// Memory map (5.3).
enum : u8 {
  calib00 = 0x88,
  calib25 = 0xa1,
  id = 0xd0,
  reset_register = 0xe0,
  calib26 = 0xe1,
  calib32 = 0xe7,
  ctrl_hum = 0xf2,
  status = 0xf3,
  ctrl_meas = 0xf4,
  config = 0xf5,
  press_msb = 0xf7,
};

constexpr u8 reset_word = 0xb6;
constexpr u8 measuring = 1 << 3, im_update = 1 << 0;
constexpr u8 sleep_mode = 0, normal_mode = 3;
constexpr u8 skipped_humidity = 0x80;
constexpr emulator::u32 skipped = 0x80000;
constexpr microseconds start_up{2000};  // 1.1, the longest

u8 mode(u8 control) { return control & 3; }
unsigned temperature_oversampling(u8 control) { return control >> 5; }
unsigned pressure_oversampling(u8 control) { return control >> 2 & 7; }

}  // namespace

Bmp280::Bmp280(const Setup& setup, bool humid)
    : Part(setup),
      i2c_(setup.prefix + setup.name, *this),
      temperature_(quantity("temperature", "degC", 25, {-40, 85})),
      pressure_(quantity("pressure", "Pa", 101'325, {30'000, 110'000})),
      humidity_(humid ? &quantity("humidity", "%", 40, {0, 100}) : nullptr),
      noise_(setup),
      temperature_noise_(setup, "temperature_noise"),
      address_(static_cast<u8>(setup.attributes.number("address", 0x76, 0x76, 0x77))),
      step_(setup.machine.scheduler, setup.prefix + setup.name + ".step", [this] { step(); }) {
  if (humid) humidity_noise_.emplace(setup, "humidity_noise");
  add(i2c_.scl, "SCL");
  add(i2c_.sda, "SDA");
  reset();
}

void Bmp280::wired() { i2c_.join(machine_.circuit, address_); }

void Bmp280::power_on() { reset(); }

void Bmp280::reset() {
  ctrl_hum_ = humidity_oversampling_ = ctrl_meas_ = next_ctrl_meas_ = config_ = 0;
  measuring_ = waits_ = false;
  data_ = {skipped >> 12, 0, 0, skipped >> 12, 0, 0, skipped_humidity, 0};
  shadow_ = data_;
  old_temperature_ = old_pressure_ = -1;
  loaded_ = machine_.now() + start_up;
  step_.cancel();
}

// What is read in one go is of one measurement (4, "Data readout").
void Bmp280::start(bool reading) {
  pointer_follows_ = !reading;
  if (reading) shadow_ = data_;
}

// Writing takes pairs of address and value (6.2.1).
void Bmp280::write(u8 byte) {
  if (pointer_follows_)
    pointer_ = byte;
  else
    write_register(pointer_, byte);
  pointer_follows_ = !pointer_follows_;
}

u8 Bmp280::read() { return read_register(pointer_++); }

u8 Bmp280::read_register(u8 address) const {
  static const auto low = bosch_trimming_low();
  static const auto high = bosch_trimming_high();
  const bool humid = humidity_;
  if (address >= calib00 && address <= calib25) return address == calib25 && !humid ? 0 : low[address - calib00];
  if (address >= calib26 && address <= calib32) return humid ? high[address - calib26] : 0;
  if (address >= press_msb) return address < press_msb + (humid ? 8 : 6) ? shadow_[address - press_msb] : 0;
  switch (address) {
    case id: return humid ? 0x60 : 0x58;
    case ctrl_hum: return ctrl_hum_;
    case status: return static_cast<u8>((measuring_ ? measuring : 0) | (machine_.now() < loaded_ ? im_update : 0));
    case ctrl_meas: return ctrl_meas_;
    case config: return config_;
    default: return 0;
  }
}

void Bmp280::write_register(u8 address, u8 value) {
  if (address == reset_register && value == reset_word) reset();
  if (address == ctrl_hum && humidity_) ctrl_hum_ = value & 7;
  if (address == ctrl_meas) write_control(value);
  if (address == config) {
    config_ = value & 0xfd;
    old_temperature_ = old_pressure_ = -1;  // 3.4.4
  }
}

// While it measures, a new mode waits for the end, and what is written meanwhile is ignored (3.3.1).
void Bmp280::write_control(u8 value) {
  if (!measuring_) return control(value);
  if (waits_) return;
  waits_ = true;
  next_ctrl_meas_ = value;
}

void Bmp280::control(u8 value) {
  ctrl_meas_ = value;
  humidity_oversampling_ = ctrl_hum_;  // 5.4.3: takes effect here
  step_.cancel();
  if (mode(value) != sleep_mode) begin();
}

void Bmp280::begin() {
  measuring_ = true;
  step_.after(measuring_time());
}

// 9.1, typical: 1 ms, 2 ms for each reading, 0.5 ms more for pressure and for humidity.
emulator::Duration Bmp280::measuring_time() const {
  const auto times = [](unsigned code) { return code ? 1u << (std::min(code, 5u) - 1) : 0u; };
  const unsigned t = times(temperature_oversampling(ctrl_meas_)), p = times(pressure_oversampling(ctrl_meas_)),
                 h = humidity_ ? times(humidity_oversampling_) : 0;
  return microseconds{1000 + 2000 * (t + p + h) + (p ? 500 : 0) + (h ? 500 : 0)};
}

// Table 27 "t_sb settings"; the last two are others in the BMP280 (DS001, table 11).
emulator::Duration Bmp280::standby_time() const {
  constexpr int humid[] = {500, 62'500, 125'000, 250'000, 500'000, 1'000'000, 10'000, 20'000};
  constexpr int dry[] = {500, 62'500, 125'000, 250'000, 500'000, 1'000'000, 2'000'000, 4'000'000};
  return microseconds{(humidity_ ? humid : dry)[config_ >> 5]};
}

void Bmp280::step() {
  if (!measuring_) return begin();  // standby is over
  measuring_ = false;
  measured();
  if (mode(ctrl_meas_) == normal_mode)
    step_.after(standby_time());
  else
    ctrl_meas_ &= static_cast<u8>(~3);  // forced mode goes to sleep
  if (!waits_) return;
  waits_ = false;
  control(next_ctrl_meas_);
}

// 3.4.4: the filter, which begins with the first reading. Without it 16 to 20 bits, by the oversampling (3.4.1).
emulator::u32 Bmp280::converted(double reading, double& memory, unsigned oversampling) const {
  if (!oversampling) return skipped;
  const unsigned filter = std::min(config_ >> 2 & 7, 4);
  if (!filter) {
    const double step = 1 << (5 - std::min(oversampling, 5u));
    return static_cast<u32>(std::clamp(std::lround(reading / step) * step, 0.0, 1048576.0 - step));
  }
  const double coefficient = 1 << filter;
  memory = memory < 0 ? reading : (memory * (coefficient - 1) + reading) / coefficient;
  return static_cast<u32>(std::clamp(std::lround(memory), 0l, 0xfffffl));
}

void Bmp280::measured() {
  const double temperature = temperature_.value() + temperature_noise_(), pressure = pressure_.value() + noise_();
  const double humidity = humidity_ ? std::clamp(humidity_->value() + (*humidity_noise_)(), 0.0, 100.0) : 0;
  const auto readings = bosch_readings(temperature, pressure, humidity);
  const u32 p = converted(readings.pressure, old_pressure_, pressure_oversampling(ctrl_meas_));
  const u32 t = converted(readings.temperature, old_temperature_, temperature_oversampling(ctrl_meas_));
  const u32 h = humidity_oversampling_ ? static_cast<u32>(std::lround(readings.humidity)) : skipped_humidity << 8;
  const auto byte = [](u32 value) { return static_cast<u8>(value); };
  data_ = {byte(p >> 12), byte(p >> 4),        byte(p << 4 & 0xf0), byte(t >> 12),
           byte(t >> 4),  byte(t << 4 & 0xf0), byte(h >> 8),        byte(h)};
}

void Bmp280::serialize(emulator::State& state) {
  Part::serialize(state);
  emulator::i64 loaded = loaded_.time_since_epoch().count();
  state(pointer_, pointer_follows_, ctrl_hum_, humidity_oversampling_, ctrl_meas_, next_ctrl_meas_, config_, measuring_,
        waits_, data_, shadow_, old_temperature_, old_pressure_, loaded, step_);
  state(noise_, temperature_noise_);
  if (humidity_noise_) state(*humidity_noise_);
  loaded_ = emulator::Time{emulator::Duration{loaded}};
}

}  // namespace parts
