#include "emulator/snapshot.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>

#include "emulator/hash.hpp"
#include "emulator/state.hpp"

namespace emulator {
namespace {

constexpr std::array<u8, 8> magic{'V', 'I', 'V', 'A', 'S', 'N', 'A', 'P'};
constexpr u32 format_version = 1;
constexpr u64 largest_state = u64{1} << 30;

void header(State& s, Snapshot& snapshot) {
  i64 time = snapshot.time.time_since_epoch().count();
  s(snapshot.version, snapshot.board, snapshot.image, time);
  snapshot.time = Time{Duration{time}};
}

[[noreturn]] void refuse(std::string_view source, std::string_view why) {
  throw SnapshotError(fmt::format("{} {}", source, why));
}

}  // namespace

std::vector<u8> Snapshot::encode() const {
  State out;
  auto mark = magic;
  u32 format = format_version;
  out(mark, format);
  Snapshot copy{version, board, image, time, {}};
  header(out, copy);
  std::vector<u8> packed(compressBound(state.size()));
  uLongf packed_size = packed.size();
  if (compress2(packed.data(), &packed_size, state.data(), state.size(), Z_BEST_SPEED) != Z_OK)
    throw SnapshotError("the snapshot cannot be compressed");
  packed.resize(packed_size);
  u64 size = state.size();
  out(size);
  out.raw(packed);
  u32 crc = crc32(out.data());
  out(crc);
  return out.data();
}

Snapshot Snapshot::decode(std::span<const u8> file, std::string_view source) {
  if (file.size() < magic.size() || !std::ranges::equal(magic, file.first(magic.size())))
    refuse(source, "is not a snapshot of vivarium");
  try {
    State in{file};
    auto mark = magic;
    u32 format = 0;
    in(mark, format);
    if (format != format_version)
      refuse(source, fmt::format("is a snapshot of format {}; this version reads format {}", format, format_version));
    u32 crc = 0;
    State{file.last(sizeof crc)}(crc);
    if (crc != crc32(file.first(file.size() - sizeof crc))) refuse(source, "is a damaged snapshot");
    Snapshot snapshot;
    header(in, snapshot);
    u64 size = 0;
    in(size);
    if (size > largest_state) refuse(source, "is a damaged snapshot");
    snapshot.state.resize(size);
    const auto packed = file.subspan(in.position(), file.size() - sizeof crc - in.position());
    uLongf unpacked = size;
    if (uncompress(snapshot.state.data(), &unpacked, packed.data(), packed.size()) != Z_OK || unpacked != size)
      refuse(source, "is a damaged snapshot");
    return snapshot;
  } catch (const StateError&) { refuse(source, "is a damaged snapshot"); }
}

}  // namespace emulator
