#include "peripherals/parts/vl53l0x.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "peripherals/parts/gap.hpp"

namespace parts {

namespace {

using emulator::u8;
using std::chrono::microseconds;

enum : u8 {
  SYSRANGE_START = 0x00,
  SYSTEM_SEQUENCE_CONFIG = 0x01,
  SYSTEM_INTERMEASUREMENT_PERIOD = 0x04,
  SYSTEM_INTERRUPT_CONFIG_GPIO = 0x0a,
  SYSTEM_INTERRUPT_CLEAR = 0x0b,
  RESULT_INTERRUPT_STATUS = 0x13,
  RESULT_RANGE_STATUS = 0x14,
  MSRC_CONFIG_TIMEOUT_MACROP = 0x46,
  PRE_RANGE_CONFIG_VCSEL_PERIOD = 0x50,
  PRE_RANGE_CONFIG_TIMEOUT_MACROP_HI = 0x51,
  FINAL_RANGE_CONFIG_VCSEL_PERIOD = 0x70,
  FINAL_RANGE_CONFIG_TIMEOUT_MACROP_HI = 0x71,
  GPIO_HV_MUX_ACTIVE_HIGH = 0x84,
  I2C_SLAVE_DEVICE_ADDRESS = 0x8a,
  GLOBAL_CONFIG_SPAD_ENABLES_REF_0 = 0xb0,
  IDENTIFICATION_MODEL_ID = 0xc0,
  OSC_CALIBRATE_VAL = 0xf8,
  page_select = 0xff,
  // Of pages 1 and 7, which have no names.
  stop_variable = 0x91,
  record_strobe = 0x83,
  record_address = 0x94,
  record_data = 0x90,
};
constexpr u8 usual_address = 0x29;
constexpr u8 start_stop = 1 << 0, back_to_back = 1 << 1,
             timed = 1 << 2;  // SYSRANGE_START
constexpr u8 TCC = 1 << 4, DSS = 1 << 3, MSRC = 1 << 2, PRE_RANGE = 1 << 6,
             FINAL_RANGE = 1 << 7;  // of the sequence
constexpr u8 vhv_calibration = 0x01,
             phase_calibration = 0x02;  // sequences of a calibration
constexpr u8 active_high = 1 << 4, new_sample_ready = 4;
constexpr u8 range_complete = 11 << 3 | 1,
             out_of_bounds = 4 << 3 | 1;  // device range status; "phase out of bounds"

// The factory's record that drivers read: 5 reference SPADs with aperture; all
// SPADs are good.
constexpr u8 reference_spads = 0x6b, spad_count_and_type = 0x80 | 5;
constexpr microseconds record_time{200}, calibration_time{5'000};
constexpr unsigned out_of_range_mm = 8190;
constexpr double low_ohms = 100;

// The interface's VL53L0X_calc_macro_period_ps: 2304 clocks of 1.655 ns for
// each clock of the laser's period.
emulator::Duration macro_period(u8 vcsel_register) {
  return emulator::Duration{emulator::i64{2304} * 1655 * ((vcsel_register + 1) * 2)};
}
emulator::i64 macro_periods(unsigned encoded) { return (emulator::i64{encoded & 0xff} << (encoded >> 8)) + 1; }

}  // namespace

Vl53l0x::Vl53l0x(const Setup& setup)
    : I2cPart(setup, usual_address, usual_address, usual_address),
      xshut_(setup.prefix + setup.name + ".XSHUT", setup.supply, true, [this](bool) { power_on(); }),
      gpio1_(setup.prefix + setup.name + ".GPIO1"),
      distance_(quantity("distance", "m", 1, {0, 100})),
      farthest_(setup.attributes.number("farthest", 1.2, 0.05, 3)),
      noise_(setup),
      ranged_(setup.machine.scheduler, setup.prefix + setup.name + ".ranged", [this] { ranged(); }),
      record_(setup.machine.scheduler, setup.prefix + setup.name + ".record", [this] { read_factory_record(); }) {
  add(xshut_.terminal, "XSHUT");
  add(gpio1_, "GPIO1");
  power_on();
}

void Vl53l0x::wired() {
  I2cPart::wired();
  xshut_.look();
}

void Vl53l0x::power_on() {
  answer_at(usual_address);
  page_ = next_address_ = 0;
  for (auto& page : pages_) page.fill(0);
  auto& r = pages_[0];
  r[IDENTIFICATION_MODEL_ID] = 0xee;  // data sheet, 3.2: reference registers
  r[IDENTIFICATION_MODEL_ID + 1] = 0xaa;
  r[IDENTIFICATION_MODEL_ID + 2] = 0x10;
  r[SYSTEM_SEQUENCE_CONFIG] = 0xff;
  r[MSRC_CONFIG_TIMEOUT_MACROP] = 0x25;
  r[PRE_RANGE_CONFIG_VCSEL_PERIOD] = 0x06;
  r[PRE_RANGE_CONFIG_TIMEOUT_MACROP_HI + 1] = 0x96;
  r[FINAL_RANGE_CONFIG_VCSEL_PERIOD] = 0x04;
  r[FINAL_RANGE_CONFIG_TIMEOUT_MACROP_HI] = 0x01;
  r[FINAL_RANGE_CONFIG_TIMEOUT_MACROP_HI + 1] = 0xfe;
  r[GPIO_HV_MUX_ACTIVE_HIGH] = active_high;
  r[I2C_SLAVE_DEVICE_ADDRESS] = usual_address;
  std::fill_n(r.begin() + GLOBAL_CONFIG_SPAD_ENABLES_REF_0, 6, u8{0xff});
  pages_[1][stop_variable] = 0x3c;
  run_ = Run::no;
  ranged_.cancel();
  record_.cancel();
  show();
}

void Vl53l0x::write(u8 byte) {
  if (pointer_follows_)
    pointer_ = byte;
  else
    write_register(pointer_++, byte);
  pointer_follows_ = false;
}

u8 Vl53l0x::read() {
  const u8 address = pointer_++;
  return address == page_select ? page_ : reg(address);
}

void Vl53l0x::stop() {
  if (next_address_) answer_at(next_address_);
  next_address_ = 0;
}

void Vl53l0x::put_word(u8 address, unsigned value) {
  pages_[0][address] = static_cast<u8>(value >> 8);
  pages_[0][address + 1u] = static_cast<u8>(value);
}

void Vl53l0x::write_register(u8 address, u8 value) {
  if (address == page_select) {
    page_ = value & 7;
    return;
  }
  if (page_ == 0 && address >= IDENTIFICATION_MODEL_ID && address < IDENTIFICATION_MODEL_ID + 3) return;
  reg(address) = value;
  if (page_ == 7 && address == record_strobe && value == 0) record_.after(record_time);
  if (page_ != 0) return;
  if (address == SYSRANGE_START) start_ranging(value);
  if (address == I2C_SLAVE_DEVICE_ADDRESS && value & 0x7f) next_address_ = value & 0x7f;
  if (address == SYSTEM_INTERRUPT_CLEAR && value & 1) {
    pages_[0][RESULT_INTERRUPT_STATUS] = 0;
    show();
  }
  if (address == GPIO_HV_MUX_ACTIVE_HIGH) show();
}

// One word of the record is known; others are told of and read as zeros.
void Vl53l0x::read_factory_record() {
  auto& r = pages_[7];
  const bool known = r[record_address] == reference_spads;
  r[record_data] = r[record_data + 1u] = r[record_data + 3u] = 0;
  r[record_data + 2u] = known ? spad_count_and_type : 0;
  r[record_strobe] = 0x10;
  if (known) return;
  tell_gap(machine_, name(), fmt::format("the factory record 0x{:02x}", r[record_address]));
}

// START_STOP begins, or ends continuous ranging; it is clear again once that
// has happened.
void Vl53l0x::start_ranging(u8 value) {
  pages_[0][SYSRANGE_START] = value & static_cast<u8>(~start_stop);
  const bool continuous = value & (back_to_back | timed);
  if (run_ >= Run::again && !continuous) {
    run_ = Run::no;
    ranged_.cancel();
    return;
  }
  if (!(value & start_stop) && !continuous) return;
  run_ = value & timed ? Run::timed : value & back_to_back ? Run::again : Run::once;
  ranged_.after(ranging_time());
}

// As the interface's VL53L0X_get_measurement_timing_budget_micro_seconds counts
// it.
emulator::Duration Vl53l0x::ranging_time() const {
  const u8 sequence = front(SYSTEM_SEQUENCE_CONFIG);
  if (sequence == vhv_calibration || sequence == phase_calibration) return calibration_time;
  const auto pre_period = macro_period(front(PRE_RANGE_CONFIG_VCSEL_PERIOD));
  const auto final_period = macro_period(front(FINAL_RANGE_CONFIG_VCSEL_PERIOD));
  const auto msrc = pre_period * (front(MSRC_CONFIG_TIMEOUT_MACROP) + 1);
  const auto pre = macro_periods(front_word(PRE_RANGE_CONFIG_TIMEOUT_MACROP_HI));
  auto last = macro_periods(front_word(FINAL_RANGE_CONFIG_TIMEOUT_MACROP_HI));
  if (sequence & PRE_RANGE) last = std::max<emulator::i64>(last - pre, 0);
  emulator::Duration sum = microseconds{1910 + 960};
  if (sequence & TCC) sum += msrc + microseconds{590};
  if (sequence & DSS)
    sum += 2 * (msrc + microseconds{690});
  else if (sequence & MSRC)
    sum += msrc + microseconds{660};
  if (sequence & PRE_RANGE) sum += pre_period * pre + microseconds{660};
  if (sequence & FINAL_RANGE) sum += final_period * last + microseconds{550};
  return sum;
}

void Vl53l0x::ranged() {
  const u8 sequence = front(SYSTEM_SEQUENCE_CONFIG);
  if (sequence != vhv_calibration && sequence != phase_calibration) measure();
  pages_[0][RESULT_INTERRUPT_STATUS] = new_sample_ready;
  show();
  if (run_ == Run::again) return ranged_.after(ranging_time());
  if (run_ != Run::timed) {
    run_ = Run::no;
    return;
  }
  const unsigned period = static_cast<unsigned>(front_word(SYSTEM_INTERMEASUREMENT_PERIOD)) << 16 |
                          front_word(SYSTEM_INTERMEASUREMENT_PERIOD + 2);
  const unsigned per_millisecond = std::max<unsigned>(front_word(OSC_CALIBRATE_VAL), 1);
  ranged_.after(std::max<emulator::Duration>(ranging_time(), std::chrono::milliseconds{period / per_millisecond}));
}

// The block of results from 0x14 on: status, SPADs used, rates, range.
void Vl53l0x::measure() {
  const double metres = std::max(distance_.value() + noise_(), 0.0);
  const bool seen = metres <= farthest_;
  const double near = std::max(metres, 0.03);
  pages_[0][RESULT_RANGE_STATUS] = seen ? range_complete : out_of_bounds;
  put_word(RESULT_RANGE_STATUS + 2, 5 << 8);
  put_word(RESULT_RANGE_STATUS + 6, static_cast<unsigned>(std::min(0.3 / (near * near), 300.0) * 128));
  put_word(RESULT_RANGE_STATUS + 8, 26);  // 0.2 million counts a second
  put_word(RESULT_RANGE_STATUS + 10, seen ? static_cast<unsigned>(std::lround(metres * 1000)) : out_of_range_mm);
}

void Vl53l0x::show() {
  const bool active = front(RESULT_INTERRUPT_STATUS) & 7 && front(SYSTEM_INTERRUPT_CONFIG_GPIO) & 7;
  if (active != static_cast<bool>(front(GPIO_HV_MUX_ACTIVE_HIGH) & active_high))
    gpio1_.drive(0, low_ohms);
  else
    gpio1_.release();
}

void Vl53l0x::serialize(emulator::State& state) {
  Part::serialize(state);
  u8 address = own_address();
  state(xshut_, address, pointer_, page_, next_address_, pointer_follows_, pages_, run_, noise_, ranged_, record_);
  if (state.loading()) answer_at(address);
}

}  // namespace parts
