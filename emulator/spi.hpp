#pragma once
// SPI at the level of bytes: a controller and the devices that share a clock net meet on one SpiBus.
#include <vector>

#include "emulator/types.hpp"

namespace emulator {

struct SpiFormat {
  u8 mode = 0;  // CPOL << 1 | CPHA
  bool lsb_first = false;
  u32 hz = 0;
};

struct SpiDevice {
  virtual ~SpiDevice() = default;
  virtual bool selected() const = 0;  // its chip select is active
  virtual u8 transfer(u8 out, const SpiFormat&) = 0;
};

class SpiBus {
 public:
  void attach(SpiDevice& device) { devices_.push_back(&device); }
  void detach(const SpiDevice& device) { std::erase(devices_, &device); }
  // One byte each way. Nobody selected: MISO floats, read as ones. Several: the wired AND of what they send.
  u8 transfer(u8 out, const SpiFormat& format) {
    u8 in = 0xff;
    for (SpiDevice* d : devices_)
      if (d->selected()) in &= d->transfer(out, format);
    return in;
  }

 private:
  std::vector<SpiDevice*> devices_;
};

}  // namespace emulator
