#include "peripherals/esp32/i2s.hpp"

#include <catch2/catch.hpp>

#include "tests/peripherals/esp32/bus_bench.hpp"
#include "tests/peripherals/parts/bench.hpp"

using namespace esp32;
using Bytes = std::vector<u8>;

namespace {

constexpr u32 conf = 0x08, int_raw = 0x0c, int_ena = 0x14, int_clr = 0x18, fifo_conf = 0x20, rxeof_num = 0x24,
              out_link = 0x30, in_link = 0x34, out_eof_des = 0x38, in_eof_des = 0x3c, conf2 = 0xa8, clkm_conf = 0xac,
              sample_rate = 0xb0;
constexpr u32 tx_start = 1 << 4, rx_start = 1 << 5, loopback = 1 << 18, msb_shift = 1 << 10, start_link = 1 << 29;
constexpr u32 out_eof = 1 << 12, in_suc_eof = 1 << 9, tx_rempty = 1 << 5;
constexpr u32 ram = BusBench::ram_base;

struct I2sBench : BusBench {
  ClockSignal pll{"pll_d2_clk", 160'000'000};
  I2s i2s{"I2S0", 0, scheduler, clk, pll, pins, bus};

  I2sBench() {
    // 160 MHz / (4 + 1/2) / 5 / 32 bits = 222222.2 frames a second: 4.5 us each, 36 us for eight.
    i2s.write(clkm_conf, 1 << 20 | 2 << 14 | 1 << 8 | 4);
    i2s.write(sample_rate, 16 << 18 | 16 << 12 | 5 << 6 | 5);
    i2s.write(conf, 0x30300);
  }
  void descriptor(u32 at, u32 buffer, u32 size, u32 length, u32 next, bool eof) {
    poke32(at, size | length << 12 | (eof ? 1u << 30 : 0) | 1u << 31);
    poke32(at + 4, buffer);
    poke32(at + 8, next);
  }
  void microseconds(i64 n) { scheduler.run_until(scheduler.now() + std::chrono::microseconds{n}); }
};

struct Ear final : AccessObserver {
  void complaint(const Complaint& c) override { heard.push_back(c.offset); }
  std::vector<u32> heard;
};

}  // namespace

TEST_CASE("ESP32 I2S: every bit is described", "[esp32]") {
  I2sBench b;
  CHECK(b.i2s.mistakes().empty());
  CHECK(b.i2s.read(0xfc) == 0x1604201);
  CHECK(b.i2s.read(0xbc) == 1);
}

TEST_CASE("ESP32 I2S: lists go round at the rate of the dividers", "[esp32]") {
  I2sBench b;
  b.descriptor(ram, ram + 0x100, 64, 64, ram + 12, true);  // sixteen frames
  b.descriptor(ram + 12, ram + 0x200, 64, 64, ram, true);
  b.i2s.write(int_ena, out_eof);
  b.i2s.write(out_link, (ram & 0xfffff) | start_link);
  b.i2s.write(conf, 0x30300 | tx_start);
  CHECK(b.i2s.read(0xbc) == 0);
  b.microseconds(72 + 35);
  CHECK_FALSE(b.i2s.read(int_raw) & tx_rempty);
  b.i2s.write(int_clr, ~0u);
  b.i2s.read(int_raw);
  for (int i = 0; i < 5; ++i) {
    b.i2s.write(int_clr, ~0u);
    b.microseconds(72);
    CHECK(b.i2s.irq.level());
    CHECK(b.i2s.read(out_eof_des) == (i % 2 ? ram : ram + 12));
  }
  b.i2s.write(conf, 0x30300);
  b.i2s.write(int_clr, ~0u);
  b.microseconds(1000);
  CHECK_FALSE(b.i2s.irq.level());
}

TEST_CASE("ESP32 I2S: a list at its end", "[esp32]") {
  I2sBench b;
  b.descriptor(ram, ram + 0x100, 32, 32, 0, true);
  b.i2s.write(out_link, (ram & 0xfffff) | start_link);
  b.i2s.write(conf, 0x30300 | tx_start);
  b.microseconds(36);
  CHECK((b.i2s.read(int_raw) & (out_eof | tx_rempty)) == out_eof);
  b.microseconds(36);
  CHECK((b.i2s.read(int_raw) & tx_rempty));
}

