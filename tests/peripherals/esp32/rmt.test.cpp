#include <catch2/catch.hpp>

#include "peripherals/esp32/rmt.hpp"

#include "tests/peripherals/esp32/fake_gpio_matrix.hpp"

using namespace esp32;

namespace {

constexpr u32 CONF0 = 0x20, CONF1 = 0x24, STATUS = 0x60, ADDR = 0x80, INT_RAW = 0xa0, INT_ST = 0xa4, INT_ENA = 0xa8,
              INT_CLR = 0xac, CARRIER_DUTY = 0xb0, TX_LIM = 0xd0, APB_CONF = 0xf0, RAM = 0x800;
constexpr u32 tx_start = 1, rx_en = 2, wr_rst = 4, apb_rst = 16, owner_rx = 32, conti = 64, filter = 128,
              ref_always_on = 1 << 17, idle_high = 1 << 18, idle_en = 1 << 19;
constexpr u32 carrier_en = 1 << 28, carrier_high_level = 1 << 29;

constexpr u32 conf0(u32 div, u32 idle = 1000, u32 blocks = 1) { return div | idle << 8 | blocks << 24; }
constexpr u32 entries(bool l0, u32 d0, bool l1 = false, u32 d1 = 0) {
  return d0 | u32{l0} << 15 | d1 << 16 | u32{l1} << 31;
}

struct Bench {
  Scheduler s;
  ClockSignal apb_clk{"apb_clk", 80'000'000}, ref_tick{"ref_tick", 1'000'000};
  FakeGpioMatrix matrix;
  Rmt rmt{"RMT", s, apb_clk, ref_tick, matrix};
  struct Edge {
    i64 ns;
    bool level;
    bool operator==(const Edge&) const = default;
  };
  std::vector<Edge> edges;
  Bench() {
    matrix.on_drive = [this](Output, bool level) { edges.push_back({now(), level}); };
    rmt.write(APB_CONF, 1);
  }
  i64 now() const { return s.now().time_since_epoch().count() / 1000; }
  void run(i64 ns) { s.run_until(s.now() + std::chrono::nanoseconds{ns}); }
  void load(std::initializer_list<u32> words, u32 at = 0) {
    for (u32 w : words) rmt.write(RAM + 4 * at++, w);
  }
  void set(bool level) { matrix.set(Input::rmt0, level); }
  u32 ram(u32 word) { return rmt.read(RAM + 4 * word); }
};

}  // namespace

