#pragma once
// A USB device in a few lines: descriptors, queues of packets, and functions for what a class does.
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "emulator/time.hpp"
#include "emulator/usb/device_port.hpp"
#include "emulator/usb/standard.hpp"

using namespace emulator;
using namespace emulator::usb;
using namespace std::chrono_literals;
using Bytes = std::vector<u8>;

class SoftwareDevice : public DevicePort {
 public:
  Bytes device_descriptor, configuration_descriptor;
  std::map<u8, Bytes> strings;             // whole descriptors
  std::map<u16, Bytes> other_descriptors;  // by wValue
  // Class and vendor requests: the answer or its end, nothing means STALL.
  std::function<std::optional<Bytes>(const SetupPacket&, const Bytes& data)> on_request;
  std::map<u8, std::function<void(const Bytes&)>> on_out;  // by endpoint number
  std::function<void()> on_configured;

  // --- what tests look at ---
  std::vector<std::string> log;
  std::vector<SetupPacket> requests;
  bool pulled_up = false, vbus = false, suspended = false;
  u8 address = 0, configuration = 0;
  u32 frames = 0, in_tokens = 0, out_tokens = 0, resets = 0;
  u16 last_frame = 0;
  std::map<u8, bool> halted;                 // by endpoint address
  std::map<u8, bool> blocked;                // OUT endpoints that say NAK
  std::map<u8, unsigned> mute;               // so many tokens to this endpoint (address) are not heard
  std::map<u8, std::vector<Bytes>> packets;  // what waits to be sent, by endpoint number
  std::map<u8, bool> toggle;                 // by endpoint address
  Speed its_speed = Speed::full;

