#pragma once
// A board's files as its interpreter tells of them: Python to send, and what it prints. Nothing is sent from here.
//
// The file system is whatever the working directory of a fresh interpreter is in (littlefs or FAT at "/", "/flash" …),
// or the flat one of MicroPython for the micro:bit. Mounted ones outside of it are not looked at.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/fat/memory_files.hpp"
#include "emulator/repl_client.hpp"

namespace emulator {

struct ReplTree {
  fat::MemoryFiles files;
  std::string root;  // "" is "/"; what paths are behind
};

// Prints every directory and file below `root` with what is in it; below the working directory if there is none given.
std::string python_that_lists(const std::optional<std::string>& root);
// FatError if it is not what such a program prints: something else printed in between, say.
ReplTree parse_listing(std::string_view output);

// Programs to be executed one after the other, until one raises.
std::vector<std::string> python_that_makes(const fat::FileChange&, const ReplTree&);
// After one has raised: closes what is open, takes away a file that is not whole.
std::string python_that_cleans_up(const fat::FileChange&, const ReplTree&);

// "there is no room" for a traceback that ends with OSError: 28, else the exception as it is.
std::string reason_of(std::string_view traceback);
std::string reason_of(const ReplClient::Answer&);  // why it is not ok()

// Python's bytes literal of these bytes, in ASCII; and back again.
std::string bytes_literal(std::string_view bytes);
std::optional<std::string> parse_bytes_literal(std::string_view text);

}  // namespace emulator
