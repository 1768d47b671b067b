#include "emulator/i2c_drawing.hpp"

namespace emulator {

namespace {

constexpr double driver_ohms = 0.4 / 0.003;  // UM10204 table 9, the most that is allowed

// Beside the resistance that pulls the net up.
double volts(const Net& net, bool level) {
  if (level || net.floating()) return level ? net.volts() : 0;
  return net.volts() * driver_ohms / (driver_ohms + net.ohms());
}

}  // namespace

bool I2cDrawing::begin(const I2cBus* bus, Time at, Bit bit) {
  bus_ = bus;
  at_ = at;
  bit_ = bit;
  return bus && (Waveform::watched(bus->scl()) || Waveform::watched(bus->sda()));
}

void I2cDrawing::scl(Duration after, bool level) {
  waveform_.draw(at_ + after, bus_->scl(), volts(bus_->scl(), level));
}
void I2cDrawing::sda(Duration after, bool level) {
  waveform_.draw(at_ + after, bus_->sda(), volts(bus_->sda(), level));
}

void I2cDrawing::start() {
  sda(Duration{0}, true);
  scl(bit_.low, true);
  sda(bit_.low + bit_.high / 2, false);
  scl(bit_.all(), false);
  at_ += bit_.all();
}

void I2cDrawing::stop() {
  scl(Duration{0}, false);
  sda(Duration{0}, false);
  scl(bit_.low, true);
  sda(bit_.all(), true);
  at_ += bit_.all();
}

void I2cDrawing::bits(u32 levels, unsigned n) {
  scl(Duration{0}, false);
  while (n--) {
    sda(Duration{0}, levels >> n & 1);
    scl(bit_.low, true);
    scl(bit_.all(), false);
    at_ += bit_.all();
  }
}

}  // namespace emulator
