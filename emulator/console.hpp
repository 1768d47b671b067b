#pragma once
// A console: the byte stream between a guest's serial device and whoever is attached (terminal, pty, TCP, scenario).
//
// The guest's device writes with output() and reads with take(). Bytes from outside are queued without loss until the
// guest takes them; when many wait, congested() asks the attachments to stop reading their source. An attachment that
// cannot pass output on as fast as it comes holds the console; whoever runs the machine then ends the run at once
// (on_held) and waits with running it (held()), so virtual time stands still and no byte is lost.
//
// Both ends speak of the line as well: the guest's device tells its baud rate and modem lines, the outside sets
// a baud rate, DTR, RTS and break. Bytes are passed on as they are; a device with a UART behind it may misread them
// when the two ends have not agreed on a rate.
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace emulator {

class State;

enum class Parity : std::uint8_t { none, odd, even, mark, space };
enum class StopBits : std::uint8_t { one, one_and_a_half, two };

struct SerialFormat {
  std::uint32_t baud = 0;  // 0: not known (yet)
  std::uint8_t data_bits = 8;
  Parity parity = Parity::none;
  StopBits stop_bits = StopBits::one;
  bool binding =
      true;  // false: perhaps nobody's choice (a pty has some rate whoever opens it); bytes pass all the same
  bool operator==(const SerialFormat&) const = default;
};

// Lines the outside (DTE) drives. True means asserted.
struct HostLines {
  bool dtr = false;
  bool rts = false;
  bool sends_break = false;
  bool operator==(const HostLines&) const = default;
};

// Lines the guest (DCE) drives. A board that does not wire them leaves them asserted, as USB serial adapters do.
struct GuestLines {
  bool cts = true;
  bool dsr = true;
  bool dcd = true;
  bool ring = false;
  bool sends_break = false;
  bool operator==(const GuestLines&) const = default;
};

class Console {
 public:
  static constexpr std::size_t scrollback_limit = 64 * 1024;
  static constexpr std::size_t congestion_mark = 4096;  // waiting input at which attachments shall stop reading
  static constexpr std::size_t relief_mark = 1024;      // and at which they shall read again

  // What the guest's device wants to hear. All are called at the moment of the change.
  struct Guest {
    std::function<void()> on_input;                      // bytes wait: take() them when the wire would carry them
    std::function<void(const HostLines&)> on_lines;      // the outside moved DTR, RTS or break
    std::function<void(const SerialFormat&)> on_format;  // the outside chose a baud rate (USB CDC's line coding)
  };

  class Attachment;

  explicit Console(std::string name) : name_(std::move(name)) {}
  Console(const Console&) = delete;
  ~Console();
  const std::string& name() const { return name_; }

  // ---- the guest's side
  void connect(Guest guest);
  void output(std::span<const std::uint8_t> bytes);
  void output(std::uint8_t byte) { output({&byte, 1}); }
  std::optional<std::uint8_t> take();
  std::size_t waiting() const { return input_.size(); }
  void set_format(const SerialFormat&);
  void set_guest_lines(const GuestLines&);
  void serialize(State&);  // what waits to be taken; by the device that will take it

  // ---- the outside
  void input(std::span<const std::uint8_t> bytes);
  void purge_input();
  bool congested() const { return congested_; }
  void set_lines(const HostLines&);
  void set_host_format(const SerialFormat&);

  // ---- for whoever writes down what comes from outside, in time
  struct Recorder {
    std::function<void(std::span<const std::uint8_t>)> on_input;
    std::function<void(const HostLines&)> on_lines;
    std::function<void(const SerialFormat&)> on_format;
    std::function<void()> on_purge;
  };
  Recorder recorder;

  // ---- for whoever runs the machine
  bool held() const;
  std::function<void()> on_held;  // somebody has begun to hold it

  // ---- to look at
  const SerialFormat& format() const { return format_; }
  const SerialFormat& host_format() const { return host_format_; }
  const HostLines& lines() const { return lines_; }
  const GuestLines& guest_lines() const { return guest_lines_; }
  std::span<const std::uint8_t> scrollback() const;  // the last output, at most scrollback_limit bytes
  std::uint64_t total_output() const { return total_output_; }
  std::vector<std::string> attached() const;
  bool in_use() const;  // somebody who is attached has the port open

 private:
  template <typename F>
  void tell(F&& call);
  void input_taken();

  std::string name_;
  Guest guest_;
  std::vector<Attachment*> attachments_;  // null: left while being told something
  int telling_ = 0;

  std::deque<std::uint8_t> input_;
  std::vector<std::uint8_t> scrollback_;  // up to twice the limit, so that it is cut seldom
  std::uint64_t total_output_ = 0;
  SerialFormat format_;
  SerialFormat host_format_;
  HostLines lines_;
  GuestLines guest_lines_;
  bool congested_ = false;
};

// Somebody listening to a console, from construction to destruction. May outlive the console, and may be destroyed by
// its own callbacks.
class Console::Attachment {
 public:
  struct Callbacks {
    std::function<void(std::span<const std::uint8_t>)> on_output;
    std::function<void(const SerialFormat&, const GuestLines&)> on_line_state;  // optional
    std::function<void()> on_relief;                                            // optional: congested() has ended
  };

  enum class Role : std::uint8_t { program, listener };  // a listener hears all; the port is not open for it

  Attachment(Console&, std::string name, Callbacks, Role = Role::program);
  Attachment(const Attachment&) = delete;
  ~Attachment();

  const std::string& name() const { return name_; }
  Console* console() const { return console_; }  // null once the console is gone
  void hold(bool on);                            // "no more output now, please"
  bool holds() const { return holds_; }

 private:
  friend class Console;
  Console* console_;
  std::string name_;
  Callbacks callbacks_;
  Role role_;
  bool holds_ = false;
};

}  // namespace emulator
