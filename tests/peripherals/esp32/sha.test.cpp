#include "peripherals/esp32/sha.hpp"

#include <openssl/evp.h>

#include <catch2/catch.hpp>

#include "emulator/hash.hpp"

using namespace esp32;
using Bytes = std::vector<u8>;

namespace {

// What the drivers call a type of hash: block and digest in words, and where its commands are.
struct Type {
  const char* name;
  u32 commands;
  unsigned block, digest;
};
constexpr Type hash1{"SHA1", 0x80, 16, 5}, hash256{"SHA256", 0x90, 16, 8}, hash384{"SHA384", 0xa0, 32, 12},
    hash512{"SHA512", 0xb0, 32, 16};
constexpr u32 go_on = 4, load = 8, busy = 12;

struct ShaBench {
  Scheduler scheduler;
  ClockSignal clk{"apb_clk", 80'000'000};
  Sha sha{"SHA", scheduler, clk};

  void wait(const Type& t) {
    while (sha.read(t.commands + busy)) scheduler.run_until(scheduler.now() + std::chrono::nanoseconds{100});
  }
  void block(const Type& t, const u8* bytes, bool first) {
    for (unsigned i = 0; i < t.block; ++i, bytes += 4)
      sha.write(4 * i, u32{bytes[0]} << 24 | u32{bytes[1]} << 16 | u32{bytes[2]} << 8 | bytes[3]);
    sha.write(t.commands + (first ? 0 : go_on), 1);
    wait(t);
  }
  std::string digest(const Type& t) {
    sha.write(t.commands + load, 1);
    wait(t);
    Bytes bytes;
    for (unsigned i = 0; i < t.digest; ++i)
      for (int shift = 24; shift >= 0; shift -= 8) bytes.push_back(static_cast<u8>(sha.read(4 * i) >> shift));
    return to_hex(bytes);
  }
  std::string hash(const Type& t, Bytes message) {
    const u64 bits = message.size() * 8;
    message.push_back(0x80);
    const std::size_t size = 4 * t.block, length = t.block / 2;  // FIPS 180-4, 5.1
    while (message.size() % size != size - length) message.push_back(0);
    message.resize(message.size() + length - 8);
    for (int shift = 56; shift >= 0; shift -= 8) message.push_back(static_cast<u8>(bits >> shift));
    for (std::size_t i = 0; i < message.size(); i += 4 * t.block) block(t, &message[i], i == 0);
    return digest(t);
  }
};

Bytes text(const std::string& s) { return {s.begin(), s.end()}; }

std::string openssl(const char* name, const Bytes& message) {
  Bytes result(EVP_MAX_MD_SIZE);
  unsigned size = 0;
  EVP_Digest(message.data(), message.size(), result.data(), &size, EVP_get_digestbyname(name), nullptr);
  result.resize(size);
  return to_hex(result);
}

}  // namespace

TEST_CASE("ESP32 SHA: every bit is described", "[esp32]") {
  ShaBench b;
  CHECK(b.sha.mistakes().empty());
  CHECK(b.sha.unmodelled().empty());
}

TEST_CASE("ESP32 SHA: the standard's examples", "[esp32]") {
  ShaBench b;
  CHECK(b.hash(hash1, text("abc")) == "a9993e364706816aba3e25717850c26c9cd0d89d");
  CHECK(b.hash(hash256, text("abc")) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(b.hash(hash384, text("abc")) ==
        "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7");
  CHECK(b.hash(hash512, text("abc")) ==
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
        "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");
}

TEST_CASE("ESP32 SHA: messages of several blocks agree with OpenSSL", "[esp32]") {
  ShaBench b;
  for (const std::size_t size : {0u, 55u, 56u, 63u, 64u, 111u, 112u, 127u, 128u, 1000u}) {
    Bytes message(size);
    for (std::size_t i = 0; i < size; ++i) message[i] = static_cast<u8>(i * 37 + size);
    for (const Type& t : {hash1, hash256, hash384, hash512}) CHECK(b.hash(t, message) == openssl(t.name, message));
  }
}

TEST_CASE("ESP32 SHA: three engines hash side by side", "[esp32]") {
  ShaBench b;
  Bytes message = text(std::string(55, 'x'));
  message.push_back(0x80);
  message.resize(62);
  message.push_back(55 * 8 >> 8);
  message.push_back(static_cast<u8>(55 * 8));
  Bytes two(128, 7);
  b.block(hash1, message.data(), true);
  b.block(hash512, two.data(), true);
  b.block(hash256, message.data(), true);
  CHECK(b.digest(hash1) == openssl("SHA1", Bytes(55, 'x')));
  CHECK(b.digest(hash256) == openssl("SHA256", Bytes(55, 'x')));
}

TEST_CASE("ESP32 SHA: an engine is busy for a while, the others are not", "[esp32]") {
  ShaBench b;
  b.sha.write(hash256.commands, 1);
  CHECK(b.sha.read(hash256.commands + busy) == 1);
  CHECK(b.sha.read(hash1.commands + busy) == 0);
  b.scheduler.run_until(Time{std::chrono::nanoseconds{799}});
  CHECK(b.sha.read(hash256.commands + busy) == 1);
  b.scheduler.run_until(Time{std::chrono::nanoseconds{800}});
  CHECK(b.sha.read(hash256.commands + busy) == 0);
  b.sha.write(hash256.commands, 0);  // only a one starts
  CHECK(b.sha.read(hash256.commands + busy) == 0);
}

TEST_CASE("ESP32 SHA: a snapshot in the middle of a message", "[esp32]") {
  ShaBench a, b;
  const Bytes half(64, 0x61);
  a.block(hash256, half.data(), true);
  State saved;
  a.sha.serialize(saved);
  State load_it{saved.data()};
  b.sha.serialize(load_it);
  a.block(hash256, half.data(), false);
  b.block(hash256, half.data(), false);
  CHECK(a.digest(hash256) == b.digest(hash256));
  a.sha.reset();
  CHECK(a.digest(hash256) == std::string(64, '0'));
}
