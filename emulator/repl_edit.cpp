#include "emulator/repl_edit.hpp"

#include <utility>

namespace emulator {

void ReplEdit::start(RawRepl::From from, Change change, Done done) {
  change_ = std::move(change);
  done_ = std::move(done);
  client_.start(from, [this](const Answer& ready) {
    if (!ready.ok()) return fail({}, ready.failure);
    client_.execute(python_that_lists(std::nullopt), [this](const Answer& answer) { listed(answer); });
  });
}

void ReplEdit::listed(const Answer& answer) {
  if (!answer.ok()) return fail({}, reason_of(answer));
  try {
    tree_ = parse_listing(answer.output);
    if (change_) change_(tree_.files);
  } catch (const std::runtime_error& error) { return fail({}, error.what()); }
  next();
}

void ReplEdit::next() {
  while (next_program_ == programs_.size()) {
    if (next_change_ == files().changes().size()) return done_(nullptr);
    programs_ = python_that_makes(files().changes()[next_change_++], tree_);
    next_program_ = 0;
  }
  client_.execute(programs_[next_program_++], [this](const Answer& answer) {
    if (answer.ok()) return next();
    fail(files().changes()[next_change_ - 1].path, reason_of(answer));
  });
}

void ReplEdit::fail(std::string path, std::string why) {
  const Failure failure{std::move(path), std::move(why)};
  done_(&failure);
}

}  // namespace emulator
