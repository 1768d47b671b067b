#pragma once
// USBCTRL_REGS: the USB 1.1 controller and its PHY, in device role. RP2040 Datasheet 4.1; the registers' fields are
// those of the SDK's hardware/regs/usb.h. The host role is not modelled. Transactions arrive whole through DevicePort,
// so the errors of the serial line (CRC, bit stuffing, overflow, missing ACK) never happen, nor does erratum
// RP2040-E15. RP2040-E2 and -E5 (steppings B0 and B1) are modelled; -E3 and -E4 belong to the host role. In doubt,
// where the datasheet is silent:
// - the controller answers once it has seen a bus reset while it is enabled, VBUS is detected and the pull-up is on;
//   it leaves ADDR_ENDP to the firmware at a bus reset;
// - an OUT packet with the wrong data PID is taken for a repetition: acknowledged and dropped (USB 2.0, 8.6.4). The PID
//   is compared only while the buffer is available;
// - an OUT packet longer than its buffer control's length is stored whole;
// - isochronous IN packets reach the status phase, although 4.1.2.6.2 says "go to idle" (TinyUSB depends on it);
// - with an interrupt for every two buffers BUFF_STATUS is set when buffer 1 is done;
// - EP_ABORT_DONE is set as soon as EP_ABORT is, no transaction being under way then, and again for as long as EP_ABORT
//   stands (the boot ROM's source: "HW requires us to clear abort before abort done");
// - the bus counts as idle for 3 ms, and the device as suspended, from the pull-up or the last packet on, host or not;
// - while remote wakeup is signalled the line reads K, until the host resumes the bus;
// - SOFTCON, RPU_OPT, the _HISEL bits and USBPHY_TRIM hold what is written; nothing digital depends on them.
#include <span>

#include "emulator/clock_signal.hpp"
#include "emulator/usb/device_port.hpp"
#include "peripherals/rp2040/peripheral.hpp"
#include "peripherals/rp2040/pin_matrix.hpp"
#include "peripherals/rp2040/stepping.hpp"
#include "peripherals/rp2040/usb_dpram.hpp"
#include "peripherals/rp2040/usb_fields.hpp"

namespace rp2040 {

class Usb final : public Peripheral, public usb::DevicePort {
 public:
  Usb(std::string name, Scheduler&, ClockSignal& clk_usb, PinMatrix&, Stepping = Stepping::b2);

  UsbDpram dpram{"USBCTRL_DPRAM", *this};  // at a base of its own, for lanes of bytes
  Wire irq{"USBCTRL"};

  void reset() override;
  void serialize(State&) override;

  bool attached() const override { return attached_; }
  usb::Speed speed() const override;
  void power(bool vbus) override;
  void bus_reset() override;
  void start_of_frame(u16 frame) override;
  void suspend() override;
  void resume() override;
  usb::Handshake setup(u8 address, u8 endpoint, std::span<const u8, 8> packet) override;
  usb::Handshake out(u8 address, u8 endpoint, bool data1, std::span<const u8> data) override;
  usb::InResult in(u8 address, u8 endpoint) override;

 private:
  // One direction of an endpoint, as its control register (or SIE_CTRL) has it and with the buffer that is next.
  struct Endpoint {
    unsigned index;  // 2 * number, plus 1 for OUT
    EndpointControl control;
    BufferControl buffers;
    unsigned buffer;  // 0 or 1
    u32 bit() const { return 1u << index; }
    bool isochronous() const { return control.type() == EndpointControl::Type::isochronous; }
    u32 half() const { return buffers.half(buffer); }
    u32 address() const;
  };

  // usb.cpp: registers, lines, interrupts
  bool enabled() const { return controller_en && !host_ndevice && !held_in_reset(); }
  bool vbus_detected() const;
  bool over_current() const;
  bool dp_pulled_up() const;
  bool dm_pulled_up() const;
  u32 phy_lines() const;
  u32 lines() const;
  void update();
  void lose_what_is_gone();
  void update_interrupts();
  void set_connected(bool);
  void set_suspended(bool);
  void sie_ctrl_written(u32 written);
  void sie_status_written(u32 written);
  void buff_status_written(u32 written);
  void ep_abort_written();
  void stall_arm_written();
  u32 read_sof();
  void bus_idle();

  // usb_device.cpp: what arrives from the host
  void activity();
  bool answers(u8 address) const;
  Endpoint endpoint(unsigned index);
  bool stalled(const Endpoint&) const;
  bool revoked(const Endpoint&) const;
  usb::Handshake nak(const Endpoint&);
  usb::Handshake stall(const Endpoint&);
  void complete(const Endpoint&, u32 status);
  void control_written(u32 offset, u32 value);
  void hint(u32 endpoints);

