#pragma once
// The cable between a USB host and a device, one call per transaction (USB 2.0 specification, 8.5). A chip's USB
// controller in device role is a DevicePort; the host stack talks to it and knows no chip.
#include <functional>
#include <span>
#include <vector>

#include "emulator/types.hpp"

namespace emulator::usb {

// What came back for a token or data packet; `none`: nobody answered, the host times out.
enum class Handshake : u8 { ack, nak, stall, none };

enum class Speed : u8 { low, full, high };

struct InResult {
  Handshake handshake = Handshake::none;
  bool data1 = false;    // data toggle of the packet
  std::vector<u8> data;  // with `ack`: what the device sent
};

class DevicePort {
 public:
  virtual ~DevicePort() = default;

  // The device's pull-up: it wants to be seen.
  virtual bool attached() const = 0;
  virtual Speed speed() const = 0;

  // --- what the host does ---
  virtual void power(bool vbus) = 0;           // the cable is plugged in, or pulled
  virtual void bus_reset() = 0;                // both lines low for 10 ms; called when it ends
  virtual void start_of_frame(u16 frame) = 0;  // every millisecond (full speed), 11 bits
  virtual void suspend() = 0;                  // the bus has been idle for 3 ms
  virtual void resume() = 0;
  virtual Handshake setup(u8 address, u8 endpoint, std::span<const u8, 8> packet) = 0;
  virtual Handshake out(u8 address, u8 endpoint, bool data1, std::span<const u8> data) = 0;
  virtual InResult in(u8 address, u8 endpoint) = 0;

  // --- what the host hears ---
  std::function<void()> on_attach_change;  // attached() changed
  std::function<void()> on_remote_wakeup;  // the device drives resume signalling
  // A hint that an endpoint which answered with NAK may answer otherwise now, so that the host need not poll it in
  // virtual time more often than the bus would. Bit n: endpoint n; 16 + n: its IN side.
  std::function<void(u32 endpoints)> on_ready;
};

}  // namespace emulator::usb
