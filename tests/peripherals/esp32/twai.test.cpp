#include "peripherals/esp32/twai.hpp"

#include <catch2/catch.hpp>

#include "tests/peripherals/esp32/bus_bench.hpp"
#include "tests/peripherals/parts/bench.hpp"

using namespace esp32;

namespace {

constexpr u32 mode = 0x00, cmr = 0x04, sr = 0x08, ir = 0x0c, ier = 0x10, btr0 = 0x18, btr1 = 0x1c, alc = 0x2c,
              ecc = 0x30, ewl = 0x34, rxerr = 0x38, txerr = 0x3c, buffer = 0x40, rmc = 0x74, cdr = 0x7c;
constexpr u32 rm = 1, lom = 2, stm = 4, afm = 8;
constexpr u32 tr = 1, at = 2, rrb = 4, cdo = 8, srr = 16;
constexpr u32 rbs = 1, dos = 2, tbs = 4, tcs = 8, bs = 128;
constexpr u32 ri = 1, ti = 2, ei = 4, doi = 8, epi = 32, ali = 64, bei = 128;
constexpr i64 bit = 160;  // 500 kbit/s

// Controllers whose pads are open drain on one net: the shortest CAN bus there is.
struct Node {
  explicit Node(BusBench& b, const std::string& bus = "CAN") : pins(b.circuit), twai("TWAI", b.scheduler, b.clk, pins) {
    pins.open_drain(Output::twai_tx);
    pins.select(Output::twai_tx, bus);
    pins.select(Input::twai_rx, bus);
    twai.write(btr0, 3);            // 8 cycles a quantum
    twai.write(btr1, 14 | 3 << 4);  // 1 + 15 + 4 quanta
    twai.write(cdr, 0x80);
    for (u32 i = 4; i < 8; ++i) twai.write(buffer + 4 * i, 0xff);
    twai.write(ier, 0xef);
    twai.write(mode, afm);
  }
  void load(const CanFrame& f) {
    const u32 id = f.extended ? f.id << 3 : f.id << 21;
    unsigned at_ = 0;
    const auto put = [&](u32 byte) { twai.write(buffer + 4 * at_++, byte); };
    put((f.extended ? 0x80u : 0) | (f.remote ? 0x40u : 0) | f.dlc);
    for (unsigned i = 0; i < (f.extended ? 4u : 2u); ++i) put(id >> (24 - 8 * i) & 0xff);
    for (unsigned i = 0; i < f.bytes(); ++i) put(f.data[i]);
  }
  void send(const CanFrame& f, u32 command = tr) {
    load(f);
    twai.write(cmr, command);
  }
  std::vector<u32> message() {
    std::vector<u32> bytes;
    for (u32 i = 0; i < 13; ++i) bytes.push_back(twai.read(buffer + 4 * i));
    return bytes;
  }
  BenchMatrix pins;
  Twai twai;
};

struct CanBench : BusBench {
  CanBench() { leg("CAN", 3.3, 1000); }
  void bits(i64 n) { cycles(n * bit); }
  Node a{*this}, b{*this};
};

CanFrame standard(u32 id, std::initializer_list<u8> data = {}) {
  CanFrame f;
  f.id = id;
  f.dlc = static_cast<u8>(data.size());
  std::copy(data.begin(), data.end(), f.data.begin());
  return f;
}
CanFrame extended(u32 id, std::initializer_list<u8> data = {}) {
  CanFrame f = standard(id, data);
  f.extended = true;
  return f;
}

}  // namespace

TEST_CASE("ESP32 TWAI: every bit is described", "[esp32]") {
  BusBench b;
  Twai t{"TWAI", b.scheduler, b.clk, b.pins};
  CHECK(t.mistakes().empty());
  CHECK(t.unmodelled().empty());
  CHECK(t.read(mode) == rm);
  CHECK(t.read(sr) == (tbs | tcs));
  CHECK(t.read(ewl) == 96);
}

