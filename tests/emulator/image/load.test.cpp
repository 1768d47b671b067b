#include "emulator/image/load.hpp"

#include <catch2/catch.hpp>
#include <random>

#include "emulator/image/dfuse.hpp"
#include "emulator/image/elf.hpp"
#include "emulator/image/esp.hpp"
#include "emulator/image/intel_hex.hpp"
#include "emulator/image/uf2.hpp"
#include "mutation.hpp"

using namespace emulator;
using samples::Bytes;

namespace {

std::string error(const Bytes& bytes, const LoadOptions& options = {}) {
  try {
    load_image(bytes, "firmware", options);
  } catch (const ImageError& e) { return e.what(); }
  return "no error";
}

std::vector<std::pair<ImageFormat, Bytes>> one_of_each() {
  return {{ImageFormat::IntelHex, samples::bytes(samples::hex())},
          {ImageFormat::Uf2, samples::uf2()},
          {ImageFormat::Elf, samples::elf()},
          {ImageFormat::DfuSe, samples::dfuse()},
          {ImageFormat::Esp, samples::esp32()},
          {ImageFormat::Esp, samples::esp8266()}};
}

void check_whole(const Image& image) {
  REQUIRE((!image.segments.empty() || !image.files.empty()));
  std::uint64_t end = 0;
  bool first = true;
  for (const auto& segment : image.segments) {
    REQUIRE(!segment.bytes.empty());
    REQUIRE((first || segment.address > end));  // sorted, disjoint, and contiguous ones are merged
    end = segment.end();
    first = false;
    REQUIRE(end <= std::uint64_t{1} << 32);
  }
}

// Whatever the bytes are, every loader gives a whole image or an ImageError with a sentence. Returns how many gave an
// image.
int feed(const Bytes& bytes) {
  int images = 0;
  const auto attempt = [&](auto&& load) {
    try {
      check_whole(load());
      ++images;
    } catch (const ImageError& e) { REQUIRE(std::string_view(e.what()).substr(0, 1) == "f"); }
  };
  attempt([&] { return load_image(bytes, "f"); });
  attempt([&] { return load_image(bytes, "f", {.base = 0x1000}); });
  attempt([&] { return load_intel_hex(bytes, "f"); });
  attempt([&] { return load_uf2(bytes, "f"); });
  attempt([&] { return load_elf32(bytes, "f"); });
  attempt([&] { return load_dfuse(bytes, "f"); });
  attempt([&] { return load_esp(bytes, "f", 0x7f00); });
  return images;
}

}  // namespace

TEST_CASE("Images: the format is found by content", "[image]") {
  for (const auto& [format, bytes] : one_of_each()) {
    const Image image = load_image(bytes, "firmware");
    CHECK(image.format == format);
    CHECK(image.source == "firmware");
    check_whole(image);
  }
  CHECK(load_image(samples::with_dfu_suffix({1, 2}, 0x0100), "firmware", {.base = 8}).format == ImageFormat::Dfu);
}

TEST_CASE("Images: a raw binary needs its address", "[image]") {
  const Image image = load_image(Bytes{1, 2, 3}, "firmware", {.base = 0x2000});
  CHECK(image.segments == std::vector<Segment>{{0x2000, {1, 2, 3}}});
  CHECK(image.format == ImageFormat::Binary);
  CHECK(error({1, 2, 3}) ==
        "firmware: is not an Intel HEX, UF2, ELF, DfuSe or ESP image; for a raw binary give its address with --base");
  CHECK(error({1, 2, 3}, {.base = 0xfffffffe}) ==
        "firmware: byte 0: 3 bytes at 0xfffffffe run past the end of the 32-bit address space");
  CHECK(error({}) == "firmware: is empty");
  CHECK(error({}, {.base = 0}) == "firmware: is empty");
}

