#include "emulator/image/dfuse.hpp"

#include <catch2/catch.hpp>

#include "samples.hpp"

using namespace emulator;
using Catch::Contains;
using samples::Bytes;
using samples::counting;

namespace {

std::string error(const Bytes& bytes, std::optional<std::uint32_t> base = {}) {
  try {
    load_dfuse(bytes, "firmware.dfu", base);
  } catch (const ImageError& e) { return e.what(); }
  return "no error";
}

// A damaged body behind a suffix that fits it.
std::string error_with(std::size_t at, const Bytes& to) {
  Bytes body = samples::dfuse_body({{"Internal Flash", {{0x08000000, counting(16)}, {0x08020000, counting(24)}}}});
  std::copy(to.begin(), to.end(), body.begin() + static_cast<std::ptrdiff_t>(at));
  return error(samples::with_dfu_suffix(body, 0x011a));
}

}  // namespace

TEST_CASE("DfuSe: the elements of all targets become segments", "[image]") {
  const Image image = load_dfuse(samples::dfuse(), "firmware.dfu");
  CHECK(image.segments ==
        std::vector<Segment>{{0x08000000, counting(16)}, {0x08020000, counting(24)}, {0x90000000, counting(4)}});
  CHECK(image.target == "Internal Flash, SPI");
  CHECK(image.usb == UsbId{0x0483, 0xdf11});
  CHECK(image.format == ImageFormat::DfuSe);
}

TEST_CASE("DfuSe: what is wrong is named", "[image]") {
  auto file = samples::dfuse();
  file[400] ^= 1;
  CHECK_THAT(error(file), Contains("firmware.dfu: the CRC in the DFU suffix is ") && Contains(", should be "));
  file = samples::dfuse();
  file.pop_back();
  CHECK(error(file) == "firmware.dfu: has no DFU suffix at its end: the file is truncated");
  CHECK(error_with(5, {2}) == "firmware.dfu: has DfuSe version 2, only version 1 is known");
  CHECK(error_with(6, {1, 1}) ==
        "firmware.dfu: the DfuSe prefix announces 257 bytes but the file has 341 before its suffix");
  CHECK(error_with(10, {2}) == "firmware.dfu: ends at 0x155, inside a target prefix");
  CHECK(error_with(10, {0}) == "firmware.dfu: 330 bytes follow the last target");
  CHECK(error_with(11, {'t'}) == "firmware.dfu: at 0xb there is no target prefix");
  CHECK(error_with(11 + 266, {1}) == "firmware.dfu: the target at 0xb announces 1 bytes but its elements have 56");
  CHECK(error_with(11 + 270, {0xff, 0xff, 0xff, 0xff}) == "firmware.dfu: ends at 0x155, inside an image element");
  CHECK(error_with(11 + 274 + 4, {0xff, 0xff, 0xff, 0xff}) == "firmware.dfu: ends at 0x155, inside an image element");
  CHECK(error_with(11 + 274 + 8 + 16, {0x08, 0, 0, 0x08}) ==
        "firmware.dfu: element 1: address 0x08000008 already has another value from element 0");
  CHECK(error(samples::dfuse(), 0) == "firmware.dfu: is a DfuSe file with addresses of its own: leave --base away");
  CHECK(error(samples::with_dfu_suffix(samples::dfuse_body({{"", {}}}), 0x011a)) == "firmware.dfu: holds no data");
}

TEST_CASE("DFU: a plain file is raw bytes with a suffix and needs an address", "[image]") {
  const auto file = samples::with_dfu_suffix(counting(20), 0x0110);
  const Image image = load_dfuse(file, "firmware.dfu", 0x08000000);
  CHECK(image.segments == std::vector<Segment>{{0x08000000, counting(20)}});
  CHECK(image.format == ImageFormat::Dfu);
  CHECK(image.usb == UsbId{0x0483, 0xdf11});
  CHECK(error(file) == "firmware.dfu: is a plain DFU file without addresses: give its address with --base");
  CHECK(error(samples::with_dfu_suffix({}, 0x0110), 0) == "firmware.dfu: holds no data");
}