  // clang-format off
  // Table "List of USB registers"
  Register addr_endp  {*this, "ADDR_ENDP", 0x00, 0, reserved{31, 20}, todo{"ENDPOINT", 19, 16}, reserved{15, 7}};
  Bits<6, 0> address  {addr_endp, "ADDRESS"};
  HostInterruptEndpoints host_endpoints{*this};
  Register main_ctrl  {*this, "MAIN_CTRL", 0x40, 0, todo{"SIM_TIMING", 31}, reserved{30, 2}, todo{"HOST_NDEVICE", 1},
                       on_write<&Usb::update>};
  Bit<0> controller_en{main_ctrl, "CONTROLLER_EN"};
  BitsOf<1, 1, bool> host_ndevice{main_ctrl};
  Register sof_wr     {*this, "SOF_WR", 0x44, 0, reserved{31, 11}, todo{"COUNT", 10, 0}};
  Register sof_rd     {*this, "SOF_RD", 0x48, 0, reserved{31, 11}, on_read<&Usb::read_sof>};
  Bits<10, 0, u32, Access::ro> sof_count{sof_rd, "COUNT"};
  Register sie_ctrl   {*this, "SIE_CTRL", 0x4c, 0, todo{"DIRECT_EN", 26}, todo{"DIRECT_DP", 25}, todo{"DIRECT_DM", 24},
                       reserved{23, 19}, todo{"TRANSCEIVER_PD", 18}, todo{"PULLDOWN_EN", 15}, reserved{14},
                       todo{"RESET_BUS", 13}, todo{"KEEP_ALIVE_EN", 10}, todo{"SOF_EN", 9}, todo{"SOF_SYNC", 8},
                       reserved{7}, todo{"PREAMBLE_EN", 6}, reserved{5}, todo{"STOP_TRANS", 4}, todo{"RECEIVE_DATA", 3},
                       todo{"SEND_DATA", 2}, todo{"SEND_SETUP", 1}, todo{"START_TRANS", 0},
                       on_write<&Usb::sie_ctrl_written>};
  Bit<31> ep0_int_stall {sie_ctrl, "EP0_INT_STALL"};
  Bit<30> ep0_double_buf{sie_ctrl, "EP0_DOUBLE_BUF"};
  Bit<29> ep0_int_1buf  {sie_ctrl, "EP0_INT_1BUF"};
  Bit<28> ep0_int_2buf  {sie_ctrl, "EP0_INT_2BUF"};
  Bit<27> ep0_int_nak   {sie_ctrl, "EP0_INT_NAK"};
  Bit<17> rpu_opt       {sie_ctrl, "RPU_OPT"};
  Bit<16> pullup_en     {sie_ctrl, "PULLUP_EN"};
  Bit<12, Access::wo> sie_resume{sie_ctrl, "RESUME"};  // clears itself
  Bit<11> sie_vbus_en   {sie_ctrl, "VBUS_EN"};
  // CONNECTED and SUSPENDED show what is; writing ones clears the interrupt that tells of their changes.
  Register sie_status {*this, "SIE_STATUS", 0x50, 0, reserved{23, 20}, reserved{15, 12}, reserved{7, 5}, reserved{1},
                       on_write<&Usb::sie_status_written>};
  Bit<31, Access::w1c> data_seq_error {sie_status, "DATA_SEQ_ERROR"};
  Bit<30, Access::w1c> ack_rec        {sie_status, "ACK_REC"};
  Bit<29, Access::w1c> stall_rec      {sie_status, "STALL_REC"};  // host
  Bit<28, Access::w1c> nak_rec        {sie_status, "NAK_REC"};    // host
  Bit<27, Access::w1c> rx_timeout     {sie_status, "RX_TIMEOUT"};
  Bit<26, Access::w1c> rx_overflow    {sie_status, "RX_OVERFLOW"};
  Bit<25, Access::w1c> bit_stuff_error{sie_status, "BIT_STUFF_ERROR"};
  Bit<24, Access::w1c> crc_error      {sie_status, "CRC_ERROR"};
  Bit<19, Access::w1c> status_bus_reset{sie_status, "BUS_RESET"};
  Bit<18, Access::w1c> trans_complete {sie_status, "TRANS_COMPLETE"};
  Bit<17, Access::w1c> setup_rec      {sie_status, "SETUP_REC"};
  Bit<16, Access::w1c> connected      {sie_status, "CONNECTED"};
  Bit<11, Access::w1c> status_resume  {sie_status, "RESUME"};
  Bit<10, Access::ro>  vbus_over_curr {sie_status, "VBUS_OVER_CURR"};
  Bits<9, 8, u32, Access::ro> status_speed{sie_status, "SPEED"};  // host
  Bit<4, Access::w1c>  suspended      {sie_status, "SUSPENDED"};
  Bits<3, 2, u32, Access::ro> line_state{sie_status, "LINE_STATE"};
  Bit<0, Access::ro>   vbus_detected_ {sie_status, "VBUS_DETECTED"};
  Register int_ep_ctrl{*this, "INT_EP_CTRL", 0x54, 0, reserved{31, 16}, todo{"INT_EP_ACTIVE", 15, 1}, reserved{0}};
  Register buff_status_reg{*this, "BUFF_STATUS", 0x58, 0, on_write<&Usb::buff_status_written>};
  EndpointBits buff_status{buff_status_reg, Access::w1c};
  Register should_handle_reg{*this, "BUFF_CPU_SHOULD_HANDLE", 0x5c, 0};
  EndpointBits should_handle{should_handle_reg, Access::ro};
  Register ep_abort_reg{*this, "EP_ABORT", 0x60, 0, on_write<&Usb::ep_abort_written>};
  EndpointBits ep_abort{ep_abort_reg, Access::rw};
  Register ep_abort_done_reg{*this, "EP_ABORT_DONE", 0x64, 0, on_write<&Usb::update>};
  EndpointBits ep_abort_done{ep_abort_done_reg, Access::w1c};
  Register ep_stall_arm_reg{*this, "EP_STALL_ARM", 0x68, 0, reserved{31, 2}, on_write<&Usb::stall_arm_written>};
  EndpointBits ep_stall_arm{ep_stall_arm_reg, Access::rw, 1};
  Register nak_poll   {*this, "NAK_POLL", 0x6c, 0x0010'0010, reserved{31, 26}, reserved{15, 10}};
  Bits<25, 16> delay_fs{nak_poll, "DELAY_FS"};  // host
  Bits<9, 0> delay_ls{nak_poll, "DELAY_LS"};    // host
  Register stall_nak_reg{*this, "EP_STATUS_STALL_NAK", 0x70, 0, on_write<&Usb::update>};
  EndpointBits ep_status_stall_nak{stall_nak_reg, Access::w1c};
  Register usb_muxing {*this, "USB_MUXING", 0x74, 0, reserved{31, 4}, todo{"TO_EXTPHY", 1}, on_write<&Usb::update>};
  Bit<3> softcon      {usb_muxing, "SOFTCON"};
  Bit<2> to_digital_pad{usb_muxing, "TO_DIGITAL_PAD"};
  Bit<0> to_phy       {usb_muxing, "TO_PHY"};
  Register usb_pwr    {*this, "USB_PWR", 0x78, 0, reserved{31, 6}, on_write<&Usb::update>};
  Bit<5> overcurr_detect_en     {usb_pwr, "OVERCURR_DETECT_EN"};
  Bit<4> overcurr_detect        {usb_pwr, "OVERCURR_DETECT"};
  Bit<3> vbus_detect_override_en{usb_pwr, "VBUS_DETECT_OVERRIDE_EN"};
  Bit<2> vbus_detect            {usb_pwr, "VBUS_DETECT"};
  Bit<1> vbus_en_override_en    {usb_pwr, "VBUS_EN_OVERRIDE_EN"};
  Bit<0> vbus_en                {usb_pwr, "VBUS_EN"};
  Register usbphy_direct{*this, "USBPHY_DIRECT", 0x7c, 0, reserved{31, 23}, todo{"TX_DIFFMODE", 15},
                       todo{"TX_FSSLEW", 14}, todo{"TX_PD", 13}, todo{"RX_PD", 12}, todo{"TX_DM", 11},
                       todo{"TX_DP", 10}, todo{"TX_DM_OE", 9}, todo{"TX_DP_OE", 8}, reserved{7},
                       todo{"DM_PULLDN_EN", 6}, reserved{3}, todo{"DP_PULLDN_EN", 2}, on_write<&Usb::update>};
  Bit<22, Access::ro> dm_ovv    {usbphy_direct, "DM_OVV"};   // no over-voltage, no over-current
  Bit<21, Access::ro> dp_ovv    {usbphy_direct, "DP_OVV"};
  Bit<20, Access::ro> dm_ovcn   {usbphy_direct, "DM_OVCN"};
  Bit<19, Access::ro> dp_ovcn   {usbphy_direct, "DP_OVCN"};
  Bit<18, Access::ro> rx_dm     {usbphy_direct, "RX_DM"};
  Bit<17, Access::ro> rx_dp     {usbphy_direct, "RX_DP"};
  Bit<16, Access::ro> rx_dd     {usbphy_direct, "RX_DD"};
  Bit<5> dm_pullup_en           {usbphy_direct, "DM_PULLUP_EN"};
  Bit<4> dm_pullup_hisel        {usbphy_direct, "DM_PULLUP_HISEL"};
  Bit<1> dp_pullup_en           {usbphy_direct, "DP_PULLUP_EN"};
  Bit<0> dp_pullup_hisel        {usbphy_direct, "DP_PULLUP_HISEL"};
  Register usbphy_direct_override{*this, "USBPHY_DIRECT_OVERRIDE", 0x80, 0, reserved{31, 16},
                       todo{"TX_DIFFMODE_OVERRIDE_EN", 15}, reserved{14, 13}, todo{"TX_FSSLEW_OVERRIDE_EN", 11},
                       todo{"TX_PD_OVERRIDE_EN", 10}, todo{"RX_PD_OVERRIDE_EN", 9}, todo{"TX_DM_OVERRIDE_EN", 8},
                       todo{"TX_DP_OVERRIDE_EN", 7}, todo{"TX_DM_OE_OVERRIDE_EN", 6}, todo{"TX_DP_OE_OVERRIDE_EN", 5},
                       todo{"DM_PULLDN_EN_OVERRIDE_EN", 4}, todo{"DP_PULLDN_EN_OVERRIDE_EN", 3},
                       on_write<&Usb::update>};
  Bit<12> dm_pullup_override_en {usbphy_direct_override, "DM_PULLUP_OVERRIDE_EN"};
  Bit<2> dp_pullup_override_en  {usbphy_direct_override, "DP_PULLUP_EN_OVERRIDE_EN"};
  Bit<1> dm_hisel_override_en   {usbphy_direct_override, "DM_PULLUP_HISEL_OVERRIDE_EN"};
  Bit<0> dp_hisel_override_en   {usbphy_direct_override, "DP_PULLUP_HISEL_OVERRIDE_EN"};
  Register usbphy_trim{*this, "USBPHY_TRIM", 0x84, 0x1f1f, reserved{31, 13}, reserved{7, 5}};
  Bits<12, 8> dm_pulldn_trim    {usbphy_trim, "DM_PULLDN_TRIM"};
  Bits<4, 0> dp_pulldn_trim     {usbphy_trim, "DP_PULLDN_TRIM"};
  // The table has no register here; the SDK's usb_hw_t has a word of padding, which TinyUSB clears with the rest.
  Register gap        {*this, "RESERVED", 0x88, 0, reserved{31, 0}};
  Register intr_reg   {*this, "INTR", 0x8c, 0, reserved{31, 20}};
  UsbInterruptBits intr{intr_reg, Access::ro};
  Register inte_reg   {*this, "INTE", 0x90, 0, reserved{31, 20}, on_write<&Usb::update>};
  UsbInterruptBits inte{inte_reg, Access::rw};
  Register intf_reg   {*this, "INTF", 0x94, 0, reserved{31, 20}, on_write<&Usb::update>};
  UsbInterruptBits intf{intf_reg, Access::rw};
  Register ints_reg   {*this, "INTS", 0x98, 0, reserved{31, 20}};
  UsbInterruptBits ints{ints_reg, Access::ro};
  // clang-format on

  Scheduler& scheduler_;
  ClockSignal& clk_usb_;
  PinMatrix& pins_;
  Stepping stepping_;

  bool attached_ = false;
  bool connected_ = false, suspended_ = false;
  bool waking_ = false;  // remote wakeup is signalled
  // Interrupts that are not the level of a status bit.
  bool conn_dis_raised_ = false, suspend_raised_ = false, sof_raised_ = false;
  bool vbus_en_driven_ = false;
  u32 aborting_ = 0;          // EP_ABORT before the last write
  bool all_revoked_ = false;  // RP2040-E2
  // By endpoint and direction, as in BUFF_STATUS.
  u32 selected_ = 0;                            // the buffer that is next, of those with two
  u32 done0_ = 0, done1_ = 0, first_is_1_ = 0;  // buffers not yet handled; which came first if both
  Time last_activity_{};
  Event idle_{scheduler_, "USB bus idle", [this] { bus_idle(); }};
  Event settled_{scheduler_, "USB idle behind reset", [this] { set_connected(true); }};
};

}  // namespace rp2040
