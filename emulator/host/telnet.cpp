#include "emulator/host/telnet.hpp"

#include <utility>

namespace emulator::telnet {

void Codec::allow(std::uint8_t option, bool ours, bool theirs) {
  ours_[option].allowed = ours;
  theirs_[option].allowed = theirs;
}

void Codec::offer() {
  for (std::size_t option = 0; option < ours_.size(); ++option) {
    const auto o = static_cast<std::uint8_t>(option);
    if (auto& side = ours_[o]; side.allowed && side.state == State::off) {
      side.state = State::asked;
      send_command(will, o);
    }
    if (auto& side = theirs_[o]; side.allowed && side.state == State::off) {
      side.state = State::asked;
      send_command(do_, o);
    }
  }
}

void Codec::receive(Bytes bytes) {
  for (const auto b : bytes) byte(b);
  deliver();
}

void Codec::byte(std::uint8_t b) {
  switch (mode_) {
    case Mode::data:
      if (b == iac) {
        mode_ = Mode::command;
      } else if (b == 0 && received_cr_ && !theirs(binary)) {
        received_cr_ = false;  // RFC 854: CR NUL stands for CR alone
      } else {
        received_cr_ = b == '\r';
        data_.push_back(b);
      }
      break;
    case Mode::command: command(b); break;
    case Mode::negotiation:
      mode_ = Mode::data;
      negotiate(verb_, b);
      break;
    case Mode::sub_option:
      sub_option_ = b;
      mode_ = b == iac ? Mode::sub_command : Mode::sub_data;
      break;
    case Mode::sub_data:
      if (b == iac)
        mode_ = Mode::sub_command;
      else
        sub_byte(b);
      break;
    case Mode::sub_command:
      if (b == iac) {
        mode_ = Mode::sub_data;
        sub_byte(iac);
      } else if (b == se) {
        mode_ = Mode::data;
        end_subnegotiation();
      } else {  // the peer never ended it: drop it, and take the command
        command(b);
      }
      break;
  }
}

void Codec::sub_byte(std::uint8_t b) {
  if (sub_.size() < subnegotiation_limit)
    sub_.push_back(b);
  else
    sub_too_long_ = true;
}

// Data goes out before whatever is done about a command that follows it.
void Codec::deliver() {
  if (data_.empty()) return;
  const auto data = std::exchange(data_, {});
  if (events_.data) events_.data(data);
}

void Codec::command(std::uint8_t b) {
  mode_ = Mode::data;
  switch (b) {
    case iac:
      received_cr_ = false;
      data_.push_back(iac);
      break;
    case will:
    case wont:
    case do_:
    case dont:
      verb_ = b;
      mode_ = Mode::negotiation;
      break;
    case sb:
      sub_.clear();
      sub_too_long_ = false;
      mode_ = Mode::sub_option;
      break;
    case se:
    case nop:
    case data_mark:
    case go_ahead: break;
    default:
      deliver();
      if (events_.command) events_.command(b);
  }
}

void Codec::negotiate(std::uint8_t verb, std::uint8_t option) {
  deliver();
  if (verb == will || verb == wont)
    change(theirs_[option], option, verb == will, do_, dont);
  else
    change(ours_[option], option, verb == do_, will, wont);
}

void Codec::change(Side& side, std::uint8_t option, bool on, std::uint8_t yes, std::uint8_t no) {
  const auto before = side.state;
  side.state = on && side.allowed ? State::on : State::off;
  if (on && !side.allowed) send_command(no, option);
  if (on && side.allowed && before == State::off) send_command(yes, option);
  if (!on && before == State::on) send_command(no, option);
  if (side.state == State::on && !ours_[option].told && !theirs_[option].told) {
    side.told = true;
    if (events_.enabled) events_.enabled(option);
  }
}

void Codec::end_subnegotiation() {
  deliver();
  if (!sub_too_long_ && events_.subnegotiation) events_.subnegotiation(sub_option_, sub_);
}

void Codec::send_command(std::uint8_t verb, std::uint8_t option) {
  const std::array<std::uint8_t, 3> bytes{iac, verb, option};
  if (events_.send) events_.send(bytes);
}

void Codec::subnegotiate(std::uint8_t option, Bytes parameters) {
  std::vector<std::uint8_t> out{iac, sb, option};
  for (const auto b : parameters) {
    out.push_back(b);
    if (b == iac) out.push_back(iac);
  }
  out.insert(out.end(), {iac, se});
  if (events_.send) events_.send(out);
}

void Codec::encode(Bytes data, std::vector<std::uint8_t>& out) {
  out.reserve(out.size() + data.size());
  for (const auto b : data) {
    // RFC 854: in the NVT's text CR is followed by LF or NUL. Which of them is known when the next byte is.
    if (std::exchange(sent_cr_, b == '\r' && !ours(binary)) && b != '\n') out.push_back(0);
    out.push_back(b);
    if (b == iac) out.push_back(iac);
  }
}

}  // namespace emulator::telnet