TEST_CASE("Images: the small flash for the damage tests has an application in a partition", "[image]") {
  const Image image = load_esp(samples::esp32_with_partitions(), "firmware", 0x7f00);
  REQUIRE(image.esp->programs.size() == 2);
  CHECK(image.esp->programs[1].partition == "factory");
}

TEST_CASE("Images: an address for a format that has its own is refused", "[image]") {
  CHECK(error(samples::uf2(), {.base = 0}) ==
        "firmware: is an image in UF2 format with addresses of its own: leave --base away");
  CHECK(error(samples::bytes(samples::hex()), {.base = 0}) ==
        "firmware: is an image in Intel HEX format with addresses of its own: leave --base away");
}

TEST_CASE("Images: what people hand in by mistake is recognised", "[image]") {
  CHECK(error(samples::bytes("PK\x03\x04...")) == "firmware: is a ZIP archive: unpack it and give the image inside");
  CHECK(error(samples::bytes("<!DOCTYPE html>")) == "firmware: is a web page, not a firmware image");
}

TEST_CASE("Images: options reach the loaders", "[image]") {
  const auto joined = samples::uf2({{}, {.payload = {7}, .family = 0x55114460}});
  CHECK(load_image(joined, "firmware", {.families = {0x55114460}}).size() == 1);
}

TEST_CASE("Images: bytes, bounds and size", "[image]") {
  Image image;
  CHECK_FALSE(image.bounds());
  CHECK_FALSE(image.bytes_at(0, 0));
  image.segments = {{0x10, {1, 2, 3}}, {0xfffffffe, {4, 5}}};
  CHECK(image.size() == 5);
  CHECK(image.bounds() == Bounds{0x10, 0xffffffff});
  REQUIRE(image.bytes_at(0x11, 2));
  CHECK(image.bytes_at(0x11, 2)->front() == 2);
  CHECK(image.bytes_at(0xffffffff, 1)->front() == 5);
  CHECK_FALSE(image.bytes_at(0x11, 3));
  CHECK_FALSE(image.bytes_at(0x13, 1));
  CHECK_FALSE(image.bytes_at(0xf, 1));
  CHECK_FALSE(image.bytes_at(0xffffffff, SIZE_MAX));
}

TEST_CASE("Images: cut off anywhere, a file is an error or a whole image", "[image]") {
  for (const auto& [format, bytes] : one_of_each()) {
    for (std::size_t n = 0; n < bytes.size(); ++n) {
      const Bytes cut(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(n));
      feed(cut);
      const bool only_last_line_end = format == ImageFormat::IntelHex && n + 1 == bytes.size();
      if (!only_last_line_end) CHECK_THROWS_AS(load_image(cut, "firmware"), ImageError);
    }
  }
}

TEST_CASE("Images: 20,000 damaged files give errors or whole images", "[image]") {
  std::mt19937 random(20240229);
  const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
  const auto originals = samples::one_of_each();
  int images = 0;
  for (int round = 0; round < 20000; ++round) {
    Bytes bytes = originals[below(originals.size())];
    for (std::size_t changes = 1 + below(4); changes > 0 && !bytes.empty(); --changes) {
      const std::size_t at = below(bytes.size());
      const auto here = bytes.begin() + static_cast<std::ptrdiff_t>(at);
      switch (below(5)) {
        case 0: bytes[at] ^= static_cast<std::uint8_t>(1u << below(8)); break;
        case 1: bytes[at] = static_cast<std::uint8_t>(random()); break;
        case 2: std::fill_n(here, std::min<std::size_t>(4, bytes.size() - at), below(2) != 0 ? 0xff : 0); break;
        case 3: bytes.erase(here, here + static_cast<std::ptrdiff_t>(below(bytes.size() - at) + 1)); break;
        case 4:
          bytes.insert(here, bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(below(64) % bytes.size()));
          break;
      }
    }
    images += feed(below(2) != 0 ? samples::with_right_checksums(bytes) : bytes);
  }
  CHECK(images > 1000);  // the damage is not so heavy that only the first check is reached
}
