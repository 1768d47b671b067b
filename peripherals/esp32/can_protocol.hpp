#pragma once
// A CAN controller's bit stream processor: told the level of the bus at each sample point, it says what to put on it in
// the next bit. Stuffing, arbitration, acknowledges, error and overload frames, fault confinement.
// ISO 11898-1:2015, 10 (frames, errors) and 12 (fault confinement); CAN 2.0 B. It knows bits, no time: twai.cpp has
// that.
#include "emulator/state.hpp"
#include "peripherals/esp32/can_frame.hpp"

namespace esp32 {

enum class CanError : u8 { bit, form, stuff, other };

struct CanListener {
  virtual void received(const CanFrame&) = 0;  // also what was sent, if it was to be received
  virtual void sent() = 0;
  virtual void given_up() = 0;                      // not sent, and not tried again
  virtual void lost_arbitration(unsigned bit) = 0;  // 0: the first one of the identifier
  virtual void erred(CanError, CanField, bool receiving) = 0;
  virtual void counted() = 0;  // the error counters have moved
  virtual void off() = 0;      // too many errors
  virtual void back() = 0;     // on the bus again

 protected:
  ~CanListener() = default;
};

class CanProtocol {
 public:
  explicit CanProtocol(CanListener& listener) : listener_(listener) {}

  bool listen_only = false, self_test = false;
  u32 transmit_errors = 0, receive_errors = 0;

  // Takes part from now on: after 11 recessive bits, or 128 times that after having been off.
  void join(bool was_off);
  void leave();
  void request(const CanFrame&, bool once, bool receive_too);
  void abort();  // if it is not on the bus yet; else it is not repeated
  bool pending() const { return requested_; }
  bool transmitting() const { return phase_ == Phase::frame && sending_; }
  bool receiving() const { return phase_ == Phase::frame && !sending_; }

  bool next() const;  // true is recessive
  void sample(bool level);
  bool resting() const { return phase_ == Phase::out || (phase_ == Phase::idle && !requested_); }
  bool begins() const { return phase_ == Phase::idle; }  // a falling edge now is a start of frame
  void serialize(State&);

 private:
  enum class Phase : u8 { out, joining, idle, frame, tail, flag, delimiter, intermission, suspend };

  bool passive() const { return transmit_errors > 127 || receive_errors > 127 || listen_only; }
  void begin_frame();
  void frame_bit(bool level);
  void tail_bit(bool level);
  void flag_bit(bool level);
  void delimiter_bit(bool level);
  void intermission_bit(bool level);
  void idle_bit(bool level);
  void joining_bit(bool level);
  bool arbitrates() const;
  CanField field() const;
  unsigned bytes() const;
  bool expects_stuff() const { return run_ == 5; }
  void error(CanError, CanField);
  void begin_flag(bool overload);
  void finish();
  void end_frame();
  void count_receive(int);
  void count_transmit(int);

  CanListener& listener_;
  Phase phase_ = Phase::out;
  // The frame to send.
  CanFrame frame_;
  std::vector<bool> out_;
  bool requested_ = false, once_ = false, receive_too_ = false, sending_ = false;
  // The frame on the bus, without stuff bits.
  std::vector<bool> in_;
  bool last_ = true;
  u32 run_ = 0;      // bits of the same level at the end
  u32 count_ = 0;    // bits of a phase other than `frame`
  u32 repeats_ = 0;  // joining: runs of 11 bits that are still missing
  bool crc_wrong_ = false, overload_ = false, passive_flag_ = false, first_after_flag_ = false;
  bool sent_last_ = false;  // the frame before was ours
};

}  // namespace esp32