TEST_CASE("ESP32 TWAI: frames to bits and back", "[esp32]") {
  for (const CanFrame& f : {standard(0x123, {1, 2, 3}), extended(0x1abcdef0, {9}), standard(0x7ff)}) {
    const auto stream = can_bits(f);
    CHECK(stream.size() == can_length(f.extended, f.bytes()));
    CHECK(can_frame(stream) == f);
    CHECK(can_crc(stream, stream.size()) == 0);  // the remainder with the CRC behind it
  }
  CHECK(can_field(0, false, 0) == CanField::start);
  CHECK(can_field(12, false, 0) == CanField::srtr);
  CHECK(can_field(32, true, 0) == CanField::rtr);
  CHECK(can_field(19, false, 1) == CanField::data);
  CHECK(can_field(27, false, 1) == CanField::crc);
}

TEST_CASE("ESP32 TWAI: a frame goes from one controller to another", "[esp32]") {
  CanBench c;
  c.bits(20);
  c.a.send(standard(0x123, {0x55, 0, 0xff}));
  CHECK((c.a.twai.read(sr) & (tbs | tcs)) == 0);
  c.bits(50);
  CHECK((c.a.twai.read(sr) >> 4 & 3) == 2);
  CHECK((c.b.twai.read(sr) >> 4 & 3) == 1);
  c.bits(60);
  CHECK((c.a.twai.read(sr) & (tbs | tcs)) == (tbs | tcs));
  CHECK(c.a.twai.read(ir) == ti);
  CHECK(c.a.twai.read(ir) == 0);
  CHECK(c.b.twai.irq.level());
  CHECK(c.b.twai.read(ir) == ri);
  CHECK(c.b.twai.read(rmc) == 1);
  CHECK(c.b.message() == std::vector<u32>{3, 0x24, 0x60, 0x55, 0, 0xff, 0, 0, 0, 0, 0, 0, 0});
  c.b.twai.write(cmr, rrb);
  CHECK_FALSE(c.b.twai.irq.level());
  CHECK(c.a.twai.read(txerr) == 0);
  CHECK(c.scheduler.next() == Time::max());  // nothing is computed on a bus that rests
}

TEST_CASE("ESP32 TWAI: extended and remote frames", "[esp32]") {
  CanBench c;
  c.bits(20);
  c.b.send(extended(0x1abcdef1, {1, 2, 3, 4, 5, 6, 7, 8}));
  c.bits(180);
  CHECK(c.a.message() == std::vector<u32>{0x88, 0xd5, 0xe6, 0xf7, 0x88, 1, 2, 3, 4, 5, 6, 7, 8});
  CanFrame ask = standard(0x700);
  ask.remote = true;
  ask.dlc = 4;
  c.a.send(ask);
  c.bits(80);
  CHECK(c.b.message()[0] == 0x44);
  CHECK(c.b.message()[2] == 0x10);
}

TEST_CASE("ESP32 TWAI: the lower identifier wins, the other one comes after it", "[esp32]") {
  CanBench c;
  Node third{c};
  c.bits(20);
  c.a.send(standard(0x124, {1}));
  c.b.send(standard(0x120, {2}));
  c.bits(90);
  CHECK(c.a.twai.read(ir) == (ali | ri));  // it received the other's
  CHECK(c.a.twai.read(alc) == 8);          // ID.2
  CHECK(c.b.twai.read(ir) == ti);
  CHECK(third.twai.read(rmc) == 1);
  c.bits(80);
  CHECK((c.a.twai.read(ir) & ti));
  CHECK(third.twai.read(rmc) == 2);
  CHECK(third.message()[3] == 2);
  third.twai.write(cmr, rrb);
  CHECK(third.message()[3] == 1);
  CHECK(c.a.twai.read(txerr) == 0);
}

