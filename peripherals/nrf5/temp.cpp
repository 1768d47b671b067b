#include "peripherals/nrf5/temp.hpp"

#include <cmath>

namespace nrf5 {

namespace {

using namespace std::chrono_literals;

constexpr Duration conversion_time = 36us;  // Product Specification: t_TEMP, typical
constexpr double steps_per_degree = 4;

}  // namespace

Temp::Temp(std::string name, Scheduler& scheduler, const Quantity& degrees_celsius, double self_heating)
    : Peripheral(name, scheduler),
      surroundings_(degrees_celsius),
      self_heating_(self_heating),
      converting_(scheduler, name + " conversion", [this] { ready(); }) {}

void Temp::start() {
  if (!converting_.pending()) converting_.after(conversion_time);
}

void Temp::ready() {
  temp_ = static_cast<i32>(std::lround((surroundings_.value() + self_heating_) * steps_per_degree));
  datardy_.fire();
}

void Temp::reset() {
  Peripheral::reset();
  converting_.cancel();
}

void Temp::serialize(State& state) {
  Peripheral::serialize(state);
  state(converting_);
}

}  // namespace nrf5
