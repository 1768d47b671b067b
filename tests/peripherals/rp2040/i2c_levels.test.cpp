// Where others move the lines: several controllers, and a target that firmware makes.
#include <catch2/catch.hpp>

#include "peripherals/rp2040/i2c.hpp"
#include "tests/peripherals/rp2040/serial_bench.hpp"

using namespace rp2040;

namespace {

constexpr u32 con = 0x00, tar = 0x04, sar = 0x08, data_cmd = 0x10, fs_scl_hcnt = 0x1c, fs_scl_lcnt = 0x20, raw = 0x34,
              clr_intr = 0x40, clr_tx_abrt = 0x54, clr_stop_det = 0x60, enable = 0x6c, status = 0x70, txflr = 0x74,
              rxflr = 0x78, tx_abrt_source = 0x80, fs_spklen = 0xa0;
constexpr u32 tx_abrt = 64, stop_det = 512, start_det = 1024;
constexpr u32 arb_lost = 1 << 12, slv_arblost = 1 << 14;
constexpr u32 read_ = 1 << 8, stop_ = 1 << 9, restart_ = 1 << 10;
constexpr i64 bit = (50 + 4 + 7) + (75 + 1);

struct Store final : I2cTarget {
  void start(bool reading) override { log += reading ? "R" : "W"; }
  void write(u8 byte) override { log += static_cast<char>(byte); }
  u8 read() override { return static_cast<u8>(next++); }
  void more() override { log += "+"; }
  bool stretches() const override { return slow; }
  void stop() override { log += "."; }
  bool slow = false;
  char next = 'a';
  std::string log;
};

// A target at 0x31 by firmware that looks at its pins every `poll`: keeps bytes, sends them back plus one. It holds SCL
// for a while behind each byte.
class SoftTarget {
 public:
  SoftTarget(Scheduler& s, Circuit& circuit, Duration poll, Duration hold)
      : scheduler_(s), poll_(poll), hold_(hold), step_(s, "soft target", [this] { look(); }) {
    scl_.connect(circuit.nets.net("SCL"));
    sda_.connect(circuit.nets.net("SDA"));
    scl_.on_change = sda_.on_change = [] {};  // as a chip's pins
    step_.after(poll_);
  }
  std::vector<u8> got;

 private:
  void look() {
    step_.after(poll_);
    if (holds_ && scheduler_.now() < until_) return;
    if (holds_) {
      holds_ = false;
      return scl_.release();
    }
    const bool scl = scl_.volts() > 1.6, sda = sda_.volts() > 1.6;
    if (scl && scl_was_ && sda != sda_was_) {
      active_ = !sda;
      addressed_ = reading_ = sending_ = false;
      bits_ = 0;
      sda_.release();
    } else if (active_ && scl && !scl_was_ && bits_ < 8) {
      if (!sending_) byte_ = static_cast<u8>(byte_ << 1 | sda);
      ++bits_;
    } else if (active_ && scl && !scl_was_) {
      acknowledged_ = !sda;
      bits_ = 9;
    } else if (active_ && !scl && scl_was_) {
      fell();
    }
    scl_was_ = scl;
    sda_was_ = sda_.volts() > 1.6;
  }
  void fell() {
    if (bits_ == 8) return byte_over();
    if (bits_ == 9) {
      bits_ = 0;
      sda_.release();
      if (sending_ && !acknowledged_) sending_ = active_ = false;
      sending_ = addressed_ && reading_ && active_;
      if (sending_) byte_ = static_cast<u8>(got[next_++ % got.size()] + 1);
    }
    if (sending_) drive(byte_ >> (7 - bits_) & 1);
  }
  void byte_over() {
    if (sending_) return drive(true);
    if (!addressed_) {
      addressed_ = byte_ >> 1 == 0x31;
      reading_ = byte_ & 1;
      active_ = addressed_;
    } else {
      got.push_back(byte_);
    }
    if (!addressed_) return;
    drive(false);
    holds_ = true;
    until_ = scheduler_.now() + hold_;
    scl_.drive(0, 50);
  }
  void drive(bool high) { high ? sda_.release() : sda_.drive(0, 50); }

