#pragma once
// A bulk endpoint of the boot ROM's USB device: its queue of packets, its data toggle and its halt.
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "emulator/state.hpp"
#include "emulator/usb/device_port.hpp"

namespace rp2040 {
using namespace emulator;

class UsbBootPipe {
 public:
  static constexpr std::size_t packet_size = 64;
  // A halt on condition stays until the interface is reset, whatever CLEAR_FEATURE says (Bulk-Only Transport 5.3.4).
  enum class Halt : u8 { none, halted, on_condition };

  bool halted() const { return halt_ != Halt::none; }
  void halt(Halt);
  void clear_feature();  // CLEAR_FEATURE(ENDPOINT_HALT)
  void reset();          // the interface's own reset: the data toggle goes on
  void configure();      // SET_CONFIGURATION

  std::function<void()> on_ready;  // it would answer now
  std::function<void()> on_cleared;

  // IN: some packets, one of them empty if there is no data. on_sent: the host has all of it.
  void send(std::vector<u8> data);
  usb::InResult in();
  std::function<void()> on_sent;

  // OUT: takes one packet each time it is opened.
  void open();
  usb::Handshake out(bool data1, std::span<const u8> data);
  std::function<void(std::span<const u8>)> on_packet;

  void serialize(State& state) { state(halt_, data1_, open_, sent_, pending_); }

 private:
  Halt halt_ = Halt::none;
  bool data1_ = false;
  bool open_ = false;
  u32 sent_ = 0;
  std::optional<std::vector<u8>> pending_;
};

}  // namespace rp2040
