#include "emulator/gdb/packet.hpp"

#include <catch2/catch.hpp>
#include <random>
#include <vector>

using namespace emulator;
using gdb::packet;
using gdb::PacketReader;
using Kind = PacketReader::Item::Kind;

namespace {

std::vector<PacketReader::Item> read(PacketReader& reader, std::string_view text) {
  std::span<const u8> bytes{reinterpret_cast<const u8*>(text.data()), text.size()};
  std::vector<PacketReader::Item> items;
  while (auto item = reader.next(bytes)) items.push_back(std::move(*item));
  return items;
}

std::vector<PacketReader::Item> read(std::string_view text, gdb::Runs runs = gdb::Runs::plain) {
  PacketReader reader{runs};
  return read(reader, text);
}

}  // namespace

TEST_CASE("GDB packets: payload, checksum and marks", "[gdb]") {
  CHECK(packet("OK") == "$OK#9a");
  CHECK(packet("") == "$#00");
  const auto items = read("+$OK#9a$#00-\x03");
  REQUIRE(items.size() == 5);
  CHECK(items[0].kind == Kind::acknowledged);
  CHECK((items[1].kind == Kind::packet && items[1].payload == "OK"));
  CHECK((items[2].kind == Kind::packet && items[2].payload.empty()));
  CHECK(items[3].kind == Kind::repeat);
  CHECK(items[4].kind == Kind::interrupt);
}

TEST_CASE("GDB packets: characters with a meaning are escaped", "[gdb]") {
  CHECK(packet("a#$}*").starts_with("$a}\x03}\x04}]}\x0a#"));
  const auto items = read(packet("a#$}*b"));
  REQUIRE(items.size() == 1);
  CHECK(items[0].payload == "a#$}*b");
}

TEST_CASE("GDB packets: runs are shortened as the manual shows", "[gdb]") {
  CHECK(packet("0000").starts_with("$0* #"));  // the manual's own example
  CHECK(packet("000").starts_with("$000#"));
  for (std::size_t n = 1; n < 300; ++n) {
    const std::string text = std::string{"x"}.append(n, '0').append("y");
    const std::string coded = packet(text);
    const auto items = read(coded, gdb::Runs::shortened);
    REQUIRE(items.size() == 1);
    REQUIRE(items[0].payload == text);
    const std::string_view body =
        std::string_view{coded}.substr(1, coded.size() - 4);  // no count may look like one of the marks
    REQUIRE(body.find_first_of("#$+-") == body.npos);
    REQUIRE(std::ranges::all_of(body, [](unsigned char c) { return c >= 32 && c <= 126; }));
  }
}

TEST_CASE("GDB packets: a star from GDB is a star", "[gdb]") {
  const auto items = read("$X0,1:*#49");
  REQUIRE(items.size() == 1);
  CHECK(items[0].payload == "X0,1:*");
}

TEST_CASE("GDB packets: a damaged one is known, and the next is read", "[gdb]") {
  const auto items = read("$OK#9b$OK#zz$O}#cc$OK#9a");
  REQUIRE(items.size() == 4);
  for (int i = 0; i < 3; ++i) CHECK(items[static_cast<std::size_t>(i)].kind == Kind::damaged);
  CHECK(items[3].payload == "OK");
}

TEST_CASE("GDB packets: a new mark inside one begins anew", "[gdb]") {
  const auto items = read("$lost$OK#9a");
  REQUIRE(items.size() == 1);
  CHECK(items[0].payload == "OK");
}

TEST_CASE("GDB packets: one that is too long is not kept", "[gdb]") {
  const auto items = read(packet(std::string(gdb::packet_size + 1, '}')) + packet("g"));
  REQUIRE(items.size() == 2);
  CHECK(items[0].kind == Kind::too_long);
  CHECK(items[0].payload.empty());
  CHECK(items[1].payload == "g");
}

TEST_CASE("GDB packets: random payloads survive, cut anywhere", "[gdb]") {
  std::mt19937 random{1};
  for (int round = 0; round < 2000; ++round) {
    std::string payload;
    const auto size = random() % 200;
    while (payload.size() < size)
      payload.append(random() % 3 ? 1 : random() % 120,
                     static_cast<char>(random() % 4 ? random() : "#$}*+-"[random() % 6]));
    std::string coded = packet(payload);
    PacketReader reader{gdb::Runs::shortened};
    std::vector<PacketReader::Item> items;
    while (!coded.empty()) {
      const auto n = std::min<std::size_t>(coded.size(), 1 + random() % 9);
      for (auto& item : read(reader, std::string_view{coded}.substr(0, n))) items.push_back(std::move(item));
      coded.erase(0, n);
    }
    REQUIRE(items.size() == 1);
    REQUIRE(items[0].kind == Kind::packet);
    REQUIRE(items[0].payload == payload);
  }
}

TEST_CASE("GDB packets: noise of any kind does no harm", "[gdb]") {
  std::mt19937 random{2};
  for (const auto runs : {gdb::Runs::plain, gdb::Runs::shortened}) {
    PacketReader reader{runs};
    for (int round = 0; round < 20'000; ++round) {
      std::string noise(random() % 40, 0);
      for (char& c : noise) c = static_cast<char>(random() % 2 ? random() : "$#}*+-0a\x03"[random() % 9]);
      for (const auto& item : read(reader, noise)) REQUIRE(item.payload.size() <= gdb::packet_size);
    }
    const auto items = read(reader, "$#00$OK#9a");  // whatever state it was in
    REQUIRE_FALSE(items.empty());
    CHECK(items.back().payload == "OK");
  }
}
