#include "emulator/host/rfc2217.hpp"

#include <array>
#include <string_view>
#include <utility>

namespace emulator::rfc2217 {
namespace {

telnet::Bytes bytes(std::string_view s) { return {reinterpret_cast<const std::uint8_t*>(s.data()), s.size()}; }

std::uint8_t levels(const GuestLines& l) {
  return static_cast<std::uint8_t>((l.cts ? cts : 0) | (l.dsr ? dsr : 0) | (l.ring ? ring : 0) | (l.dcd ? dcd : 0));
}

std::uint8_t changes(const GuestLines& before, const GuestLines& now) {
  return static_cast<std::uint8_t>(
      (before.cts != now.cts ? cts_changed : 0) | (before.dsr != now.dsr ? dsr_changed : 0) |
      (before.ring && !now.ring ? ring_ended : 0) | (before.dcd != now.dcd ? dcd_changed : 0));
}

// RFC 2217 counts parities from 1 in the order of our enumeration; 0 asks.
std::uint8_t code(Parity p) { return static_cast<std::uint8_t>(static_cast<int>(p) + 1); }

constexpr std::array stop_codes{std::pair{StopBits::one, 1}, std::pair{StopBits::two, 2},
                                std::pair{StopBits::one_and_a_half, 3}};

std::uint8_t code(StopBits s) {
  for (const auto& [bits, code] : stop_codes)
    if (bits == s) return static_cast<std::uint8_t>(code);
  return 1;
}

// Puts a client's choice into the format; false if it is none, or not possible.
bool choose(SerialFormat& format, std::uint8_t command, telnet::Bytes value) {
  const auto n = value[0];
  switch (command) {
    case set_baudrate: {
      const std::uint32_t baud = std::uint32_t{n} << 24 | std::uint32_t{value[1]} << 16 | value[2] << 8 | value[3];
      if (baud == 0) return false;
      format.baud = baud;
      return true;
    }
    case set_datasize:
      if (n < 5 || n > 8) return false;
      format.data_bits = n;
      return true;
    case set_parity:
      if (n < code(Parity::none) || n > code(Parity::space)) return false;
      format.parity = static_cast<Parity>(n - 1);
      return true;
    default:
      for (const auto& [bits, its_code] : stop_codes) {
        if (n != its_code) continue;
        format.stop_bits = bits;
        return true;
      }
      return false;
  }
}

}  // namespace

Server::Server(std::string signature, Events events)
    : signature_(std::move(signature)),
      events_(std::move(events)),
      codec_({.data = [this](Bytes b) { events_.data(b); },
              .command = [this](std::uint8_t c) { telnet_command(c); },
              .subnegotiation =
                  [this](std::uint8_t option, Bytes b) {
                    if (option == telnet::com_port) com_port(b);
                  },
              .enabled =
                  [this](std::uint8_t option) {
                    if (option == telnet::com_port) begin_com_port();
                  },
              .send = [this](Bytes b) { events_.send(b); }}) {
  codec_.allow(telnet::binary, true, true);
  codec_.allow(telnet::echo, true, false);  // the guest echoes, so a person's Telnet client need not
  codec_.allow(telnet::suppress_go_ahead, true, true);
  codec_.allow(telnet::com_port, true, true);
}

void Server::start(const SerialFormat& device, const GuestLines& device_lines, const HostLines& lines) {
  device_lines_ = device_lines;
  lines_ = lines;
  format_ = device;
  if (format_.baud == 0) format_.baud = 115200;  // a client that asks wants a number
  codec_.offer();
}

void Server::device_changed(const SerialFormat& format, const GuestLines& lines) {
  if (!chosen_ && format.baud != 0) format_ = format;
  const auto before = std::exchange(device_lines_, lines);
  const auto changed = changes(before, lines);
  const auto moved = levels(before) ^ levels(lines);
  if (!speaks_com_port_) return;
  if ((changed | moved) & modem_mask_) notify_modem(changed);
  if (before.sends_break != lines.sends_break && (line_mask_ & break_detected)) notify_line();
}

void Server::telnet_command(std::uint8_t command) {
  static constexpr std::uint8_t ctrl_c[] = {3};
  switch (command) {
    case telnet::break_: {  // a break of unspecified length
      auto lines = lines_;
      lines.sends_break = true;
      set_lines(lines);
      lines.sends_break = false;
      set_lines(lines);
      break;
    }
    case telnet::interrupt_process: events_.data(ctrl_c); break;
    case telnet::are_you_there: events_.send(bytes("\r\n[" + signature_ + "]\r\n")); break;
    default: break;
  }
}

// A client wants to know the modem lines from the start. pyserial takes an early offer of ours for the answer to its
// own and never answers it, so its first command counts as agreement.
void Server::begin_com_port() {
  if (!std::exchange(speaks_com_port_, true)) notify_modem(0);
}

void Server::com_port(Bytes b) {
  if (b.empty()) return;
  begin_com_port();
  const auto command = b[0];
  const auto value = b.subspan(1);
  switch (command) {
    case signature:
      if (value.empty()) answer(signature, bytes(signature_));  // otherwise the client tells its own
      break;
    case set_baudrate:
    case set_datasize:
    case set_parity:
    case set_stopsize: settings(command, value); break;
    case set_control:
      if (!value.empty()) control(value[0]);
      break;
    case notify_linestate: notify_line(); break;  // not in the RFC, but clients ask so for the present state
    case notify_modemstate: notify_modem(0); break;
    case flowcontrol_suspend:
    case flowcontrol_resume: events_.suspend(command == flowcontrol_suspend); break;
    case set_linestate_mask:
      if (value.empty()) break;
      line_mask_ = value[0];
      answer(command, line_mask_);
      break;
    case set_modemstate_mask:
      if (value.empty()) break;
      modem_mask_ = value[0];
      answer(command, modem_mask_);
      break;
    case purge_data:
      if (!value.empty()) purge(value[0]);
      break;
    default: break;  // a later RFC's
  }
}

// A value that cannot be is answered with the one that holds, as is 0, which asks.
void Server::settings(std::uint8_t command, Bytes value) {
  if (value.size() < (command == set_baudrate ? 4u : 1u)) return;
  auto format = format_;
  if (choose(format, command, value)) {
    const bool news = format != format_ || !chosen_;
    chosen_ = true;
    format_ = format;
    if (news) events_.format(format_);
  }
  switch (command) {
    case set_baudrate: {
      const auto baud = format_.baud;
      const std::array<std::uint8_t, 4> big_endian{
          static_cast<std::uint8_t>(baud >> 24), static_cast<std::uint8_t>(baud >> 16),
          static_cast<std::uint8_t>(baud >> 8), static_cast<std::uint8_t>(baud)};
      answer(command, big_endian);
      break;
    }
    case set_datasize: answer(command, format_.data_bits); break;
    case set_parity: answer(command, code(format_.parity)); break;
    default: answer(command, code(format_.stop_bits)); break;
  }
}

void Server::control(std::uint8_t value) {
  auto lines = lines_;
  switch (value) {
    case break_on:
    case break_off: lines.sends_break = value == break_on; break;
    case dtr_on:
    case dtr_off: lines.dtr = value == dtr_on; break;
    case rts_on:
    case rts_off: lines.rts = value == rts_on; break;
    default: break;
  }
  set_lines(lines);
  switch (value) {
    case query_break:
    case break_on:
    case break_off: answer(set_control, lines_.sends_break ? break_on : break_off); break;
    case query_dtr:
    case dtr_on:
    case dtr_off: answer(set_control, lines_.dtr ? dtr_on : dtr_off); break;
    case query_rts:
    case rts_on:
    case rts_off: answer(set_control, lines_.rts ? rts_on : rts_off); break;
    default: flow(value); break;
  }
}

// Which flow control is in use: `flow_` is "outbound/both", or outbound alone once an inbound one was chosen.
void Server::flow(std::uint8_t value) {
  switch (value) {
    case no_flow:
    case xon_xoff_flow:
    case hardware_flow: inbound_flow_ = static_cast<std::uint8_t>(value + (no_inbound_flow - no_flow)); [[fallthrough]];
    case dcd_flow:
    case dsr_flow: flow_ = value; [[fallthrough]];
    case query_flow: answer(set_control, flow_); break;
    case no_inbound_flow:
    case xon_xoff_inbound_flow:
    case hardware_inbound_flow:
    case dtr_inbound_flow: inbound_flow_ = value; [[fallthrough]];
    case query_inbound_flow: answer(set_control, inbound_flow_); break;
    default: break;
  }
}

void Server::set_lines(HostLines lines) {
  if (lines == lines_) return;
  lines_ = lines;
  events_.lines(lines_);
}

void Server::purge(std::uint8_t which) {
  if (which < purge_from_device || which > purge_both) return;
  events_.purge(which & purge_from_device, which & purge_to_device);
  answer(purge_data, which);
}

void Server::notify_modem(std::uint8_t changed) {
  answer(notify_modemstate, static_cast<std::uint8_t>((levels(device_lines_) | changed) & modem_mask_));
}

void Server::notify_line() {
  const auto state = holding_register_empty | shift_register_empty | (device_lines_.sends_break ? break_detected : 0);
  answer(notify_linestate, static_cast<std::uint8_t>(state));
}

void Server::answer(std::uint8_t command, Bytes value) {
  std::vector<std::uint8_t> all{static_cast<std::uint8_t>(command + server_offset)};
  all.insert(all.end(), value.begin(), value.end());
  codec_.subnegotiate(telnet::com_port, all);
}

}  // namespace emulator::rfc2217
