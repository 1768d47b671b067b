#include "peripherals/parts/max31855.hpp"

#include <algorithm>
#include <cmath>

#include "peripherals/parts/thermocouple.hpp"

namespace parts {

namespace {
constexpr double millivolts_per_degree = 0.041276;         // table 1, type K
constexpr std::chrono::milliseconds conversion_time{100};  // t_CONV, the longest
constexpr int least_quarters = -0x2000, most_quarters = 0x1fff;
constexpr emulator::u8 mode_0 = 0;
}  // namespace

emulator::u32 max31855_word(int quarters, int sixteenths, unsigned faults) {
  return (static_cast<emulator::u32>(quarters) & 0x3fff) << 18 | (faults ? 1u << 16 : 0) |
         (static_cast<emulator::u32>(sixteenths) & 0xfff) << 4 | faults;
}

Max31855::Max31855(const Setup& setup)
    : Part(setup),
      pins_(setup.prefix + setup.name, *this, mode_0, setup.attributes.number("volts", setup.supply, 3, 3.6),
            [this](bool selected) { select(selected); }),
      temperature_(quantity("temperature", "degC", 25, {-250, 1372})),
      ambient_(quantity("ambient", "degC", 25, {-40, 125})),
      open_(quantity("open", "", 0, {0, 1})),
      to_ground_(quantity("short_to_ground", "", 0, {0, 1})),
      to_supply_(quantity("short_to_supply", "", 0, {0, 1})),
      noise_(setup),
      converted_(setup.machine.scheduler, setup.prefix + setup.name + ".converted", [this] { convert(); }) {
  add(pins_.sck, "SCK");
  add(pins_.miso, "MISO");
  add(pins_.cs, "CS");
  power_on();
}

void Max31855::wired() { pins_.join(machine_.circuit); }

void Max31855::power_on() {
  word_ = 0;
  sent_ = 0;
  converted_.after(conversion_time);
}

// "Serial interface": a low CS stops a conversion, a high one begins another.
void Max31855::select(bool selected) {
  align();
  sent_ = 0;
  if (selected)
    converted_.cancel();
  else
    converted_.after(conversion_time);
}

void Max31855::convert() {
  converted_.after(conversion_time);
  const double ambient = ambient_.value();
  const double millivolts = type_k_millivolts(temperature_.value()) - type_k_millivolts(ambient);
  const auto on = [](const emulator::Quantity& q) { return q.value() >= 0.5; };
  const unsigned faults = on(open_) * 1u | on(to_ground_) * 2u | on(to_supply_) * 4u;
  long quarters = std::lround((millivolts / millivolts_per_degree + ambient + noise_()) * 4);
  if (faults) quarters = on(to_ground_) ? least_quarters : most_quarters;
  word_ = max31855_word(static_cast<int>(std::clamp<long>(quarters, least_quarters, most_quarters)),
                        static_cast<int>(std::lround(ambient * 16)), faults);
}

emulator::u8 Max31855::reply() const { return static_cast<u8>(sent_ < 4 ? word_ >> (24 - 8 * sent_) : 0); }

void Max31855::received(u8) {
  if (sent_ < 4) ++sent_;
}

void Max31855::serialize(emulator::State& state) {
  Part::serialize(state);
  SpiByteDevice::serialize(state);
  state(pins_, word_, sent_, noise_, converted_);
}

}  // namespace parts
