#include "peripherals/rp2040/dma.hpp"

#include <catch2/catch.hpp>

#include <deque>
#include <numeric>

using namespace rp2040;

namespace {

constexpr u32 dma = 0x5000'0000, ram = 0x2000'0000, fifo_at = 0x4000'0000, nowhere = 0x7000'0000;
constexpr u32 read_addr = 0x00, write_addr = 0x04, trans_count = 0x08, ctrl_trig = 0x0c, al1_ctrl = 0x10,
              al1_trans_count_trig = 0x1c, al2_write_addr_trig = 0x2c, al3_ctrl = 0x30, al3_write_addr = 0x34,
              al3_trans_count = 0x38, al3_read_addr_trig = 0x3c;
constexpr u32 intr = 0x400, inte0 = 0x404, intf0 = 0x408, ints0 = 0x40c, inte1 = 0x414, ints1 = 0x41c, timer0 = 0x420,
              multi_chan_trigger = 0x430, sniff_ctrl = 0x434, sniff_data = 0x438, chan_abort = 0x444,
              n_channels = 0x448, dbg_ctdreq = 0x800, dbg_tcr = 0x804;
constexpr u32 en = 1, high_priority = 2, incr_read = 0x10, incr_write = 0x20, irq_quiet = 1u << 21, bswap = 1u << 22,
              sniff_en = 1u << 23, busy = 1u << 24, write_error = 1u << 29, read_error = 1u << 30;
constexpr u32 size(unsigned bytes) { return bytes == 4 ? 8 : bytes == 2 ? 4 : 0; }
constexpr u32 ring(unsigned bits, bool write) { return bits << 6 | u32{write} << 10; }
constexpr u32 chain(unsigned ch) { return ch << 11; }
constexpr u32 treq(unsigned number) { return number << 15; }
constexpr u32 permanent = 0x3f;

// Takes words while it has room; its request says so.
struct Sink final : Device {
  Sink() : Device("sink") {}
  u32 read(u32) override { return 0x55; }
  u32 peek(u32) const override { return 0; }
  void write(u32, u32 value) override {
    words.push_back(value);
    request.drive(words.size() < room);
  }
  void allow(std::size_t more) {
    room += more;
    request.drive(words.size() < room);
  }
  std::vector<u32> words;
  std::size_t room = 0;
  Wire request{"request"};
};

struct DmaBench {
  Scheduler scheduler;
  ClockSignal clk_sys{"clk_sys", 125'000'000};
  Memory memory{"RAM", 0x20000};
  Bus bus;
  Sink sink;
  Wire wrap{"PWM_WRAP0"};
  Dma block{"DMA", scheduler, clk_sys, bus};

  DmaBench() {
    bus.map_ram(ram, memory);
    bus.map(fifo_at, 0x1000, sink, Narrow::replicate);
    block.map_on(bus, dma);
    block.connect_dreq(20, sink.request);
    block.connect_dreq(24, wrap);
    std::iota(memory.bytes().begin(), memory.bytes().begin() + 0x10000, u8{0});
  }
  void set(unsigned ch, u32 reg, u32 value) { bus.write(dma + 0x40 * ch + reg, 4, value); }
  u32 get(unsigned ch, u32 reg) { return get(0x40 * ch + reg); }
  u32 get(u32 reg) {
    u32 value = 0;
    bus.read(dma + reg, 4, value);
    return value;
  }
  u32 word(u32 address) {
    u32 value = 0;
    bus.read(address, 4, value);
    return value;
  }
  void start(unsigned ch, u32 from, u32 to, u32 count, u32 ctrl) {
    set(ch, read_addr, from);
    set(ch, write_addr, to);
    set(ch, trans_count, count);
    set(ch, ctrl_trig, ctrl | en);
  }
  void cycles(i64 n) { scheduler.run_until(scheduler.now() + Clock{125'000'000}.ticks(n)); }
  int events(i64 n) {
    const Time end = scheduler.now() + Clock{125'000'000}.ticks(n);
    int count = 0;
    for (; scheduler.next() <= end; ++count) scheduler.run_until(scheduler.next());
    scheduler.run_until(end);
    return count;
  }
  bool is_busy(unsigned ch) { return get(ch, ctrl_trig) & busy; }
};

constexpr u32 copy_words = size(4) | incr_read | incr_write | treq(permanent);

}  // namespace

TEST_CASE("RP2040 DMA: every bit is described", "[rp2040]") {
  DmaBench b;
  CHECK(b.block.mistakes().empty());
  CHECK(b.block.unmodelled().empty());
  CHECK(b.get(n_channels) == 12);
}

