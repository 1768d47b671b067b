#include "peripherals/rp2040/i2c.hpp"

#include <catch2/catch.hpp>

#include "tests/peripherals/rp2040/serial_bench.hpp"

using namespace rp2040;

namespace {

constexpr u32 con = 0x00, tar = 0x04, sar = 0x08, data_cmd = 0x10, fs_scl_hcnt = 0x1c, fs_scl_lcnt = 0x20,
              intr_stat = 0x2c, intr_mask = 0x30, raw = 0x34, rx_tl = 0x38, clr_intr = 0x40, clr_rx_under = 0x44,
              clr_rd_req = 0x50, clr_tx_abrt = 0x54, clr_rx_done = 0x58, clr_stop_det = 0x60, enable = 0x6c,
              status = 0x70, txflr = 0x74, rxflr = 0x78, tx_abrt_source = 0x80, slv_data_nack_only = 0x84,
              dma_cr = 0x88, dma_tdlr = 0x8c, enable_status = 0x9c, fs_spklen = 0xa0;
constexpr u32 rx_under = 1, rx_over = 2, rx_full = 4, tx_empty = 16, rd_req = 32, tx_abrt = 64, rx_done = 128,
              activity = 256, stop_det = 512, start_det = 1024, gen_call = 2048, restart_det = 4096;
constexpr u32 read_ = 1 << 8, stop_ = 1 << 9, restart_ = 1 << 10;
constexpr u32 controller = 0x65 | 1 << 8;  // as the SDK: fast, restart, TX_EMPTY_CTRL
constexpr i64 bit = (50 + 4 + 7) + (75 + 1);

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

struct I2cBench : SerialBench {
  I2c i2c{"I2C0", 0, scheduler, clk, pins, circuit};
  Eeprom device;

  explicit I2cBench(u32 settings = controller) {
    for (const char* line : {"SCL", "SDA"}) leg(line, 3.3, 4700);
    pins.select(Signal::i2c0_scl, "SCL");
    pins.select(Signal::i2c0_sda, "SDA");
    circuit.i2c(net("SCL"), net("SDA")).attach(0x50, device);
    setup(i2c, settings, 0x50);
  }
  static void setup(I2c& block, u32 settings, u32 address) {
    block.write(enable, 0);
    block.write(con, settings);
    block.write(tar, address);
    block.write(fs_scl_hcnt, 50);
    block.write(fs_scl_lcnt, 75);
    block.write(fs_spklen, 4);
    block.write(enable, 1);
  }
  void retarget(u32 address) {
    i2c.write(enable, 0);
    i2c.write(tar, address);
    i2c.write(enable, 1);
  }
  void send(std::initializer_list<u32> commands) {
    for (const u32 c : commands) i2c.write(data_cmd, c);
  }
  bool raised(u32 interrupt) { return i2c.read(raw) & interrupt; }
  void bits(i64 n) { cycles(n * bit); }
};

}  // namespace

TEST_CASE("RP2040 I2C: every bit is described", "[rp2040]") {
  I2cBench b;
  CHECK(b.i2c.mistakes().empty());
  CHECK(b.i2c.unmodelled().empty());
  CHECK(b.i2c.read(0xfc) == 0x44570140);
  CHECK(b.i2c.read(raw) == tx_empty);
  CHECK(b.i2c.read(status) == 6);
}

TEST_CASE("RP2040 I2C: a write takes start, nine bits a byte and stop", "[rp2040]") {
  I2cBench b;
  b.send({'x', 'y' | stop_});
  CHECK(b.raised(start_det));
  CHECK_FALSE(b.raised(tx_empty));
  CHECK(b.i2c.read(status) == 0x23);
  b.cycles(10 * bit - 1);
  CHECK(b.device.log.empty());
  b.cycles(1);
  CHECK(b.device.log == "W");
  CHECK(b.i2c.read(txflr) == 1);
  b.bits(9);
  CHECK(b.device.log == "Wx");
  CHECK(b.i2c.read(txflr) == 0);
  b.cycles(9 * bit - 1);
  CHECK_FALSE(b.raised(tx_empty));
  b.cycles(1);
  CHECK(b.raised(tx_empty));
  CHECK_FALSE(b.raised(stop_det));
  b.bits(1);
  CHECK(b.device.log == "Wxy.");
  CHECK(b.raised(stop_det));
  CHECK(b.i2c.read(status) == 6);
  b.i2c.read(clr_stop_det);
  CHECK(b.i2c.read(raw) == (tx_empty | start_det | activity));
  b.i2c.read(clr_intr);
  CHECK(b.i2c.read(raw) == tx_empty);
}

