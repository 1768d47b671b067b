#include "emulator/cli/repl_sync.hpp"

#include <fmt/format.h>

#include <utility>

#include "emulator/fat/sectors.hpp"

namespace cli {

using namespace emulator;
using namespace std::chrono_literals;
using Answer = ReplClient::Answer;

namespace {
constexpr Duration last_pass = 10min;  // however much there is; a silent interpreter is given up long before
constexpr u64 largest_file = u64{16} << 20;
}  // namespace

ReplSync::ReplSync(Machine& machine, Console& console, Options options)
    : machine_(machine), console_(console), options_(std::move(options)), folder_(options_.folder) {}

void ReplSync::start(RawRepl::From from, std::function<void()> then) {
  then_ = std::move(then);
  busy_ = true;
  in_step_ = false;
  client_.emplace(machine_, console_);
  client_->start(from, [this](const Answer& a) { ready(a); });
}

void ReplSync::lost() {
  if (client_) client_->lost();
}

void ReplSync::ready(const Answer& answer) {
  if (!answer.ok()) return fail(answer.failure);
  client_->execute(python_that_lists(root_), [this](const Answer& a) { listed(a); });
}

void ReplSync::listed(const Answer& answer) {
  if (!answer.ok()) return fail(reason_of(answer));
  try {
    tree_ = parse_listing(answer.output);
    if (!tree_.files.flat) root_ = tree_.root;
    const auto content = fat::read_folder(folder_, tree_.files, largest_file);
    merged_ = fat::merge(tree_.files, content, common_, options_.fresh_board);
  } catch (const std::runtime_error& e) { return fail(e.what()); }
  change_ = 0;
  next_change();
}

void ReplSync::next_change() {
  if (change_ == tree_.files.changes().size()) return complete();
  programs_ = python_that_makes(tree_.files.changes()[change_], tree_);
  program_ = 0;
  next_program();
}

void ReplSync::next_program() {
  if (program_ == programs_.size()) {
    ++change_;
    return next_change();
  }
  client_->execute(programs_[program_++], [this](const Answer& a) { made(a); });
}

void ReplSync::made(const Answer& answer) {
  if (!answer.failure.empty()) return fail(answer.failure);
  if (answer.ok()) return next_program();
  const auto& change = tree_.files.changes()[change_];
  give_up(change, reason_of(answer.traceback));
  program_ = programs_.size();
  client_->execute(python_that_cleans_up(change, tree_), [this](const Answer& a) {
    if (!a.failure.empty()) return fail(a.failure);
    next_program();
  });
}

// As if nobody had wanted it: the next pass finds the same difference.
void ReplSync::give_up(const fat::FileChange& change, const std::string& why) {
  const auto key = tree_.files.key(change.path);
  merged_.common.erase(key);
  if (const auto before = common_.find(key); before != common_.end()) merged_.common.insert(*before);
  merged_.sentences.push_back(fmt::format("to the board: {}: {}.", change.path, why));
}

void ReplSync::complete() {
  fat::apply(folder_, merged_.folder_changes, merged_.common, merged_.sentences);
  common_ = std::move(merged_.common);
  for (const auto& sentence : merged_.sentences)
    if (said_.insert(sentence).second) options_.say(fmt::format("--drive: {}", sentence));
  options_.fresh_board = false;
  in_step_ = true;
  end();
}

void ReplSync::fail(const std::string& why) {
  options_.say(fmt::format("--drive: The folder is not in step: {}.", why));
  end();
}

void ReplSync::end() {
  busy_ = false;
  if (then_) std::exchange(then_, nullptr)();
}

bool ReplSync::finish() {
  start(RawRepl::From::running, {});
  const Time end = machine_.now() + last_pass;
  while (busy_ && machine_.now() < end) machine_.run_until(machine_.now() + 1ms);
  if (busy_) fail("the board needs too long");
  client_.reset();
  return in_step_;
}

}  // namespace cli
