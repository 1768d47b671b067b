#include "emulator/snapshot.hpp"

#include <catch2/catch.hpp>

using namespace emulator;

static Snapshot sample() {
  Snapshot s{.board = "microbit", .image = {1, 2, 3}, .time = Time{Duration{1'234'567}}, .state = {}};
  for (unsigned i = 0; i < 300'000; ++i) s.state.push_back(static_cast<u8>(i * i >> 8));
  return s;
}

TEST_CASE("snapshot: what is written is read", "[snapshot]") {
  const Snapshot s = sample();
  const auto file = s.encode();
  const Snapshot back = Snapshot::decode(file, "a.snapshot");
  CHECK(back.version == VIVARIUM_VERSION);
  CHECK(back.board == s.board);
  CHECK(back.image == s.image);
  CHECK(back.time == s.time);
  CHECK(back.state == s.state);
  CHECK(s.encode() == file);
}

TEST_CASE("snapshot: other files and damaged ones are refused by name", "[snapshot]") {
  const auto file = sample().encode();
  CHECK_THROWS_WITH(Snapshot::decode({}, "a.snapshot"), "a.snapshot is not a snapshot of vivarium");
  auto newer = file;
  newer[8] = 9;
  CHECK_THROWS_WITH(Snapshot::decode(newer, "a.snapshot"),
                    "a.snapshot is a snapshot of format 9; this version reads format 1");
  for (const std::size_t keep : {8ul, 20ul, 100ul, file.size() - 1})
    CHECK_THROWS_AS(Snapshot::decode(std::span{file}.first(keep), "a.snapshot"), SnapshotError);
  for (std::size_t at = 16; at < file.size(); at += file.size() / 50) {
    auto damaged = file;
    damaged[at] ^= 0x10;
    CHECK_THROWS_WITH(Snapshot::decode(damaged, "a.snapshot"), "a.snapshot is a damaged snapshot");
  }
}