TEST_CASE("RP2040 I2C: without TX_EMPTY_CTRL the interrupt looks at the FIFO only", "[rp2040]") {
  I2cBench b{0x65};
  b.send({'x' | stop_});
  CHECK_FALSE(b.raised(tx_empty));
  b.bits(10);
  CHECK(b.raised(tx_empty));
  CHECK(b.device.log == "W");
}

TEST_CASE("RP2040 I2C: reads, and what ends them", "[rp2040]") {
  I2cBench b;
  b.i2c.write(intr_mask, rx_full);
  b.i2c.write(rx_tl, 1);
  b.send({read_, read_, read_ | stop_});
  b.bits(10 + 9);
  CHECK(b.i2c.read(rxflr) == 1);
  CHECK_FALSE(b.i2c.irq.level());
  b.bits(9);
  CHECK(b.i2c.irq.level());
  CHECK(b.i2c.read(intr_stat) == rx_full);
  b.bits(10);
  CHECK(b.device.log == "R++.");
  CHECK(b.i2c.read(data_cmd) == ('a' | 1 << 11));
  CHECK(b.i2c.read(data_cmd) == 'b');
  CHECK(b.i2c.read(data_cmd) == 'c');
  CHECK(b.i2c.read(data_cmd) == 0);
  CHECK(b.raised(rx_under));
  b.i2c.read(clr_rx_under);
  CHECK_FALSE(b.raised(rx_under));
}

TEST_CASE("RP2040 I2C: a repeated start where the direction changes or RESTART says so", "[rp2040]") {
  I2cBench b;
  b.send({0x41, read_, 0x42 | restart_, 0x43 | restart_ | stop_});
  b.bits(100);
  CHECK(b.device.log == "WARWBWC.");
  I2cBench c{controller & ~0x20u};  // IC_RESTART_EN = 0
  c.send({0x41, read_, 0x42 | stop_});
  c.bits(100);
  CHECK(c.device.log == "WA.R.WB.");
}

TEST_CASE("RP2040 I2C: the bus is held between commands, also while the controller is off", "[rp2040]") {
  I2cBench b;
  b.send({0x41});
  b.bits(100);
  CHECK((b.i2c.read(status) & 0x20) != 0);
  CHECK(b.device.log == "WA");
  b.retarget(0x50);
  b.send({read_ | restart_ | stop_});
  b.bits(40);
  CHECK(b.device.log == "WAR.");
  CHECK(b.i2c.read(data_cmd) == ('a' | 1 << 11));
}

TEST_CASE("RP2040 I2C: nobody there aborts, empties the FIFO and stops", "[rp2040]") {
  I2cBench b;
  b.retarget(0x51);
  b.send({1, 2, 3 | stop_});
  b.bits(10);
  CHECK(b.raised(tx_abrt));
  CHECK(b.raised(tx_empty));
  CHECK(b.i2c.read(tx_abrt_source) == (3u << 23 | 1));
  CHECK(b.i2c.irq.level());
  b.i2c.write(data_cmd, 4);  // held in reset
  CHECK(b.i2c.read(txflr) == 0);
  CHECK_FALSE(b.raised(stop_det));
  b.bits(1);
  CHECK(b.raised(stop_det));
  CHECK(b.i2c.read(clr_tx_abrt) == 0);
  CHECK(b.i2c.read(tx_abrt_source) == 0);
  b.retarget(0x50);
  b.send({'!', 2 | stop_});
  b.bits(20);
  CHECK(b.i2c.read(tx_abrt_source) == (1u << 23 | 8));
  CHECK(b.device.log == "W.");
}

