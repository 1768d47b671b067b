#include "peripherals/parts/can_transceiver.hpp"

namespace parts {

namespace {
constexpr double driver_ohms = 20, dominant_high = 3.05, dominant_low = 0.65;  // of each side, before its resistance
constexpr double recessive_volts = 2.3, recessive_ohms = 25'000;
constexpr double becomes_dominant = 0.9, becomes_recessive = 0.5;  // CANH - CANL
constexpr double output_ohms = 50;
}  // namespace

CanTransceiver::CanTransceiver(const Setup& setup)
    : Part(setup),
      volts_(setup.supply),
      d_(setup.prefix + setup.name + ".D", setup.supply, true, [this](bool) { send(); }),
      r_(setup.prefix + setup.name + ".R"),
      high_(setup.prefix + setup.name + ".CANH"),
      low_(setup.prefix + setup.name + ".CANL") {
  add(d_.terminal, "D");
  add(r_, "R");
  add(high_, "CANH");
  add(low_, "CANL");
  high_.on_change = low_.on_change = [this] { receive(); };
}

void CanTransceiver::send() {
  if (d_.level()) {
    high_.drive(recessive_volts, recessive_ohms);
    low_.drive(recessive_volts, recessive_ohms);
  } else {
    high_.drive(dominant_high, driver_ohms);
    low_.drive(dominant_low, driver_ohms);
  }
}

void CanTransceiver::receive() {
  const double difference = high_.volts() - low_.volts();
  dominant_ = difference >= (dominant_ ? becomes_recessive : becomes_dominant);
  r_.drive(dominant_ ? 0 : volts_, output_ohms);
}

void CanTransceiver::wired() {
  d_.look();
  send();
  receive();
}

void CanTransceiver::serialize(emulator::State& state) {
  Part::serialize(state);
  state(d_, dominant_);
}

}  // namespace parts
