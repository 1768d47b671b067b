#pragma once
// The Telnet protocol as a stream filter (RFC 854, RFC 855, RFC 856), without sockets: bytes from the peer go in, data
// and commands come out; bytes for the peer come out of send(). Options are negotiated without loops (RFC 1143's rule:
// only a change is answered). Not there: urgent data (the Synch signal); a Data Mark is skipped.
#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace emulator::telnet {

using Bytes = std::span<const std::uint8_t>;

// RFC 854, "Telnet command structure"
enum Command : std::uint8_t {
  se = 240,
  nop = 241,
  data_mark = 242,
  break_ = 243,
  interrupt_process = 244,
  abort_output = 245,
  are_you_there = 246,
  erase_character = 247,
  erase_line = 248,
  go_ahead = 249,
  sb = 250,
  will = 251,
  wont = 252,
  do_ = 253,
  dont = 254,
  iac = 255,
};

enum Option : std::uint8_t {
  binary = 0,             // RFC 856
  echo = 1,               // RFC 857
  suppress_go_ahead = 3,  // RFC 858
  com_port = 44,          // RFC 2217
};

class Codec {
 public:
  static constexpr std::size_t subnegotiation_limit = 1024;  // longer ones are dropped

  struct Events {
    std::function<void(Bytes)> data;                                            // from the peer, for the application
    std::function<void(std::uint8_t command)> command;                          // without an option: BRK, AYT ...
    std::function<void(std::uint8_t option, Bytes parameters)> subnegotiation;  // IAC doubling undone
    std::function<void(std::uint8_t option)> enabled;                           // now active on either side, first time
    std::function<void(Bytes)> send;                                            // to the peer
  };

  explicit Codec(Events events) : events_(std::move(events)) {}

  // Options we are willing to have on our side (WILL) and on the peer's (DO); what is offered is asked for at once.
  void allow(std::uint8_t option, bool ours, bool theirs);
  void offer();

  void receive(Bytes);                                       // from the peer
  void encode(Bytes data, std::vector<std::uint8_t>& out);   // application data for the peer
  void subnegotiate(std::uint8_t option, Bytes parameters);  // sends one

  bool ours(std::uint8_t option) const { return ours_[option].state == State::on; }
  bool theirs(std::uint8_t option) const { return theirs_[option].state == State::on; }

 private:
  enum class State : std::uint8_t { off, asked, on };
  struct Side {
    State state = State::off;
    bool allowed = false;
    bool told = false;
  };
  enum class Mode : std::uint8_t { data, command, negotiation, sub_option, sub_data, sub_command };

  void byte(std::uint8_t);
  void sub_byte(std::uint8_t);
  void deliver();
  void command(std::uint8_t);
  void negotiate(std::uint8_t verb, std::uint8_t option);
  void change(Side&, std::uint8_t option, bool on, std::uint8_t yes, std::uint8_t no);
  void end_subnegotiation();
  void send_command(std::uint8_t verb, std::uint8_t option);

  Events events_;
  std::array<Side, 256> ours_{};
  std::array<Side, 256> theirs_{};
  Mode mode_ = Mode::data;
  std::uint8_t verb_ = 0;
  std::uint8_t sub_option_ = 0;
  bool sub_too_long_ = false;
  std::vector<std::uint8_t> sub_;
  std::vector<std::uint8_t> data_;  // received, not yet delivered
  bool received_cr_ = false;
  bool sent_cr_ = false;
};

}  // namespace emulator::telnet
