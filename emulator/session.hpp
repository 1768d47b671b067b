#pragma once
// A run of a machine as everybody outside sees it: commands go in, events come out.
//
//   Session session{machine, {.consoles = {&board.console()}}};
//   session.subscribe([](const SessionEvent& e) { … });
//   session.at(Time{1s}, command::Set{"button_a", 1});   // in virtual time, exact, the same in every run
//   session.post(command::Pause{});                      // from any thread, between slices
//   session.run(outside);                                // until something ends it
//
// Terminal, scenario, panel and debugger use the same session: whatever can be clicked can be scripted. The host's
// clock and sockets are behind Outside; it decides when a slice begins, never what happens in it.
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "emulator/console.hpp"
#include "emulator/gdb/debug_control.hpp"
#include "emulator/machine.hpp"

namespace emulator {

namespace command {
struct Pause {};
struct Continue {};
struct Reset {};  // the board's reset button
struct Quit {
  std::string why;
};
struct Set {  // a quantity of the world: press a button, tilt the board
  std::string quantity;
  double value;
};
struct Input {  // to a console's serial device
  std::string bytes;
  std::string console = {};  // empty: the first one
};
struct Save {
  std::function<void(const std::vector<u8>& state)> to;
};
struct Load {
  std::vector<u8> state;
};
}  // namespace command
using Command = std::variant<command::Pause, command::Continue, command::Reset, command::Quit, command::Set,
                             command::Input, command::Save, command::Load>;

struct SessionError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Why a run is over.
struct SessionEnd {
  enum class Reason : u8 {
    quit,    // a command said so
    limit,   // the time given is over
    strict,  // the firmware used something that is not modelled
    lockup,  // a core cannot go on
  };
  Reason reason = Reason::quit;
  std::string sentence;
};

namespace session_event {
struct Started {};
struct Paused {};
struct Resumed {};
struct Reset {};
struct Loaded {};  // the machine is another one now: look at everything again
struct Set {
  const Quantity& quantity;
};
struct Output {
  const Console& console;
  std::span<const u8> bytes;
};
struct Found {  // what the firmware did that could not be honoured
  const Machine::Finding& finding;
};
struct Warned {  // what is wrong with the circuit
  const CircuitFinding& finding;
};
struct Refused {  // a command from outside that does not fit
  std::string sentence;
};
struct Ended {
  const SessionEnd& end;
};
}  // namespace session_event
struct SessionEvent {
  Time time;
  std::variant<session_event::Started, session_event::Paused, session_event::Resumed, session_event::Reset,
               session_event::Loaded, session_event::Set, session_event::Output, session_event::Found,
               session_event::Warned, session_event::Refused, session_event::Ended>
      what;
};

class Session {
 public:
  // What surrounds a run. Called between slices only.
  class Outside {
   public:
    virtual ~Outside() = default;
    virtual Duration slice() = 0;      // how much virtual time until serve() is wanted again
    virtual void serve(Time now) = 0;  // keeps pace with it, serves sockets and terminals
    virtual void wait(const std::function<bool()>& as_long_as) = 0;  // serves without virtual time passing
  };
  struct Options {
    std::vector<Console*> consoles = {};
    std::function<void()> reset = {};  // default: the reset pin of every chip
    Time limit = Time::max();
    bool strict = false;            // the first unmodelled access ends the run
    DebugControl* debug = nullptr;  // a debugger that may hold the machine
  };
  // For whoever looks from another thread.
  struct View {
    Time now;
    bool running, paused;
    std::size_t findings;
  };

  Session(Machine&, Options);
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session();

  Machine& machine() { return machine_; }

  void post(Command);               // any thread
  std::function<void()> on_posted;  // called by post(), on its thread: wake the outside
  View view() const;                // any thread

  void at(Time, Command);  // SessionError at once if it names nothing we have
  void execute(Command);   // at this moment, from an event or a subscriber; SessionError as above
  void subscribe(std::function<void(const SessionEvent&)>);
  // Ends the run; from a subscriber or an event, at this very instruction. The first one counts.
  void end(SessionEnd);
  const std::optional<SessionEnd>& ended() const { return end_; }

  const SessionEnd& run(Outside&);

  std::vector<u8> save();
  void load(std::span<const u8>);  // StateError; then the machine is in no sensible state

 private:
  struct Timed {
    Timed(Session& session, Time t, Command c)
        : command(std::move(c)),
          time(t),
          event(session.machine_.scheduler, "session command", [this, &session] { session.apply(command); }) {}
    Command command;
    Time time;
    Event event;
  };

  void check(const Command&);
  void apply(Command&);
  void apply_posted();
  bool posted() const;
  void run_slice(Outside&);
  bool held() const;
  bool halted() const;
  Console& console(const std::string& name);
  Quantity& quantity(const std::string& name);
  template <typename E>
  void publish(E&&);
  void look();

  Machine& machine_;
  Options options_;
  std::vector<std::function<void(const SessionEvent&)>> subscribers_;
  std::vector<std::unique_ptr<Console::Attachment>> ears_;
  std::vector<std::unique_ptr<Timed>> timed_;
  bool paused_ = false;
  std::optional<SessionEnd> end_;

  mutable std::mutex mutex_;  // of what follows
  std::vector<Command> posted_;
  View view_{};
};

}  // namespace emulator
