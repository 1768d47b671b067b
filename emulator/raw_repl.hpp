#pragma once
// The client side of MicroPython's raw REPL, as a state machine in virtual time: bytes from the console in, bytes to
// the console out, no clock of its own.
//
//   repl.start(now, RawRepl::From::power_on);   // finds the prompt and enters raw mode
//   on_ready -> repl.execute(now, "print(6*7)");  // on_output("42\r\n"), then on_done()
//
// The protocol (MicroPython reference, "The internals of the REPL"; pyexec.c of each version): Ctrl-A enters raw mode,
// Ctrl-D executes what came before, the answer is OK, output, 0x04, traceback, 0x04 and the next '>'. Where the
// interpreter offers raw-paste mode its flow control is used; older ones get the script in pieces that a 64-byte
// receive buffer holds, each when the wire has carried the one before and the interpreter had time to fetch it.
//
// Not there: leaving the raw REPL.
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "emulator/time.hpp"
#include "emulator/types.hpp"

namespace emulator {

class RawRepl {
 public:
  enum class From : u8 {
    power_on,  // the interpreter boots: its prompt will come
    running,   // it may be anywhere: at a prompt, in a program, in raw mode already
  };
  struct Options {
    Duration patience = std::chrono::seconds{10};          // until raw mode is entered
    Duration boot_silence = std::chrono::seconds{2};       // without a prompt for so long: interrupt the program
    Duration insist = std::chrono::seconds{1};             // between such attempts
    Duration acceptance = std::chrono::seconds{10};        // for "OK" once all is sent
    Duration aftermath = std::chrono::milliseconds{100};   // for the next '>'
    Duration settling = std::chrono::milliseconds{100};    // for the banners of further requests for raw mode
    std::size_t piece = 30;                                // bytes at once where there is no flow control
    Duration pause = std::chrono::milliseconds{5};         // after each of these
    Duration look_again = std::chrono::microseconds{500};  // while the wire still carries them
  };
  struct Execution {
    bool raised = false;     // there was a traceback
    bool exited = false;     // by SystemExit: the interpreter began a soft reset
    bool restarted = false;  // the board was reset meanwhile: its prompt came, or its port went away
  };
  struct Callbacks {
    std::function<void(std::span<const u8>)> send;
    std::function<std::size_t()> unsent;  // bytes handed to send() that the wire has not carried yet
    std::function<void(std::string_view)> on_output, on_traceback;
    std::function<void(Time)> on_ready;
    std::function<void(Time, const Execution&)> on_done;
    std::function<void(const std::string& sentence)> on_failure;
  };

  RawRepl(Options options, Callbacks callbacks) : options_(options), callbacks_(std::move(callbacks)) {}

  void start(Time now, From);
  void execute(Time now, std::string code);  // when ready
  void received(Time now, std::span<const u8>);
  void lost(Time now);  // the port went away: the board was reset
  // To be called at next(): everything is sent from here.
  void elapsed(Time now);
  Time next() const { return next_; }

  bool running() const { return phase_ == Phase::output || phase_ == Phase::traceback; }
  bool raw_paste() const { return raw_paste_ == true; }

 private:
  enum class Phase : u8 {
    idle,
    prompt,      // waits for ">>> "
    interrupt,   // Ctrl-C was sent, waits for what it brings
    banner,      // Ctrl-A was sent
    settling,    // raw mode; Ctrl-A was sent more than once, the other answers may come
    ready,       // raw mode
    offer,       // asked for raw-paste mode
    window,      // raw-paste accepted, its window size follows
    paste,       // feeding, under flow control
    feed,        // feeding, in pieces
    acceptance,  // all is fed, waits for "OK"
    output,
    traceback,
    aftermath,
    failed,
  };

  void enter(Time now, Phase, Time deadline, std::string say = {});
  void byte(Time now, u8);
  void seek_prompt(Time now);
  void banner_byte(Time now);
  void became_ready(Time now);
  void answer_to_offer(Time now);
  void window_byte(Time now, u8);
  void flow_control(Time now, u8);
  void output_byte(Time now, u8);
  void late(Time now);
  void interrupt(Time now);
  void begin_feeding(Time now);
  void feed_piece(Time now);
  void feed_window(Time now);
  void finish(Time now, Phase);
  void pass_text();
  void fail(std::string sentence);
  bool heard(std::string_view what) const { return std::string_view{tail_}.ends_with(what); }
  std::string last_words() const;
  void send(std::string_view);

  Options options_;
  Callbacks callbacks_;
  Phase phase_ = Phase::idle;
  Time next_ = Time::max(), deadline_ = Time::max(), give_up_ = Time::max();
  std::string say_;   // to send when elapsed() comes
  std::string tail_;  // the last of what the interpreter said outside of a script's output
  std::string text_;  // output or traceback not yet passed on
  std::string code_;
  std::size_t fed_ = 0;    // bytes of code_ sent
  bool draining_ = false;  // the wire may still carry the last piece
  bool ended_ = false;     // the 0x04 behind the code is sent, too
  std::size_t window_ = 0, room_ = 0;
  std::size_t prompt_matched_ = 0;
  unsigned asked_ = 0, answered_ = 0;  // requests for raw mode
  std::optional<bool> raw_paste_;      // does the interpreter have it?
  Execution execution_;
};

}  // namespace emulator
