#pragma once
// A script from its source to its exit code, through an interpreter's raw REPL. The same rules of time as RawRepl:
// everything is sent from elapsed(), which is to be called at next().
#include "emulator/exit_value.hpp"
#include "emulator/raw_repl.hpp"

namespace emulator {

class ScriptRun {
 public:
  struct End {
    enum class Kind : u8 { returned, raised, exited, restarted, failed } kind;
    int code = 0;            // what a program would exit with: 0, 1 if it raised, the value of SystemExit
    bool code_known = true;  // not if SystemExit came from where we do not look: another module, say
    std::string message;     // of a failure; of a SystemExit with a text
  };
  struct Callbacks {
    std::function<void(std::span<const u8>)> send;
    std::function<std::size_t()> unsent;
    std::function<void(std::string_view)> out, error;  // line ends are \n
    std::function<void()> on_start;                    // the interpreter is ready, the script begins
    std::function<void(const End&)> on_end;
  };

  // ScriptError if the script cannot go through a raw REPL.
  ScriptRun(std::string script, const std::string& name, RawRepl::Options, Callbacks);
  ScriptRun(const ScriptRun&) = delete;
  ScriptRun& operator=(const ScriptRun&) = delete;

  void start(Time now, RawRepl::From from) { repl_.start(now, from); }
  void received(Time now, std::span<const u8> bytes) { repl_.received(now, bytes); }
  void elapsed(Time now) { repl_.elapsed(now); }
  void lost(Time now) { repl_.lost(now); }  // the port went away: the board was reset
  Time next() const { return repl_.next(); }
  const std::optional<End>& end() const { return end_; }

 private:
  void output(std::string_view);
  void traceback(std::string_view);
  void next_piece(Time);
  void done(Time, const RawRepl::Execution&);
  void finish(End);

  Callbacks callbacks_;
  std::vector<std::string> pieces_;
  std::size_t piece_ = 0;
  std::string out_cr_, error_cr_;  // a carriage return that may belong to a line end
  ExitValueFilter exit_value_;
  TracebackFilter traceback_;
  std::optional<End> end_;
  RawRepl repl_;
};

struct ScriptError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

}  // namespace emulator