TEST_CASE("ESP32 TWAI: nobody acknowledges", "[esp32]") {
  BusBench c;
  c.leg("CAN", 3.3, 1000);
  Node a{c};
  c.cycles(20 * bit);
  a.send(standard(1, {1}));
  c.cycles(60 * bit);
  CHECK((a.twai.read(ir) & bei));
  CHECK(a.twai.read(ecc) == (3 << 6 | 25));
  c.cycles(2000 * bit);
  CHECK(a.twai.read(txerr) == 128);  // an error passive sender is spared
  CHECK((a.twai.read(ir) & (ei | epi)) == (ei | epi));
  CHECK((a.twai.read(sr) & tbs) == 0);
  a.twai.write(cmr, at);
  c.cycles(100 * bit);
  CHECK((a.twai.read(sr) & (tbs | tcs)) == tbs);
  a.send(standard(1, {1}), tr | at);  // once
  c.cycles(120 * bit);
  CHECK((a.twai.read(sr) & (tbs | tcs)) == tbs);
}

TEST_CASE("ESP32 TWAI: self test and self reception", "[esp32]") {
  BusBench c;
  c.leg("CAN", 3.3, 1000);
  Node a{c};
  a.twai.write(mode, rm);
  a.twai.write(mode, stm | afm);
  c.cycles(20 * bit);
  a.send(standard(0x55, {7}), srr);
  c.cycles(80 * bit);
  CHECK((a.twai.read(sr) & (rbs | tcs)) == (rbs | tcs));
  CHECK(a.message()[3] == 7);
}

TEST_CASE("ESP32 TWAI: listening only", "[esp32]") {
  CanBench c;
  Node ear{c};
  ear.twai.write(mode, rm);
  ear.twai.write(mode, lom | afm);
  c.b.twai.write(mode, rm);
  c.bits(20);
  c.a.send(standard(0x10, {1}), tr | at);
  c.bits(100);
  CHECK((c.a.twai.read(sr) & tcs) == 0);  // it is no witness
  CHECK(ear.twai.read(rmc) == 0);
  c.b.twai.write(mode, afm);
  c.bits(20);
  c.a.send(standard(0x10, {1}));
  c.bits(100);
  CHECK(ear.twai.read(rmc) == 1);
  CHECK(ear.twai.read(rxerr) == 0);
}

TEST_CASE("ESP32 TWAI: too many errors drive a sender off the bus, and back it comes", "[esp32]") {
  CanBench c;
  c.bits(20);
  Terminal& fault = c.leg("CAN", 3.3, high_impedance);
  c.a.send(standard(0x555, {0xff, 0xff}));
  for (int i = 0; i < 200 && !(c.a.twai.read(sr) & bs); ++i) {
    while (!(c.a.twai.read(sr) & 1 << 5)) c.bits(1);
    c.bits(25);
    fault.drive(0, 1);
    c.bits(1);
    fault.release();
    c.bits(20);
  }
  CHECK((c.a.twai.read(sr) & bs));
  CHECK((c.a.twai.read(mode) & rm));
  CHECK(c.a.twai.read(txerr) == 127);
  CHECK((c.a.twai.read(ir) & ei));
  c.a.twai.write(mode, afm);
  c.bits(128 * 11 - 5);
  CHECK((c.a.twai.read(sr) & bs));
  c.bits(40);
  CHECK((c.a.twai.read(sr) & bs) == 0);
  CHECK(c.a.twai.read(txerr) == 0);
  c.bits(300);
  c.a.send(standard(0x2aa, {1}));
  c.bits(300);
  CHECK((c.a.twai.read(sr) & tcs));
}

TEST_CASE("ESP32 TWAI: receivers mark a disturbed frame, the sender repeats it", "[esp32]") {
  CanBench c;
  c.bits(20);
  Terminal& noise = c.leg("CAN", 3.3, high_impedance);
  c.a.send(standard(0x555, {0xff, 0xff}));
  c.bits(26);
  noise.drive(0, 1);  // one bit of the data
  c.bits(1);
  noise.release();
  c.bits(20);
  CHECK((c.a.twai.read(ir) & bei));
  CHECK((c.a.twai.read(ecc) >> 5 & 1) == 0);
  CHECK(c.a.twai.read(txerr) == 8);
  CHECK(c.b.twai.read(rxerr) >= 1);
  c.bits(120);
  CHECK(c.a.twai.read(txerr) == 7);
  CHECK(c.b.twai.read(rmc) == 1);
  CHECK(c.b.message()[3] == 0xff);
}

