#include "scenarios/board_files.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "emulator/fat/folder_sync.hpp"
#include "emulator/fat/memory_folder.hpp"
#include "emulator/fat/sectors.hpp"
#include "emulator/repl_edit.hpp"

namespace scenarios {

namespace {

using namespace emulator;
using namespace std::chrono_literals;

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

// With the folders that lead there.
void write(fat::MemoryFiles& board, const BoardFile& file) {
  for (auto slash = file.path.find('/'); slash != file.path.npos; slash = file.path.find('/', slash + 1))
    if (const std::string folder = file.path.substr(0, slash); !board.find(folder)) board.make_directory(folder, {});
  board.write(file.path, {reinterpret_cast<const u8*>(file.bytes.data()), file.bytes.size()}, {});
}

std::optional<std::string> put_by_repl(Machine& machine, Console& console, const std::string& board,
                                       const std::vector<BoardFile>& files) {
  bool over = false;
  std::optional<std::string> failure;
  ReplEdit edit{machine, console};
  edit.start(
      RawRepl::From::running,
      [&](fat::MemoryFiles& there) {
        for (const BoardFile& file : files)
          if (file.board == board) write(there, file);
      },
      [&](const ReplEdit::Failure* failed) {
        over = true;
        if (failed) failure = failed->path.empty() ? failed->why : fmt::format("{}: {}", failed->path, failed->why);
        machine.stop();
      });
  const Time give_up = machine.now() + patience;
  while (!over && machine.now() < give_up)
    if (machine.run_until(give_up) == Machine::Stop::lockup) return "a core is locked up";
  return over ? failure : "the board needs too long";
}

}  // namespace

std::optional<std::string> put_files(Machine& machine, Console& console, usb::Drive* drive, const std::string& board,
                                     const std::vector<BoardFile>& files) {
  if (drive && drive->present()) return put_on_drive(machine, *drive, board, files);
  return put_by_repl(machine, console, board, files);
}

}  // namespace scenarios