TEST_CASE("RP2040 I2C: general call, START BYTE, ten bits, user abort", "[rp2040]") {
  I2cBench b;
  b.retarget(0x800);
  b.send({1 | stop_});
  b.bits(20);
  CHECK(b.i2c.read(tx_abrt_source) == (1u << 23 | 0x10));
  b.i2c.read(clr_tx_abrt);
  b.send({read_ | stop_});
  CHECK((b.i2c.read(tx_abrt_source) & 0xffff) == 0x20);
  b.i2c.read(clr_tx_abrt);
  b.retarget(0xc50);
  b.send({'s' | stop_});
  b.bits(10 + 10 + 9 + 1);
  CHECK(b.device.log == "Ws.");

  I2cBench c{controller | 0x10};
  c.retarget(0x251);
  c.send({read_ | stop_});
  c.bits(60);
  CHECK((c.i2c.read(tx_abrt_source) & 0xffff) == 2);
  c.i2c.read(clr_tx_abrt);
  c.circuit.i2c(c.net("SCL"), c.net("SDA")).attach(0x7a, c.device);
  c.send({read_ | stop_});
  c.bits(10 + 9 + 10 + 9 + 1);
  CHECK(c.device.log == "WQR.");

  I2cBench d;
  d.send({'1', '2', '3'});
  d.bits(12);
  d.i2c.write(enable, 3);
  CHECK(d.i2c.read(enable) == 1);
  d.bits(20);
  CHECK(d.device.log == "W1.");
  CHECK(d.i2c.read(tx_abrt_source) == (2u << 23 | 1 << 16));
}

TEST_CASE("RP2040 I2C: a full receive FIFO loses bytes or holds the bus", "[rp2040]") {
  for (const bool hold : {false, true}) {
    I2cBench b{controller | u32{hold} << 9};
    for (int i = 0; i < 16; ++i) b.send({read_});
    b.bits(10 + 5 * 9);
    b.send({read_, read_ | stop_});
    b.bits(20 * 9);
    CHECK(b.i2c.read(rxflr) == 16);
    CHECK(b.raised(rx_over) == !hold);
    CHECK(b.raised(stop_det) == !hold);
    if (!hold) continue;
    for (int i = 0; i < 18; ++i, b.bits(10)) CHECK((b.i2c.read(data_cmd) & 0xff) == static_cast<u32>('a' + i));
    CHECK(b.raised(stop_det));
  }
}

TEST_CASE("RP2040 I2C: stretching, and a bus that is not pulled up", "[rp2040]") {
  I2cBench b;
  b.device.slow = true;
  b.send({'x' | stop_});
  b.bits(100);
  CHECK(b.device.log == "W");
  b.device.slow = false;
  b.bits(2);
  CHECK(b.device.log == "Wx.");
  Terminal& stuck = b.leg("SDA", 0);
  b.send({'y' | stop_});
  b.bits(100);
  CHECK(b.device.log == "Wx.");
  stuck.release();
  b.bits(20);
  CHECK(b.device.log == "Wx.Wy.");
}

TEST_CASE("RP2040 I2C: what a running controller does not let be written", "[rp2040]") {
  I2cBench b;
  b.i2c.write(tar, 0x12);
  b.i2c.write(fs_scl_lcnt, 100);
  CHECK(b.i2c.read(tar) == 0x50);
  CHECK(b.i2c.read(fs_scl_lcnt) == 75);
  CHECK(b.i2c.read(enable_status) == 1);
  b.i2c.write(enable, 0);
  b.i2c.write(fs_scl_lcnt, 1);
  b.i2c.write(fs_scl_hcnt, 1);
  CHECK(b.i2c.read(fs_scl_lcnt) == 8);
  CHECK(b.i2c.read(fs_scl_hcnt) == 6);
  CHECK(b.i2c.read(enable_status) == 0);
  CHECK(b.i2c.read(raw) == 0);
}

