#include "emulator/hash.hpp"

#include <catch2/catch.hpp>
#include <string_view>
#include <vector>

using namespace emulator;

TEST_CASE("Digests and checksums of \"123456789\" are the published ones", "[emulator]") {
  const std::string_view digits = "123456789";
  const std::vector<std::uint8_t> bytes(digits.begin(), digits.end());
  CHECK(crc32(bytes) == 0xcbf43926);
  CHECK(to_hex(md5(bytes)) == "25f9e794323b453885f5181f1b624d0b");
  CHECK(to_hex(sha256(bytes)) == "15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225");
  CHECK(crc32({}) == 0);
  CHECK(to_hex(sha256({})) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}