  void pull_up(bool on) {
    pulled_up = on;
    if (on_attach_change) on_attach_change();
  }
  // Queues data for an IN endpoint, cut into packets.
  void send(u8 endpoint, const Bytes& data, std::size_t packet = 64) {
    std::size_t at = 0;
    do {
      const auto n = std::min(packet, data.size() - at);
      packets[endpoint].emplace_back(data.begin() + static_cast<long>(at), data.begin() + static_cast<long>(at + n));
      at += n;
    } while (at < data.size());
    if (on_ready) on_ready(u32{0x1'0000} << endpoint);
  }
  void unblock(u8 endpoint) {
    blocked[endpoint] = false;
    if (on_ready) on_ready(u32{1} << endpoint);
  }

  bool attached() const override { return pulled_up && vbus; }
  Speed speed() const override { return its_speed; }
  void power(bool on) override {
    vbus = on;
    if (pulled_up && on_attach_change) on_attach_change();
  }
  void bus_reset() override {
    ++resets;
    address = configuration = 0;
    toggle.clear();
    packets.clear();
    log.push_back("reset");
  }
  void start_of_frame(u16 frame) override { ++frames, last_frame = frame; }
  void suspend() override { suspended = true; }
  void resume() override { suspended = false; }

  Handshake setup(u8 to, u8, std::span<const u8, 8> p) override {
    if (to != address || !attached() || deaf(0)) return Handshake::none;
    setup_ = {p[0], p[1], static_cast<u16>(p[2] | p[3] << 8), static_cast<u16>(p[4] | p[5] << 8),
              static_cast<u16>(p[6] | p[7] << 8)};
    requests.push_back(setup_);
    control_.clear();
    stalled_ = false;
    toggle[0] = toggle[0x80] = true;
    answered_ = false;
    if (setup_.to_host()) answer();
    return Handshake::ack;
  }

  Handshake out(u8 to, u8 endpoint, bool data1, std::span<const u8> data) override {
    if (to != address || !attached() || deaf(endpoint)) return Handshake::none;
    ++out_tokens;
    if (endpoint == 0) {
      if (stalled_) return Handshake::stall;
      control_.insert(control_.end(), data.begin(), data.end());
      return Handshake::ack;
    }
    if (halted[endpoint]) return Handshake::stall;
    if (blocked[endpoint]) return Handshake::nak;
    if (data1 != toggle[endpoint]) {
      log.push_back("wrong toggle");
      return Handshake::ack;
    }
    toggle[endpoint] = !toggle[endpoint];
    if (on_out[endpoint]) on_out[endpoint]({data.begin(), data.end()});
    return Handshake::ack;
  }

  InResult in(u8 to, u8 endpoint) override {
    if (to != address || !attached() || deaf(endpoint | 0x80)) return {};
    ++in_tokens;
    if (endpoint == 0) return control_in();
    if (halted[endpoint | 0x80]) return {Handshake::stall, false, {}};
    auto& queue = packets[endpoint];
    if (queue.empty()) return {Handshake::nak, false, {}};
    InResult r{Handshake::ack, toggle[endpoint | 0x80], queue.front()};
    toggle[endpoint | 0x80] = !r.data1;
    queue.erase(queue.begin());
    return r;
  }

  void serialize(State& state) {
    state(pulled_up, vbus, suspended, address, configuration);
    map(state, toggle);
    map(state, packets);
    map(state, halted);
    map(state, blocked);
    state(setup_, control_, stalled_, answered_);
  }

 private:
  template <typename T>
  static void map(State& state, std::map<u8, T>& m) {
    std::vector<u8> keys;
    for (auto& [k, v] : m) keys.push_back(k);
    state(keys);
    for (u8 k : keys) state(m[k]);
  }
  bool deaf(u8 endpoint) {
    if (!mute[endpoint]) return false;
    --mute[endpoint];
    return true;
  }

  InResult control_in() {
    if (!answered_) answer();  // the status stage of an OUT request
    if (stalled_) return {Handshake::stall, false, {}};
    if (!setup_.to_host()) {
      if (setup_.request_type == 0 && setup_.request == 5) address = static_cast<u8>(setup_.value);
      return {Handshake::ack, true, {}};
    }
    const std::size_t packet = device_descriptor[7];
    const auto n = static_cast<long>(std::min(packet, control_.size()));
    InResult r{Handshake::ack, toggle[0x80], {control_.begin(), control_.begin() + n}};
    control_.erase(control_.begin(), control_.begin() + n);
    toggle[0x80] = !toggle[0x80];
    return r;
  }

  void answer() {
    answered_ = true;
    std::optional<Bytes> data = (setup_.request_type & 0x60) ? class_request() : standard();
    stalled_ = !data;
    if (setup_.to_host() && data) {
      if (data->size() > setup_.length) data->resize(setup_.length);
      control_ = *data;
    }
  }
  std::optional<Bytes> class_request() { return on_request ? on_request(setup_, control_) : std::optional<Bytes>{}; }
  std::optional<Bytes> standard() {
    switch (setup_.request) {
      case 1:  // CLEAR_FEATURE
        halted[static_cast<u8>(setup_.index)] = false;
        toggle[static_cast<u8>(setup_.index)] = false;
        return Bytes{};
      case 3:
      case 5: return Bytes{};
      case 6: return descriptor();
      case 9:
        configuration = static_cast<u8>(setup_.value);
        if (on_configured) on_configured();
        return Bytes{};
      default: return std::nullopt;
    }
  }
  std::optional<Bytes> descriptor() {
    if (setup_.value == 0x0100) return device_descriptor;
    if (setup_.value == 0x0200) return configuration_descriptor;
    if (setup_.value >> 8 == 3) {
      const auto found = strings.find(static_cast<u8>(setup_.value));
      return found == strings.end() ? std::optional<Bytes>{} : found->second;
    }
    const auto found = other_descriptors.find(setup_.value);
    return found == other_descriptors.end() ? std::optional<Bytes>{} : found->second;
  }

  SetupPacket setup_;
  Bytes control_;
  bool stalled_ = false, answered_ = false;
};

inline Bytes string_descriptor(const std::u16string& text) {
  Bytes d{static_cast<u8>(2 + 2 * text.size()), 3};
  for (char16_t c : text) d.push_back(static_cast<u8>(c)), d.push_back(static_cast<u8>(c >> 8));
  return d;
}

// A configuration descriptor around interface descriptors.
inline Bytes configuration_around(const Bytes& inner, u8 interfaces, u8 attributes = 0x80) {
  Bytes d{9, 2, 0, 0, interfaces, 1, 0, attributes, 125};
  for (const u8 b : inner) d.push_back(b);
  d[2] = static_cast<u8>(d.size());
  d[3] = static_cast<u8>(d.size() >> 8);
  return d;
}

// As TinyUSB's TUD_CDC_DESCRIPTOR: a serial port on interfaces 0 and 1, endpoints 0x81, 0x02 and 0x82.
inline Bytes cdc_interfaces() {
  return {8, 11, 0,    2,    2,    2,  0,  0,     // association
          9, 4,  0,    0,    1,    2,  2,  0, 4,  // communication
          5, 36, 0,    0x20, 0x01,                // header
          5, 36, 1,    0,    1,                   // call management
          4, 36, 2,    6,                         // ACM: line requests, break
          5, 36, 6,    0,    1,                   // union
          7, 5,  0x81, 3,    8,    0,  16,        // notification
          9, 4,  1,    0,    2,    10, 0,  0, 0,  // data
          7, 5,  0x02, 2,    64,   0,  0,  7, 5, 0x82, 2, 64, 0, 0};
}

inline void make_cdc(SoftwareDevice& d) {
  d.device_descriptor = {18, 1, 0, 2, 0xef, 2, 1, 64, 0x8a, 0x2e, 5, 0, 0, 1, 1, 2, 3, 1};
  d.configuration_descriptor = configuration_around(cdc_interfaces(), 2);
  d.strings[0] = {4, 3, 9, 4};
  d.strings[1] = string_descriptor(u"MicroPython");
  d.strings[2] = string_descriptor(u"Board in FS mode");
  d.strings[3] = string_descriptor(u"e66058388342");
  d.strings[4] = string_descriptor(u"Board CDC \u00b5\U0001f40d");
  d.on_request = [](const SetupPacket&, const Bytes&) { return Bytes{}; };
}
