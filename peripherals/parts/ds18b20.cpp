#include "peripherals/parts/ds18b20.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace parts {

namespace {

using emulator::u64;
using emulator::u8;
using std::chrono::microseconds;

// "DS18B20 function commands".
enum : u8 {
  convert_t = 0x44,
  write_scratchpad = 0x4e,
  read_scratchpad = 0xbe,
  copy_scratchpad = 0x48,
  recall = 0xb8,
  read_power_supply = 0xb4,
};

constexpr int power_on_reading = 85 * 16;
constexpr microseconds longest_conversion{750'000}, eeprom_write{10'000};  // t_CONV at 12 bits, t_WR
constexpr u8 unused_configuration = 0x1f;                                  // read as ones
constexpr double least = -55, most = 125;
constexpr double busy_amps = 1.5e-3;  // I_DD, active, the most
constexpr microseconds strong_pull_up_due{100};
constexpr double enough = 0.7;  // of the supply, on the line, to convert

unsigned missing_bits(u8 configuration) { return 3u - (configuration >> 5 & 3u); }  // of twelve

u64 rom(const Part::Setup& setup) {
  u64 made = 0xcbf2'9ce4'8422'2325;  // FNV-1a
  for (const char c : setup.prefix + setup.name) made = (made ^ static_cast<u8>(c)) * 0x100'0000'01b3;
  const double serial =
      setup.attributes.number("serial", static_cast<double>(made >> 16 & 0xff'ffff'ffff), 0, 281'474'976'710'655.0);
  return one_wire_rom(static_cast<u8>(setup.attributes.number("family", 0x28, 0, 255)), static_cast<u64>(serial));
}

}  // namespace

Ds18b20::Ds18b20(const Setup& setup)
    : Part(setup),
      OneWireSlave(setup.machine, setup.prefix + setup.name, setup.attributes.number("volts", setup.supply, 3, 5.5),
                   setup.attributes.number("pull_ohms", 0, 0, 1e6), rom(setup)),
      temperature_(quantity("temperature", "degC", 25, {-55, 125})),
      label_(setup.prefix + setup.name),
      parasite_(setup.attributes.flag("parasite", false)),
      kept_{0x4b, 0x46, 0x7f},
      noise_(setup),
      convert_(setup.machine.scheduler, setup.prefix + setup.name + ".convert", [this] { converted(); }),
      copy_(setup.machine.scheduler, setup.prefix + setup.name + ".copy", [this] { copied(); }),
      draw_(setup.machine.scheduler, label_ + ".draw", [this] {
        line_.draw(line_.volts() / busy_amps);
        if (line_.pin.volts() < enough * line_.volts()) starve();
      }) {
  add(line_.pin, "DQ");
  power_on();
}

void Ds18b20::power_on() {
  reset_line();
  rest();
  convert_.cancel();
  copy_.cancel();
  reading_ = power_on_reading;
  settings_ = kept_;
}

void Ds18b20::command(u8 code) {
  function_ = code;
  switch (code) {
    case convert_t: return work(convert_, longest_conversion / (1 << missing_bits(settings_[2])));
    case read_scratchpad: return send(scratchpad());
    case copy_scratchpad: return work(copy_, eeprom_write);
    case recall: settings_ = kept_; return;
    default: return;
  }
}

void Ds18b20::received(unsigned index, u8 byte) {
  if (function_ != write_scratchpad || index >= settings_.size()) return;
  settings_[index] = index == 2 ? static_cast<u8>((byte & 0x60) | unused_configuration) : byte;
}

// Zeros while it is at work, or from a parasite-powered one that is asked for its supply.
bool Ds18b20::idle_bit() const {
  switch (function_) {
    case convert_t: return !convert_.pending();
    case copy_scratchpad: return !copy_.pending();
    case read_power_supply: return !parasite_;
    default: return true;
  }
}

void Ds18b20::work(emulator::Event& event, emulator::Duration time) {
  event.after(time);
  if (parasite_) draw_.after(strong_pull_up_due);
}

void Ds18b20::rest() {
  draw_.cancel();
  line_.draw(emulator::high_impedance);
}

void Ds18b20::line_fell() {
  if (parasite_ && !draw_.pending() && (convert_.pending() || copy_.pending())) starve();
}

void Ds18b20::starve() {
  Part::machine_.circuit_findings.tell(
      emulator::CircuitFinding::Kind::bad_signal, label_,
      fmt::format("{}: a DS18B20 that is powered by its line needs it held high while it "
                  "converts, by more than a pull-up",
                  label_));
  power_on();
}

void Ds18b20::converted() {
  rest();
  const long sixteenths = std::lround(std::clamp(temperature_.value() + noise_(), least, most) * 16);
  reading_ = static_cast<i16>(sixteenths & ~((1l << missing_bits(settings_[2])) - 1));
}

void Ds18b20::copied() {
  rest();
  kept_ = settings_;
}

// "Operation - alarm signaling": whole degrees, after a conversion.
bool Ds18b20::alarmed() const {
  const int degrees = reading_ >> 4;
  return degrees >= static_cast<emulator::i8>(settings_[0]) || degrees <= static_cast<emulator::i8>(settings_[1]);
}

std::vector<u8> Ds18b20::scratchpad() const {
  std::vector<u8> bytes{static_cast<u8>(reading_),
                        static_cast<u8>(reading_ >> 8),
                        settings_[0],
                        settings_[1],
                        settings_[2],
                        0xff,
                        0x0c,
                        0x10};
  bytes.push_back(one_wire_crc(bytes));
  return bytes;
}

void Ds18b20::serialize(emulator::State& state) {
  Part::serialize(state);
  OneWireSlave::serialize(state);
  state(reading_, settings_, kept_, function_, noise_, convert_, copy_, draw_);
}

}  // namespace parts
