#include "emulator/image/uf2.hpp"

#include <catch2/catch.hpp>

#include "samples.hpp"

using namespace emulator;
using Catch::Contains;
using samples::Bytes;
using samples::counting;
using samples::Uf2Block;
using samples::Writer;

namespace {

constexpr std::uint32_t kRp2040 = 0xe48bff56, kAbsolute = 0xe48bff57, kRp2350 = 0xe48bff59, kSamd51 = 0x55114460;

Image load(const std::vector<Uf2Block>& blocks, const Uf2Options& options = {}) {
  return load_uf2(samples::uf2(blocks), "firmware.uf2", options);
}

std::string error(const Bytes& bytes, const Uf2Options& options = {}) {
  try {
    load_uf2(bytes, "firmware.uf2", options);
  } catch (const ImageError& e) { return e.what(); }
  return "no error";
}
std::string error(const std::vector<Uf2Block>& blocks, const Uf2Options& options = {}) {
  return error(samples::uf2(blocks), options);
}

Bytes md5_field(std::uint32_t address, std::uint32_t size, const Bytes& content) {
  const auto digest = md5(content);
  return Writer{}.u32(address).u32(size).add({digest.begin(), digest.end()}).out;
}

}  // namespace

TEST_CASE("UF2: blocks in any order make one segment", "[image]") {
  const std::vector<Uf2Block> blocks{{.address = 0x10000100, .payload = counting(256, 9), .number = 1, .count = 2},
                                     {.count = 2}};
  const Image image = load(blocks);
  REQUIRE(image.segments.size() == 1);
  CHECK(image.segments[0].address == 0x10000000);
  CHECK(image.size() == 512);
  CHECK(image.segments[0].bytes[256] == 9);
  CHECK(image.family == kRp2040);
}

TEST_CASE("UF2: payloads of any size up to 476 bytes at any address", "[image]") {
  CHECK(load({{.address = 3, .payload = counting(476)}}).segments == std::vector<Segment>{{3, counting(476)}});
  CHECK(load({{.count = 2}, {.address = 0x20000000, .payload = {1}, .number = 1, .count = 2}}).segments.size() == 2);
}

TEST_CASE("UF2: a missing, repeated or surplus block is named", "[image]") {
  CHECK(error({{.count = 3}, {.address = 0x10000200, .number = 2, .count = 3}}) ==
        "firmware.uf2: number 1 of 3 blocks is missing (1 in all)");
  CHECK(error({{.count = 1000}}) == "firmware.uf2: number 1 of 1000 blocks is missing (999 in all)");
  CHECK(error({{.count = 2}, {.count = 2}}) == "firmware.uf2: block 1: has number 0 like block 0");
  CHECK(error({{.count = 1}, {.number = 1, .count = 1}}) ==
        "firmware.uf2: block 1: has number 1, but there are only 1 blocks");
  CHECK(error({{.count = 2}, {.number = 1, .count = 3}}) ==
        "firmware.uf2: block 1: counts 3 blocks in all, block 0 counts 2");
  CHECK(error({{.count = 0}}) == "firmware.uf2: block 0: has number 0, but there are only 0 blocks");
}

TEST_CASE("UF2: damaged blocks are named", "[image]") {
  auto file = samples::uf2();
  file[512 + 4] ^= 1;
  CHECK(error(file) == "firmware.uf2: block 1: does not start with the UF2 magic numbers");
  file = samples::uf2();
  file[511] ^= 1;
  CHECK(error(file) == "firmware.uf2: block 0: does not end with the UF2 magic number");
  file = samples::uf2();
  file.resize(1000);
  CHECK(error(file) == "firmware.uf2: ends inside block 1: 1000 bytes are no whole number of 512-byte blocks");
  file = samples::uf2({{}});
  file[16] = 477 & 0xff;
  CHECK(error(file) == "firmware.uf2: block 0: has 477 payload bytes, at most 476 fit");
  CHECK(error({{.count = 2}, {.payload = counting(256, 2), .number = 1, .count = 2}}) ==
        "firmware.uf2: block 1: address 0x10000000 already has another value from block 0");
  CHECK(error({{.address = 0xffffffff}}) ==
        "firmware.uf2: block 0: 256 bytes at 0xffffffff run past the end of the 32-bit address space");
}

