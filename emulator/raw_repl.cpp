#include "emulator/raw_repl.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace emulator {
namespace {

constexpr std::string_view prompt = ">>> ";
constexpr std::string_view banner = "raw REPL; CTRL-B to exit\r\n>";
constexpr std::string_view fresh_prompt = "for more information.\r\n>>> ";  // after a reset
constexpr std::string_view stop_everything = "\r\x03\x03";
constexpr std::string_view enter_raw_mode = "\x01";
constexpr std::string_view ask_for_raw_paste{
    "\x05"
    "A\x01",
    3};
constexpr std::string_view execute_it = "\x04";
constexpr u8 end_of_part = 0x04;
constexpr u8 window_free = 0x01;
constexpr std::size_t longest_tail = 256;

// Raw mode without its banner (CircuitPython 7.0.0-rc.1 lacks that text): nothing but a '>' for each request.
bool bare_answer(std::string_view heard, std::size_t requests) {
  const std::string_view line = heard.substr(heard.rfind('\n') + 1);  // all of it without one
  return !line.empty() && line.size() <= requests && line.find_first_not_of('>') == std::string_view::npos;
}

}  // namespace

void RawRepl::start(Time now, From from) {
  give_up_ = now + options_.patience;
  raw_paste_.reset();
  tail_.clear();
  asked_ = answered_ = 0;
  if (from == From::power_on)
    enter(now, Phase::prompt, std::min(now + options_.boot_silence, give_up_));
  else
    interrupt(now);
}

void RawRepl::execute(Time now, std::string code) {
  code_ = std::move(code);
  if (code_.empty()) code_ += '\n';  // Ctrl-D behind nothing at all is a soft reset (pyexec.c)
  fed_ = 0;
  execution_ = {};
  if (raw_paste_ == false) return begin_feeding(now);
  enter(now, Phase::offer, now + options_.insist, std::string{ask_for_raw_paste});
}

void RawRepl::received(Time now, std::span<const u8> bytes) {
  for (const u8 b : bytes) byte(now, b);
  pass_text();
}

void RawRepl::lost(Time now) {
  if (phase_ < Phase::offer || phase_ > Phase::aftermath) return;  // nothing was under way
  execution_.restarted = true;
  finish(now, Phase::idle);
}

void RawRepl::elapsed(Time now) {
  if (now < next_) return;
  if (!say_.empty()) {
    asked_ += say_ == enter_raw_mode;
    send(std::exchange(say_, {}));
    next_ = deadline_;
    return;
  }
  switch (phase_) {
    case Phase::feed: feed_piece(now); break;
    case Phase::paste:
      if (now < deadline_)
        feed_window(now);
      else
        late(now);
      break;
    default: late(now);
  }
}

void RawRepl::enter(Time now, Phase phase, Time deadline, std::string say) {
  phase_ = phase;
  deadline_ = deadline;
  say_ = std::move(say);
  next_ = say_.empty() ? deadline_ : now;
  if (phase != Phase::interrupt && phase != Phase::banner) tail_.clear();
}

void RawRepl::byte(Time now, u8 b) {
  if (phase_ == Phase::output || phase_ == Phase::traceback) return output_byte(now, b);
  if (phase_ == Phase::window) return window_byte(now, b);
  if (phase_ == Phase::paste) return flow_control(now, b);
  tail_ += static_cast<char>(b);
  if (tail_.size() > 2 * longest_tail) tail_.erase(0, longest_tail);
  switch (phase_) {
    case Phase::prompt:
    case Phase::interrupt: seek_prompt(now); break;
    case Phase::banner:
    case Phase::settling: banner_byte(now); break;
    case Phase::offer: answer_to_offer(now); break;
    case Phase::acceptance:
      if (heard("OK")) enter(now, Phase::output, Time::max());
      break;
    case Phase::aftermath:
      execution_.exited = b != '>';
      finish(now, execution_.exited ? Phase::idle : Phase::ready);
      break;
    default: break;
  }
}

void RawRepl::seek_prompt(Time now) {
  if (heard(prompt)) enter(now, Phase::banner, std::min(now + options_.insist, give_up_), std::string{enter_raw_mode});
}

// An interpreter that was busy (booting, say) may have kept every request; what it answers to the others must not be
// taken for an answer to what is sent next.
void RawRepl::banner_byte(Time now) {
  if (heard(banner)) {
    ++answered_;
    enter(now, Phase::settling, now + options_.settling);
    if (answered_ >= asked_) became_ready(now);
  } else if (phase_ == Phase::settling) {
    deadline_ = next_ = now + options_.settling;
  }
}

void RawRepl::became_ready(Time now) {
  enter(now, Phase::ready, Time::max());
  callbacks_.on_ready(now);
}

// An interpreter that does not know the request takes it for part of a script, and its Ctrl-A for a wish to begin anew.
void RawRepl::answer_to_offer(Time now) {
  if (heard(std::string_view{"R\x01", 2})) {
    raw_paste_ = true;
    enter(now, Phase::window, now + options_.insist);
  } else if (heard(std::string_view{"R\x00", 2}) || heard(banner)) {
    raw_paste_ = false;
    begin_feeding(now);
  }
}

