#pragma once
// `--drive DIR` on firmware without a USB drive: what the folder has goes to the board's file system through its raw
// REPL before anything else runs, and what the board has changed comes back at the end.
#include <functional>
#include <optional>
#include <set>
#include <string>

#include "emulator/fat/merge.hpp"
#include "emulator/host/folder.hpp"
#include "emulator/repl_client.hpp"
#include "emulator/repl_files.hpp"

namespace cli {

class ReplSync {
 public:
  struct Options {
    std::string folder;
    bool fresh_board = true;
    std::function<void(const std::string&)> say = {};
  };
  ReplSync(emulator::Machine&, emulator::Console&, Options);
  ReplSync(const ReplSync&) = delete;

  void start(emulator::RawRepl::From, std::function<void()> then);
  void lost();  // the console's device left the bus
  // Interrupts whatever runs, and lets the board run until what it changed is in the folder. False if that failed.
  bool finish();

 private:
  void ready(const emulator::ReplClient::Answer&);
  void listed(const emulator::ReplClient::Answer&);
  void next_change();
  void next_program();
  void made(const emulator::ReplClient::Answer&);
  void give_up(const emulator::fat::FileChange&, const std::string& why);
  void complete();
  void fail(const std::string& why);
  void end();

  emulator::Machine& machine_;
  emulator::Console& console_;
  Options options_;
  emulator::HostFolder folder_;
  std::optional<emulator::ReplClient> client_;
  std::function<void()> then_;
  std::optional<std::string> root_;  // where the board's files are, once it is known
  emulator::fat::Common common_;
  emulator::ReplTree tree_;
  emulator::fat::MergeResult merged_;
  std::size_t change_ = 0, program_ = 0;
  std::vector<std::string> programs_;  // that make this change
  std::set<std::string> said_;
  bool busy_ = false, in_step_ = false;
};

}  // namespace cli