  Scheduler& scheduler_;
  Duration poll_, hold_;
  Event step_;
  Terminal scl_{"soft SCL"}, sda_{"soft SDA"};
  bool scl_was_ = true, sda_was_ = true, active_ = false, addressed_ = false, reading_ = false, sending_ = false,
       acknowledged_ = false, holds_ = false;
  u8 byte_ = 0, bits_ = 0;
  std::size_t next_ = 0;
  Time until_{};
};

// Two chips on one bus.
struct PairBench : SerialBench {
  BenchPins other_pins{circuit};
  I2c i2c{"I2C0", 0, scheduler, clk, pins, circuit};
  I2c other{"I2C1", 1, scheduler, clk, other_pins, circuit};
  Store device;

  explicit PairBench(u32 other_settings = 0x165) {
    for (const char* line : {"SCL", "SDA"}) leg(line, 3.3, 4700);
    pins.select(Signal::i2c0_scl, "SCL");
    pins.select(Signal::i2c0_sda, "SDA");
    other_pins.select(Signal::i2c1_scl, "SCL");
    other_pins.select(Signal::i2c1_sda, "SDA");
    circuit.i2c(net("SCL"), net("SDA")).attach(0x50, device);
    setup(i2c, 0x165, 0x50);
    setup(other, other_settings, 0x50);
  }
  static void setup(I2c& block, u32 settings, u32 address) {
    block.write(enable, 0);
    block.write(con, settings);
    block.write(tar, address);
    block.write(sar, 0x17);
    block.write(fs_scl_hcnt, 50);
    block.write(fs_scl_lcnt, 75);
    block.write(fs_spklen, 4);
    block.write(enable, 1);
  }
  static void retarget(I2c& block, u32 address) {
    block.write(enable, 0);
    block.write(tar, address);
    block.write(enable, 1);
  }
  static void send(I2c& block, std::initializer_list<u32> commands) {
    for (const u32 c : commands) block.write(data_cmd, c);
  }
  void bits(i64 n) { cycles(n * bit); }
  bool scl_high() { return net("SCL").volts() > 1.6; }
  bool sda_high() { return net("SDA").volts() > 1.6; }
};

}  // namespace

TEST_CASE("RP2040 I2C by levels: a transfer takes the time that it takes by bytes", "[rp2040]") {
  PairBench b;
  b.send(b.i2c, {'x', 'y' | stop_});
  b.cycles(2);
  b.bits(1);
  CHECK_FALSE(b.scl_high());
  CHECK((b.i2c.read(raw) & start_det) != 0);
  b.cycles(10 * bit - bit - 1);
  CHECK(b.i2c.read(txflr) == 1);
  b.bits(18);
  CHECK((b.i2c.read(raw) & stop_det) == 0);
  b.bits(1);
  CHECK(b.device.log == "Wxy.");
  CHECK((b.i2c.read(raw) & stop_det) != 0);
  CHECK((b.other.read(raw) & (stop_det | start_det)) == stop_det);  // it heard the STOP
  CHECK(b.i2c.read(status) == 6);
}

TEST_CASE("RP2040 I2C by levels: who loses arbitration lets go and says so", "[rp2040]") {
  for (const bool by_address : {true, false}) {
    PairBench b;
    if (by_address) b.retarget(b.other, 0x51);
    b.send(b.i2c, {'A', 'x', 'z' | stop_});
    b.send(b.other, {'A', 'y', 'z' | stop_});
    b.bits(40);
    CHECK(b.device.log == "WAxz.");
    CHECK(b.i2c.read(tx_abrt_source) == 0);
    const u32 left = by_address ? 3 : 1;
    CHECK(b.other.read(tx_abrt_source) == (left << 23 | arb_lost));
    CHECK((b.other.read(raw) & (tx_abrt | stop_det)) == (tx_abrt | stop_det));
    CHECK(b.other.read(status) == 6);
    CHECK(b.scl_high());
    CHECK(b.sda_high());
    b.other.read(clr_tx_abrt);
    b.other.read(clr_intr);
    b.retarget(b.other, 0x50);
    b.send(b.other, {'y' | stop_});
    b.bits(21);
    CHECK(b.device.log == "WAxz.Wy.");
    CHECK((b.other.read(raw) & (tx_abrt | stop_det)) == stop_det);
  }
}

