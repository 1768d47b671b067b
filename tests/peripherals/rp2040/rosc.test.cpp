#include <catch2/catch.hpp>

#include "peripherals/rp2040/rosc.hpp"

using namespace emulator;
using namespace rp2040;
using namespace std::chrono_literals;

namespace {

constexpr u32 CTRL = 0x00, FREQA = 0x04, FREQB = 0x08, DORMANT = 0x0c, DIV = 0x10, PHASE = 0x14, STATUS = 0x18,
              RANDOMBIT = 0x1c, COUNT = 0x20;
constexpr u32 running = 0x8001'1000, badwrite = 1u << 24;

struct Bench {
  Scheduler s;
  Rosc r{"ROSC", s, Random{1, "ROSC"}};
  void pass(Duration d) { s.run_until(s.now() + d); }
};

}  // namespace

TEST_CASE("RP2040 ROSC: every bit is described", "[rp2040]") {
  Bench b;
  CHECK(b.r.mistakes().empty());
  CHECK(b.r.unmodelled() == std::vector<std::string>{"PHASE.SHIFT", "PHASE.FLIP"});
  CHECK(b.r.find("FREQB")->fields[3].name == "DS7");
}

TEST_CASE("RP2040 ROSC: runs at 6.5 MHz from the start", "[rp2040]") {
  Bench b;
  CHECK(b.r.clk.hz() == 6'500'000);
  CHECK(b.r.clk_ph.hz() == 6'500'000);
  CHECK(b.r.read(STATUS) == running);
  b.r.reset();
  CHECK(b.r.clk.hz() == 6'500'000);
  CHECK(b.r.read(DIV) == 0xab0);
}

TEST_CASE("RP2040 ROSC: DIV divides; 0 is 32, a bad value 31", "[rp2040]") {
  Bench b;
  b.r.write(DIV, 0xaa8);
  CHECK(b.r.clk.hz() == 13'000'000);
  b.r.write(DIV, 0xaa0);
  CHECK(b.r.clk.hz() == 3'250'000);
  CHECK(b.r.read(STATUS) == running);
  b.r.write(DIV, 1);
  CHECK(b.r.read(DIV) == 0xabf);
  CHECK(b.r.clk.hz() == 104'000'000 / 31);
  CHECK(b.r.read(STATUS) == (running | badwrite));
}

TEST_CASE("RP2040 ROSC: fewer stages and stronger ones make it faster", "[rp2040]") {
  Bench b;
  b.r.write(CTRL, 0xfab'fa4);
  CHECK(b.r.clk.hz() == 6'500'000);
  b.r.write(CTRL, 0xfab'fa7);
  CHECK(b.r.clk.hz() == 13'000'000);
  b.r.write(FREQB, 0x9696'1111);
  CHECK(b.r.clk.hz() == 26'000'000);
  b.r.write(FREQB, 0x9696'7777);
  CHECK(b.r.clk.hz() == 52'000'000);
  b.r.write(FREQA, 0x9696'7777);  // stages 0 to 3 are not in the loop
  CHECK(b.r.clk.hz() == 52'000'000);
  CHECK((b.r.read(STATUS) & badwrite) == 0);
  b.r.write(FREQB, 0x1234'7777);
  CHECK(b.r.clk.hz() == 13'000'000);
  CHECK(b.r.read(FREQB) == 0x1234'0000);
  CHECK((b.r.read(STATUS) & badwrite) != 0);
}

TEST_CASE("RP2040 ROSC: disabled or dormant it stands still", "[rp2040]") {
  Bench b;
  b.r.write(CTRL, 0xd1e'aa0);
  CHECK(b.r.read(STATUS) == 0);
  CHECK_FALSE(b.r.clk.running());
  CHECK_FALSE(b.r.clk_ph.running());
  b.r.write(CTRL, 0xfab'aa0);
  CHECK(b.r.clk.running());
  b.r.write(DORMANT, 0x636f'6d61);
  CHECK(b.r.dormant());
  CHECK_FALSE(b.r.clk.running());
  b.r.wake();
  CHECK(b.r.clk.hz() == 6'500'000);
}

TEST_CASE("RP2040 ROSC: the phase shifted output can be disabled with the password", "[rp2040]") {
  Bench b;
  b.r.write(PHASE, 0);
  CHECK(b.r.clk_ph.running());
  b.r.write(PHASE, 0xaa0);
  CHECK_FALSE(b.r.clk_ph.running());
  CHECK(b.r.clk.running());
}

TEST_CASE("RP2040 ROSC: RANDOMBIT is random, the same in two sessions of one seed, fixed when stopped", "[rp2040]") {
  Bench a, b;
  int ones = 0;
  for (int i = 0; i < 1000; ++i) {
    const u32 bit = a.r.read(RANDOMBIT);
    REQUIRE(bit == b.r.read(RANDOMBIT));
    ones += static_cast<int>(bit);
  }
  CHECK(ones > 400);
  CHECK(ones < 600);
  a.r.write(CTRL, 0xd1e'aa0);
  const u32 last = a.r.read(RANDOMBIT);
  for (int i = 0; i < 20; ++i) CHECK(a.r.read(RANDOMBIT) == last);
}

TEST_CASE("RP2040 ROSC: COUNT counts down its cycles; a restored one goes on as the saved one", "[rp2040]") {
  Bench saved, restored;
  saved.r.write(CTRL, 0xfab'fa7);
  saved.r.write(COUNT, 130);
  saved.pass(5us);
  CHECK(saved.r.read(COUNT) == 65);
  State out;
  saved.s.serialize(out);
  saved.r.serialize(out);
  State in{out.data()};
  restored.s.serialize(in);
  restored.r.serialize(in);
  CHECK(in.at_end());
  for (Bench* b : {&saved, &restored}) b->pass(4us);
  CHECK(restored.r.read(COUNT) == 13);
  CHECK(restored.r.clk.hz() == 13'000'000);
  for (int i = 0; i < 20; ++i) CHECK(saved.r.read(RANDOMBIT) == restored.r.read(RANDOMBIT));
}
