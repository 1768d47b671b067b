#pragma once
// Programs for a board's interpreter, one after the other, through its raw REPL, in virtual time.
#include <functional>
#include <string>

#include "emulator/console.hpp"
#include "emulator/machine.hpp"
#include "emulator/raw_repl.hpp"

namespace emulator {

class ReplClient {
 public:
  struct Answer {
    std::string output, traceback;
    std::string failure;  // a sentence: the interpreter is gone, nothing more can be executed
    bool ok() const { return failure.empty() && traceback.empty(); }
  };
  using Done = std::function<void(const Answer&)>;

  ReplClient(Machine&, Console&);
  ReplClient(const ReplClient&) = delete;

  void start(RawRepl::From, Done ready);
  void execute(std::string code, Done);  // when ready, and the one before is done
  void lost();                           // the console's device left the bus
  bool busy() const { return done_ != nullptr; }

 private:
  void schedule();
  void tell();

  Machine& machine_;
  Console& console_;
  Answer answer_;
  Done done_;
  bool told_soon_ = false;
  RawRepl repl_;
  Event event_;
  Console::Attachment ear_;
};

}  // namespace emulator
