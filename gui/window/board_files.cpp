#include "gui/window/board_files.hpp"

namespace gui {

using namespace emulator;

namespace {

// All there is in a folder and below it.
void collect(fat::MemoryFiles& files, const std::string& folder, std::vector<FilesView::Entry>& to) {
  for (const fat::FileInfo& info : files.list(folder)) {
    const std::string path = folder.empty() ? info.name : folder + "/" + info.name;
    std::string text;
    try {
      if (!info.directory) {
        const auto bytes = files.read(path);
        text.assign(bytes.begin(), bytes.end());
      }
    } catch (const std::runtime_error&) {}  // it is there, and that is all that is known
    to.push_back({path, info.directory, std::move(text)});
    if (info.directory) collect(files, path, to);
  }
}

}  // namespace

void BoardFiles::start(RawRepl::From from, ReplEdit::Change change) {
  if (busy()) return;
  over_ = false;
  FilesView view = *view_;
  view.state = FilesView::State::busy;
  show(std::move(view));
  edit_.emplace(machine_, console_);
  edit_->start(from, std::move(change), [this](const ReplEdit::Failure* failed) { ended(failed); });
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
  if (edit_) edit_->lost();
}

void BoardFiles::ended(const ReplEdit::Failure* failed) {
  FilesView view;
  if (failed) {
    view = *view_;
    view.state = FilesView::State::failed;
    view.sentence = failed->why;
  } else {
    view.state = FilesView::State::known;
    collect(edit_->files(), "", view.entries);
  }
  show(std::move(view));
  over_ = true;
}

void BoardFiles::tidy() {
  if (!edit_ || !over_) return;
  edit_.reset();
  constexpr u8 leave_raw_mode = 2;
  console_.input({&leave_raw_mode, 1});
}

}  // namespace gui
