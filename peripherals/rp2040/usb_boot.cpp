#include "peripherals/rp2040/usb_boot.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace rp2040 {

using usb::Handshake;

namespace {

constexpr std::array<u8, 18> device_descriptor{18,   1,    0x10, 0x01, 0,    0, 0, 64, 0x8a,
                                               0x2e, 0x03, 0x00, 0x00, 0x01, 1, 2, 3,  1};

void interface_descriptor(std::vector<u8>& to, u8 number, u8 code, u8 subclass, u8 protocol, u8 first, u8 second) {
  const std::array<u8, 23> bytes{9, 4,  number, 0, 2, code, subclass, protocol, 0,  7, 5, first,
                                 2, 64, 0,      0, 7, 5,    second,   2,        64, 0, 0};
  for (const u8 byte : bytes) to.push_back(byte);
}

std::vector<u8> string_descriptor(std::string_view text) {
  std::vector<u8> d{static_cast<u8>(2 + 2 * text.size()), 3};
  for (const char c : text) d.insert(d.end(), {static_cast<u8>(c), 0});
  return d;
}

// USB 2.0, table 9-4
enum : u8 {
  get_status = 0,
  clear_feature = 1,
  set_feature = 3,
  set_address = 5,
  get_descriptor_request = 6,
  get_configuration = 8,
  set_configuration = 9
};
enum : u8 { to_host = 0x80, of_class = 0x20, of_vendor = 0x40, kind = 0x60, recipient = 0x1f };
enum : u8 { storage_get_max_lun = 0xfe, storage_reset = 0xff };  // Bulk-Only Transport 3.1, 3.2
enum : u8 { picoboot_interface_reset = 0x41, picoboot_command_status = 0x42 };
constexpr u8 storage_in = 0x81, storage_out = 0x02, picoboot_out = 0x03, picoboot_in = 0x84;

}  // namespace

UsbBoot::UsbBoot(Scheduler& scheduler, UsbBootTarget& target, const std::string& serial)
    : worker_(scheduler, target), storage_(scheduler, worker_, serial), picoboot_(scheduler, worker_), serial_(serial) {
  storage_.in.on_ready = [this] { ready(16 + 1); };
  storage_.out.on_ready = [this] { ready(2); };
  picoboot_.out.on_ready = [this] { ready(3); };
  picoboot_.in.on_ready = [this] { ready(16 + 4); };
  picoboot_.on_eject = [this] { storage_.eject(); };
}

void UsbBoot::ready(unsigned bit) {
  if (on_ready) on_ready(1u << bit);
}

void UsbBoot::start(u32 disable_interface_mask) {
  stop();
  disabled_ = disable_interface_mask & 3;
  if (disabled_ == 3) disabled_ = 0;  // as the ROM does
  worker_.reset();
  running_ = true;
  if (on_attach_change) on_attach_change();
}

void UsbBoot::stop() {
  bus_reset();
  storage_.stop();
  picoboot_.stop();
  const bool was = std::exchange(running_, false);
  if (was && on_attach_change) on_attach_change();
}

void UsbBoot::bus_reset() {
  address_ = new_address_ = configuration_ = 0;
  stage_ = Stage::idle;
  control_data_.clear();
}

UsbBootPipe* UsbBoot::pipe(u8 endpoint_address) {
  if (!configuration_) return nullptr;
  switch (endpoint_address) {
    case storage_in: return has_storage() ? &storage_.in : nullptr;
    case storage_out: return has_storage() ? &storage_.out : nullptr;
    case picoboot_out: return has_picoboot() ? &picoboot_.out : nullptr;
    case picoboot_in: return has_picoboot() ? &picoboot_.in : nullptr;
    default: return nullptr;
  }
}

// ---- transactions

Handshake UsbBoot::setup(u8 address, u8 endpoint, std::span<const u8, 8> p) {
  if (!running_ || address != address_ || endpoint != 0) return Handshake::none;
  const auto half = [&](std::size_t at) { return static_cast<u16>(p[at] | p[at + 1] << 8); };
  perform({p[0], p[1], half(2), half(4), half(6)});
  return Handshake::ack;
}

Handshake UsbBoot::out(u8 address, u8 endpoint, bool data1, std::span<const u8> data) {
  if (!running_ || address != address_) return Handshake::none;
  if (endpoint) {
    UsbBootPipe* const p = pipe(endpoint);
    return p ? p->out(data1, data) : Handshake::none;
  }
  if (stage_ == Stage::stalled) return Handshake::stall;
  if (stage_ != Stage::data_in && stage_ != Stage::status_out) return Handshake::nak;
  stage_ = Stage::idle;
  return Handshake::ack;
}

