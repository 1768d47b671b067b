#include "emulator/hash.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <zlib.h>

#include <stdexcept>

namespace emulator {

namespace {

template <std::size_t Size>
std::array<std::uint8_t, Size> digest(std::span<const std::uint8_t> bytes, const EVP_MD* algorithm, const char* name) {
  std::array<std::uint8_t, Size> result{};
  if (EVP_Digest(bytes.data(), bytes.size(), result.data(), nullptr, algorithm, nullptr) != 1) {
    throw std::runtime_error(fmt::format("this machine's OpenSSL does not offer {}", name));
  }
  return result;
}

}  // namespace

std::array<std::uint8_t, 32> sha256(std::span<const std::uint8_t> bytes) {
  return digest<32>(bytes, EVP_sha256(), "SHA-256");
}

std::array<std::uint8_t, 16> md5(std::span<const std::uint8_t> bytes) { return digest<16>(bytes, EVP_md5(), "MD5"); }

std::uint32_t crc32(std::span<const std::uint8_t> bytes) {
  return static_cast<std::uint32_t>(::crc32_z(::crc32_z(0, nullptr, 0), bytes.data(), bytes.size()));
}

std::string to_hex(std::span<const std::uint8_t> bytes) {
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const auto byte : bytes) text += fmt::format("{:02x}", byte);
  return text;
}

}  // namespace emulator