TEST_CASE("ESP32 RMT: every bit is described", "[esp32]") {
  Bench b;
  CHECK(b.rmt.mistakes().empty());
  CHECK(b.rmt.unmodelled().empty());
  CHECK(b.rmt.read(CONF0) == 0x3110'0002);
  CHECK(b.rmt.find("CH7TX_LIM")->offset == 0xec);
  b.rmt.write(RAM + 0x7fc, 0x12345678);
  CHECK(b.rmt.read(0xffc) == 0x12345678);
}

TEST_CASE("ESP32 RMT: sends entries of its memory to the clock's period", "[esp32]") {
  Bench b;
  b.load({entries(true, 32, false, 68), entries(true, 64, false, 36), 0});
  b.rmt.write(CONF0, conf0(1));
  b.rmt.write(INT_ENA, 1);
  b.rmt.write(CONF1, tx_start | ref_always_on | idle_en);
  b.run(10'000);
  using E = Bench::Edge;
  CHECK(b.edges == std::vector<E>{{0, true}, {400, false}, {1250, true}, {2050, false}});
  CHECK(b.rmt.irq.level());
  CHECK(b.rmt.read(INT_ST) == 1);
  b.rmt.write(INT_CLR, 1);
  CHECK_FALSE(b.rmt.irq.level());
  CHECK((b.rmt.read(CONF1) & tx_start) == 0);
}

TEST_CASE("ESP32 RMT: the divider, the other clock and the idle level", "[esp32]") {
  Bench b;
  b.load({entries(false, 3), 0});
  b.rmt.write(CONF0, conf0(2));
  b.rmt.write(CONF1, idle_en | idle_high);
  b.run(1000);
  b.rmt.write(CONF1, tx_start | idle_en | idle_high);  // REF_TICK: 2 us a period
  b.run(100'000);
  using E = Bench::Edge;
  CHECK(b.edges == std::vector<E>{{0, true}, {1000, false}, {7000, true}});
}

TEST_CASE("ESP32 RMT: wraps around its blocks and tells when TX_LIM words are sent", "[esp32]") {
  Bench b;
  for (u32 i = 0; i < 64; ++i) b.rmt.write(RAM + 4 * i, entries(true, 4, false, 4));
  b.rmt.write(CONF0, conf0(1));
  b.rmt.write(APB_CONF, 3);
  b.rmt.write(TX_LIM, 32);
  b.rmt.write(CONF1, tx_start | ref_always_on | idle_en);
  b.run(3200 + 60);
  CHECK(b.rmt.read(INT_RAW) == 1 << 24);
  b.rmt.write(INT_CLR, 1 << 24);
  b.run(3200);
  CHECK(b.rmt.read(INT_RAW) == 1 << 24);
  b.rmt.write(RAM + 4 * 10, 0);
  b.run(3200);
  CHECK(b.rmt.read(INT_RAW) == (1 << 24 | 1));
  CHECK(b.edges.size() == 2 * 74);
}

TEST_CASE("ESP32 RMT: without wrapping, memory without an end is an error", "[esp32]") {
  Bench b;
  for (u32 i = 0; i < 64; ++i) b.rmt.write(RAM + 4 * i, entries(true, 1, false, 1));
  b.rmt.write(CONF0, conf0(1));
  b.rmt.write(CONF1, tx_start | ref_always_on);
  b.run(10'000);
  CHECK(b.rmt.read(INT_RAW) == 4);
  CHECK(b.rmt.read(STATUS) >> 29 & 1);
}

TEST_CASE("ESP32 RMT: a loop goes on until its first entry ends it", "[esp32]") {
  Bench b;
  b.load({entries(true, 8, false, 8), 0});
  b.rmt.write(CONF0, conf0(1));
  b.rmt.write(CONF1, tx_start | ref_always_on | conti);
  b.run(1000);
  CHECK(b.edges.size() >= 10);
  CHECK(b.edges[2].ns == 200);
  CHECK(b.rmt.read(INT_RAW) == 0);
  b.load({0});
  b.run(1000);
  CHECK(b.rmt.read(INT_RAW) == 1);
}

TEST_CASE("ESP32 RMT: the carrier modulates one of the levels", "[esp32]") {
  Bench b;
  b.load({entries(true, 80, false, 80), entries(true, 40), 0});
  b.rmt.write(CARRIER_DUTY, 10 << 16 | 30);  // high 125 ns, low 375 ns
  b.rmt.write(CONF0, conf0(1) | carrier_en | carrier_high_level);
  b.rmt.write(CONF1, tx_start | ref_always_on | idle_en);
  b.run(10'000);
  using E = Bench::Edge;
  CHECK(b.edges == std::vector<E>{{0, true}, {125, false}, {500, true}, {625, false}, {2000, true}, {2125, false}});
}

TEST_CASE("ESP32 RMT: memory through the channel's FIFO", "[esp32]") {
  Bench b;
  b.rmt.write(APB_CONF, 0);
  b.rmt.write(0x04, 0x11);
  b.rmt.write(0x04, 0x22);
  CHECK(b.ram(64) == 0x11);
  CHECK(b.ram(65) == 0x22);
  CHECK(b.rmt.read(ADDR + 4) == 66);
  b.rmt.write(CONF1 + 8, apb_rst);
  CHECK(b.rmt.read(0x04) == 0x11);
}

TEST_CASE("ESP32 RMT: receives levels and their durations until it is idle", "[esp32]") {
  Bench b;
  b.set(true);
  b.rmt.write(CONF0, conf0(80, 100));
  b.rmt.write(INT_ENA, 2);
  b.rmt.write(CONF1, rx_en | owner_rx | ref_always_on | wr_rst);
  b.run(500'000);
  CHECK(b.rmt.read(INT_RAW) == 0);
  for (const auto& [level, us] : {std::pair{false, 18}, {true, 40}, {false, 50}, {true, 26}, {false, 50}}) {
    b.set(level);
    b.run(us * 1000);
  }
  b.set(true);
  b.run(99'000);
  CHECK_FALSE(b.rmt.irq.level());
  b.run(2'000);
  CHECK(b.rmt.irq.level());
  CHECK(b.ram(0) == entries(false, 18, true, 40));
  CHECK(b.ram(1) == entries(false, 50, true, 26));
  CHECK(b.ram(2) == entries(false, 50, true, 0));
  CHECK((b.rmt.read(STATUS) & 0x3ff) == 3);
}

TEST_CASE("ESP32 RMT: the filter ignores short pulses", "[esp32]") {
  Bench b;
  b.rmt.write(CONF0, conf0(80, 100));
  b.rmt.write(CONF1, rx_en | owner_rx | ref_always_on | filter | 80 << 8);
  b.set(true);
  b.run(10'000);
  b.set(false);
  b.run(500);  // half a microsecond
  b.set(true);
  b.run(10'000);
  b.set(false);
  b.run(300'000);
  CHECK(b.ram(0) == entries(true, 20, false, 0));
}

TEST_CASE("ESP32 RMT: full memory and memory that is the transmitter's are errors", "[esp32]") {
  Bench b;
  b.rmt.write(CONF0, conf0(1, 1000));
  b.rmt.write(CONF1, rx_en | owner_rx | ref_always_on);
  for (int i = 0; i < 140; ++i, b.run(100)) b.set(i % 2 == 0);
  CHECK(b.rmt.read(INT_RAW) == 4);
  CHECK(b.rmt.read(STATUS) >> 28 & 1);
  b.rmt.write(INT_CLR, 4);
  b.rmt.write(CONF1, ref_always_on);
  b.rmt.write(CONF1, rx_en | ref_always_on | wr_rst);
  b.set(true);
  b.run(100);
  b.set(false);
  CHECK(b.rmt.read(INT_RAW) == 4);
  CHECK(b.rmt.read(STATUS) >> 27 & 1);
}

TEST_CASE("ESP32 RMT: without its clock a channel stands still", "[esp32]") {
  Bench b;
  b.load({entries(true, 8, false, 8), 0});
  b.rmt.write(CONF0, conf0(1));
  b.rmt.write(CONF1, tx_start | ref_always_on);
  b.run(50);
  b.apb_clk.set(0);
  b.run(1000);
  CHECK(b.edges.size() == 1);
  b.apb_clk.set(80'000'000);
  b.run(1000);
  CHECK(b.rmt.read(INT_RAW) == 1);
}

TEST_CASE("ESP32 RMT: a snapshot goes on in the middle of an entry", "[esp32]") {
  Bench a, b;
  a.load({entries(true, 80, false, 80), entries(true, 80, false, 80), 0});
  a.rmt.write(CONF0, conf0(1));
  a.rmt.write(CONF1, tx_start | ref_always_on);
  a.run(1500);
  State saved;
  saved(a.s, a.rmt);
  State loaded{saved.data()};
  loaded(b.s, b.rmt);
  a.edges.clear();
  a.run(5000);
  b.run(5000);
  CHECK(a.edges == b.edges);
  CHECK(b.edges.size() == 2);
}
