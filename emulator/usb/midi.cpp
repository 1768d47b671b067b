#include "emulator/usb/midi.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "emulator/usb/midi_descriptors.hpp"

namespace emulator::usb {

namespace {
using namespace std::chrono_literals;
constexpr u8 midi_streaming = 3;
constexpr Duration after_error = 100ms;
constexpr std::size_t longest_exclusive = 65536;

// Bytes that a code index number announces, table 4-1; 0: reserved.
constexpr std::array<u8, 16> lengths{0, 0, 2, 3, 3, 1, 2, 3, 3, 3, 3, 3, 2, 2, 3, 1};

// Of a message that begins with this status; 0: none, or system exclusive.
u8 message_length(u8 status) {
  if (status >= 0x80 && status < 0xf0) return (status & 0xe0) == 0xc0 ? 2 : 3;
  switch (status) {
    case 0xf1:
    case 0xf3: return 2;
    case 0xf2: return 3;
    case 0xf0:
    case 0xf4:
    case 0xf5:
    case 0xf7: return 0;
    default: return status >= 0xf6 ? 1 : 0;
  }
}
}  // namespace

std::string MidiMessage::text() const {
  if (bytes.empty()) return "nothing";
  const u8 status = bytes[0], channel = static_cast<u8>((status & 0xf) + 1);
  const unsigned a = bytes.size() > 1 ? bytes[1] : 0, b = bytes.size() > 2 ? bytes[2] : 0;
  switch (status >> 4) {
    case 0x8: return fmt::format("note off, channel {}, note {}, velocity {}", channel, a, b);
    case 0x9: return fmt::format("note on, channel {}, note {}, velocity {}", channel, a, b);
    case 0xa: return fmt::format("key pressure, channel {}, note {}, pressure {}", channel, a, b);
    case 0xb: return fmt::format("control change, channel {}, controller {}, value {}", channel, a, b);
    case 0xc: return fmt::format("program change, channel {}, program {}", channel, a);
    case 0xd: return fmt::format("channel pressure, channel {}, pressure {}", channel, a);
    case 0xe: return fmt::format("pitch bend, channel {}, value {}", channel, static_cast<int>(a | b << 7) - 8192);
    default: break;
  }
  switch (status) {
    case 0xf0: return fmt::format("system exclusive, {} bytes", bytes.size());
    case 0xf1: return fmt::format("time code {}", a);
    case 0xf2: return fmt::format("song position {}", a | b << 7);
    case 0xf3: return fmt::format("song {}", a);
    case 0xf6: return "tune request";
    case 0xf8: return "clock";
    case 0xfa: return "start";
    case 0xfb: return "continue";
    case 0xfc: return "stop";
    case 0xfe: return "active sensing";
    case 0xff: return "system reset";
    default: return fmt::format("message 0x{:02x}", status);
  }
}

std::vector<u8> midi_packets(const MidiMessage& m) {
  std::vector<u8> packets;
  const u8 cable = static_cast<u8>(m.cable << 4);
  const auto put = [&](u8 code, std::size_t at, std::size_t n) {
    packets.push_back(cable | code);
    for (std::size_t i = 0; i < 3; ++i) packets.push_back(i < n ? m.bytes[at + i] : u8{0});
  };
  if (m.bytes.empty() || m.cable > 15) return packets;
  if (m.bytes[0] == 0xf0) {
    if (m.bytes.back() != 0xf7) return packets;
    std::size_t at = 0;
    for (; m.bytes.size() - at > 3; at += 3) put(4, at, 3);
    const auto left = m.bytes.size() - at;
    put(static_cast<u8>(4 + left), at, left);
    return packets;
  }
  const u8 n = message_length(m.bytes[0]);
  if (n == 0 || m.bytes.size() != n) return packets;
  const u8 code = m.bytes[0] < 0xf0 ? m.bytes[0] >> 4 : m.bytes[0] >= 0xf8 ? 0xf : n == 1 ? 5 : n;
  put(code, 0, n);
  return packets;
}

DriverFactory Midi::factory(Listener listener) {
  return [listener](const DriverContext& context) -> std::unique_ptr<ClassDriver> {
    const auto& i = context.interface;
    if (i.interface_class != class_code::audio || i.subclass != midi_streaming) return nullptr;
    if (!i.find(TransferType::bulk, true) && !i.find(TransferType::bulk, false)) {
      context.complain(fmt::format("Interface {} is MIDI without bulk endpoints.", i.number));
      return nullptr;
    }
    Sentences said;
    midi::parse_function(i, said);
    for (const auto& sentence : said) context.complain(sentence);
    return std::unique_ptr<ClassDriver>(new Midi(context, listener));
  };
}

Midi::Midi(const DriverContext& context, Listener listener)
    : ClassDriver(context, {context.interface.number}),
      listener_(std::move(listener)),
      in_(open_pipe(context.bus, context.interface, TransferType::bulk, true, [this](Outcome o) { received(o); })),
      out_(open_pipe(context.bus, context.interface, TransferType::bulk, false, [this](Outcome o) { sent(o); })),
      again_(context.bus.scheduler(), "usb.midi again", [this] { start(); }) {}

void Midi::start() {
  if (in_ && !in_->busy()) in_->read(in_->max_packet());
}

void Midi::received(Outcome outcome) {
  if (outcome == Outcome::stall) return clear_halt(*in_);
  if (outcome != Outcome::ok) return again_.after(after_error);
  const std::vector<u8> data = in_->data();
  for (std::size_t at = 0; at + 4 <= data.size(); at += 4) packet(std::span<const u8, 4>{data.data() + at, 4});
  start();
}

void Midi::packet(std::span<const u8, 4> p) {
  const u8 cable = p[0] >> 4, code = p[0] & 0xf, n = lengths[code];
  if (n == 0) return;  // reserved, and what devices fill packets up with
  const std::vector<u8> bytes(p.begin() + 1, p.begin() + 1 + n);
  auto& exclusive = exclusive_[cable];
  const bool of_exclusive = code == 4 || code == 6 || code == 7 || (code == 5 && (bytes[0] == 0xf7 || bytes[0] < 0x80));
  if (!of_exclusive) {
    if (listener_) listener_({cable, bytes});
    return;
  }
  if (bytes[0] == 0xf0) exclusive.clear();
  if (exclusive.size() < longest_exclusive) exclusive.insert(exclusive.end(), bytes.begin(), bytes.end());
  if (code == 4) return;
  if (listener_) listener_({cable, std::exchange(exclusive, {})});
}

void Midi::send(const MidiMessage& message) {
  const auto packets = midi_packets(message);
  to_send_.insert(to_send_.end(), packets.begin(), packets.end());
  write();
}

void Midi::write() {
  if (!out_ || out_->busy() || to_send_.empty()) return;
  const auto n = static_cast<std::ptrdiff_t>(std::min<std::size_t>(to_send_.size(), out_->max_packet() & ~3u));
  std::vector<u8> packet(to_send_.begin(), to_send_.begin() + n);
  to_send_.erase(to_send_.begin(), to_send_.begin() + n);
  out_->write(std::move(packet));
}

void Midi::sent(Outcome outcome) {
  if (outcome == Outcome::stall) return clear_halt(*out_);
  if (outcome != Outcome::ok) context_.complain(fmt::format("MIDI was not taken: {}.", to_string(outcome)));
  write();
}

void Midi::halt_cleared(u8 endpoint, Outcome) {
  if (out_ && endpoint == out_->key()) {
    out_->reset_toggle();
    auto packet = out_->data();
    out_->write(std::move(packet));
  } else if (in_) {
    in_->reset_toggle();
    start();
  }
}

void Midi::serialize(State& state) {
  state.section("MIDI");
  state(exclusive_, to_send_, again_);
  if (in_) state(*in_);
  if (out_) state(*out_);
}

}  // namespace emulator::usb
