#pragma once
// How a UART hears its pin: the falling edge of a start bit, then a look at the middle of every bit. Frames that travel
// whole over the SerialLine of the pin's net are taken only if the pin was silent meanwhile: whoever drove the pin for
// every bit was heard there. Rates differ as they may: each side keeps its own.
#include <functional>
#include <optional>
#include <vector>

#include "emulator/circuit.hpp"
#include "emulator/serial.hpp"

namespace emulator {

class SerialReceiver {
 public:
  struct Character {
    u8 byte = 0;
    bool framing = false;   // no stop bit
    bool parity = false;    // not the parity expected
    bool is_break = false;  // low from the start bit to the stop bit
  };
  // What it asks of the UART it belongs to.
  struct Uart {
    std::function<bool()> ready;                               // switched on, with a clock and a rate
    std::function<bool()> loops_back;                          // hears its own transmitter instead of the line
    std::function<Duration(i64)> half_bits;                    // how long so many are
    std::function<unsigned()> data_bits;                       // of a character
    std::function<std::optional<bool>(u8)> parity;             // the bit that belongs to a byte; none: no such bit
    std::function<void(const Character&)> received;            // in the middle of the first stop bit
    std::function<void(const SerialFrame&)> taken_whole = {};  // before such a frame is received
  };

  SerialReceiver(Scheduler&, const std::string& name, Circuit&, Uart);
  ~SerialReceiver() { listen({}); }
  SerialReceiver(const SerialReceiver&) = delete;
  SerialReceiver& operator=(const SerialReceiver&) = delete;

  void listen(const std::vector<Net*>& nets);  // to the lines of these, and no longer to others
  void pin_changed(bool level);
  bool level() const { return level_; }
  bool receiving() const { return receiving_; }
  void reset(bool level);
  void serialize(State&);

 private:
  unsigned frame_bits() const { return 1 + uart_.data_bits() + uart_.parity(0).has_value(); }  // without stop bits
  void hear(const SerialFrame&);
  void sample();
  void receive(const std::function<bool(Duration)>& level);

  Scheduler& scheduler_;
  Circuit& circuit_;
  Uart uart_;
  bool level_ = true;
  bool receiving_ = false, confirmed_ = false;  // a start bit; seen low in its middle
  i64 fell_at_ = -(i64{1} << 62);               // when the pin last did, in ps
  i64 start_ = 0;
  std::vector<i64> toggles_;  // since the start bit began
  Event sample_;
  std::vector<std::pair<SerialLine*, unsigned>> lines_;
};

}  // namespace emulator
