#pragma once
// A board's files, by its REPL: what there is, and changes. A program that runs is interrupted by it.
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "emulator/repl_client.hpp"
#include "emulator/repl_files.hpp"
#include "gui/window/snapshot.hpp"

namespace gui {

class BoardFiles {
 public:
  BoardFiles(emulator::Machine& machine, emulator::Console& console) : machine_(machine), console_(console) {}
  BoardFiles(const BoardFiles&) = delete;

  bool busy() const { return client_ && !over_; }
  void list(emulator::RawRepl::From from) { start(from, {}); }
  void write(emulator::RawRepl::From, const std::string& path, const std::string& text);
  void remove(emulator::RawRepl::From, const std::string& path);
  void lost();
  void tidy();  // between slices: leaves raw mode once all is done
  const std::shared_ptr<const FilesView>& view() const { return view_; }

 private:
  using Change = std::function<void(emulator::fat::MemoryFiles&)>;
  void start(emulator::RawRepl::From, Change);
  void show(FilesView);
  void list_them();
  void listed(const emulator::ReplClient::Answer&);
  void go_on();
  void fail(const std::string& why);

  emulator::Machine& machine_;
  emulator::Console& console_;
  std::optional<emulator::ReplClient> client_;
  bool over_ = false;
  Change change_;
  emulator::ReplTree tree_;
  std::size_t next_change_ = 0;
  std::vector<std::string> programs_;
  std::size_t next_program_ = 0;
  std::shared_ptr<const FilesView> view_ = std::make_shared<FilesView>();
};

}  // namespace gui
