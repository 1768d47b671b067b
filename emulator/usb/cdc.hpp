#pragma once
// Functional descriptors and requests of communication devices (USB CDC 1.2, 5.2.3; PSTN 1.2, 5.3 and 6.3).
#include "emulator/usb/descriptors.hpp"

namespace emulator::usb::cdc {

// bDescriptorSubtype, CDC 1.2, table 13.
enum class Subtype : u8 { header = 0, call_management = 1, acm = 2, union_ = 6, country = 7, ethernet = 0xf };

inline constexpr u8 subclass_acm = 2;
// bmCapabilities of the ACM functional descriptor, PSTN 1.2, table 4.
inline constexpr u8 has_comm_feature = 1, has_line_requests = 2, has_send_break = 4, has_network_connection = 8;

struct Functions {
  u16 cdc = 0;  // bcdCDC
  bool has_acm = false, has_union = false, has_call_management = false;
  u8 acm_capabilities = 0;
  u8 call_capabilities = 0, call_data_interface = 0;
  u8 control_interface = 0;
  std::vector<u8> subordinate_interfaces = {};
};
Functions parse_functions(const Interface&, Sentences&);

// PSTN 1.2, 6.3 and 6.5.
inline constexpr u8 set_line_coding = 0x20, get_line_coding = 0x21, set_control_line_state = 0x22, send_break = 0x23;
inline constexpr u8 serial_state = 0x20;  // notification

}  // namespace emulator::usb::cdc