void RawRepl::window_byte(Time now, u8 b) {
  tail_ += static_cast<char>(b);
  if (tail_.size() < 2) return;
  window_ = room_ = static_cast<u8>(tail_[0]) | static_cast<std::size_t>(static_cast<u8>(tail_[1])) << 8;
  enter(now, Phase::paste, now + options_.acceptance);
  ended_ = false;
  next_ = now;
}

void RawRepl::flow_control(Time now, u8 b) {
  if (b == window_free) {
    room_ += window_;
    deadline_ = now + options_.acceptance;
    next_ = now;
  } else if (b == end_of_part) {  // it takes no more: all is there, or the compiler has given up
    enter(now, Phase::output, Time::max(), ended_ ? std::string{} : std::string{execute_it});
    prompt_matched_ = 0;
  }
}

void RawRepl::feed_window(Time now) {
  const std::size_t n = std::min(room_, code_.size() - fed_);
  send(std::string_view{code_}.substr(fed_, n));
  fed_ += n;
  room_ -= n;
  if (fed_ == code_.size() && !std::exchange(ended_, true)) send(execute_it);
  deadline_ = next_ = now + options_.acceptance;
}

void RawRepl::begin_feeding(Time now) {
  enter(now, Phase::feed, now);
  draining_ = false;
}

void RawRepl::feed_piece(Time now) {
  if (callbacks_.unsent() > 0) {
    draining_ = true;
    next_ = now + options_.look_again;
  } else if (draining_) {
    draining_ = false;
    next_ = now + options_.pause;
  } else if (fed_ == code_.size()) {
    enter(now, Phase::acceptance, now + options_.acceptance);
    prompt_matched_ = 0;
    send(execute_it);
  } else {
    const std::size_t n = std::min(options_.piece, code_.size() - fed_);
    send(std::string_view{code_}.substr(fed_, n));
    fed_ += n;
    draining_ = true;
    next_ = now + options_.look_again;
  }
}

void RawRepl::output_byte(Time now, u8 b) {
  if (b == end_of_part) {
    pass_text();
    if (phase_ == Phase::output)
      phase_ = Phase::traceback;
    else
      enter(now, Phase::aftermath, now + options_.aftermath);
    return;
  }
  text_ += static_cast<char>(b);
  if (phase_ == Phase::traceback) {
    execution_.raised = true;
    return;
  }
  const char c = static_cast<char>(b);
  prompt_matched_ = c == fresh_prompt[prompt_matched_] ? prompt_matched_ + 1 : c == fresh_prompt[0] ? 1 : 0;
  if (prompt_matched_ < fresh_prompt.size()) return;
  execution_.restarted = true;
  finish(now, Phase::idle);
}

void RawRepl::finish(Time now, Phase phase) {
  pass_text();
  enter(now, phase, Time::max());
  callbacks_.on_done(now, execution_);
}

void RawRepl::pass_text() {
  if (text_.empty()) return;
  const std::string text = std::exchange(text_, {});
  (execution_.raised ? callbacks_.on_traceback : callbacks_.on_output)(text);
}

void RawRepl::interrupt(Time now) {
  enter(now, Phase::interrupt, std::min(now + options_.insist, give_up_), std::string{stop_everything});
}

// Nothing came before the deadline.
void RawRepl::late(Time now) {
  switch (phase_) {
    case Phase::prompt:
    case Phase::interrupt:
    case Phase::banner:
      if (phase_ == Phase::banner && bare_answer(tail_, asked_)) return became_ready(now);
      if (now >= give_up_)
        return fail(fmt::format("the firmware showed no MicroPython prompt within {:g} s{}", seconds(options_.patience),
                                last_words()));
      // In raw mode already, Ctrl-C brings nothing; Ctrl-A then brings the banner.
      if (phase_ == Phase::interrupt)
        enter(now, Phase::banner, std::min(now + options_.insist, give_up_), std::string{enter_raw_mode});
      else
        interrupt(now);
      break;
    case Phase::settling: return became_ready(now);
    case Phase::offer:
    case Phase::window:
    case Phase::paste:
    case Phase::acceptance:
      return fail(fmt::format("the interpreter stopped taking the script ({} of {} bytes sent){}", fed_, code_.size(),
                              last_words()));
    case Phase::aftermath: finish(now, Phase::idle); break;
    default: next_ = Time::max();
  }
}

void RawRepl::fail(std::string sentence) {
  phase_ = Phase::failed;
  next_ = Time::max();
  callbacks_.on_failure(sentence);
}

// The last line with something in it, for messages.
std::string RawRepl::last_words() const {
  std::string line, last;
  for (const char c : tail_ + "\n") {
    if (c != '\n' && c != '\r') {
      if (c >= ' ' && c < 0x7f) line += c;
    } else if (!line.empty()) {
      last = std::exchange(line, {});
    }
  }
  return last.empty() ? "; it said nothing" : fmt::format("; the last it said was \"{}\"", last);
}

void RawRepl::send(std::string_view text) {
  if (!text.empty()) callbacks_.send({reinterpret_cast<const u8*>(text.data()), text.size()});
}

}  // namespace emulator
