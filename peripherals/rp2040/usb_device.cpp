// What arrives from the host. RP2040 Datasheet 4.1.2.6 "Device Controller".
#include "peripherals/rp2040/usb.hpp"

namespace rp2040 {

using usb::Handshake;

namespace {

constexpr Duration idle_behind_reset = std::chrono::microseconds{800};  // RP2040-E5
constexpr std::size_t largest_packet = 64, largest_isochronous_packet = 1023;

}  // namespace

u32 Usb::Endpoint::address() const {
  if (!buffer) return control.address();
  return control.address() + (isochronous() ? buffers.isochronous_offset() : 64);
}

// ---- the bus

void Usb::activity() {
  if (!to_phy) return;
  last_activity_ = scheduler_.now();
  if (settled_.pending()) settled_.after(idle_behind_reset);
  if (suspended_) {
    waking_ = false;
    set_suspended(false);
  }
}

// VBUS itself does not come to the chip: a board may lead it to a pin with the function USB VBUS DET.
void Usb::power(bool vbus) {
  if (vbus || !waking_) return;
  waking_ = false;
  update();
}

void Usb::bus_reset() {
  if (!enabled() || !attached_ || !to_phy) return;
  activity();
  waking_ = false;
  status_bus_reset = true;
  if (vbus_detected() && stepping_ < Stepping::b2) {
    set_connected(false);
    settled_.after(idle_behind_reset);
  } else if (vbus_detected()) {
    set_connected(true);
  }
  update();
}

void Usb::start_of_frame(u16 frame) {
  activity();
  if (!connected_ || !to_phy || !clk_usb_.running()) return;
  sof_count = frame;
  sof_raised_ = true;
  update();
}

void Usb::suspend() {
  if (enabled() && attached_) set_suspended(true);
}

void Usb::resume() {
  if (!suspended_) return;
  if (!waking_) status_resume = true;
  waking_ = false;
  last_activity_ = scheduler_.now();
  set_suspended(false);
}

// ---- endpoints

bool Usb::answers(u8 to) const { return connected_ && to_phy && clk_usb_.running() && to == address; }

Usb::Endpoint Usb::endpoint(unsigned index) {
  Endpoint e{index, {}, {dpram.word(UsbDpram::buffer_control_at(index))}, 0};
  if (index >= 2) {
    e.control.value = dpram.word(UsbDpram::control_at(index));
  } else {
    const auto bit = [](bool on, u32 mask) { return on ? mask : 0; };
    e.control.value = EndpointControl::enable | bit(ep0_double_buf, EndpointControl::double_buffered) |
                      bit(ep0_int_1buf, EndpointControl::interrupt_per_buffer) |
                      bit(ep0_int_2buf, EndpointControl::interrupt_per_two) |
                      bit(ep0_int_stall, EndpointControl::interrupt_on_stall) |
                      bit(ep0_int_nak, EndpointControl::interrupt_on_nak) | UsbDpram::endpoint0_buffers;
  }
  if (e.buffers.value & BufferControl::select) selected_ &= ~e.bit();
  e.buffer = e.control.has(EndpointControl::double_buffered) && selected_ & e.bit();
  return e;
}

bool Usb::stalled(const Endpoint& e) const {
  return e.buffers.value & BufferControl::stall && (e.index >= 2 || ep_stall_arm & e.bit());
}

bool Usb::revoked(const Endpoint& e) const { return all_revoked_ || ep_abort & e.bit(); }

// An isochronous endpoint has no handshakes.
Handshake Usb::nak(const Endpoint& e) {
  if (e.isochronous()) return Handshake::none;
  if (e.control.has(EndpointControl::interrupt_on_nak)) {
    ep_status_stall_nak = ep_status_stall_nak | e.bit();
    update();
  }
  return Handshake::nak;
}

Handshake Usb::stall(const Endpoint& e) {
  if (e.isochronous()) return Handshake::none;
  if (e.control.has(EndpointControl::interrupt_on_stall)) {
    ep_status_stall_nak = ep_status_stall_nak | e.bit();
    update();
  }
  return Handshake::stall;
}

// The status phase: the controller writes back its half of the buffer control register.
void Usb::complete(const Endpoint& e, u32 status) {
  dpram.store_half(UsbDpram::buffer_control_at(e.index) + 2 * e.buffer, status);
  if (status & BufferControl::last) trans_complete = true;
  const bool two = e.control.has(EndpointControl::double_buffered);
  if (two) selected_ ^= e.bit();
  if (e.control.has(EndpointControl::interrupt_per_buffer)) {
    u32& mine = e.buffer ? done1_ : done0_;
    const u32 other = e.buffer ? done0_ : done1_;
    if (!(other & e.bit())) first_is_1_ = (first_is_1_ & ~e.bit()) | (e.buffer ? e.bit() : 0);
    mine |= e.bit();
  } else if (two && e.buffer && e.control.has(EndpointControl::interrupt_per_two)) {
    done0_ |= e.bit();
  }
  update();
}

// ---- transactions

Handshake Usb::setup(u8 to, u8 number, std::span<const u8, 8> packet) {
  activity();
  if (!answers(to) || number != 0) return Handshake::none;
  dpram.store(0, packet);
  ep_stall_arm = 0;
  setup_rec = true;
  update();
  return Handshake::ack;
}

Handshake Usb::out(u8 to, u8 number, bool data1, std::span<const u8> data) {
  activity();
  if (!answers(to) || number > 15) return Handshake::none;
  const Endpoint e = endpoint(2 * number + 1);
  const std::size_t limit = e.isochronous() ? largest_isochronous_packet : largest_packet;
  if (!e.control.has(EndpointControl::enable) || data.size() > limit) return Handshake::none;
  if (revoked(e)) return nak(e);
  if (stalled(e)) return stall(e);
  const u32 half = e.half();
  if (!(half & BufferControl::available) || half & BufferControl::full) return nak(e);
  if (!e.isochronous() && data1 != static_cast<bool>(half & BufferControl::pid)) {
    data_seq_error = true;
    update();
    return Handshake::ack;
  }
  dpram.store(e.address(), data);
  complete(e,
           static_cast<u32>(data.size()) | (half & (BufferControl::pid | BufferControl::last)) | BufferControl::full);
  return e.isochronous() ? Handshake::none : Handshake::ack;
}

usb::InResult Usb::in(u8 to, u8 number) {
  activity();
  if (!answers(to) || number > 15) return {};
  const Endpoint e = endpoint(2 * number);
  if (!e.control.has(EndpointControl::enable)) return {};
  if (revoked(e)) return {nak(e), false, {}};
  if (stalled(e)) return {stall(e), false, {}};
  const u32 half = e.half();
  if (!(half & BufferControl::available) || !(half & BufferControl::full)) return {nak(e), false, {}};
  const u32 length = half & BufferControl::length;
  const bool data1 = !e.isochronous() && half & BufferControl::pid;
  usb::InResult result{Handshake::ack, data1, dpram.load(e.address(), length)};
  if (!e.isochronous()) ack_rec = true;
  complete(e, half & (BufferControl::length | BufferControl::pid | BufferControl::last));
  return result;
}

// ---- hints: wherever an endpoint that said NAK may say something else

void Usb::control_written(u32 offset, u32 after) {
  constexpr u32 answer = BufferControl::available | BufferControl::available << 16 | BufferControl::stall;
  if (offset >= UsbDpram::buffer_controls) {
    if (after & answer) hint(1u << (offset - UsbDpram::buffer_controls) / 4);
  } else if (offset >= UsbDpram::endpoint_controls) {
    if (after & EndpointControl::enable) hint(1u << ((offset - UsbDpram::endpoint_controls) / 4 + 2));
  }
}

void Usb::hint(u32 endpoints) {
  if (!endpoints || !connected_ || !on_ready) return;
  u32 ready = 0;
  for (unsigned i = 0; i < 32; ++i)
    if (endpoints >> i & 1) ready |= 1u << (i % 2 ? i / 2 : 16 + i / 2);
  on_ready(ready);
}

}  // namespace rp2040
