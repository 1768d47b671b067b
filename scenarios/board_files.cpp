#include "scenarios/board_files.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "emulator/fat/folder_sync.hpp"
#include "emulator/fat/memory_folder.hpp"
#include "emulator/fat/sectors.hpp"
#include "emulator/repl_client.hpp"
#include "emulator/repl_files.hpp"

namespace scenarios {

namespace {

using namespace emulator;
using namespace std::chrono_literals;
using Answer = ReplClient::Answer;

constexpr Duration patience = 10min;  // a silent interpreter is given up long before
// CircuitPython writes the last block that it was sent into its flash only when a second has passed without another.
constexpr Duration settling = 1500ms;

std::optional<std::string> put_on_drive(Machine& machine, usb::Drive& drive, const std::string& board,
                                        const std::vector<BoardFile>& files) {
  fat::MemoryFolder folder;
  for (const BoardFile& file : files)
    if (file.board == board) {
      for (auto slash = file.path.find('/'); slash != file.path.npos; slash = file.path.find('/', slash + 1))
        if (const std::string above = file.path.substr(0, slash);
            std::ranges::find(folder.directories, above) == folder.directories.end())
          folder.make_directory(above);
      folder.files[file.path] = {file.bytes.begin(), file.bytes.end()};
    }
  std::optional<fat::SyncReport> report;
  fat::FolderSync sync{drive, folder};
  sync.folder_wins = true;
  sync.on_done = [&](const fat::SyncReport& done) {
    report = done;
    machine.stop();
  };
  sync.sync();
  const Time give_up = machine.now() + patience;
  while (!report && machine.now() < give_up)
    if (machine.run_until(give_up) == Machine::Stop::lockup) return "a core is locked up";
  if (!report) return "the board needs too long";
  if (!report->complete || !report->sentences.empty())
    return report->sentences.empty() ? "the drive went away" : report->sentences.front();
  machine.run_until(machine.now() + settling);
  return std::nullopt;
}

class Putting {
 public:
  Putting(Machine& machine, Console& console, const std::string& board, const std::vector<BoardFile>& files)
      : machine_(machine), client_(machine, console) {
    for (const BoardFile& file : files)
      if (file.board == board) files_.push_back(&file);
    client_.start(RawRepl::From::running, [this](const Answer& answer) {
      if (!answer.ok()) return end(answer.failure);
      client_.execute(python_that_lists(std::nullopt), [this](const Answer& a) { listed(a); });
    });
  }

  std::optional<std::string> run() {
    const Time give_up = machine_.now() + patience;
    while (!over_ && machine_.now() < give_up)
      if (machine_.run_until(give_up) == Machine::Stop::lockup) return "a core is locked up";
    return over_ ? failure_ : "the board needs too long";
  }

 private:
  void listed(const Answer& answer) {
    if (!answer.ok()) return end(answer.failure.empty() ? reason_of(answer.traceback) : answer.failure);
    try {
      tree_ = parse_listing(answer.output);
      for (const BoardFile* file : files_) write(*file);
    } catch (const std::runtime_error& error) { return end(error.what()); }
    next();
  }

  void write(const BoardFile& file) {
    for (auto slash = file.path.find('/'); slash != file.path.npos; slash = file.path.find('/', slash + 1))
      if (const std::string folder = file.path.substr(0, slash); !tree_.files.find(folder))
        tree_.files.make_directory(folder, {});
    tree_.files.write(file.path, {reinterpret_cast<const u8*>(file.bytes.data()), file.bytes.size()}, {});
  }

  void next() {
    while (program_ == programs_.size()) {
      if (change_ == tree_.files.changes().size()) return end(std::nullopt);
      programs_ = python_that_makes(tree_.files.changes()[change_++], tree_);
      program_ = 0;
    }
    client_.execute(programs_[program_++], [this](const Answer& answer) {
      if (answer.ok()) return next();
      end(fmt::format("{}: {}", tree_.files.changes()[change_ - 1].path,
                      answer.failure.empty() ? reason_of(answer.traceback) : answer.failure));
    });
  }

  void end(std::optional<std::string> failure) {
    failure_ = std::move(failure);
    over_ = true;
    machine_.stop();
  }

  Machine& machine_;
  std::vector<const BoardFile*> files_;
  ReplTree tree_;
  std::vector<std::string> programs_;
  std::size_t change_ = 0, program_ = 0;
  std::optional<std::string> failure_;
  bool over_ = false;
  ReplClient client_;
};

}  // namespace

std::optional<std::string> put_files(Machine& machine, Console& console, usb::Drive* drive, const std::string& board,
                                     const std::vector<BoardFile>& files) {
  if (drive && drive->present()) return put_on_drive(machine, *drive, board, files);
  return Putting{machine, console, board, files}.run();
}

}  // namespace scenarios
