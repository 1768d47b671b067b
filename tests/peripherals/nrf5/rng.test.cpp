#include <catch2/catch.hpp>

#include "peripherals/nrf5/rng.hpp"

#include <set>

using namespace emulator;
using namespace std::chrono_literals;

namespace {

constexpr u32 START = 0x000, STOP = 0x004, VALRDY = 0x100, SHORTS = 0x200, CONFIG = 0x504, VALUE = 0x508;

struct Bench {
  Scheduler s;
  nrf5::Rng rng;
  explicit Bench(u64 seed = 1) : rng("RNG", s, Random{seed, "RNG"}) {}
  void pass(Duration d) { s.run_until(s.now() + d); }
  std::vector<u32> bytes(unsigned n) {
    std::vector<u32> result;
    while (result.size() < n) {
      pass(167us);
      result.push_back(rng.read(VALUE));
    }
    return result;
  }
};

}  // namespace

TEST_CASE("nRF5 RNG: every bit is described", "[nrf5]") { CHECK(Bench{}.rng.mistakes().empty()); }

TEST_CASE("nRF5 RNG: a raw byte takes 167 us, a corrected one 677 us", "[nrf5]") {
  Bench b;
  b.rng.write(START, 1);
  b.pass(167us - Duration{1});
  CHECK(b.rng.read(VALRDY) == 0);
  b.pass(Duration{1});
  CHECK(b.rng.read(VALRDY) == 1);
  b.rng.write(STOP, 1);
  b.rng.write(VALRDY, 0);
  b.pass(1s);
  CHECK(b.rng.read(VALRDY) == 0);
  b.rng.write(CONFIG, 1);
  b.rng.write(START, 1);
  b.pass(677us - Duration{1});
  CHECK(b.rng.read(VALRDY) == 0);
  b.pass(Duration{1});
  CHECK(b.rng.read(VALRDY) == 1);
}

TEST_CASE("nRF5 RNG: goes on byte after byte until stopped, or by VALRDY_STOP", "[nrf5]") {
  Bench b;
  b.rng.write(START, 1);
  const auto bytes = b.bytes(1000);
  CHECK(std::set<u32>(bytes.begin(), bytes.end()).size() > 200);
  CHECK(*std::max_element(bytes.begin(), bytes.end()) <= 0xff);
  b.rng.write(SHORTS, 1);
  b.pass(167us);
  b.rng.write(VALRDY, 0);
  b.pass(1s);
  CHECK(b.rng.read(VALRDY) == 0);
}

TEST_CASE("nRF5 RNG: the seed decides the bytes", "[nrf5]") {
  Bench a{1}, same{1}, other{2};
  for (Bench* b : {&a, &same, &other}) b->rng.write(START, 1);
  const auto bytes = a.bytes(16);
  CHECK(bytes == same.bytes(16));
  CHECK(bytes != other.bytes(16));
}

TEST_CASE("nRF5 RNG: a restored one gives the saved one's next bytes", "[nrf5]") {
  Bench saved, restored{2};
  saved.rng.write(START, 1);
  saved.pass(100us);
  State out;
  saved.s.serialize(out);
  saved.rng.serialize(out);
  State in{out.data()};
  restored.s.serialize(in);
  restored.rng.serialize(in);
  CHECK(in.at_end());
  restored.pass(67us);
  CHECK(restored.rng.read(VALRDY) == 1);
  saved.pass(67us);
  CHECK(restored.bytes(8) == saved.bytes(8));
}