TEST_CASE("ESP32 TWAI: controllers of different speed do not understand each other", "[esp32]") {
  CanBench c;
  c.b.twai.write(mode, rm);
  c.b.twai.write(btr0, 7);
  c.b.twai.write(mode, afm);
  c.bits(60);
  c.a.send(standard(0x123, {1, 2, 3, 4}), tr | at);
  c.bits(400);
  CHECK((c.a.twai.read(sr) & tcs) == 0);
  CHECK(c.b.twai.read(rmc) == 0);
}

TEST_CASE("ESP32 TWAI: clocks that differ by half a percent resynchronise", "[esp32]") {
  BusBench c;
  c.leg("CAN", 3.3, 1000);
  Node a{c};
  ClockSignal other{"apb_clk", 80'400'000};
  BenchMatrix pins{c.circuit};
  Twai b{"TWAI", c.scheduler, other, pins};
  pins.open_drain(Output::twai_tx);
  pins.select(Output::twai_tx, "CAN");
  pins.select(Input::twai_rx, "CAN");
  b.write(btr0, 3 | 3 << 6);
  b.write(btr1, 14 | 3 << 4);
  for (u32 i = 4; i < 8; ++i) b.write(buffer + 4 * i, 0xff);
  b.write(mode, afm);
  c.cycles(20 * bit);
  for (u32 i = 0; i < 20; ++i) {
    a.send(extended(0x15555555 + i, {0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff}));
    c.cycles(200 * bit);
    b.write(cmr, rrb);
  }
  CHECK(a.twai.read(txerr) == 0);
  CHECK(b.read(rxerr) == 0);
}

TEST_CASE("ESP32 TWAI: the receive FIFO overruns", "[esp32]") {
  CanBench c;
  c.bits(20);
  for (int i = 0; i < 6; ++i) {
    c.a.send(standard(0x10, {1, 2, 3, 4, 5, 6, 7, 8}));
    c.bits(160);
  }
  CHECK(c.b.twai.read(rmc) == 5);  // 11 bytes each
  CHECK((c.b.twai.read(sr) & dos));
  CHECK((c.b.twai.read(ir) & doi));
  c.b.twai.write(cmr, cdo);
  CHECK((c.b.twai.read(sr) & dos) == 0);
}

