#include "peripherals/nrf5/qdec.hpp"

#include <catch2/catch.hpp>

#include "tests/peripherals/nrf5/serial_bench.hpp"

using namespace nrf5;

namespace {

constexpr u32 start = 0x000, stop = 0x004, readclracc = 0x008, samplerdy = 0x100, reportrdy = 0x104, accof = 0x108,
              shorts = 0x200, enable = 0x500, ledpol = 0x504, sampleper = 0x508, sample = 0x50c, acc = 0x514,
              accread = 0x518, pselled = 0x51c, psela = 0x520, pselb = 0x524, dbfen = 0x528, ledpre = 0x540,
              accdbl = 0x544, accdblread = 0x548;
constexpr unsigned a_pin = 3, b_pin = 4, led_pin = 5;

struct QdecBench : SerialBench {
  Qdec qdec{scheduler, gpio};
  Terminal& a = leg(a_pin);
  Terminal& b = leg(b_pin);

  QdecBench() {
    input(a_pin);
    input(b_pin);
    output(led_pin);
    phases(0);
    qdec.write(psela, a_pin);
    qdec.write(pselb, b_pin);
    qdec.write(pselled, led_pin);
    qdec.write(enable, 1);
  }
  void phases(u32 ab) {
    a.drive(ab >> 1 & 1 ? 3.0 : 0, 50);
    b.drive(ab & 1 ? 3.0 : 0, 50);
  }
  i32 read(u32 offset) { return static_cast<i32>(qdec.read(offset)); }
  // The next sample, with the encoder there.
  i32 look(u32 ab) {
    phases(ab);
    qdec.write(samplerdy, 0);
    us_until(qdec, samplerdy);
    return read(sample);
  }
};

}  // namespace

TEST_CASE("QDEC: every bit is described", "[nrf5]") {
  QdecBench q;
  CHECK(q.qdec.mistakes().empty());
  CHECK(q.qdec.unmodelled().empty());
}

TEST_CASE("QDEC: samples come at the sample period", "[nrf5]") {
  QdecBench q;
  for (u32 i = 0; i < 8; ++i) {
    q.qdec.write(sampleper, i);
    q.qdec.write(samplerdy, 0);
    q.qdec.write(start, 1);
    CHECK(q.us_until(q.qdec, samplerdy) == Approx(128 << i));
    q.qdec.write(stop, 1);
  }
}

TEST_CASE("QDEC: turning one way counts up, the other way down, two steps at once are an error", "[nrf5]") {
  QdecBench q;
  q.qdec.write(start, 1);
  CHECK(q.look(0) == 0);
  for (const u32 ab : {1u, 3u, 2u, 0u}) CHECK(q.look(ab) == 1);
  CHECK(q.read(acc) == 4);
  for (const u32 ab : {2u, 3u, 1u, 0u, 2u}) CHECK(q.look(ab) == -1);
  CHECK(q.read(acc) == -1);
  CHECK(q.look(1) == 2);
  CHECK(q.look(1) == 0);
  CHECK(q.read(acc) == -1);
  CHECK(q.read(accdbl) == 1);
  q.qdec.write(readclracc, 1);
  CHECK(q.read(accread) == -1);
  CHECK(q.read(accdblread) == 1);
  CHECK(q.read(acc) == 0);
  CHECK(q.read(accdbl) == 0);
}

TEST_CASE("QDEC: a report comes after the set number of samples if anything moved", "[nrf5]") {
  QdecBench q;
  q.qdec.write(start, 1);
  for (int i = 0; i < 10; ++i) q.look(0);
  CHECK(q.read(reportrdy) == 0);
  q.qdec.write(shorts, 1);  // REPORTRDY_READCLRACC
  for (int i = 0; i < 9; ++i) q.look(1);
  CHECK(q.read(reportrdy) == 0);
  q.look(1);
  CHECK(q.read(reportrdy) == 1);
  CHECK(q.read(accread) == 1);
  CHECK(q.read(acc) == 0);
}

TEST_CASE("QDEC: too many double transitions overflow", "[nrf5]") {
  QdecBench q;
  q.qdec.write(start, 1);
  q.look(0);
  for (u32 i = 0; i < 15; ++i) q.look(i % 2 ? 0 : 3);
  CHECK(q.read(accof) == 0);
  q.look(0);
  CHECK(q.read(accof) == 1);
  CHECK(q.read(accdbl) == 15);
}

TEST_CASE("QDEC: the LED is lit before each sample", "[nrf5]") {
  QdecBench q;
  const auto lit = [&] { return q.net(led_pin).volts() > 1.5; };
  q.qdec.write(ledpol, 1);
  q.qdec.write(ledpre, 20);
  q.qdec.write(start, 1);
  q.run_us(107.9);
  CHECK_FALSE(lit());
  q.run_us(0.2);
  CHECK(lit());
  q.run_us(20);
  CHECK_FALSE(lit());
}

TEST_CASE("QDEC: the debounce filter keeps to inputs that were stable", "[nrf5]") {
  QdecBench q;
  q.qdec.write(dbfen, 1);
  q.qdec.write(start, 1);
  q.look(0);
  CHECK(q.look(1) == 0);  // changed during this period
  CHECK(q.look(1) == 1);
  q.phases(3);
  CHECK(q.look(1) == 0);
  CHECK(q.look(1) == 0);
}

TEST_CASE("QDEC: SAMPLERDY_STOP stops after one, and a stopped one does not sample", "[nrf5]") {
  QdecBench q;
  q.qdec.write(shorts, 2);
  q.qdec.write(start, 1);
  q.look(0);
  q.qdec.write(samplerdy, 0);
  q.run_us(1000);
  CHECK(q.read(samplerdy) == 0);
  q.qdec.write(enable, 0);
  q.qdec.write(start, 1);
  q.run_us(1000);
  CHECK(q.read(samplerdy) == 0);
}

TEST_CASE("QDEC: a snapshot keeps phases and pace", "[nrf5]") {
  QdecBench q, other;
  q.qdec.write(start, 1);
  q.look(1);
  q.run_us(28);
  transplant(q, q.qdec, other, other.qdec);
  other.qdec.write(samplerdy, 0);
  other.phases(3);
  CHECK(other.us_until(other.qdec, samplerdy) == Approx(100));
  CHECK(other.read(sample) == 1);
}
