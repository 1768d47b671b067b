#include "peripherals/esp32/i2c.hpp"

#include <catch2/catch.hpp>

#include "peripherals/esp32/i2c_bits.hpp"
#include "tests/peripherals/esp32/bus_bench.hpp"

using namespace esp32;

namespace {

constexpr u32 scl_low = 0x00, ctr = 0x04, sr = 0x08, to = 0x0c, slave_addr = 0x10, rxfifo_st = 0x14, fifo_conf = 0x18,
              data = 0x1c, int_raw = 0x20, int_clr = 0x24, int_ena = 0x28, int_status = 0x2c, scl_high = 0x38,
              scl_filter = 0x50, comd = 0x58;
constexpr u32 trans_start = 1 << 5, ms_mode = 1 << 4, tx_lsb = 1 << 6, rx_lsb = 1 << 7;
constexpr u32 busy = 1 << 4, slave_addressed = 1 << 5;
constexpr i64 bit = 400 + 400;  // 100 kHz

u32 command(Opcode op, u32 bytes = 0, u32 ack = 0) { return static_cast<u32>(op) << 11 | ack << 8 | bytes; }
constexpr u32 check_ack = 1, nack = 4;
const u32 start = command(Opcode::rstart), stop = command(Opcode::stop), end = command(Opcode::end);
u32 write(u32 bytes) { return command(Opcode::write, bytes, check_ack); }
u32 read(u32 bytes, u32 ack = 0) { return command(Opcode::read, bytes, ack); }

struct Eeprom final : I2cTarget {
  bool acknowledges(bool) const override { return present; }
  void start(bool reading) override { log += reading ? "R" : "W"; }
  bool accepts(u8 byte) const override { return byte != '!'; }
  void write(u8 byte) override { log += static_cast<char>(byte); }
  u8 read() override { return static_cast<u8>(next++); }
  void more() override { log += "+"; }
  bool stretches() const override { return slow; }
  void stop() override { log += "."; }
  bool present = true, slow = false;
  char next = 'a';
  std::string log;
};

struct I2cBench : BusBench {
  I2c i2c{"I2C0", 0, scheduler, clk, pins, circuit};
  Eeprom device;

  I2cBench() {
    for (const char* line : {"SCL", "SDA"}) leg(line, 3.3, 4700);
    join(Output::i2cext0_scl, Input::i2cext0_scl, "SCL");
    join(Output::i2cext0_sda, Input::i2cext0_sda, "SDA");
    circuit.i2c(net("SCL"), net("SDA")).attach(0x50, device);
    setup(i2c);
  }
  void join(Output out, Input in, const char* net) {
    pins.open_drain(out);
    pins.select(out, net);
    pins.select(in, net);
  }
  static void setup(I2c& block) {
    block.write(scl_filter, 8 | 7);
    block.write(scl_low, 399);
    block.write(scl_high, 400 - 13);
    block.write(to, 8000);
    block.write(ctr, ms_mode | 3);
  }
  void list(std::initializer_list<u32> commands) {
    u32 at = comd;
    for (const u32 c : commands) i2c.write(at, c), at += 4;
  }
  void go() { i2c.write(ctr, i2c.read(ctr) | trans_start); }
  void send(std::initializer_list<u32> bytes) {
    for (const u32 b : bytes) i2c.write(data, b);
  }
  bool raised(u32 what) { return i2c.read(int_raw) & what; }
  void bits(i64 n) { cycles(n * bit); }
};

}  // namespace

TEST_CASE("ESP32 I2C: every bit is described", "[esp32]") {
  I2cBench b;
  CHECK(b.i2c.mistakes().empty());
  CHECK(b.i2c.find("SR")->fields.size() == 11);
  CHECK(b.i2c.read(0xf8) == 0x16042000);
  CHECK(b.i2c.read(int_raw) == interrupt::txfifo_empty);
}

TEST_CASE("ESP32 I2C: a write takes a start, nine bits a byte and a stop", "[esp32]") {
  I2cBench b;
  b.i2c.write(int_ena, interrupt::trans_complete);
  b.send({0xa0, 'x', 'y'});
  b.list({start, write(3), stop});
  b.go();
  CHECK(b.raised(interrupt::trans_start));
  CHECK((b.i2c.read(sr) & busy));
  b.bits(1 + 9);
  CHECK(b.device.log == "W");
  CHECK(b.raised(interrupt::master_tran_comp));
  b.cycles(9 * bit - 1);
  CHECK(b.device.log == "W");
  b.cycles(1);
  CHECK(b.device.log == "Wx");
  b.bits(9);
  CHECK(b.i2c.read(comd + 4) >> 31 == 1);
  CHECK_FALSE(b.i2c.irq.level());
  b.bits(1);
  CHECK(b.device.log == "Wxy.");
  CHECK(b.i2c.irq.level());
  CHECK(b.i2c.read(int_status) == interrupt::trans_complete);
  CHECK((b.i2c.read(sr) & busy) == 0);
  b.i2c.write(int_clr, interrupt::trans_complete);
  CHECK_FALSE(b.i2c.irq.level());
}

