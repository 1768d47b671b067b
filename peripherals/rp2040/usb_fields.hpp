#pragma once
// Fields that several of the USB controller's registers have in common.
#include <fmt/format.h>

#include <array>
#include <memory>
#include <string_view>

#include "emulator/registers.hpp"

namespace rp2040 {
using namespace emulator;

// EP0_IN, EP0_OUT, EP1_IN …: a bit for each direction of each endpoint.
class EndpointBits {
 public:
  EndpointBits(Register& r, Access access, unsigned endpoints = 16) : register_(r) {
    for (unsigned i = 0; i < 2 * endpoints; ++i)
      r.add_field({fmt::format("EP{}_{}", i / 2, i % 2 ? "OUT" : "IN"), i, 1, access, true});
  }
  operator u32() const { return register_.value; }
  EndpointBits& operator=(u32 mask) {
    register_.value = mask;
    return *this;
  }

 private:
  Register& register_;
};

namespace usb_interrupt {
// Bits of INTR, INTE, INTF and INTS.
enum : unsigned {
  host_conn_dis,
  host_resume,
  host_sof,
  trans_complete,
  buff_status,
  error_data_seq,
  error_rx_timeout,
  error_rx_overflow,
  error_bit_stuff,
  error_crc,
  stall,
  vbus_detect,
  bus_reset,
  dev_conn_dis,
  dev_suspend,
  dev_resume_from_host,
  setup_req,
  dev_sof,
  abort_done,
  ep_stall_nak
};
}  // namespace usb_interrupt

class UsbInterruptBits {
 public:
  UsbInterruptBits(Register& r, Access access) : register_(r) {
    constexpr std::array<std::string_view, 20> names{"HOST_CONN_DIS",
                                                     "HOST_RESUME",
                                                     "HOST_SOF",
                                                     "TRANS_COMPLETE",
                                                     "BUFF_STATUS",
                                                     "ERROR_DATA_SEQ",
                                                     "ERROR_RX_TIMEOUT",
                                                     "ERROR_RX_OVERFLOW",
                                                     "ERROR_BIT_STUFF",
                                                     "ERROR_CRC",
                                                     "STALL",
                                                     "VBUS_DETECT",
                                                     "BUS_RESET",
                                                     "DEV_CONN_DIS",
                                                     "DEV_SUSPEND",
                                                     "DEV_RESUME_FROM_HOST",
                                                     "SETUP_REQ",
                                                     "DEV_SOF",
                                                     "ABORT_DONE",
                                                     "EP_STALL_NAK"};
    for (unsigned i = 0; i < names.size(); ++i) r.add_field({std::string{names[i]}, i, 1, access, true});
  }
  operator u32() const { return register_.value; }
  UsbInterruptBits& operator=(u32 mask) {
    register_.value = mask;
    return *this;
  }

 private:
  Register& register_;
};

// ADDR_ENDP1 … ADDR_ENDP15: where the host role polls.
class HostInterruptEndpoints {
 public:
  template <std::derived_from<RegisterFile> Owner>
  explicit HostInterruptEndpoints(Owner& owner) {
    for (unsigned i = 0; i < registers_.size(); ++i)
      registers_[i] = std::make_unique<Register>(
          owner, fmt::format("ADDR_ENDP{}", i + 1), 4 * (i + 1), 0u, reserved{31, 27}, todo{"INTEP_PREAMBLE", 26},
          todo{"INTEP_DIR", 25}, reserved{24, 20}, todo{"ENDPOINT", 19, 16}, reserved{15, 7}, todo{"ADDRESS", 6, 0});
  }

 private:
  std::array<std::unique_ptr<Register>, 15> registers_;
};

}  // namespace rp2040
