#include "emulator/repl_client.hpp"

#include <utility>

namespace emulator {

ReplClient::ReplClient(Machine& machine, Console& console)
    : machine_(machine),
      console_(console),
      repl_({}, {.send = [this](std::span<const u8> bytes) { console_.input(bytes); },
                 .unsent = [this] { return console_.waiting(); },
                 .on_output = [this](std::string_view text) { answer_.output += text; },
                 .on_traceback = [this](std::string_view text) { answer_.traceback += text; },
                 .on_ready = [this](Time) { told_soon_ = true; },
                 .on_done =
                     [this](Time, const RawRepl::Execution& e) {
                       if (e.restarted) answer_.failure = "the board reset itself";
                       if (e.exited) answer_.failure = "the interpreter ended the program";
                       told_soon_ = true;
                     },
                 .on_failure =
                     [this](const std::string& sentence) {
                       answer_.failure = sentence;
                       told_soon_ = true;
                     }}),
      event_(machine.scheduler, "REPL client",
             [this] {
               if (!told_soon_) repl_.elapsed(machine_.now());
               tell();
               schedule();
             }),
      ear_(console, "files",
           {[this](std::span<const u8> bytes) {
              if (!done_) return;
              repl_.received(machine_.now(), bytes);
              schedule();
            },
            {},
            {}}) {}

void ReplClient::start(RawRepl::From from, Done ready) {
  done_ = std::move(ready);
  answer_ = {};
  repl_.start(machine_.now(), from);
  schedule();
}

void ReplClient::execute(std::string code, Done done) {
  done_ = std::move(done);
  answer_ = {};
  repl_.execute(machine_.now(), std::move(code));
  schedule();
}

void ReplClient::lost() {
  if (!done_) return;
  repl_.lost(machine_.now());
  schedule();
}

// Never from within the REPL's own callbacks: the next program may be begun there.
void ReplClient::tell() {
  if (!std::exchange(told_soon_, false)) return;
  const Answer answer = std::move(answer_);
  std::exchange(done_, nullptr)(answer);
}

void ReplClient::schedule() {
  const Time next = told_soon_ ? machine_.now() : done_ ? repl_.next() : Time::max();
  if (next == Time::max())
    event_.cancel();
  else if (!event_.pending() || event_.due() != next)
    event_.at(next);
}

}  // namespace emulator
