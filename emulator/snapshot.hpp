#pragma once
// A frozen machine as a file: what it is a picture of, then its state, compressed and with a checksum.
//
//   8 bytes   "VIVASNAP"
//   u32       version of this format
//   header    vivarium's version, board, SHA-256 of the firmware image, virtual time (as State stores them)
//   u64       size of the state
//   zlib      the state
//   u32       CRC-32 of all that
//
// Nothing in it depends on the engine that executed the code, nor on the host.
#include <array>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/time.hpp"
#include "emulator/types.hpp"

namespace emulator {

// The file is no snapshot, is damaged, or is one of something else: one sentence with the file's name.
struct SnapshotError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct Snapshot {
  std::string version = VIVARIUM_VERSION;  // of the program that wrote it
  std::string board;
  std::array<u8, 32> image{};  // SHA-256 of the image file; zeros if there was none
  Time time{};
  std::vector<u8> state;

  std::vector<u8> encode() const;
  static Snapshot decode(std::span<const u8> file, std::string_view source);
};

}  // namespace emulator
