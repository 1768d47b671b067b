#pragma once
// What the program's exit code says. docs/cli.md and `vivarium run --help` list the same numbers.
#include <stdexcept>
#include <string>

namespace cli {

enum ExitCode : int {
  ok = 0,
  raised = 1,          // the script raised an exception
  bad_input = 2,       // a wrong option, or a file, board or port that cannot be used
  firmware_fault = 3,  // the firmware showed no prompt, locked up, reset itself, or stopped answering
  not_modelled = 4,    // --strict: the firmware used something that is not modelled
  engines_differ = 5,  // --lockstep: the engines did not do the same
  time_over = 124,     // --for was over before the script had ended
  interrupted = 130,   // Ctrl-C
  pipe_closed = 141,   // whoever read our output has gone
  terminated = 143,    // SIGTERM
};

// Ends the program with one sentence on stderr.
struct Failure : std::runtime_error {
  Failure(ExitCode c, const std::string& sentence) : std::runtime_error(sentence), code(c) {}
  ExitCode code;
};

}  // namespace cli