TEST_CASE("ESP32 TWAI: acceptance filters", "[esp32]") {
  const auto accepts = [](const CanFrame& f, std::array<u8, 4> code, std::array<u8, 4> mask, bool single) {
    return twai_accepts(f, code, mask, single);
  };
  // One filter, standard frames: ID.10-3 | ID.2-0 RTR | data 1 | data 2.
  CHECK(accepts(standard(0x123), {0x24, 0x60, 0, 0}, {0, 0x0f, 0xff, 0xff}, true));
  CHECK_FALSE(accepts(standard(0x122), {0x24, 0x60, 0, 0}, {0, 0x0f, 0xff, 0xff}, true));
  CHECK(accepts(standard(0x122), {0x24, 0x60, 0, 0}, {0, 0x2f, 0xff, 0xff}, true));
  CHECK_FALSE(accepts(standard(0x123, {5}), {0x24, 0x60, 4, 0}, {0, 0x0f, 0, 0}, true));
  CHECK(accepts(standard(0x123, {4}), {0x24, 0x60, 4, 9}, {0, 0x0f, 0, 0}, true));
  // Extended.
  CHECK(accepts(extended(0x1abcdef0), {0xd5, 0xe6, 0xf7, 0x80}, {0, 0, 0, 3}, true));
  CHECK_FALSE(accepts(extended(0x1abcdef1), {0xd5, 0xe6, 0xf7, 0x80}, {0, 0, 0, 3}, true));
  // Two filters.
  CHECK(accepts(standard(0x123), {0xff, 0xff, 0x24, 0x60}, {0, 0, 0, 0x0f}, false));
  CHECK(accepts(standard(0x123, {0x5a}), {0x24, 0x65, 0xff, 0x0a}, {0, 0, 0, 0xf0}, false));
  CHECK_FALSE(accepts(standard(0x123, {0x5b}), {0x24, 0x65, 0xff, 0x0a}, {0, 0, 0, 0xf0}, false));
  CHECK(accepts(extended(0x1abcdef0), {0, 0, 0xd5, 0xe6}, {0, 0, 0, 0}, false));
  CHECK_FALSE(accepts(extended(0x0abcdef0), {0, 0, 0xd5, 0xe6}, {0, 0, 0, 0}, false));
  CanBench c;
  c.b.twai.write(mode, rm);
  c.b.twai.write(buffer, 0xff);
  c.b.twai.write(buffer + 16, 0);
  CHECK(c.b.twai.read(buffer) == 0xff);
  c.b.twai.write(mode, afm);
  c.bits(20);
  c.a.send(standard(0x123, {1}));
  c.bits(80);
  CHECK((c.a.twai.read(sr) & tcs));  // acknowledged all the same
  CHECK(c.b.twai.read(rmc) == 0);
}

TEST_CASE("ESP32 TWAI: a snapshot in the middle of a frame", "[esp32]") {
  CanBench a, b;
  a.bits(20);
  a.a.send(standard(0x345, {1, 2, 3}));
  a.cycles(29 * bit + 150);  // behind the sample: what the pads show is driven anew
  State saved;
  a.scheduler.serialize(saved);
  for (Node* n : {&a.a, &a.b}) n->twai.serialize(saved);
  State load{saved.data()};
  b.scheduler.serialize(load);
  for (Node* n : {&b.a, &b.b}) n->twai.serialize(load);
  for (CanBench* c : {&a, &b}) {
    c->bits(90);
    CHECK(c->b.twai.read(rmc) == 1);
    CHECK(c->b.message()[5] == 3);
  }
  a.a.twai.reset();
  CHECK(a.a.twai.read(mode) == rm);
}

TEST_CASE("ESP32 TWAI: over transceivers and a terminated pair of wires", "[esp32]") {
  parts::test::Bench b;
  struct Board {
    Board(parts::test::Bench& bench, const std::string& n)
        : pins(bench.machine.circuit), twai("TWAI", bench.machine.scheduler, clk, pins) {
      pins.select(Output::twai_tx, "TX" + n);
      pins.select(Input::twai_rx, "RX" + n);
      bench.add<parts::Part>("sn65hvd230", "t" + n, {{"D", "TX" + n}, {"R", "RX" + n}, {"CANH", "H"}, {"CANL", "L"}});
      bench.add<parts::Part>("resistor", "end" + n, {{"a", "H"}, {"b", "L"}}, {{"ohms", 120.0}});
      twai.write(btr0, 3);
      twai.write(btr1, 14 | 3 << 4);
      for (u32 i = 4; i < 8; ++i) twai.write(buffer + 4 * i, 0xff);
      twai.write(mode, afm);
    }
    ClockSignal clk{"apb_clk", 80'000'000};
    BenchMatrix pins;
    Twai twai;
  };
  Board one{b, "1"}, two{b, "2"};
  b.run(std::chrono::microseconds{40});
  one.twai.write(buffer, 1);
  one.twai.write(buffer + 4, 0x24);
  one.twai.write(buffer + 8, 0x60);
  one.twai.write(buffer + 12, 0x5a);
  one.twai.write(cmr, tr);
  b.run(std::chrono::microseconds{200});
  CHECK((one.twai.read(sr) & tcs));
  CHECK(two.twai.read(rmc) == 1);
  CHECK(two.twai.read(buffer + 12) == 0x5a);
}