TEST_CASE("UF2: of several families the wanted one is taken", "[image]") {
  const std::vector<Uf2Block> joined{{.family = kRp2040}, {.payload = {7}, .family = kRp2350}};
  CHECK(load(joined, {{kRp2350}}).segments == std::vector<Segment>{{0x10000000, {7}}});
  CHECK(load(joined, {{kSamd51, kRp2040}}).family == kRp2040);
  CHECK(error(joined) ==
        "firmware.uf2: holds images for RP2040 (0xe48bff56) and RP2350_ARM_S (0xe48bff59): say which family");
  CHECK(error(joined, {{kSamd51}}) ==
        "firmware.uf2: holds nothing for SAMD51 (0x55114460), only for RP2040 (0xe48bff56) and RP2350_ARM_S "
        "(0xe48bff59)");
  CHECK(error({{.family = 0x12345678}}, {{kSamd51, kRp2040}}) ==
        "firmware.uf2: holds nothing for SAMD51 (0x55114460) or RP2040 (0xe48bff56), only for 0x12345678");
}

TEST_CASE("UF2: blocks without a family suit every chip", "[image]") {
  const std::vector<Uf2Block> blocks{{.flags = 0, .family = 0}};
  CHECK_FALSE(load(blocks).family);
  CHECK(load(blocks, {{kSamd51}}).size() == 256);
  CHECK(error(std::vector<Uf2Block>{{.flags = 0, .family = 0}, {}}) ==
        "firmware.uf2: holds images for no family and RP2040 (0xe48bff56): say which family");
}

TEST_CASE("UF2: the block against RP2350-E10 is set aside", "[image]") {
  const Uf2Block e10{.flags = 0xa000,
                     .address = 0x10ffff00,
                     .payload = Bytes(256, 0xef),
                     .count = 2,
                     .family = kAbsolute,
                     .after = {0x04, 0xe3, 0x57, 0x99}};
  const Image image = load({e10, {.family = kRp2350}});
  CHECK(image.family == kRp2350);
  CHECK(image.segments == std::vector<Segment>{{0x10000000, counting(256)}});
  CHECK(image.skipped == std::vector<Segment>{{0x10ffff00, Bytes(256, 0xef)}});
  CHECK(error({e10}) == "firmware.uf2: holds no data for the main flash");
  CHECK(load({{.family = kAbsolute}}).family == kAbsolute);  // an absolute image proper
}

TEST_CASE("UF2: blocks that are not for the main flash are set aside and still counted", "[image]") {
  const Image image = load({{.flags = 0x2001, .address = 0, .count = 3},
                            {.number = 1, .count = 3},
                            {.flags = 0x2001, .address = 0, .payload = {1}, .number = 2, .count = 3}});
  CHECK(image.segments.size() == 1);
  CHECK(image.skipped == std::vector<Segment>{{0, counting(256)}, {0, {1}}});
}

TEST_CASE("UF2: MD5 regions are checked", "[image]") {
  const Bytes payload = counting(64);
  CHECK(load({{.flags = 0x6000, .payload = payload, .md5 = md5_field(0x10000000, 64, payload)}}).size() == 64);
  CHECK_THAT(error({{.flags = 0x6000, .payload = payload, .md5 = md5_field(0x10000000, 64, counting(64, 2))}}),
             Contains("firmware.uf2: block 0: MD5 of the 64 bytes at 0x10000000 is"));
  CHECK(load({{.flags = 0x6000, .payload = payload, .md5 = md5_field(0x10000000, 4096, payload)}}).size() ==
        64);  // covered in part: cannot tell
  auto file = samples::uf2({{.flags = 0x6000, .payload = payload, .md5 = md5_field(0x10000000, 64, payload)}});
  file[16] = 453 & 0xff, file[17] = 453 >> 8;
  CHECK(error(file) == "firmware.uf2: block 0: has 453 payload bytes, at most 452 fit");
}