TEST_CASE("ESP32 I2S: what is sent comes back", "[esp32]") {
  I2sBench b;
  Bytes samples(64);
  for (std::size_t i = 0; i < 64; ++i) samples[i] = static_cast<u8>(i + 1);
  b.poke(ram + 0x100, samples);
  b.descriptor(ram, ram + 0x100, 64, 64, 0, true);
  b.descriptor(ram + 32, ram + 0x200, 32, 0, ram + 44, false);
  b.descriptor(ram + 44, ram + 0x300, 32, 0, 0, false);
  b.i2s.write(rxeof_num, 8);
  b.i2s.write(out_link, (ram & 0xfffff) | start_link);
  b.i2s.write(in_link, ((ram + 32) & 0xfffff) | start_link);
  b.i2s.write(conf, 0x30300 | loopback | tx_start | rx_start);
  b.microseconds(36);
  CHECK((b.i2s.read(int_raw) & in_suc_eof));
  CHECK(b.i2s.read(in_eof_des) == ram + 32);
  CHECK(b.peek(ram + 0x200, 32) == Bytes(samples.begin(), samples.begin() + 32));
  CHECK((b.peek32(ram + 32) & 0xfffff000) == (32u << 12 | 1u << 30));
  b.microseconds(36);
  CHECK(b.peek(ram + 0x300, 32) == Bytes(samples.begin() + 32, samples.end()));
}

TEST_CASE("ESP32 I2S: an open input is silence, a high one is not", "[esp32]") {
  I2sBench b;
  b.poke(ram + 0x200, Bytes(32, 0x55));
  b.descriptor(ram, ram + 0x200, 32, 0, 0, false);
  b.i2s.write(rxeof_num, 8);
  b.i2s.write(in_link, (ram & 0xfffff) | start_link);
  b.i2s.write(conf, 0x30300 | rx_start);
  b.microseconds(36);
  CHECK(b.peek(ram + 0x200, 32) == Bytes(32, 0));
  b.pins.select(Input::i2s0i_data_in15, "SD");
  b.leg("SD", 3.3);
  b.i2s.write(in_link, (ram & 0xfffff) | start_link);
  b.microseconds(36);
  CHECK(b.peek(ram + 0x200, 32) == Bytes(32, 0xff));
}

TEST_CASE("ESP32 I2S: bit by bit, where anything is wired", "[esp32]") {
  I2sBench b;
  std::string bits;
  b.pins.select(Output::i2s0o_bck, "BCK");
  b.pins.select(Output::i2s0o_ws, "WS");
  b.pins.select(Output::i2s0o_data_out23, "SD");
  Terminal& leg = b.leg("BCK", 0, high_impedance);
  bool clock = false;
  leg.on_change = [&] {
    const bool high = leg.volts() > 1.6;
    if (high && !clock) {
      const bool data = b.net("SD").volts() > 1.6, right = b.net("WS").volts() > 1.6;
      bits += right ? (data ? 'R' : 'r') : (data ? 'L' : 'l');
    }
    clock = high;
  };
  b.poke(ram + 0x100, {0x01, 0x80, 0x00, 0xf0});  // left 0x8001, right 0xf000
  b.descriptor(ram, ram + 0x100, 32, 32, 0, true);
  b.i2s.write(out_link, (ram & 0xfffff) | start_link);
  b.i2s.write(conf, 0x30300 | msb_shift | tx_start);
  b.microseconds(100);
  CHECK(bits.substr(0, 33) ==
        "lLllllllllllllll"
        "RRRRRrrrrrrrrrrr"
        "l");
  CHECK(bits.size() >= 32 * 22);
  CHECK(bits.size() <= 32 * 23);
}

TEST_CASE("ESP32 I2S: one block hears another", "[esp32]") {
  for (const u32 shift : {0u, 3u << 10}) {
    I2sBench b;
    I2s other{"I2S1", 1, b.scheduler, b.clk, b.pll, b.pins, b.bus};
    b.pins.select(Output::i2s0o_data_out23, "SD");
    b.pins.select(Input::i2s1i_data_in15, "SD");
    other.write(clkm_conf, 1 << 20 | 2 << 14 | 1 << 8 | 4);
    other.write(sample_rate, 16 << 18 | 16 << 12 | 5 << 6 | 5);
    other.write(rxeof_num, 8);
    Bytes samples(64);
    for (std::size_t i = 0; i < 64; ++i) samples[i] = static_cast<u8>(3 * i + 1);
    b.poke(ram + 0x100, samples);
    b.descriptor(ram, ram + 0x100, 64, 64, 0, true);
    b.descriptor(ram + 32, ram + 0x200, 64, 0, 0, false);
    b.i2s.write(out_link, (ram & 0xfffff) | start_link);
    other.write(in_link, ((ram + 32) & 0xfffff) | start_link);
    b.i2s.write(conf, 0x30300 | shift | tx_start);
    other.write(conf, 0x30300 | shift | rx_start);
    b.microseconds(37);
    CHECK((other.read(int_raw) & in_suc_eof));
    CHECK(b.peek(ram + 0x200, 32) == Bytes(samples.begin(), samples.begin() + 32));
  }
}

