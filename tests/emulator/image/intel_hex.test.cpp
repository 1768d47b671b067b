#include "emulator/image/intel_hex.hpp"

#include <catch2/catch.hpp>

#include "samples.hpp"

using namespace emulator;
using Catch::Contains;

namespace {

Image load(const std::string& text, const IntelHexOptions& options = {}) {
  return load_intel_hex(samples::bytes(text), "firmware.hex", options);
}

std::string error(const std::string& text, const IntelHexOptions& options = {}) {
  try {
    load(text, options);
  } catch (const ImageError& e) { return e.what(); }
  return "no error";
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

// Two boards' parts as the universal HEX specification lays them out.
const std::string kUniversal =
    ":020000040000FA\n"
    ":0400000A9900C0DEBB\n"
    ":0400000001020304F2\n"
    ":020000041000EA\n"
    ":0410C000DEADBEEFF4\n"
    ":0400000CFFFFFFFFF4\n"
    ":0000000BF5\n"
    ":020000040000FA\n"
    ":0400000A9903C0DEB8\n"
    ":0400000D05060708D5\n"
    ":0000000BF5\n"
    ":0200000E41426D\n"
    ":00000001FF\n";

}  // namespace

TEST_CASE("Intel HEX: records merge across 64 KiB borders into sorted segments", "[image]") {
  const Image image = load(samples::hex());
  REQUIRE(image.segments.size() == 2);
  CHECK(image.segments[0] == Segment{0x1fff0, samples::counting(32)});
  CHECK(image.segments[1] == Segment{0x100010c0, {0xde, 0xad, 0xbe, 0xef}});
  CHECK(image.entry == 0x1fff1);
  CHECK(image.size() == 36);
  CHECK(image.bounds() == Bounds{0x1fff0, 0x100010c3});
  CHECK(image.format == ImageFormat::IntelHex);
}

TEST_CASE("Intel HEX: every kind of line end, blank lines, lower case and a byte order mark are fine", "[image]") {
  const auto plain = load(samples::hex()).segments;
  for (const std::string end : {"\r\n", "\r\r\n", "\r", "\n\n", " \t\n"}) {
    std::string text = "\xef\xbb\xbf";
    for (const char c : samples::hex()) text += c == '\n' ? end : std::string(1, static_cast<char>(std::tolower(c)));
    CHECK(load(text).segments == plain);
  }
  const auto whole = samples::hex();
  CHECK(load(whole.substr(0, whole.size() - 1)).segments == plain);  // no line end behind the last record
}

TEST_CASE("Intel HEX: a segment address shifts by four bits and its offsets wrap at 64 KiB", "[image]") {
  const Image image = load(":020000021000EC\n:04FFFE0001020304F5\n:0400000300010002F6\n:00000001FF\n");
  REQUIRE(image.segments.size() == 2);
  CHECK(image.segments[0] == Segment{0x10000, {3, 4}});
  CHECK(image.segments[1] == Segment{0x1fffe, {1, 2}});
  CHECK(image.entry == 0x12);
}

TEST_CASE("Intel HEX: the same value twice is fine, another value is an error with both lines", "[image]") {
  CHECK(load(":0400000001020304F2\n:020002000304F5\n:00000001FF\n").segments ==
        std::vector<Segment>{{0, {1, 2, 3, 4}}});
  CHECK(error(":0400000001020304F2\n\n:020002000305F4\n:00000001FF\n") ==
        "firmware.hex:3: address 0x00000003 already has another value from line 1");
  CHECK(error(":020002000305F4\n\n:0400000001020304F2\n:00000001FF\n") ==
        "firmware.hex:3: address 0x00000003 already has another value from line 1");
}

TEST_CASE("Intel HEX: what is wrong is said with the line", "[image]") {
  const auto with = [](const std::string& record) {
    return error(":0400000001020304F2\n" + record + "\n:00000001FF\n");
  };
  CHECK(with(":0400000001020304F3") == "firmware.hex:2: checksum is F3, should be F2");
  CHECK(with("0400000001020304F2") == "firmware.hex:2: the line starts with '0', not with ':'");
  CHECK(with(":04000000010203G4F2") == "firmware.hex:2: 'G' is no hexadecimal digit");
  CHECK(with(":040000000102\x01"
             "304F2") == "firmware.hex:2: byte 0x01 is no hexadecimal digit");
  CHECK(with(":0400000001020304F") == "firmware.hex:2: the line ends inside the record");
  CHECK(with(":") == "firmware.hex:2: the line ends inside the record");
  CHECK(with(":05000000010203 04F1") == "firmware.hex:2: byte 0x20 is no hexadecimal digit");
  CHECK(with(":0500000001020304F1") == "firmware.hex:2: the record announces 5 data bytes but has 4");
  CHECK(with(":" + std::string(600, '0')) ==
        "firmware.hex:2: the line is too long for a record: 300 bytes, at most 260");
  CHECK(with(":00000006FA") == "firmware.hex:2: unknown record type 06");
  CHECK(with(":0100000400FB") == "firmware.hex:2: the extended linear address record has 1 data bytes, should have 2");
  CHECK(with(":0100000500FA") == "firmware.hex:2: the start linear address record has 1 data bytes, should have 4");
  CHECK(with(":0100000300FC") == "firmware.hex:2: the start segment address record has 1 data bytes, should have 4");
  CHECK(with(":0100000200FD") == "firmware.hex:2: the extended segment address record has 1 data bytes, should have 2");
  CHECK(with(":0100000100FE") == "firmware.hex:2: the end-of-file record has 1 data bytes, should have 0");
  CHECK(with(":02000004FFFFFC\n:02FFFF000102FD") ==
        "firmware.hex:3: 2 bytes at 0xffffffff run past the end of the 32-bit address space");
  CHECK(error(":0400000001020304F2\n") == "firmware.hex:1: the end-of-file record is missing: the file is truncated");
  CHECK(error("") == "firmware.hex:1: the end-of-file record is missing: the file is truncated");
  CHECK(error(":0400000001020304F2\n:00000001FF\n\n:00000001FF\n") ==
        "firmware.hex:4: text after the end-of-file record on line 2");
  CHECK(error(":00000001FF\n") == "firmware.hex: holds no data");
}

TEST_CASE("Universal HEX: each board gets its part", "[image]") {
  for (const std::uint16_t v1 : {0x9900, 0x9901}) {
    const Image image = load(kUniversal, {v1});
    CHECK(image.segments == std::vector<Segment>{{0, {1, 2, 3, 4}}, {0x100010c0, {0xde, 0xad, 0xbe, 0xef}}});
    CHECK(image.board == 0x9900);
  }
  for (const std::uint16_t v2 : {0x9903, 0x9904, 0x9906})
    CHECK(load(kUniversal, {v2}).segments == std::vector<Segment>{{0, {5, 6, 7, 8}}});
  CHECK(load(samples::hex(), {0x9900}).segments == load(samples::hex()).segments);
}

TEST_CASE("Universal HEX: a wrong or missing board is answered with the boards inside", "[image]") {
  CHECK(error(kUniversal) ==
        "firmware.hex: is a universal HEX file for micro:bit V1 (0x9900) and micro:bit V2 (0x9903): say which board");
  CHECK(error(kUniversal, {0x1234}) ==
        "firmware.hex: holds nothing for board 0x1234, only for micro:bit V1 (0x9900) and micro:bit V2 (0x9903)");
}

TEST_CASE("Universal HEX: blocks must be whole and hold all data", "[image]") {
  CHECK(error(replaced(kUniversal, ":0400000A9903C0DEB8\n", ""), {0x9900}) ==
        "firmware.hex:9: custom data outside of a block");
  CHECK(error(replaced(kUniversal, ":0000000BF5\n", ":0000000BF5\n:0400000001020304F2\n"), {0x9900}) ==
        "firmware.hex:8: data outside of a block, so for no board");
  CHECK(error(":0000000BF5\n:00000001FF\n") == "firmware.hex:1: a block ends that did not start");
  CHECK(error(":0400000001020304F2\n" + kUniversal) == "firmware.hex:3: a block starts after data for no board");
  CHECK(error(":0000000AF6\n:00000001FF\n") == "firmware.hex:1: the block start names no board");
  CHECK(error(":0400000A9900C0DEBB\n:0400000001020304F2\n:00000001FF\n") ==
        "firmware.hex:3: the end-of-file record stands inside a block");
  CHECK(error(":0400000A9900C0DEBB\n:0000000BF5\n:00000001FF\n") == "firmware.hex: holds no data");
}

TEST_CASE("Intel HEX: what is written reads back the same", "[image]") {
  Image image;
  image.segments = {
      {0x00000003, samples::counting(40)}, {0x0001fff8, samples::counting(0x10010, 5)}, {0xfffffffe, {1, 2}}};
  image.entry = 0x12345679;
  const std::string text = write_intel_hex(image);
  const Image again = load(text);
  CHECK(again.segments == image.segments);
  CHECK(again.entry == image.entry);
  CHECK_THAT(text, Contains(":0D000300"));  // the first line stops at a multiple of 16
  CHECK_THAT(text, Contains(":02000004FFFFFC"));
  CHECK_THAT(text, Catch::EndsWith(":00000001FF\n"));
}
