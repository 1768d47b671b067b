#include "peripherals/esp32/can_protocol.hpp"

#include <algorithm>

namespace esp32 {

namespace {
// Bits behind the CRC.
constexpr u32 crc_delimiter = 0, ack_slot = 1, ack_delimiter = 2, last_of_end = 9;  // the end has seven bits
}  // namespace

void CanProtocol::join(bool was_off) {
  phase_ = Phase::joining;
  repeats_ = was_off ? 128 : 1;
  count_ = 0;
}

void CanProtocol::leave() {
  phase_ = Phase::out;
  requested_ = sending_ = false;
}

void CanProtocol::request(const CanFrame& frame, bool once, bool receive_too) {
  frame_ = frame;
  out_ = can_bits(frame);
  requested_ = true;
  once_ = once;
  receive_too_ = receive_too;
}

void CanProtocol::abort() {
  if (!requested_) return;
  once_ = true;
  if (sending_ && (phase_ == Phase::frame || phase_ == Phase::tail)) return;
  requested_ = false;
  listener_.given_up();
}

bool CanProtocol::next() const {
  switch (phase_) {
    case Phase::idle: return !requested_ || listen_only;  // its start of frame
    case Phase::frame:
      if (!sending_) return true;
      return expects_stuff() ? !last_ : out_[in_.size()];
    case Phase::tail:
      if (count_ == ack_slot) return sending_ || crc_wrong_ || listen_only;
      return true;
    case Phase::flag: return passive_flag_ || first_after_flag_;
    default: return true;
  }
}

void CanProtocol::sample(bool level) {
  switch (phase_) {
    case Phase::out: return;
    case Phase::joining: return joining_bit(level);
    case Phase::idle: return idle_bit(level);
    case Phase::frame: return frame_bit(level);
    case Phase::tail: return tail_bit(level);
    case Phase::flag: return flag_bit(level);
    case Phase::delimiter: return delimiter_bit(level);
    case Phase::intermission:
    case Phase::suspend: return intermission_bit(level);
  }
}

void CanProtocol::joining_bit(bool level) {
  count_ = level ? count_ + 1 : 0;
  if (count_ < 11) return;
  count_ = 0;
  if (repeats_ > 1 && transmit_errors > 0) --transmit_errors;  // the SJA1000 counts them there
  if (--repeats_) return;
  transmit_errors = receive_errors = 0;
  phase_ = Phase::idle;
  listener_.back();
  listener_.counted();
}

void CanProtocol::idle_bit(bool level) {
  if (!level) return begin_frame();
  if (requested_ && !listen_only) {  // its start of frame did not show
    begin_frame();
    error(CanError::bit, CanField::start);
  }
}

// A start of frame has been seen, be it one's own: whoever wants to send joins.
void CanProtocol::begin_frame() {
  phase_ = Phase::frame;
  in_ = {false};
  last_ = false;
  run_ = 1;
  crc_wrong_ = false;
  sending_ = requested_ && !listen_only;
}

unsigned CanProtocol::bytes() const {
  const bool extended = in_.size() > 13 && in_[13];
  const std::size_t header = can_header(extended);
  if (in_.size() < header || in_[extended ? 32 : 12]) return 0;
  unsigned dlc = 0;
  for (std::size_t i = header - 4; i < header; ++i) dlc = dlc << 1 | in_[i];
  return std::min(dlc, 8u);
}

CanField CanProtocol::field() const {
  return can_field(in_.size(), in_.size() > 13 ? bool(in_[13]) : (sending_ && frame_.extended), bytes());
}

// Identifier, RTR (SRR), IDE, and of the extended format all up to its RTR.
bool CanProtocol::arbitrates() const {
  const std::size_t at = in_.size();
  return at >= 1 && at <= (frame_.extended ? 32u : 13u);
}

void CanProtocol::frame_bit(bool level) {
  const bool mine = next(), stuffed = expects_stuff();
  if (sending_ && level != mine) {
    if (mine && arbitrates() && !stuffed) {
      const unsigned at = static_cast<unsigned>(in_.size()) - 1;
      sending_ = false;
      listener_.lost_arbitration(at);
      if (once_) requested_ = false, listener_.given_up();
    } else {
      return error(stuffed && mine && arbitrates() ? CanError::stuff : CanError::bit, field());
    }
  }
  if (stuffed) {
    if (level == last_) return error(CanError::stuff, field());
  } else {
    in_.push_back(level);
  }
  run_ = level == last_ ? run_ + 1 : 1;
  last_ = level;
  const bool extended = in_.size() > 13 && in_[13];
  if (in_.size() < can_header(extended) || in_.size() < can_length(extended, bytes()) || expects_stuff()) return;
  const std::size_t body = in_.size() - 15;
  u32 crc = 0;
  for (std::size_t i = body; i < in_.size(); ++i) crc = crc << 1 | in_[i];
  crc_wrong_ = crc != can_crc(in_, body);
  phase_ = Phase::tail;
  count_ = 0;
}

void CanProtocol::tail_bit(bool level) {
  const u32 at = count_++;
  switch (at) {
    case crc_delimiter:
      if (!level) return error(CanError::form, CanField::crc_delimiter);
      return;
    case ack_slot:
      if (sending_ && level && !self_test) return error(CanError::other, CanField::ack);
      return;
    case ack_delimiter:
      if (!level) return error(CanError::form, CanField::ack_delimiter);
      if (!sending_ && crc_wrong_) return error(CanError::other, CanField::crc);
      return;
    default: break;
  }
  if (!level && (sending_ || at != last_of_end)) return error(CanError::form, CanField::end);
  if (!sending_ && at == last_of_end - 1) finish();  // valid for receivers from here on
  if (at != last_of_end) return;
  if (sending_) finish();
  if (!level) return begin_flag(true);
  end_frame();
}

void CanProtocol::finish() {
  const CanFrame frame = can_frame(in_);
  if (!sending_) {
    if (!listen_only) {
      if (receive_errors > 127)
        receive_errors = 119;
      else
        count_receive(-1);
    }
    listener_.counted();
    return listener_.received(frame);
  }
  requested_ = false;
  count_transmit(-1);
  if (receive_too_) listener_.received(frame);
  listener_.sent();
}

void CanProtocol::end_frame() {
  phase_ = Phase::intermission;
  count_ = 0;
  sent_last_ = sending_;
  sending_ = false;
}

// ---- errors

void CanProtocol::count_receive(int n) {
  if (listen_only) return;
  receive_errors = static_cast<u32>(std::clamp(static_cast<int>(receive_errors) + n, 0, 255));
}
void CanProtocol::count_transmit(int n) {
  transmit_errors = static_cast<u32>(std::max(static_cast<int>(transmit_errors) + n, 0));
  listener_.counted();
}

void CanProtocol::error(CanError what, CanField where) {
  const bool sender = sending_;
  listener_.erred(what, where, !sender);
  // Not counted: nobody acknowledges a passive sender (12.1.4.2, rule c, exception 1), a stuff error in arbitration.
  const bool spared =
      (passive() && what == CanError::other && where == CanField::ack) || (what == CanError::stuff && sender);
  passive_flag_ = passive();
  if (!sender)
    count_receive(1);
  else if (!spared)
    count_transmit(8);
  listener_.counted();
  if (sender && once_) requested_ = false, listener_.given_up();
  if (transmit_errors > 255) {
    leave();
    return listener_.off();
  }
  begin_flag(false);
}

void CanProtocol::begin_flag(bool overload) {
  phase_ = Phase::flag;
  overload_ = overload;
  if (overload) passive_flag_ = listen_only;
  first_after_flag_ = false;
  count_ = 0;
}

// Six bits of one's own, then whatever others add, until a recessive one.
void CanProtocol::flag_bit(bool level) {
  if (first_after_flag_) {
    if (level) {
      phase_ = Phase::delimiter;
      count_ = 1;
      return;
    }
    ++count_;
    // Right behind a receiver's flag (rule b), and at every eighth one (rule f).
    if (!overload_ && ((count_ == 1 && !sending_) || count_ % 8 == 0))
      sending_ ? count_transmit(8) : count_receive(8), listener_.counted();
    return;
  }
  if (passive_flag_) {  // six bits of one level, whichever
    count_ = count_ && level == last_ ? count_ + 1 : 1;
    last_ = level;
  } else {
    ++count_;
  }
  if (count_ < 6) return;
  first_after_flag_ = true;
  count_ = 0;
}

void CanProtocol::delimiter_bit(bool level) {
  if (!level) return error(CanError::form, CanField::delimiter);
  if (++count_ == 8) end_frame();
}

void CanProtocol::intermission_bit(bool level) {
  const u32 at = count_++;
  if (!level) {
    if (phase_ == Phase::suspend || at >= 2) return begin_frame();
    return begin_flag(true);
  }
  if (phase_ == Phase::intermission && count_ == 3) {
    phase_ = passive() && sent_last_ ? Phase::suspend : Phase::idle;
  } else if (phase_ == Phase::suspend && count_ == 11) {
    phase_ = Phase::idle;
  }
}

void CanProtocol::serialize(State& state) {
  const auto bits = [&](std::vector<bool>& list) {
    std::vector<u8> bytes(list.begin(), list.end());
    state(bytes);
    list.assign(bytes.begin(), bytes.end());
  };
  state(listen_only, self_test, transmit_errors, receive_errors, phase_, frame_.extended, frame_.remote, frame_.id);
  state(frame_.dlc, frame_.data, requested_, once_, receive_too_, sending_, last_, run_, count_, repeats_);
  state(crc_wrong_, overload_, passive_flag_, first_after_flag_, sent_last_);
  bits(out_);
  bits(in_);
}

}  // namespace esp32
