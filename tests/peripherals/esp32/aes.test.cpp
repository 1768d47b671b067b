#include "peripherals/esp32/aes.hpp"

#include <catch2/catch.hpp>

using namespace esp32;
using Words = std::vector<u32>;

namespace {

constexpr u32 start = 0x00, idle = 0x04, mode = 0x08, key = 0x10, text = 0x30, endian = 0x40;

struct AesBench {
  Scheduler scheduler;
  ClockSignal clk{"apb_clk", 80'000'000};
  Aes aes{"AES", scheduler, clk};

  void put(u32 at, const Words& words) {
    for (const u32 word : words) aes.write(at, word), at += 4;
  }
  Words get() { return {aes.read(text), aes.read(text + 4), aes.read(text + 8), aes.read(text + 12)}; }
  i64 run(u32 how) {  // how many cycles it took
    aes.write(mode, how);
    aes.write(start, 1);
    i64 cycles = 0;
    for (; !aes.read(idle); ++cycles) scheduler.run_until(scheduler.now() + clk.clock().ticks(1));
    return cycles;
  }
};

// FIPS 197, appendix C: key 00 01 02 …, text 00 11 22 … ff. Words as a little-endian processor loads the bytes.
const Words keys{0x03020100, 0x07060504, 0x0b0a0908, 0x0f0e0d0c, 0x13121110, 0x17161514, 0x1b1a1918, 0x1f1e1d1c};
const Words plain{0x33221100, 0x77665544, 0xbbaa9988, 0xffeeddcc};
const Words cipher[3] = {{0xd8e0c469, 0x30047b6a, 0x80b7cdd8, 0x5ac5b470},
                         {0xa47ca9dd, 0xe0df4c86, 0xa070af6e, 0x91710dec},
                         {0xcab7a28e, 0xbf456751, 0x9049fcea, 0x8960494b}};

}  // namespace

TEST_CASE("ESP32 AES: every bit is described", "[esp32]") {
  AesBench b;
  CHECK(b.aes.mistakes().empty());
  CHECK(b.aes.unmodelled().empty());
  CHECK(b.aes.read(idle) == 1);
}

TEST_CASE("ESP32 AES: the standard's examples, each key size, each way", "[esp32]") {
  AesBench b;
  b.put(key, keys);
  const i64 encrypts[3] = {11, 13, 15}, decrypts[3] = {21, 22, 22};
  for (u32 size = 0; size < 3; ++size) {
    b.put(text, plain);
    CHECK(b.run(size) == encrypts[size]);
    CHECK(b.get() == cipher[size]);
    CHECK(b.run(4 + size) == decrypts[size]);
    CHECK(b.get() == plain);
  }
}

TEST_CASE("ESP32 AES: orders of bytes and words", "[esp32]") {
  AesBench b;
  const auto swap = [](Words words) {
    for (u32& w : words) w = __builtin_bswap32(w);
    return words;
  };
  const auto reverse = [](Words words) { return Words(words.rbegin(), words.rend()); };
  const Words key128(keys.begin(), keys.begin() + 4);
  b.aes.write(endian, 0x3f & ~0x15u);  // the highest byte first
  b.put(key, swap(key128));
  b.put(text, swap(plain));
  b.run(0);
  CHECK(b.get() == swap(cipher[0]));
  b.aes.write(endian, 0);  // everything the other way round
  b.put(key, reverse(swap(key128)));
  b.put(text, reverse(swap(plain)));
  b.run(0);
  CHECK(b.get() == reverse(swap(cipher[0])));
  b.aes.write(endian, 0x0f);  // the output only
  b.put(key, key128);
  b.put(text, plain);
  b.run(0);
  CHECK(b.get() == reverse(swap(cipher[0])));
}

TEST_CASE("ESP32 AES: a mode that there is not", "[esp32]") {
  struct Ear final : AccessObserver {
    void complaint(const Complaint& c) override { heard += c.kind == Complaint::Kind::unmodelled; }
    int heard = 0;
  } ear;
  AesBench b;
  b.aes.observe(&ear);
  b.put(text, plain);
  CHECK(b.run(3) == 0);
  CHECK(b.get() == plain);
  CHECK(ear.heard == 1);
}

TEST_CASE("ESP32 AES: a snapshot while it works", "[esp32]") {
  AesBench a, b;
  a.put(key, keys);
  a.put(text, plain);
  a.aes.write(start, 1);
  State saved;
  a.aes.serialize(saved);
  State load{saved.data()};
  b.aes.serialize(load);
  CHECK(b.aes.read(idle) == 0);
  b.scheduler.run_until(Time{std::chrono::microseconds{1}});
  CHECK(b.aes.read(idle) == 1);
  CHECK(b.get() == cipher[0]);
  b.aes.reset();
  CHECK(b.get() == Words(4, 0));
}
