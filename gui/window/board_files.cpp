#include "gui/window/board_files.hpp"

namespace gui {

using namespace emulator;
using Answer = ReplClient::Answer;

void BoardFiles::start(RawRepl::From from, Change change) {
  if (busy()) return;
  change_ = std::move(change);
  over_ = false;
  FilesView view = *view_;
  view.state = FilesView::State::busy;
  show(std::move(view));
  client_.emplace(machine_, console_);
  client_->start(from, [this](const Answer& a) { a.ok() ? list_them() : fail(a.failure); });
}

void BoardFiles::show(FilesView view) { view_ = std::make_shared<FilesView>(std::move(view)); }

void BoardFiles::write(RawRepl::From from, const std::string& path, const std::string& text) {
  start(from, [path, text](fat::MemoryFiles& files) {
    files.write(path, {reinterpret_cast<const u8*>(text.data()), text.size()}, {});
  });
}

void BoardFiles::remove(RawRepl::From from, const std::string& path) {
  start(from, [path](fat::MemoryFiles& files) { files.remove(path); });
}

void BoardFiles::lost() {
  if (client_) client_->lost();
}

void BoardFiles::list_them() {
  client_->execute(python_that_lists(std::nullopt), [this](const Answer& a) { listed(a); });
}

void BoardFiles::listed(const Answer& answer) {
  if (!answer.ok()) return fail(answer.failure.empty() ? reason_of(answer.traceback) : answer.failure);
  try {
    tree_ = parse_listing(answer.output);
    next_change_ = next_program_ = 0;
    programs_.clear();
    if (change_) std::exchange(change_, nullptr)(tree_.files);
  } catch (const std::runtime_error& error) { return fail(error.what()); }
  go_on();
}

// The changes' programs one by one; then what is there now.
void BoardFiles::go_on() {
  if (next_program_ == programs_.size()) {
    if (next_change_ == tree_.files.changes().size()) {
      FilesView view{FilesView::State::known};
      const std::function<void(const std::string&)> walk = [&](const std::string& folder) {
        for (const fat::FileInfo& info : tree_.files.list(folder)) {
          const std::string path = folder.empty() ? info.name : folder + "/" + info.name;
          std::string text;
          try {
            if (!info.directory) {
              const auto bytes = tree_.files.read(path);
              text.assign(bytes.begin(), bytes.end());
            }
          } catch (const std::runtime_error&) {}  // it is there, and that is all that is known
          view.entries.push_back({path, info.directory, std::move(text)});
          if (info.directory) walk(path);
        }
      };
      walk("");
      show(std::move(view));
      over_ = true;
      return;
    }
    programs_ = python_that_makes(tree_.files.changes()[next_change_++], tree_);
    next_program_ = 0;
    return go_on();
  }
  client_->execute(programs_[next_program_++], [this](const Answer& a) {
    if (a.ok()) return go_on();
    fail(a.failure.empty() ? reason_of(a.traceback) : a.failure);
  });
}

void BoardFiles::fail(const std::string& why) {
  FilesView view = *view_;
  view.state = FilesView::State::failed;
  view.sentence = why;
  show(std::move(view));
  over_ = true;
}

void BoardFiles::tidy() {
  if (!client_ || !over_) return;
  client_.reset();
  constexpr u8 leave_raw_mode = 2;
  console_.input({&leave_raw_mode, 1});
}

}  // namespace gui