TEST_CASE("ESP32 I2S: a microphone is heard", "[esp32]") {
  parts::test::Bench b;
  ClockSignal apb{"apb_clk", 80'000'000}, pll{"pll_d2_clk", 160'000'000};
  BenchMatrix pins{b.machine.circuit};
  Memory memory{"SRAM", 0x10000};
  Bus bus;
  bus.map_ram(ram, memory);
  I2s i2s{"I2S0", 0, b.machine.scheduler, apb, pll, pins, bus};
  pins.select(Output::i2s0i_bck, "SCK");
  pins.select(Output::i2s0i_ws, "WS");
  pins.select(Input::i2s0i_data_in15, "SD");
  b.add<parts::Part>("inmp441", "mic", {{"SCK", "SCK"}, {"WS", "WS"}, {"SD", "SD"}});
  b.drive("SD", 0, 100'000);
  b.quantity("loudness").set(1);
  b.quantity("pitch").set(1000);
  // 32-bit slots; 160 MHz / 10 / 5 / 64 = 50000 frames a second: 50 of them are one period.
  i2s.write(clkm_conf, 1 << 20 | 10);
  i2s.write(sample_rate, 32 << 18 | 32 << 12 | 5 << 6 | 5);
  i2s.write(fifo_conf, 0x1820 | 2 << 16);
  i2s.write(rxeof_num, 100);
  bus.write(ram, 4, 400u | 1u << 31);
  bus.write(ram + 4, 4, ram + 0x100);
  i2s.write(in_link, (ram & 0xfffff) | start_link);
  i2s.write(conf, 0x10300 | 1 << 11 | rx_start);  // RX_MSB_RIGHT is 0
  b.run(std::chrono::microseconds{1050});
  i32 least = 0, most = 0;
  for (u32 i = 1; i < 50; ++i) {
    u32 left = 0, right = 0;
    bus.read(ram + 0x100 + 8 * i, 4, left);
    bus.read(ram + 0x104 + 8 * i, 4, right);
    least = std::min(least, static_cast<i32>(left));
    most = std::max(most, static_cast<i32>(left));
    CHECK(right == 0);
  }
  CHECK(most > 0x7f000000);
  CHECK(least < -0x7f000000);
}

TEST_CASE("ESP32 I2S: what is missing says so", "[esp32]") {
  I2sBench b;
  Ear ear;
  b.i2s.observe(&ear);
  b.i2s.write(conf2, 1 << 5);
  CHECK(ear.heard.empty());
  b.i2s.write(conf, 0x30300 | tx_start);
  CHECK(ear.heard == std::vector<u32>{conf2});
  b.i2s.write(0xb4, 0x1550020 | 1);
  CHECK(ear.heard == std::vector<u32>{conf2, 0xb4});
}

TEST_CASE("ESP32 I2S: a snapshot while it plays, and a reset", "[esp32]") {
  I2sBench a, b;
  a.descriptor(ram, ram + 0x100, 64, 64, ram, true);
  b.descriptor(ram, ram + 0x100, 64, 64, ram, true);
  a.i2s.write(out_link, (ram & 0xfffff) | start_link);
  a.i2s.write(conf, 0x30300 | tx_start);
  a.microseconds(50);
  State saved;
  a.scheduler.serialize(saved);
  a.i2s.serialize(saved);
  State load{saved.data()};
  b.scheduler.serialize(load);
  b.i2s.serialize(load);
  b.microseconds(21);
  CHECK_FALSE(b.i2s.read(int_raw) & out_eof);
  b.microseconds(1);
  CHECK((b.i2s.read(int_raw) & out_eof));
  b.i2s.reset();
  CHECK(b.i2s.read(int_raw) == 0);
  b.microseconds(500);
  CHECK(b.i2s.read(int_raw) == 0);
}
