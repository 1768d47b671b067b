#pragma once
// How a script's sys.exit(n) comes out of an interpreter whose raw REPL does not tell n.
//
// MicroPython's raw REPL ends a script that raised SystemExit with a soft reset and says nothing of the value. So a
// script that speaks of `exit` or `SystemExit` is executed inside a try that prints the value between two NUL
// characters; a script that does not is executed as it is. Line numbers in tracebacks stay the script's own: the `try:`
// takes the place of an empty or comment line at the top, or else the first statement is executed by itself, before.
// (Only a script that is one single compound statement is one line further down.)
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace emulator {

// What to execute, one after the other; one piece, the script itself, if it does not speak of exiting.
std::vector<std::string> with_exit_value(const std::string& script);

// Takes that value out of the script's output.
class ExitValueFilter {
 public:
  std::string pass(std::string_view output);  // what is the script's own
  std::string rest();                         // at the end: what looked like the beginning of a value
  const std::optional<std::string>& value() const { return value_; }

 private:
  std::string held_;
  std::optional<std::string> value_;
};

// Where the `try` passes an exception on, some versions add their own line to the traceback: one behind the script's
// last. This takes it out.
class TracebackFilter {
 public:
  explicit TracebackFilter(const std::string& script);
  std::string pass(std::string_view traceback);
  std::string rest() { return std::exchange(line_, {}); }

 private:
  std::string line_;
  unsigned long last_line_;
};

// The exit code of a value as print() shows it: None is 0, a number is itself, anything else is a message and 1.
struct ExitCode {
  int code;
  std::string message;
};
ExitCode exit_code(const std::string& value);

}  // namespace emulator
