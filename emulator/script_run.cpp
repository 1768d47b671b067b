#include "emulator/script_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace emulator {
namespace {

// The firmware ends lines with CR LF, the host with LF.
std::string host_lines(std::string_view text, std::string& pending_cr) {
  std::string out;
  for (const char c : text) {
    if (c != '\n') out += std::exchange(pending_cr, {});
    pending_cr.clear();
    if (c == '\r')
      pending_cr = c;
    else
      out += c;
  }
  return out;
}

// Control characters with which the raw REPL is steered cannot be part of a script.
void check(const std::string& script, const std::string& name) {
  const auto at = std::ranges::find_if(script, [](char c) { return c >= 1 && c <= 4; });
  if (at == script.end()) return;
  throw ScriptError(fmt::format("{}:{}: control character {:#04x} cannot be sent to an interpreter", name,
                                std::count(script.begin(), at, '\n') + 1, static_cast<unsigned>(*at)));
}

std::string without_mark(std::string script) {
  if (script.starts_with("\xef\xbb\xbf")) script.erase(0, 3);  // the byte order mark some editors write
  return script;
}

}  // namespace

ScriptRun::ScriptRun(std::string script, const std::string& name, RawRepl::Options options, Callbacks callbacks)
    : callbacks_(std::move(callbacks)),
      traceback_(script),
      repl_(options, {.send = callbacks_.send,
                      .unsent = callbacks_.unsent,
                      .on_output = [this](std::string_view text) { output(text); },
                      .on_traceback = [this](std::string_view text) { traceback(text); },
                      .on_ready =
                          [this](Time now) {
                            if (callbacks_.on_start) callbacks_.on_start();
                            next_piece(now);
                          },
                      .on_done = [this](Time now, const RawRepl::Execution& e) { done(now, e); },
                      .on_failure =
                          [this](const std::string& sentence) {
                            finish({End::Kind::failed, 1, true, sentence});
                          }}) {
  check(script, name);
  pieces_ = with_exit_value(without_mark(std::move(script)));
}

void ScriptRun::output(std::string_view text) {
  if (const std::string own = host_lines(exit_value_.pass(text), out_cr_); !own.empty()) callbacks_.out(own);
}

void ScriptRun::traceback(std::string_view text) {
  if (const std::string lines = traceback_.pass(host_lines(text, error_cr_)); !lines.empty()) callbacks_.error(lines);
}

void ScriptRun::next_piece(Time now) { repl_.execute(now, pieces_[piece_++]); }

void ScriptRun::done(Time now, const RawRepl::Execution& execution) {
  if (const std::string rest = exit_value_.rest() + std::exchange(out_cr_, {}); !rest.empty()) callbacks_.out(rest);
  if (const std::string rest = traceback_.rest() + std::exchange(error_cr_, {}); !rest.empty()) callbacks_.error(rest);
  if (exit_value_.value()) {
    const auto [code, message] = exit_code(*exit_value_.value());
    return finish({End::Kind::exited, code, true, message});
  }
  if (execution.raised) return finish({End::Kind::raised, 1, true, {}});
  if (execution.restarted) return finish({End::Kind::restarted, 0, false, {}});
  if (execution.exited) return finish({End::Kind::exited, 0, false, {}});
  if (piece_ < pieces_.size()) return next_piece(now);
  finish({End::Kind::returned, 0, true, {}});
}

void ScriptRun::finish(End end) {
  end_ = std::move(end);
  callbacks_.on_end(*end_);
}

}  // namespace emulator
