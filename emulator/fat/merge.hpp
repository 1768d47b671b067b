#pragma once
// Makes a folder of the computer and a board's files equal. What both had in common last time tells who changed what:
//
//   changed on one side only    goes to the other
//   changed on both             the computer's wins; the board's is kept in the folder as "NAME (board).EXT"
//   changed here, removed there it is restored there
#include <map>
#include <optional>

#include "emulator/fat/files.hpp"
#include "emulator/fat/folder.hpp"
#include "emulator/state.hpp"

namespace emulator::fat {

// What both sides had, by Files::key() of the path.
struct Known {
  bool directory = false;
  u64 hash = 0;
  bool operator==(const Known&) const = default;
  void serialize(State& state) { state(directory, hash); }
};
using Common = std::map<std::string, Known>;
void serialize(State&, Common&);

// What the folder had when a pass began.
struct FolderContent {
  struct File {
    std::string path;
    Known known;
    Stamp modified;
    std::vector<u8> bytes = {};
  };
  std::map<std::string, File> files = {};  // by key
  std::vector<std::string> sentences = {};
};
FolderContent read_folder(Folder&, const Files&, u64 largest_file);

// What is to be done to the folder, in this order.
struct FolderChange {
  enum class Kind : u8 { remove, make_directory, write } kind = Kind::write;
  std::string path;
  std::vector<u8> bytes = {};
  std::string key = {};
  void serialize(State& state) { state(kind, path, bytes, key); }
};

struct MergeResult {
  Common common;                             // once all is done
  std::vector<FolderChange> folder_changes;  // those to the board have been made
  std::vector<std::string> sentences;
  u32 to_board = 0;
};
// `folder_wins`: a board's file that differs from the folder's, of which nothing is known, is given up: it came with
// a fresh board.
MergeResult merge(Files&, const FolderContent&, const Common& before, bool folder_wins = false);

// Takes a path that could not be changed out of what both have in common.
void apply(Folder&, const std::vector<FolderChange>&, Common&, std::vector<std::string>& sentences);

}  // namespace emulator::fat
