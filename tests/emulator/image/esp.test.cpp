#include "emulator/image/esp.hpp"

#include <catch2/catch.hpp>

#include "samples.hpp"

using namespace emulator;
using Catch::Contains;
using samples::Bytes;
using samples::counting;
using samples::Writer;

namespace {

std::string error(const Bytes& bytes, std::optional<std::uint32_t> base = {}) {
  try {
    load_esp(bytes, "firmware.bin", base);
  } catch (const ImageError& e) { return e.what(); }
  return "no error";
}

Bytes application(int chip) {
  const Bytes descriptor = Writer{}.u32(0xabcd5432).add(counting(20)).out;
  return samples::esp_program(chip, {{0x3f400020, descriptor}}, 0x40080004);
}

// Boot program at 0x1000, partition table at 0x8000 and an application at 0x9000, as flash from `from` on.
Bytes whole_flash(int chip, std::size_t from, bool good_table = true, std::uint32_t factory_size = 0x1000) {
  Writer table;
  const auto entry = [&](unsigned type, unsigned subtype, std::uint32_t at, std::uint32_t size, const char* name) {
    table.u16(0x50aa).u8(type).u8(subtype).u32(at).u32(size).text(name, 16).u32(0);
  };
  entry(1, 2, 0xf000, 0x1000, "nvs");
  entry(0, 0, 0x9000, factory_size, "factory");
  entry(0, 0x10, 0x100000, 0x1000, "ota_0");
  const auto digest = md5(table.out);
  table.u16(0xebeb).pad(14, 0xff).add({digest.begin(), digest.end()});
  if (!good_table) table.out[4] ^= 1;
  Bytes flash(0xa000, 0xff);
  const auto put = [&](std::size_t at, const Bytes& bytes) {
    std::copy(bytes.begin(), bytes.end(), flash.begin() + static_cast<std::ptrdiff_t>(at));
  };
  put(0x1000, samples::esp_program(chip, {{0x3fff0030, counting(24)}}));
  put(0x8000, table.out);
  put(0x9000, application(chip));
  return {flash.begin() + static_cast<std::ptrdiff_t>(from), flash.end()};
}

}  // namespace

TEST_CASE("ESP: the file goes where the chip's boot ROM looks for it", "[image]") {
  const Image image = load_esp(samples::esp32(), "firmware.bin");
  CHECK(image.segments == std::vector<Segment>{{0x1000, samples::esp32()}});
  CHECK(image.entry == 0x40080400);
  REQUIRE(image.esp);
  CHECK(image.esp->chip == "ESP32");
  CHECK(image.esp->chip_id == 0);
  REQUIRE(image.esp->programs.size() == 1);
  const EspProgram& program = image.esp->programs[0];
  CHECK(program.hashed);
  REQUIRE(program.segments.size() == 2);
  CHECK(program.segments[1].address == 0x40078000);
  CHECK(program.segments[1].size == 36);
  CHECK(image.bytes_at(program.segments[1].flash, 2)->front() == 1);
  CHECK(load_esp(samples::esp_program(9, {{0x3fce2820, {1, 2, 3, 4}}}), "firmware.bin").segments[0].address == 0);
  CHECK(load_esp(samples::esp32(), "firmware.bin", 0x20000).segments[0].address == 0x20000);
}

TEST_CASE("ESP: the ESP8266 has no extended header", "[image]") {
  const Image image = load_esp(samples::esp8266(), "firmware.bin");
  CHECK(image.esp->chip == "ESP8266");
  CHECK_FALSE(image.esp->chip_id);
  CHECK(image.segments[0].address == 0);
  CHECK(image.entry == 0x40100004);
  CHECK_FALSE(image.esp->programs[0].hashed);
}

TEST_CASE("ESP: a flash with a partition table names its applications", "[image]") {
  for (const std::size_t from : {0x0000, 0x1000}) {
    const Image image = load_esp(whole_flash(0, from), "firmware.bin");
    CHECK(image.segments[0].address == from);
    REQUIRE(image.esp->partitions.size() == 3);
    CHECK(image.esp->partitions[1].name == "factory");
    REQUIRE(image.esp->programs.size() == 2);
    CHECK(image.esp->programs[0].flash == 0x1000);
    CHECK(image.esp->programs[1].flash == 0x9000);
    CHECK(image.esp->programs[1].partition == "factory");
    CHECK(image.esp->programs[1].entry == 0x40080004);
  }
}

TEST_CASE("ESP: what is wrong is named", "[image]") {
  auto file = samples::esp32();
  file[file.size() - 33] ^= 1;
  CHECK_THAT(error(file), Contains("firmware.bin: the program at 0x0: checksum is ") && Contains(", should be "));
  file = samples::esp32();
  file.back() ^= 1;
  CHECK_THAT(error(file), Contains("firmware.bin: the program at 0x0: SHA-256 is "));
  file.pop_back();
  CHECK(error(file) == "firmware.bin: ends at 0x8f, inside the program at 0x0");
  file = samples::esp32();
  file[12] = 0x77;
  CHECK(error(file) == "firmware.bin: is an ESP image for chip number 119, which is not known");
  CHECK(
      error(application(0)) ==
      "firmware.bin: is an application without boot loader: a board needs both and the partition table in one file; to "
      "look at it give its flash address with --base (usually 0x10000)");
  CHECK(load_esp(application(0), "firmware.bin", 0x10000).segments[0].address == 0x10000);
  CHECK_THAT(error(whole_flash(0, 0, false)), Contains("firmware.bin: the partition table's MD5 is "));
  CHECK(error(whole_flash(9, 0)) == "firmware.bin: has its first program at 0x1000, but an ESP32-S3 starts from 0x0");
  file = whole_flash(0, 0);
  file[0x9000 + 12] = 2;
  CHECK(error(file) == "firmware.bin: the program at 0x9000 is for chip number 2, not for the ESP32 (0)");
  CHECK(error(whole_flash(0, 0, true, 0x40)) ==
        "firmware.bin: the program at 0x9000 has 96 bytes, but its partition \"factory\" only 64");
  CHECK(error(whole_flash(0, 0, true, 0x6001)) == "firmware.bin: partitions \"factory\" and \"nvs\" overlap");
  CHECK(error({0xe9, 0}) == "firmware.bin: is not an ESP image");
}