TEST_CASE("UF2: extension tags tell version and device", "[image]") {
  Writer tags;
  tags.u8(9).u8(0xbc).u8(0xc7).u8(0x9f).add(samples::bytes("0.1.2")).pad(3);
  tags.u8(20).u8(0x9d).u8(0x0d).u8(0x65).add(samples::bytes("ACME Toaster mk3"));
  const Image image = load({{.flags = 0xa000, .after = tags.out}});
  CHECK(image.version == "0.1.2");
  CHECK(image.target == "ACME Toaster mk3");
  CHECK(error({{.flags = 0xa000, .after = {3, 1, 1, 1}}}) ==
        "firmware.uf2: block 0: has an extension tag of 3 bytes where 220 are left");
  CHECK(error({{.flags = 0xa000, .after = {221, 1, 1, 1}}}) ==
        "firmware.uf2: block 0: has an extension tag of 221 bytes where 220 are left");
}

TEST_CASE("UF2: a file container gives its files back", "[image]") {
  const Bytes name = samples::bytes("boot.py");
  const std::vector<Uf2Block> blocks{
      {.flags = 0x1000, .address = 0, .payload = counting(300), .count = 2, .family = 303, .after = name},
      {.flags = 0x1001, .address = 300, .payload = {7, 8, 9}, .number = 1, .count = 2, .family = 303, .after = name}};
  const Image image = load(blocks);
  REQUIRE(image.files.size() == 1);
  CHECK(image.files[0].name == "boot.py");
  CHECK(image.files[0].bytes.size() == 303);
  CHECK(image.files[0].bytes.back() == 9);
}

TEST_CASE("UF2: a file container's mistakes are named", "[image]") {
  const Bytes name = samples::bytes("a");
  CHECK(error({{.flags = 0x1000, .address = 0, .family = 256}}) ==
        "firmware.uf2: block 0: is part of a file without a name");
  CHECK(error({{.flags = 0x1000, .address = 1, .family = 256, .after = name}}) ==
        "firmware.uf2: block 0: writes up to byte 257 of \"a\", which has 256");
  CHECK(error({{.flags = 0x1000, .address = 0, .family = 0x80000000, .after = name}}) ==
        "firmware.uf2: block 0: \"a\" has 2147483648 bytes, more than the blocks hold");
  CHECK(error({{.flags = 0x3000, .address = 0, .family = 256, .after = name}}) ==
        "firmware.uf2: block 0: says both that it is part of a file and that it has a family");
  CHECK(error({{.flags = 0x1000, .address = 0, .count = 2, .family = 256, .after = name},
               {.flags = 0x1000, .address = 0, .number = 1, .count = 2, .family = 257, .after = name}}) ==
        "firmware.uf2: block 1: \"a\" has 257 bytes, in an earlier block 256");
}

TEST_CASE("UF2: families have names both ways", "[image]") {
  CHECK(uf2_family_name(kRp2040) == "RP2040");
  CHECK(uf2_family_name(0xada52840) == "NRF52840");
  CHECK_FALSE(uf2_family_name(1));
  CHECK(uf2_family_id("rp2350_arm_s") == kRp2350);
  CHECK(uf2_family_id("0xE48BFF59") == kRp2350);
  CHECK_FALSE(uf2_family_id("0xE48BFF59x"));
  CHECK_FALSE(uf2_family_id("RP2041"));
}

TEST_CASE("UF2: what is written reads back the same", "[image]") {
  Image image;
  image.segments = {{0x10000010, counting(600)}, {0x20000000, {1, 2, 3}}};
  image.family = kRp2350;
  const auto file = write_uf2(image);
  CHECK(file.size() == 4 * 512);
  const Image again = load_uf2(file, "again.uf2");
  CHECK(again.segments == image.segments);
  CHECK(again.family == image.family);
}
