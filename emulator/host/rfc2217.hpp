#pragma once
// The server ("access server") of RFC 2217, Telnet Com Port Control Option, without sockets.
//
// It keeps the port's settings as the client asked for them and tells what changed. Flow control is answered as asked
// for: the stream under it loses nothing, so any kind holds. Not there: RFC 2217's data-ready, overrun, parity and
// framing bits of the line state, which the guest's side does not tell.
#include <cstdint>
#include <functional>
#include <string>

#include "emulator/console.hpp"
#include "emulator/host/telnet.hpp"

namespace emulator::rfc2217 {

// RFC 2217 section 3, "Com Port Configuration Commands": client to server; the server answers with 100 more.
enum Command : std::uint8_t {
  signature = 0,
  set_baudrate = 1,
  set_datasize = 2,
  set_parity = 3,
  set_stopsize = 4,
  set_control = 5,
  notify_linestate = 6,
  notify_modemstate = 7,
  flowcontrol_suspend = 8,
  flowcontrol_resume = 9,
  set_linestate_mask = 10,
  set_modemstate_mask = 11,
  purge_data = 12,
};
inline constexpr std::uint8_t server_offset = 100;

// Values of SET-CONTROL
enum Control : std::uint8_t {
  query_flow = 0,
  no_flow = 1,
  xon_xoff_flow = 2,
  hardware_flow = 3,
  query_break = 4,
  break_on = 5,
  break_off = 6,
  query_dtr = 7,
  dtr_on = 8,
  dtr_off = 9,
  query_rts = 10,
  rts_on = 11,
  rts_off = 12,
  query_inbound_flow = 13,
  no_inbound_flow = 14,
  xon_xoff_inbound_flow = 15,
  hardware_inbound_flow = 16,
  dcd_flow = 17,
  dtr_inbound_flow = 18,
  dsr_flow = 19,
};

// NOTIFY-LINESTATE
enum LineState : std::uint8_t { break_detected = 16, holding_register_empty = 32, shift_register_empty = 64 };

// NOTIFY-MODEMSTATE: the level of each line, and in the low half whether it changed
enum ModemState : std::uint8_t {
  cts_changed = 1,
  dsr_changed = 2,
  ring_ended = 4,
  dcd_changed = 8,
  cts = 16,
  dsr = 32,
  ring = 64,
  dcd = 128,
};

// PURGE-DATA
enum Purge : std::uint8_t { purge_from_device = 1, purge_to_device = 2, purge_both = 3 };

class Server {
 public:
  using Bytes = telnet::Bytes;

  struct Events {
    std::function<void(Bytes)> data;                  // for the device
    std::function<void(const SerialFormat&)> format;  // the client chose one
    std::function<void(const HostLines&)> lines;      // DTR, RTS, break
    std::function<void(bool from_device, bool to_device)> purge;
    std::function<void(bool)> suspend;  // stop, go on sending data to the client
    std::function<void(Bytes)> send;    // bytes for the client
  };

  Server(std::string signature, Events events);

  // Opens the conversation; `device` and `lines` are the port as it stands.
  void start(const SerialFormat& device, const GuestLines& device_lines, const HostLines& lines);

  void receive(Bytes bytes) { codec_.receive(bytes); }
  void encode(Bytes data, std::vector<std::uint8_t>& out) { codec_.encode(data, out); }

  // The guest's side of the line changed.
  void device_changed(const SerialFormat&, const GuestLines&);

  const SerialFormat& format() const { return format_; }
  bool speaks_com_port() const { return speaks_com_port_; }

 private:
  void telnet_command(std::uint8_t);
  void begin_com_port();
  void com_port(Bytes);
  void settings(std::uint8_t command, Bytes value);
  void control(std::uint8_t value);
  void flow(std::uint8_t value);
  void set_lines(HostLines);
  void purge(std::uint8_t which);
  void notify_modem(std::uint8_t changes);
  void notify_line();
  void answer(std::uint8_t command, Bytes value);
  void answer(std::uint8_t command, std::uint8_t value) { answer(command, Bytes{&value, 1}); }

  std::string signature_;
  Events events_;
  telnet::Codec codec_;
  SerialFormat format_;  // as the client sees it
  bool speaks_com_port_ = false;
  bool chosen_ = false;  // by the client; until then the guest's
  GuestLines device_lines_;
  HostLines lines_;
  std::uint8_t flow_ = no_flow;
  std::uint8_t inbound_flow_ = no_inbound_flow;
  std::uint8_t line_mask_ = 0;     // RFC 2217: none by default
  std::uint8_t modem_mask_ = 255;  // RFC 2217: all by default
};

}  // namespace emulator::rfc2217