TEST_CASE("ESP32 I2C: lists that END go on with another one, as drivers do it", "[esp32]") {
  I2cBench b;
  b.send({0xa0});
  b.list({start, write(1), end});
  b.go();
  b.bits(100);
  CHECK(b.device.log == "W");
  CHECK(b.raised(interrupt::end_detect));
  CHECK((b.i2c.read(sr) & busy));
  b.send({7});
  b.list({write(1), end});
  b.go();
  b.bits(9);
  b.send({0xa1});
  b.list({start, write(1), read(2), read(1, nack), stop});
  b.go();
  b.bits(1 + 9 + 27 + 1);
  CHECK(b.device.log == "W\aR++.");
  CHECK((b.i2c.read(sr) >> 8 & 63) == 3);
  CHECK(b.i2c.read(rxfifo_st) == (3 << 5 | 3 << 10 | 3 << 15));
  for (const char c : {'a', 'b', 'c'}) CHECK(b.i2c.read(data) == static_cast<u32>(c));
  CHECK(b.i2c.read(data) == 0);
}

TEST_CASE("ESP32 I2C: nobody acknowledges", "[esp32]") {
  I2cBench b;
  b.send({0x42, 1, 2});
  b.list({start, write(3), stop});
  b.go();
  b.bits(1 + 9);
  CHECK(b.raised(interrupt::ack_err));
  CHECK((b.i2c.read(sr) & 1) == 1);
  CHECK((b.i2c.read(sr) & busy));  // the STOP that follows
  b.bits(1);
  CHECK((b.i2c.read(sr) & busy) == 0);
  CHECK_FALSE(b.raised(interrupt::trans_complete));
  b.i2c.write(fifo_conf, b.i2c.read(fifo_conf) | 1 << 13);
  b.i2c.write(fifo_conf, b.i2c.read(fifo_conf) & ~(1u << 13));
  CHECK((b.i2c.read(sr) >> 18 & 63) == 0);
  b.send({0xa0, '!', 1});
  b.list({start, write(3), stop});
  b.i2c.write(int_clr, ~0u);
  b.go();
  b.bits(20);
  CHECK(b.device.log == "W.");
  CHECK(b.raised(interrupt::ack_err));
}

TEST_CASE("ESP32 I2C: a list that is started during that stop begins behind it", "[esp32]") {
  I2cBench b;
  b.send({0x42});
  b.list({start, write(1), stop});
  b.go();
  b.bits(10);
  b.list({stop});
  b.go();
  b.bits(1);
  CHECK((b.i2c.read(sr) & busy));
  b.bits(1);
  CHECK(b.raised(interrupt::trans_complete));
}

TEST_CASE("ESP32 I2C: a target that stretches, and one that never stops to", "[esp32]") {
  I2cBench b;
  b.send({0xa1});
  b.list({start, write(1), read(1, nack), stop});
  b.device.slow = true;
  b.go();
  b.bits(12);
  CHECK((b.i2c.read(sr) >> 24 & 7) == 3);
  b.device.slow = false;
  b.bits(12);
  CHECK(b.device.log == "R.");
  CHECK(b.i2c.read(data) == 'a');
  b.send({0xa1});
  b.device.slow = true;
  b.go();
  b.bits(10 + 8);
  CHECK_FALSE(b.raised(interrupt::time_out));
  b.bits(4);
  CHECK(b.raised(interrupt::time_out));
  CHECK((b.i2c.read(sr) & (busy | 4)) == 4);
}

TEST_CASE("ESP32 I2C: lines that are held", "[esp32]") {
  I2cBench b;
  Terminal& thumb = b.leg("SDA", 0);
  b.list({start, stop});
  b.go();
  CHECK(b.raised(interrupt::arbitration_lost));
  CHECK((b.i2c.read(sr) >> 3 & 1));
  thumb.release();
  Terminal& other = b.leg("SCL", 0);
  b.i2c.write(int_clr, ~0u);
  b.go();
  b.bits(1);
  CHECK_FALSE(b.raised(interrupt::trans_start));
  other.release();
  CHECK(b.raised(interrupt::trans_start));
  b.bits(2);
  CHECK(b.raised(interrupt::trans_complete));
  other.drive(0, 50);
  b.go();
  b.bits(11);
  CHECK(b.raised(interrupt::time_out));
}

