#pragma once
// Copies between this computer and a board's files, as mpremote words it: paths that begin with ":" are the board's.
#include <string>
#include <vector>

#include "emulator/fat/files.hpp"

namespace cli {

inline bool on_board(const std::string& path) { return path.starts_with(':'); }
inline std::string board_path(const std::string& path) { return on_board(path) ? path.substr(1) : path; }

// A directory that is there takes the sources by their names; one given with a slash at its end, or as ".", gives what
// is in it. Nothing is written on this computer before everything has been read. FatError, std::runtime_error.
void copy_files(emulator::fat::Files&, const std::vector<std::string>& sources, const std::string& destination,
                bool recursive);

bool is_board_directory(emulator::fat::Files&, const std::string& path);  // the root, too

void remove_files(emulator::fat::Files&, const std::string& path, bool recursive);

}  // namespace cli