TEST_CASE("RP2040 I2C by levels: the loser is addressed by the winner", "[rp2040]") {
  PairBench b{0x225 & ~0x40u};  // controller and target at once
  b.retarget(b.i2c, 0x17);
  b.send(b.i2c, {'h' | stop_});
  b.send(b.other, {'o' | stop_});
  b.bits(30);
  CHECK((b.other.read(tx_abrt_source) & 0x1'ffff) == arb_lost);
  CHECK((b.other.read(data_cmd) & 0xff) == 'h');
  CHECK(b.i2c.read(tx_abrt_source) == 0);
}

TEST_CASE("RP2040 I2C by levels: a controller waits for another's STOP", "[rp2040]") {
  PairBench b;
  b.send(b.i2c, {'x'});
  b.bits(5);
  b.send(b.other, {'y' | stop_});
  b.bits(100);
  CHECK(b.device.log == "Wx");
  CHECK(b.other.read(txflr) == 1);
  b.send(b.i2c, {'z' | stop_});
  b.bits(10);
  CHECK(b.device.log == "Wxz.");
  b.bits(21);
  CHECK(b.device.log == "Wxz.Wy.");
}

TEST_CASE("RP2040 I2C by levels: reads, and the acknowledge that waits for a command", "[rp2040]") {
  PairBench b;
  b.send(b.i2c, {read_});
  b.bits(100);
  CHECK(b.i2c.read(rxflr) == 1);
  CHECK(b.device.log == "R");
  b.send(b.i2c, {read_, 'w' | restart_, read_ | restart_ | stop_});
  b.bits(100);
  CHECK(b.device.log == "R+WwR.");
  for (const u32 byte : {'a', 'b', 'c'}) CHECK((b.i2c.read(data_cmd) & 0xff) == byte);
  b.send(b.i2c, {read_});
  b.bits(100);
  b.i2c.write(enable, 3);  // ABORT
  b.bits(3);
  CHECK(b.device.log == "R+WwR.R.");
  CHECK((b.i2c.read(tx_abrt_source) & 0x1'ffff) == 1 << 16);
  CHECK(b.sda_high());
}

TEST_CASE("RP2040 I2C by levels: nobody there, general call, START BYTE, ten bits", "[rp2040]") {
  PairBench b;
  b.retarget(b.i2c, 0x51);
  b.send(b.i2c, {1 | stop_});
  b.bits(12);
  CHECK(b.i2c.read(tx_abrt_source) == (1u << 23 | 1));
  b.i2c.read(clr_tx_abrt);
  b.retarget(b.i2c, 0xc50);
  b.send(b.i2c, {'s' | stop_});
  b.bits(10 + 10 + 9 + 2);
  CHECK(b.device.log == "Ws.");
  b.retarget(b.i2c, 0x800);
  b.send(b.i2c, {1 | stop_});
  b.bits(20);
  CHECK((b.i2c.read(tx_abrt_source) & 0xffff) == 0x10);
  b.i2c.read(clr_tx_abrt);
  b.circuit.i2c(b.net("SCL"), b.net("SDA")).attach(0x7a, b.device);
  b.i2c.write(enable, 0);
  b.i2c.write(con, 0x175);
  b.retarget(b.i2c, 0x251);
  b.send(b.i2c, {read_ | stop_});
  b.bits(10 + 9 + 10 + 9 + 2);
  CHECK(b.device.log == "Ws.WQR.");
  CHECK((b.i2c.read(data_cmd) & 0xff) == 'a');
}

TEST_CASE("RP2040 I2C by levels: a target made by firmware, which stretches", "[rp2040]") {
  PairBench b;
  for (const int hold_us : {0, 5, 300}) {
    SoftTarget soft{b.scheduler, b.circuit, std::chrono::nanoseconds{130}, std::chrono::microseconds{hold_us}};
    b.retarget(b.i2c, 0x31);
    b.send(b.i2c, {0x10, 0xff, 0x00, read_ | restart_, read_, read_ | stop_});
    b.cycles(125 * 5000);
    INFO(hold_us);
    CHECK(b.i2c.read(tx_abrt_source) == 0);
    CHECK(soft.got == std::vector<u8>{0x10, 0xff, 0x00});
    for (const u32 byte : {0x11u, 0x00u, 0x01u}) CHECK((b.i2c.read(data_cmd) & 0xff) == byte);
    CHECK((b.i2c.read(raw) & stop_det) != 0);
    b.retarget(b.i2c, 0x32);
    b.send(b.i2c, {1 | stop_});
    b.bits(20);
    CHECK((b.i2c.read(tx_abrt_source) & 1) != 0);
    b.i2c.read(clr_tx_abrt);
  }
}

TEST_CASE("RP2040 I2C by levels: a target whose one is another's zero has lost the bus", "[rp2040]") {
  PairBench b{0x224};  // other: a target
  b.retarget(b.i2c, 0x17);
  b.send(b.i2c, {read_, read_ | stop_});
  b.bits(30);
  b.other.write(data_cmd, 0xff);
  Terminal& stuck = b.leg("SDA", 0);
  b.bits(6);
  CHECK((b.other.read(tx_abrt_source) & 0x1'ffff) == (slv_arblost | arb_lost));
  CHECK((b.other.read(raw) & tx_abrt) != 0);
  stuck.release();
  b.bits(40);
  CHECK((b.i2c.read(raw) & stop_det) != 0);  // it does not hold the clock
  CHECK(b.scl_high());
}

TEST_CASE("RP2040 I2C by levels: a target with ten bits of address", "[rp2040]") {
  PairBench b{0x22c};  // other: a target, IC_10BITADDR_SLAVE
  b.other.write(enable, 0);
  b.other.write(sar, 0x251);
  b.other.write(enable, 1);
  b.i2c.write(enable, 0);
  b.i2c.write(con, 0x175);
  b.retarget(b.i2c, 0x251);
  b.send(b.i2c, {'h', read_ | stop_});
  b.bits(70);
  CHECK((b.other.read(data_cmd) & 0xff) == 'h');
  CHECK((b.other.read(raw) & 32) != 0);  // RD_REQ
  b.other.write(data_cmd, 'i');
  b.bits(20);
  CHECK((b.i2c.read(data_cmd) & 0xff) == 'i');
  CHECK((b.i2c.read(raw) & stop_det) != 0);
  b.other.read(clr_intr);
  b.retarget(b.i2c, 0x250);
  b.send(b.i2c, {'h' | stop_});
  b.bits(30);
  CHECK((b.i2c.read(tx_abrt_source) & 0x1'ffff) == 4);  // ABRT_10ADDR2_NOACK
  CHECK((b.other.read(raw) & start_det) == 0);
  CHECK(b.other.read(rxflr) == 0);
  b.i2c.read(clr_tx_abrt);
  b.retarget(b.i2c, 0x351);
  b.send(b.i2c, {'h' | stop_});
  b.bits(30);
  CHECK((b.i2c.read(tx_abrt_source) & 0x1'ffff) == 2);  // ABRT_10ADDR1_NOACK
}

TEST_CASE("RP2040 I2C by levels: off and reset in a transfer", "[rp2040]") {
  PairBench b;
  b.send(b.i2c, {'x', 0x00});
  b.bits(12);
  b.i2c.write(enable, 0);  // ends behind the byte
  b.bits(12);
  CHECK(b.device.log == "Wx.");
  b.i2c.write(enable, 1);
  b.send(b.i2c, {'x', 0x00});
  b.bits(22);
  b.i2c.hold_in_reset(true);
  b.i2c.hold_in_reset(false);
  CHECK(b.scl_high());
  CHECK(b.sda_high());
  CHECK(b.device.log == "Wx.Wx.");
}

TEST_CASE("RP2040 I2C by levels: a snapshot in the middle of a bit goes on elsewhere", "[rp2040]") {
  PairBench a, b;
  a.send(a.i2c, {'x', 'y', read_ | restart_ | stop_});
  a.bits(22);
  a.cycles(30);
  State saved;
  saved(a.scheduler, a.clk, a.pins, a.other_pins, a.i2c, a.other, a.circuit);
  State loading{saved.data()};
  loading(b.scheduler, b.clk, b.pins, b.other_pins, b.i2c, b.other, b.circuit);
  b.bits(30);
  CHECK(b.device.log == "yR.");
  CHECK((b.i2c.read(data_cmd) & 0xff) == 'a');
  CHECK((b.i2c.read(raw) & stop_det) != 0);
}
