#pragma once
// Changes to a board's files through its interpreter: they are listed, somebody changes the listing, and programs make
// the board's files the same.
#include <functional>
#include <string>
#include <vector>

#include "emulator/repl_client.hpp"
#include "emulator/repl_files.hpp"

namespace emulator {

class ReplEdit {
 public:
  struct Failure {
    std::string path;  // of the change that could not be made; empty: none was begun
    std::string why;
  };
  using Change = std::function<void(fat::MemoryFiles&)>;    // whatever it throws (std::runtime_error) is why it failed
  using Done = std::function<void(const Failure* failed)>;  // null: all is as it should be

  ReplEdit(Machine& machine, Console& console) : client_(machine, console) {}

  void start(RawRepl::From, Change, Done);  // once
  void lost() { client_.lost(); }           // the console's device left the bus
  fat::MemoryFiles& files() { return tree_.files; }

 private:
  using Answer = ReplClient::Answer;
  void listed(const Answer&);
  void next();
  void fail(std::string path, std::string why);

  ReplClient client_;
  Change change_;
  Done done_;
  ReplTree tree_;
  std::vector<std::string> programs_;
  std::size_t next_change_ = 0, next_program_ = 0;
};

}  // namespace emulator