TEST_CASE("RP2040 I2C: the request lines follow the FIFOs", "[rp2040]") {
  I2cBench b;
  b.i2c.write(dma_tdlr, 1);
  CHECK_FALSE(b.i2c.dreq_tx.level());
  b.i2c.write(dma_cr, 3);
  CHECK(b.i2c.dreq_tx.level());
  b.send({read_, read_});
  CHECK_FALSE(b.i2c.dreq_tx.level());
  b.bits(10);
  CHECK(b.i2c.dreq_tx.level());
  CHECK_FALSE(b.i2c.dreq_rx.level());
  b.bits(9);
  CHECK(b.i2c.dreq_rx.level());
}

TEST_CASE("RP2040 I2C: a target gets bytes and is asked for some", "[rp2040]") {
  I2cBench b;
  BenchPins pins{b.circuit};
  I2c target{"I2C1", 1, b.scheduler, b.clk, pins, b.circuit};
  pins.select(Signal::i2c1_scl, "SCL");
  pins.select(Signal::i2c1_sda, "SDA");
  target.write(sar, 0x17);
  I2cBench::setup(target, 0x224, 0);
  b.retarget(0x17);
  b.send({'h', 'i', read_, read_ | stop_});
  b.bits(10 + 18);
  CHECK(target.read(data_cmd) == ('h' | 1 << 11));
  CHECK(target.read(data_cmd) == 'i');
  CHECK(target.read(status) == 0x47);
  CHECK((target.read(raw) & rd_req) == 0);
  b.bits(100);  // the clock is held low
  CHECK(target.irq.level());
  CHECK((target.read(raw) & (rd_req | restart_det)) == (rd_req | restart_det));
  target.read(clr_rd_req);
  target.write(data_cmd, 0xa1);
  b.bits(2 + 9);
  CHECK((b.i2c.read(data_cmd) & 0xff) == 0xa1);
  CHECK((target.read(raw) & (rd_req | rx_done)) == rd_req);
  target.read(clr_rd_req);
  target.write(data_cmd, 0xa2);
  b.bits(22);
  CHECK(b.i2c.read(data_cmd) == 0xa2);
  CHECK((target.read(raw) & (rd_req | rx_done | stop_det)) == (rx_done | stop_det));
  target.read(clr_rx_done);
  target.write(data_cmd, 0xee);  // nobody asked: flushed when somebody does
  b.send({read_ | stop_});
  b.bits(10);
  CHECK(target.read(tx_abrt_source) == (1u << 23 | 1 << 13));
  target.read(clr_tx_abrt);
  target.write(data_cmd, 0xa3);
  b.bits(14);
  CHECK((b.i2c.read(data_cmd) & 0xff) == 0xa3);
  target.write(slv_data_nack_only, 1);
  b.send({'n' | stop_});
  b.bits(30);
  CHECK((b.i2c.read(tx_abrt_source) & 0xffff) == 8);
  target.write(slv_data_nack_only, 0);
  b.i2c.read(clr_tx_abrt);
  b.retarget(0x800);
  b.send({0x06 | stop_});
  b.bits(30);
  CHECK((target.read(raw) & gen_call) != 0);
  CHECK(target.read(data_cmd) == (0x06 | 1 << 11));
}

TEST_CASE("RP2040 I2C: reset in a transfer", "[rp2040]") {
  I2cBench b;
  b.send({'x', 'y'});
  b.bits(12);
  b.i2c.hold_in_reset(true);
  b.i2c.hold_in_reset(false);
  b.bits(100);
  CHECK(b.device.log == "W.");
  CHECK(b.i2c.read(con) == 0x65);
  CHECK(b.i2c.read(raw) == 0);
}

TEST_CASE("RP2040 I2C: a snapshot in the middle of a transfer goes on elsewhere", "[rp2040]") {
  I2cBench a, b;
  a.send({'x', 'y', 'z' | stop_});
  a.bits(22);
  State saved;
  saved(a.scheduler, a.clk, a.pins, a.i2c, a.circuit);
  State loading{saved.data()};
  loading(b.scheduler, b.clk, b.pins, b.i2c, b.circuit);
  b.bits(6 + 9 + 1);
  b.bits(1);
  CHECK(b.device.log == "yz.");
  CHECK(b.raised(stop_det));
}
