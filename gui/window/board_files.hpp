#pragma once
// A board's files, by its REPL: what there is, and changes. A program that runs is interrupted by it.
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "emulator/repl_edit.hpp"
#include "gui/window/snapshot.hpp"

namespace gui {

class BoardFiles {
 public:
  BoardFiles(emulator::Machine& machine, emulator::Console& console) : machine_(machine), console_(console) {}
  BoardFiles(const BoardFiles&) = delete;

  bool busy() const { return edit_ && !over_; }
  void list(emulator::RawRepl::From from) { start(from, {}); }
  void write(emulator::RawRepl::From, const std::string& path, const std::string& text);
  void remove(emulator::RawRepl::From, const std::string& path);
  void lost();
  void tidy();  // between slices: leaves raw mode once all is done
  const std::shared_ptr<const FilesView>& view() const { return view_; }

 private:
  void start(emulator::RawRepl::From, emulator::ReplEdit::Change);
  void show(FilesView);
  void ended(const emulator::ReplEdit::Failure*);

  emulator::Machine& machine_;
  emulator::Console& console_;
  std::optional<emulator::ReplEdit> edit_;
  bool over_ = false;
  std::shared_ptr<const FilesView> view_ = std::make_shared<FilesView>();
};

}  // namespace gui