TEST_CASE("RP2040 DMA: a copy moves a word a cycle and needs few events", "[rp2040]") {
  DmaBench b;
  b.set(0, inte0, 1);
  b.start(0, ram, ram + 0x10000, 0x4000, copy_words);
  CHECK(b.is_busy(0));
  b.cycles(1000);
  CHECK(b.get(0, trans_count) == 0x4000 - 1000);
  CHECK(b.get(0, read_addr) == ram + 4000);
  CHECK(b.get(0, write_addr) == ram + 0x10000 + 4000);
  CHECK(b.word(ram + 0x10000 + 3996) == b.word(ram + 3996));
  CHECK(b.events(0x4000 - 1000 - 1) < 300);
  CHECK(b.get(0, trans_count) == 1);
  CHECK_FALSE(b.block.irq0.level());
  b.cycles(1);
  CHECK(b.block.irq0.level());
  CHECK_FALSE(b.is_busy(0));
  CHECK(b.get(0, dbg_tcr) == 0x4000);
  CHECK(std::equal(b.memory.bytes().begin(), b.memory.bytes().begin() + 0x10000, b.memory.bytes().begin() + 0x10000));
}

TEST_CASE("RP2040 DMA: sizes, increments, byte swaps and rings", "[rp2040]") {
  DmaBench b;
  b.start(0, ram + 1, ram + 0x10003, 2, size(1) | incr_read | treq(permanent));
  b.start(1, ram + 2, ram + 0x10010, 2, size(2) | incr_write | bswap | treq(permanent) | chain(1));
  b.start(2, ram + 4, ram + 0x10020, 1, copy_words | bswap | chain(2));
  b.start(3, ram + 0x108, ram + 0x10030, 4, copy_words | ring(4, false) | chain(3));
  b.start(4, ram + 0x108, ram + 0x1004c, 2, copy_words | ring(4, true) | chain(4));
  b.cycles(20);
  CHECK(b.word(ram + 0x10000) == 0x0200'0000);
  CHECK(b.word(ram + 0x10010) == 0x0203'0203);
  CHECK(b.word(ram + 0x10020) == 0x0405'0607);
  CHECK(b.word(ram + 0x10034) == 0x0f0e'0d0c);
  CHECK(b.word(ram + 0x10038) == 0x0302'0100);
  CHECK(b.word(ram + 0x1003c) == 0x0706'0504);
  CHECK(b.get(3, read_addr) == ram + 0x108);
  CHECK(b.get(3, write_addr) == ram + 0x10040);
  CHECK(b.word(ram + 0x10040) == 0x0f0e'0d0c);
  CHECK(b.get(4, write_addr) == ram + 0x10044);
}

TEST_CASE("RP2040 DMA: every alias has its trigger, and a trigger reloads the count", "[rp2040]") {
  DmaBench b;
  b.set(5, al1_ctrl, copy_words | en);
  CHECK_FALSE(b.is_busy(5));
  b.set(5, read_addr, ram);
  b.set(5, write_addr, ram + 0x10000);
  b.set(5, al1_trans_count_trig, 3);
  CHECK(b.is_busy(5));
  b.cycles(3);
  CHECK_FALSE(b.is_busy(5));
  CHECK(b.get(5, write_addr) == ram + 0x1000c);
  b.set(5, al2_write_addr_trig, ram + 0x10100);
  b.cycles(3);
  CHECK(b.word(ram + 0x10100) == 0x0f0e'0d0c);
  CHECK(b.get(5, write_addr) == ram + 0x1010c);
  b.set(5, al1_trans_count_trig, 100);
  b.cycles(3);
  b.bus.write(dma + chan_abort, 4, 1u << 5);
  CHECK(b.get(chan_abort) == 0);
  CHECK_FALSE(b.is_busy(5));
  b.set(5, al3_write_addr, ram + 0x10200);
  b.set(5, al3_trans_count, 1);
  b.set(5, al3_read_addr_trig, ram + 0x10);
  b.cycles(1);
  CHECK_FALSE(b.is_busy(5));
  CHECK(b.word(ram + 0x10200) == 0x1312'1110);
  CHECK(b.get(5, 0x24) == 0);
  CHECK(b.get(5, 0x14) == ram + 0x14);
}

TEST_CASE("RP2040 DMA: an atomic alias sets bits of a channel's control", "[rp2040]") {
  DmaBench b;
  b.set(0, read_addr, ram);
  b.set(0, write_addr, ram + 0x10000);
  b.set(0, trans_count, 8);
  b.set(0, al1_ctrl, copy_words);
  b.bus.write(dma + 0x2000 + al1_ctrl, 4, en);
  CHECK(b.get(0, ctrl_trig) == (copy_words | en));
  b.set(0, multi_chan_trigger, 1);
  b.cycles(2);
  b.bus.write(dma + 0x3000 + al1_ctrl, 4, en);  // paused
  b.cycles(100);
  CHECK(b.is_busy(0));
  CHECK(b.get(0, trans_count) == 6);
  b.bus.write(dma + 0x2000 + al1_ctrl, 4, en);
  b.cycles(6);
  CHECK_FALSE(b.is_busy(0));
}

TEST_CASE("RP2040 DMA: channels share the cycles, high priority ones take all but one a round", "[rp2040]") {
  DmaBench b;
  for (const unsigned ch : {0u, 1u}) b.set(ch, al1_ctrl, copy_words | en | chain(ch));
  for (const unsigned ch : {2u, 3u}) b.set(ch, al1_ctrl, copy_words | en | high_priority | chain(ch));
  for (unsigned ch = 0; ch < 4; ++ch) {
    b.set(ch, read_addr, ram);
    b.set(ch, write_addr, ram + 0x10000 + 0x1000 * ch);
    b.set(ch, trans_count, 600);
  }
  b.set(0, multi_chan_trigger, 3);
  b.cycles(100);
  CHECK(b.get(0, trans_count) == 550);
  CHECK(b.get(1, trans_count) == 550);
  b.set(0, multi_chan_trigger, 12);
  b.cycles(60);  // 2 3 0, 2 3 1
  CHECK(b.get(0, trans_count) == 540);
  CHECK(b.get(1, trans_count) == 540);
  CHECK(b.get(2, trans_count) == 580);
  CHECK(b.get(3, trans_count) == 580);
}

TEST_CASE("RP2040 DMA: a DREQ is looked at after each transfer", "[rp2040]") {
  DmaBench b;
  b.start(0, ram, fifo_at, 6, size(4) | incr_read | treq(20));
  b.cycles(50);
  CHECK(b.sink.words.empty());
  b.sink.allow(2);
  CHECK(b.get(0, dbg_ctdreq) == 1);
  b.cycles(1);
  CHECK(b.sink.words.size() == 1);
  b.cycles(50);
  CHECK(b.sink.words == std::vector<u32>{0x0302'0100, 0x0706'0504});
  CHECK(b.get(0, trans_count) == 4);
  b.sink.allow(10);
  b.cycles(3);
  CHECK(b.is_busy(0));
  b.cycles(1);
  CHECK_FALSE(b.is_busy(0));
  CHECK(b.sink.words.size() == 6);
}

TEST_CASE("RP2040 DMA: a byte written to a device is on all lanes, and PWM wraps count", "[rp2040]") {
  DmaBench b;
  b.start(0, ram + 7, fifo_at, 3, size(1) | treq(24));
  b.cycles(10);
  CHECK(b.sink.words.empty());
  for (int i = 0; i < 2; ++i) {
    b.wrap.drive(true);
    b.wrap.drive(false);
  }
  CHECK(b.get(0, dbg_ctdreq) == 2);
  b.cycles(10);
  CHECK(b.sink.words == std::vector<u32>{0x0707'0707, 0x0707'0707});
}

TEST_CASE("RP2040 DMA: a pacing timer gives X/Y of clk_sys", "[rp2040]") {
  DmaBench b;
  b.set(0, timer0, 3u << 16 | 100);
  b.start(0, ram, fifo_at, 1000, size(4) | incr_read | treq(0x3b));
  b.cycles(34);  // the first tick is at 33 1/3
  CHECK(b.sink.words.empty());
  b.cycles(1);
  CHECK(b.sink.words.size() == 1);
  b.cycles(1000 - 35 + 1);
  CHECK(b.sink.words.size() == 30);
  b.clk_sys.set(62'500'000);
  b.cycles(2000);
  CHECK(b.sink.words.size() == 60);
}

TEST_CASE("RP2040 DMA: control blocks programme a channel until a null trigger", "[rp2040]") {
  DmaBench b;
  // Channel 1 writes AL3's four registers, the last of which triggers channel 0; that chains back to channel 1.
  constexpr u32 control = copy_words | en | irq_quiet | chain(1);
  const std::array<u32, 12> blocks{control, ram + 0x10000, 2,       ram + 0x10, control, ram + 0x10100,
                                   3,       ram + 0x20,    control, 0,          0,       0};
  for (u32 i = 0; i < blocks.size(); ++i) b.bus.write(ram + 0x8000 + 4 * i, 4, blocks[i]);
  b.set(0, inte1, 1);
  b.start(1, ram + 0x8000, dma + al3_ctrl, 4, copy_words | irq_quiet | ring(4, true) | chain(1));
  b.cycles(4 + 2);
  CHECK(b.word(ram + 0x10004) == 0x1716'1514);
  CHECK_FALSE(b.is_busy(0));
  CHECK(b.is_busy(1));
  b.cycles(4 + 3 + 3);
  CHECK(b.word(ram + 0x10108) == 0x2b2a'2928);
  CHECK_FALSE(b.block.irq1.level());
  b.cycles(1);  // the null trigger
  CHECK(b.block.irq1.level());
  CHECK_FALSE(b.is_busy(0));
  CHECK_FALSE(b.is_busy(1));
  CHECK(b.get(ints1) == 1);
  CHECK(b.get(ints0) == 0);
  b.set(0, ints1, 1);
  CHECK_FALSE(b.block.irq1.level());
  CHECK(b.get(intr) == 0);
  b.set(0, intf0, 4);
  CHECK(b.block.irq0.level());
  CHECK(b.get(ints0) == 4);
}

TEST_CASE("RP2040 DMA: a bus fault halts the channel and always interrupts", "[rp2040]") {
  DmaBench b;
  b.set(0, inte0, 3);
  b.start(0, nowhere, ram, 5, copy_words | irq_quiet | chain(2));
  b.start(1, ram, nowhere, 5, copy_words | chain(1));
  b.cycles(2);
  CHECK((b.get(0, ctrl_trig) & (7u << 29 | busy)) == (1u << 31 | read_error));
  CHECK((b.get(1, ctrl_trig) & (7u << 29 | busy)) == (1u << 31 | write_error));
  CHECK(b.get(intr) == 3);
  CHECK(b.block.irq0.level());
  b.set(0, al1_ctrl, read_error);
  CHECK((b.get(0, ctrl_trig) & 7u << 29) == 0);
}

TEST_CASE("RP2040 DMA: the sniffer calculates the checksums the standards define", "[rp2040]") {
  DmaBench b;
  const std::string text = "123456789";
  std::copy(text.begin(), text.end(), b.memory.bytes().begin());
  const auto sniffed = [&](u32 calc, u32 seed, u32 flags, unsigned width, u32 count) {
    b.set(0, sniff_ctrl, flags | calc << 5 | 3u << 1 | 1);
    b.set(0, sniff_data, seed);
    b.start(3, ram, ram + 0x10000, count, size(width) | incr_read | sniff_en | treq(permanent) | chain(3));
    b.cycles(count);
    return b.get(sniff_data);
  };
  constexpr u32 inv = 1u << 11, rev = 1u << 10, swap = 1u << 9;
  CHECK(sniffed(1, ~0u, inv | rev, 1, 9) == 0xcbf4'3926);  // CRC-32
  CHECK(sniffed(0, ~0u, inv, 1, 9) == 0xfc89'1918);        // CRC-32/BZIP2
  CHECK(sniffed(2, 0xffff, 0, 1, 9) == 0x29b1);            // CRC-16/CCITT-FALSE
  CHECK(sniffed(3, 0, rev, 1, 9) == 0x2189u << 16);        // CRC-16/KERMIT
  CHECK(sniffed(1, ~0u, 0, 4, 2) == sniffed(1, ~0u, 0, 1, 8));
  CHECK(sniffed(0, ~0u, swap, 4, 2) == sniffed(0, ~0u, 0, 1, 8));
  CHECK(sniffed(0xf, 5, 0, 1, 9) == 5 + 477);
  CHECK(sniffed(0xf, 0, 0, 2, 1) == 0x3231);
  CHECK(sniffed(0xe, 0, 0, 1, 9) == 1);
  CHECK(sniffed(0xe, 0, 0, 1, 2) == 0);
}

TEST_CASE("RP2040 DMA: reset stops everything", "[rp2040]") {
  DmaBench b;
  b.set(0, inte0, 1);
  b.start(0, ram, ram + 0x10000, 0x1000, copy_words);
  b.cycles(10);
  b.block.hold_in_reset(true);
  b.cycles(10'000);
  b.block.hold_in_reset(false);
  CHECK(b.get(0, write_addr) == 0);
  CHECK_FALSE(b.is_busy(0));
  CHECK(b.word(ram + 0x10100) == 0);
}

TEST_CASE("RP2040 DMA: a snapshot in the middle of transfers goes on elsewhere", "[rp2040]") {
  DmaBench a, b;
  a.set(0, timer0, 1u << 16 | 7);
  a.start(0, ram, ram + 0x10000, 500, copy_words);
  a.start(1, ram, fifo_at, 20, size(4) | incr_read | treq(0x3b));
  a.cycles(30);
  State saved;
  saved(a.scheduler, a.clk_sys, a.block);
  State loading{saved.data()};
  loading(b.scheduler, b.clk_sys, b.block);
  const std::size_t sent = a.sink.words.size();
  a.cycles(200);
  b.cycles(200);
  CHECK(b.sink.words.size() == 20 - sent);
  CHECK(b.get(0, trans_count) == a.get(0, trans_count));
  CHECK(b.get(1, read_addr) == a.get(1, read_addr));
  a.cycles(400);
  b.cycles(400);
  CHECK_FALSE(b.is_busy(0));
  CHECK(b.get(intr) == a.get(intr));
}