usb::InResult UsbBoot::in(u8 address, u8 endpoint) {
  if (!running_ || address != address_) return {};
  if (endpoint) {
    UsbBootPipe* const p = pipe(static_cast<u8>(endpoint | 0x80));
    return p ? p->in() : usb::InResult{};
  }
  if (stage_ == Stage::stalled) return {Handshake::stall, false, {}};
  if (stage_ == Stage::data_in) {  // always one packet
    stage_ = Stage::status_out;
    return {Handshake::ack, true, std::exchange(control_data_, {})};
  }
  if (stage_ != Stage::status_in) return {Handshake::nak, false, {}};
  stage_ = Stage::idle;
  if (new_address_) address_ = std::exchange(new_address_, 0);
  return {Handshake::ack, true, {}};
}

// ---- requests

void UsbBoot::perform(const Setup& s) {
  new_address_ = 0;
  switch (s.type & recipient) {
    case 0: return device_request(s);
    case 1: return interface_request(s);
    case 2: return endpoint_request(s);
    default: return stall();
  }
}

void UsbBoot::reply(const Setup& s, std::vector<u8> data) {
  if (data.size() > s.length) data.resize(s.length);
  control_data_ = std::move(data);
  stage_ = Stage::data_in;
}

void UsbBoot::device_request(const Setup& s) {
  if (s.type & kind) return stall();
  if (s.type & to_host) {
    if (s.request == get_status) return reply(s, {0, 0});
    if (s.request == get_descriptor_request) return get_descriptor(s);
    if (s.request == get_configuration) return reply(s, {configuration_});
    return stall();
  }
  if (s.request == set_address && s.value > 0 && s.value <= 127) {
    new_address_ = static_cast<u8>(s.value);
    return acknowledge();
  }
  if (s.request == set_configuration && s.value <= 1) {
    configure(static_cast<u8>(s.value));
    return acknowledge();
  }
  stall();
}

void UsbBoot::configure(u8 value) {
  configuration_ = value;
  if (!value) return;
  storage_.configure();
  picoboot_.configure();
}

void UsbBoot::get_descriptor(const Setup& s) {
  const u8 index = static_cast<u8>(s.value);
  switch (s.value >> 8) {
    case 1: return reply(s, {device_descriptor.begin(), device_descriptor.end()});
    case 2: return index ? stall() : reply(s, configuration_descriptor());
    case 3:
      if (index == 0) return reply(s, {4, 3, 0x09, 0x04});
      if (index == 1) return reply(s, string_descriptor("Raspberry Pi"));
      if (index == 2) return reply(s, string_descriptor("RP2 Boot"));
      return reply(s, string_descriptor(index == 3 ? serial_ : ""));
    default: return stall();
  }
}

std::vector<u8> UsbBoot::configuration_descriptor() const {
  std::vector<u8> d{9, 2, 0, 0, 0, 1, 0, 0x80, 0xfa};
  u8 interfaces = 0;
  if (has_storage()) interface_descriptor(d, interfaces++, 0x08, 0x06, 0x50, storage_in, storage_out);
  if (has_picoboot()) interface_descriptor(d, interfaces++, 0xff, 0, 0, picoboot_out, picoboot_in);
  d[2] = static_cast<u8>(d.size());
  d[4] = interfaces;
  return d;
}

void UsbBoot::interface_request(const Setup& s) {
  const unsigned number = s.index & 0xff, picoboot_number = has_storage() ? 1 : 0;
  if (!configuration_) return stall();
  if (has_storage() && number == 0 && (s.type & kind) == of_class) {
    if (s.type & to_host && s.request == storage_get_max_lun && !s.value && s.length) return reply(s, {0});
    if (!(s.type & to_host) && s.request == storage_reset && !s.value && !s.length) {
      storage_.reset();
      return acknowledge();
    }
  }
  if (has_picoboot() && number == picoboot_number && (s.type & kind) == of_vendor) {
    if (s.type & to_host && s.request == picoboot_command_status && s.length == 16) return reply(s, picoboot_.status());
    if (!(s.type & to_host) && s.request == picoboot_interface_reset) {
      picoboot_.reset();
      return acknowledge();
    }
  }
  const bool known = number < static_cast<unsigned>(has_storage() + has_picoboot());
  if (known && s.type == (to_host | 1) && s.request == get_status) return reply(s, {0, 0});
  stall();
}

void UsbBoot::endpoint_request(const Setup& s) {
  UsbBootPipe* const p = pipe(static_cast<u8>(s.index));
  const bool control = (s.index & 0x7f) == 0;
  if ((!p && !control) || s.type & kind) return stall();
  if (s.type & to_host) {
    if (s.request != get_status || s.value || s.length != 2) return stall();
    return reply(s, {static_cast<u8>(p && p->halted()), 0});
  }
  if (s.value != 0) return stall();  // ENDPOINT_HALT is all there is
  if (s.request == clear_feature) {
    if (p) p->clear_feature();
    return acknowledge();
  }
  if (s.request != set_feature) return stall();
  if (p) p->halt(UsbBootPipe::Halt::halted);
  acknowledge();
}

void UsbBoot::serialize(State& state) {
  state.section("USB boot");
  state(worker_, storage_, picoboot_, running_, disabled_, address_, new_address_, configuration_, stage_,
        control_data_);
}

}  // namespace rp2040
