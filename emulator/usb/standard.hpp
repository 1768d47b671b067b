#pragma once
// Numbers and the setup packet of chapter 9 of the USB 2.0 specification.
#include <array>
#include <string>

#include "emulator/state.hpp"
#include "emulator/types.hpp"

namespace emulator::usb {

// USB 2.0, table 9-2.
struct SetupPacket {
  u8 request_type = 0;
  u8 request = 0;
  u16 value = 0;
  u16 index = 0;
  u16 length = 0;
  bool to_host() const { return request_type & 0x80; }
  std::array<u8, 8> bytes() const {
    const auto low = [](u16 v) { return static_cast<u8>(v); };
    const auto high = [](u16 v) { return static_cast<u8>(v >> 8); };
    return {request_type, request, low(value), high(value), low(index), high(index), low(length), high(length)};
  }
  bool operator==(const SetupPacket&) const = default;
  void serialize(State& state) { state(request_type, request, value, index, length); }
};

// bmRequestType.
namespace request_type {
inline constexpr u8 in = 0x80, type_class = 0x20, type_vendor = 0x40;
inline constexpr u8 device = 0, interface = 1, endpoint = 2;
}  // namespace request_type

// bRequest, table 9-4.
enum class Request : u8 {
  get_status = 0,
  clear_feature = 1,
  set_feature = 3,
  set_address = 5,
  get_descriptor = 6,
  get_configuration = 8,
  set_configuration = 9,
  get_interface = 10,
  set_interface = 11,
};

// Feature selectors, table 9-6.
inline constexpr u16 endpoint_halt = 0, device_remote_wakeup = 1;

// bDescriptorType, table 9-5, the IAD ECN, and those that classes define (CDC 1.2, 5.2.3; HID 1.11, 7.1).
enum class DescriptorType : u8 {
  device = 1,
  configuration = 2,
  string = 3,
  interface = 4,
  endpoint = 5,
  device_qualifier = 6,
  other_speed = 7,
  interface_power = 8,
  otg = 9,
  interface_association = 11,
  bos = 15,
  hid = 0x21,
  hid_report = 0x22,
  cs_interface = 0x24,
  cs_endpoint = 0x25,
};

// bInterfaceClass (usb.org, Defined Class Codes).
namespace class_code {
inline constexpr u8 audio = 1, cdc = 2, hid = 3, mass_storage = 8, hub = 9, cdc_data = 10, vendor = 0xff;
}

// The bits 1..0 of an endpoint's bmAttributes, table 9-13.
enum class TransferType : u8 { control, isochronous, bulk, interrupt };

// How a transfer ended.
enum class Outcome : u8 {
  ok,
  stall,      // the device refuses: a request it does not know, an endpoint that is halted
  no_answer,  // three transactions in a row brought no handshake
  babble,     // more data than a packet, or than was asked for
  timeout,    // the device says NAK for longer than the specification lets it
};
inline std::string to_string(Outcome outcome) {
  switch (outcome) {
    case Outcome::ok: return "done";
    case Outcome::stall: return "STALL";
    case Outcome::no_answer: return "no answer";
    case Outcome::babble: return "more data than asked for";
    case Outcome::timeout: return "NAK for too long";
  }
  return "?";
}

}  // namespace emulator::usb
