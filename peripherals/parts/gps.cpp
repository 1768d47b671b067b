#include "peripherals/parts/gps.hpp"

#include <fmt/format.h>

#include <cmath>

#include "peripherals/parts/gap.hpp"

namespace parts {

namespace {

using emulator::u8;

constexpr std::chrono::seconds one_second{1};
constexpr std::chrono::milliseconds pps_length{100};
constexpr double output_ohms = 100;
constexpr double knots = 3600 / 1852.0,
                 kilometres_per_hour = 3.6;  // in a metre per second
constexpr int fewest_satellites = 4;

// "4717.11437,N": degrees and minutes, whose last digit is 1/100000.
std::string angle(double degrees, int digits, char positive, char negative) {
  const auto whole = std::lround(std::abs(degrees) * 60e5);
  return fmt::format("{:0{}}{:02}.{:05},{}", whole / 6'000'000, digits, whole / 100'000 % 60, whole % 100'000,
                     degrees < 0 ? negative : positive);
}

}  // namespace

std::string nmea_sentence(const std::string& body) {
  unsigned sum = 0;
  for (const char c : body) sum ^= static_cast<u8>(c);
  return fmt::format("${}*{:02X}\r\n", body, sum);
}

Gps::Gps(const Setup& setup)
    : Part(setup),
      port_(setup.machine, setup.prefix + setup.name, setup.supply,
            static_cast<emulator::u32>(setup.attributes.number("baud", 9600, 1200, 921'600)),
            [this](u8) { tell_gap(machine_, label_, "what it is told"); }),
      pps_(setup.prefix + setup.name + ".PPS"),
      latitude_(quantity("latitude", "deg", 47.285229, {-90, 90})),
      longitude_(quantity("longitude", "deg", 8.565254, {-180, 180})),
      altitude_(quantity("altitude", "m", 499.6, {-1000, 50'000})),
      speed_(quantity("speed", "m/s", 0, {0, 515})),
      course_(quantity("course", "deg", 0, {0, 360})),
      satellites_(quantity("satellites", "", 8, {0, 32})),
      label_(setup.prefix + setup.name),
      volts_(setup.supply),
      first_fix_(static_cast<emulator::i64>(setup.attributes.number("first_fix", 0, 0, 3600) * 1e12)),
      second_(setup.machine.scheduler, label_ + ".second", [this] { second(); }),
      pps_end_(setup.machine.scheduler, label_ + ".pps_end", [this] { pps_.drive(0, output_ohms); }) {
  add(port_.tx, "TX");
  add(port_.rx, "RX");
  add(pps_, "PPS");
  pps_.drive(0, output_ohms);
  calendar_.set(setup.attributes.text("time", "2024-01-01 12:00:00"));
  second_.after(one_second);
}

void Gps::wired() { port_.join(); }

void Gps::power_on() {
  port_.clear();
  pps_end_.cancel();
  pps_.drive(0, output_ohms);
  fix_from_ = machine_.now() + first_fix_;
}

bool Gps::fix() const { return machine_.now() >= fix_from_ && satellites_.value() >= fewest_satellites; }

std::string Gps::position() const {
  if (!fix()) return ",,,";
  return angle(latitude_.value(), 2, 'N', 'S') + ',' + angle(longitude_.value(), 3, 'E', 'W');
}

std::string Gps::clock() const {
  const auto& r = calendar_.registers;
  return fmt::format("{:02x}{:02x}{:02x}.00", r[Calendar::hours], r[Calendar::minutes], r[Calendar::seconds]);
}

std::string Gps::date() const {
  const auto& r = calendar_.registers;
  return fmt::format("{:02x}{:02x}{:02x}", r[Calendar::date], r[Calendar::month] & 0x1f, r[Calendar::year]);
}

// "NMEA messages overview", standard messages; without a fix fields are empty.
void Gps::second() {
  second_.at(second_.due() + one_second);
  calendar_.tick();
  const bool fixed = fix();
  if (fixed) {
    pps_.drive(volts_, output_ohms);
    pps_end_.after(pps_length);
  }
  if (port_.busy()) return;  // too slow for a second's sentences: they are left out
  const int used = static_cast<int>(satellites_.value());
  const std::string where = position(), when = clock();
  const char status = fixed ? 'A' : 'V', mode = fixed ? 'A' : 'N';
  std::string numbers;
  for (int i = 1; i <= 12; ++i) numbers += fixed && i <= used ? fmt::format("{:02},", i) : ",";
  const std::string moves = fixed ? fmt::format("{:.3f},{:.2f}", speed_.value() * knots, course_.value()) : ",";
  const std::string text =
      nmea_sentence(fmt::format("GPRMC,{},{},{},{},{},,,{}", when, status, where, moves, date(), mode)) +
      nmea_sentence(fixed ? fmt::format("GPVTG,{:.2f},T,,M,{:.3f},N,{:.3f},K,A", course_.value(),
                                        speed_.value() * knots, speed_.value() * kilometres_per_hour)
                          : "GPVTG,,,,,,,,,N") +
      nmea_sentence(
          fixed ? fmt::format("GPGGA,{},{},1,{:02},1.01,{:.1f},M,48.0,M,,", when, where, used, altitude_.value())
                : fmt::format("GPGGA,{},{},0,{:02},99.99,,,,,,", when, where, used)) +
      nmea_sentence(
          fmt::format("GPGSA,A,{},{}{}", fixed ? 3 : 1, numbers, fixed ? "1.94,1.01,1.65" : "99.99,99.99,99.99")) +
      nmea_sentence(fmt::format("GPGLL,{},{},{},{}", where, when, status, mode));
  port_.send({text.begin(), text.end()});
}

void Gps::serialize(emulator::State& state) {
  Part::serialize(state);
  emulator::i64 from = fix_from_.time_since_epoch().count();
  state(port_, calendar_.registers, from, second_, pps_end_);
  fix_from_ = emulator::Time{emulator::Duration{from}};
}

}  // namespace parts