TEST_CASE("ESP32 I2C: the receive FIFO overflows, thresholds tell", "[esp32]") {
  I2cBench b;
  b.send({0xa1});
  b.list({start, write(1), read(33), stop});
  b.go();
  b.bits(10 + 9 * 10);
  CHECK_FALSE(b.raised(interrupt::rxfifo_full));
  b.bits(9);
  CHECK(b.raised(interrupt::rxfifo_full));
  CHECK_FALSE(b.raised(interrupt::rx_rec_full));
  b.bits(9 * 10);
  CHECK(b.raised(interrupt::rx_rec_full));
  CHECK_FALSE(b.raised(interrupt::rxfifo_ovf));
  b.bits(9 * 12 + 1);
  CHECK(b.raised(interrupt::rxfifo_ovf));
  CHECK((b.i2c.read(sr) >> 8 & 63) == 32);
  for (u32 i = 0; i < 5; ++i) b.send({i});
  CHECK_FALSE(b.raised(interrupt::txfifo_empty));
}

TEST_CASE("ESP32 I2C: the lowest bit first", "[esp32]") {
  I2cBench b;
  b.i2c.write(ctr, ms_mode | tx_lsb | rx_lsb | 3);
  b.send({0x85});  // 0xa1
  b.list({start, write(1), read(1, nack), stop});
  b.go();
  b.bits(20);
  CHECK(b.device.log == "R.");
  CHECK(b.i2c.read(data) == 0x86);  // 'a'
}

TEST_CASE("ESP32 I2C: as a target", "[esp32]") {
  I2cBench b;
  I2c target{"I2C1", 1, b.scheduler, b.clk, b.pins, b.circuit};
  b.join(Output::i2cext1_scl, Input::i2cext1_scl, "SCL");
  b.join(Output::i2cext1_sda, Input::i2cext1_sda, "SDA");
  target.write(slave_addr, 0x28);
  target.write(int_ena, interrupt::slave_tran_comp);
  target.write(data, 'q');
  b.send({0x50, 1, 2, 0x51});
  b.list({start, write(3), start, write(1), read(1), read(1, nack), stop});
  b.go();
  b.bits(1 + 9);
  CHECK((target.read(sr) & (slave_addressed | busy | 2)) == (slave_addressed | busy));
  b.bits(18);
  CHECK((target.read(sr) >> 8 & 63) == 2);
  b.bits(1 + 9);
  CHECK((target.read(sr) & 2));
  CHECK_FALSE(target.irq.level());
  b.bits(19);
  CHECK(target.irq.level());
  CHECK(target.read(data) == 1);
  CHECK(target.read(data) == 2);
  CHECK(b.i2c.read(data) == 'q');
  CHECK(b.i2c.read(data) == 0xff);  // nothing more to send
  CHECK((target.read(sr) & slave_addressed) == 0);
  target.write(ctr, ms_mode);  // a controller is no target
  b.send({0x50});
  b.list({start, write(1), stop});
  b.i2c.write(int_clr, ~0u);
  b.go();
  b.bits(11);
  CHECK(b.raised(interrupt::ack_err));
}

TEST_CASE("ESP32 I2C: a snapshot in the middle of a byte", "[esp32]") {
  I2cBench a, b;
  for (I2cBench* x : {&a, &b}) {
    x->send({0xa0, 'x', 'y'});
    x->list({start, write(3), stop});
  }
  a.go();
  a.cycles(14 * bit + 33);
  State saved;
  a.scheduler.serialize(saved);
  a.i2c.serialize(saved);
  State load{saved.data()};
  b.scheduler.serialize(load);
  b.i2c.serialize(load);
  b.circuit.i2c(b.net("SCL"), b.net("SDA")).start(0x50, false);
  a.bits(30);
  b.bits(30);
  CHECK(a.device.log == "Wxy.");
  CHECK(b.device.log == "Wxy.");
  CHECK(b.i2c.read(int_raw) == a.i2c.read(int_raw));
}

TEST_CASE("ESP32 I2C: a reset lets the target go", "[esp32]") {
  I2cBench b;
  b.send({0xa0, 'x', 'y'});
  b.list({start, write(3), stop});
  b.go();
  b.bits(22);
  b.i2c.reset();
  b.bits(50);
  CHECK(b.device.log == "Wx.");
  CHECK(b.i2c.read(int_raw) == interrupt::txfifo_empty);
  CHECK(b.i2c.read(sr) == 0);
}
