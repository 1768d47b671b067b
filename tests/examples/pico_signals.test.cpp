// What the Pico's examples do to the pins, measured in virtual time: 8 ns are a cycle of clk_sys at 125 MHz.
#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <map>
#include <sstream>

#include "tests/firmware/bench.hpp"
#include "tests/places.hpp"

using namespace emulator;
using namespace std::chrono_literals;

namespace {

constexpr i64 cycle = 8'000;        // picoseconds
constexpr i64 peri_cycle = 20'833;  // this firmware runs clk_peri at 48 MHz

std::string source(const std::string& name) {
  std::ifstream file{VIVARIUM_SOURCE_DIR "/examples/pico/" + name + ".py"};
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

struct Edge {
  i64 at;  // picoseconds
  bool level;
};

struct Bench : firmware::Bench {
  explicit Bench(const std::string& pin, boards::BoardDescription description = boards::describe("pico"))
      : firmware::Bench(1, std::move(description)) {
    boot(firmware::image_of("pico"));
    board.pin(pin).watchers.push_back([this](const Net& net) {
      const bool level = net.volts() > 1.65;
      if (!edges.empty() && edges.back().level == level) return;
      edges.push_back({machine.now().time_since_epoch().count(), level});
    });
  }
  std::string play(const std::string& script) { return run(script, RawRepl::From::power_on); }
  u32 peek(u32 address) {
    u32 value = 0;
    REQUIRE(board.chip().bus().read(address, 4, value));
    return value;
  }
  std::vector<i64> rising() const {
    std::vector<i64> times;
    for (const Edge& e : edges)
      if (e.level) times.push_back(e.at);
    return times;
  }
  std::vector<Edge> edges;
};

#define NEEDS_PICO() \
  if (firmware::image_of("pico").empty()) return

}  // namespace

TEST_CASE("Pico signals: PWM's period and duty cycles are exact", "[examples]") {
  NEEDS_PICO();
  Bench b{"LED"};
  u32 div = 0, top = 0;
  // Slice 4 makes GPIO25; what the driver chose gives the period: (TOP + 1) * DIV (4.5.2.1, 4.5.2.6).
  Event look{b.machine.scheduler, "look", [&] {
               div = b.peek(0x4005'0054);
               top = b.peek(0x4005'0060);
             }};
  look.after(400ms);
  b.play(source("pwm_fade"));
  REQUIRE(div != 0);
  const i64 period = (top + 1) * div * cycle / 16;
  CHECK(std::abs(period - 1'000'000'000) < 10'000);  // 1 kHz, as near as the divider's sixteenths get
  const auto rising = b.rising();
  REQUIRE(rising.size() > 100);
  std::map<i64, int> highs;  // in cycles of the divided clock
  for (std::size_t i = 1; i < b.edges.size(); ++i) {
    const i64 passed = b.edges[i].at - rising[0], length = b.edges[i].at - b.edges[i - 1].at;
    if (b.edges[i].level)
      CHECK(std::abs(passed - (passed + period / 2) / period * period) <= cycle);
    else if (length < period)
      ++highs[(length * 16 + div * cycle / 2) / (div * cycle)];
  }
  REQUIRE(highs.size() == 3);  // a quarter, a half, three quarters
  i64 quarter = 1;
  for (const auto& [high, times] : highs) {
    CHECK(std::abs(high - quarter * (top + 1) / 4) <= 1);
    CHECK(times >= 38);  // twice 20 ms of each
    ++quarter;
  }
}

TEST_CASE("Pico signals: a square wave of PIO, to the cycle", "[examples]") {
  NEEDS_PICO();
  Bench b{"GP15"};
  b.play(source("pio_square_wave"));
  const auto rising = b.rising();
  // Ten cycles of the state machine, whose divider has 8 fractional bits: 1, 12.5 and 41.66… (41 171/256).
  std::map<i64, int> periods;
  for (std::size_t i = 1; i < rising.size(); ++i) ++periods[(rising[i] - rising[i - 1]) / cycle];
  CHECK(periods[10] > 500);
  CHECK(periods[125] > 40);
  CHECK(periods[416] + periods[417] > 10);
  const i64 longest = 500 * cycle;
  std::size_t slow = 1;
  while (slow < rising.size() && rising[slow] - rising[slow - 1] < 400 * cycle) ++slow;
  while (slow < rising.size() && rising[slow] - rising[slow - 1] > longest) ++slow;  // the pause before
  while (slow < rising.size() && rising[slow] - rising[slow - 1] < 400 * cycle) ++slow;
  while (slow < rising.size() && rising[slow] - rising[slow - 1] > longest) ++slow;
  REQUIRE(slow + 5 < rising.size());
  for (std::size_t i = slow; i < rising.size(); ++i) {
    const i64 exact = static_cast<i64>(i - slow) * 10 * (41 * 256 + 171) * cycle / 256;
    CHECK(std::abs(rising[i] - rising[slow] - exact) <= cycle);
  }
}

TEST_CASE("Pico signals: NeoPixel bits of PIO", "[examples]") {
  NEEDS_PICO();
  Bench b{"GP22"};
  b.play(source("pio_neopixel"));
  // At 8 MHz a bit has ten cycles: three low, two high, five high or low.
  constexpr i64 machine_cycle = 125'000;
  u32 word = 0;
  unsigned bits = 0;
  std::vector<u32> words;
  for (std::size_t i = 0; i + 1 < b.edges.size(); ++i) {
    if (!b.edges[i].level) continue;
    const i64 high = b.edges[i + 1].at - b.edges[i].at;
    const bool one = high > 4 * machine_cycle;
    CHECK(std::abs(high - (one ? 7 : 2) * machine_cycle) <= cycle);
    word = word << 1 | one;
    if (++bits % 24 == 0) words.push_back(word & 0xff'ffff);
    if (i + 2 < b.edges.size() && bits % 24)  // fractional divider: each edge is within a cycle of where it should be
      CHECK(std::abs(b.edges[i + 2].at - b.edges[i].at - 10 * machine_cycle) <= cycle);
  }
  CHECK(words == std::vector<u32>{0x00'ff'00, 0x80'00'07, 0x02'01'03});
}

TEST_CASE("Pico signals: bits that DMA brings to PIO", "[examples]") {
  NEEDS_PICO();
  Bench b{"GP15"};
  b.play(source("dma_pio"));
  const auto first = std::ranges::find_if(b.edges, [](const Edge& e) { return e.level; });
  REQUIRE(first != b.edges.end());
  std::string seen, sent;
  for (auto e = first; e + 1 != b.edges.end(); ++e) {
    const i64 length = (e + 1)->at - e->at;
    CHECK(length % (8 * cycle) == 0);
    seen.append(static_cast<std::size_t>(length / (8 * cycle)), e->level ? '1' : '0');
  }
  for (int n = 0; n < 4; ++n)
    for (const u32 word : {0xaaaa'aaaa, 0xcccc'cccc, 0xf0f0'f0f0, 0xff00'ff00, 0xffff'0000})
      for (unsigned bit = 0; bit < 32; ++bit) sent += word >> bit & 1 ? '1' : '0';
  sent = sent.substr(1);  // the first bit is 0 as the pin was before
  CHECK(seen.substr(0, sent.size()) == sent.substr(0, seen.size()));
  CHECK(seen.size() >= sent.size() - 32);
}

TEST_CASE("Pico signals: a UART's bits have the length that its divider gives", "[examples]") {
  NEEDS_PICO();
  Bench b{"GP0"};
  b.play(
      "from machine import UART, Pin\nimport time\nu = UART(0, baudrate=9600, tx=Pin(0), rx=Pin(1))\n"
      "u.write(b'UUUU')\nu.flush()\ntime.sleep_ms(2)\n");
  const i64 divisor = b.peek(0x4003'4024) * 64 + b.peek(0x4003'4028);  // UARTIBRD, UARTFBRD (4.2.7.1): 64ths
  const i64 sixteen_bits = 4 * divisor * 1'000'000 / 48;
  std::vector<Edge> data;
  for (const Edge& e : b.edges)
    if (data.empty() ? !e.level && e.at > 250'000'000'000 : true) data.push_back(e);
  REQUIRE(data.size() >= 40);  // every bit of 0x55 with start and stop is an edge
  for (std::size_t i = 0; i + 16 < 40; ++i) CHECK(std::abs(data[i + 16].at - data[i].at - sixteen_bits) <= peri_cycle);
}

TEST_CASE("Pico signals: software timers keep the time of TIMER", "[examples]") {
  NEEDS_PICO();
  Bench b{"GP15"};
  b.play(source("timer"));
  std::vector<i64> toggles;
  for (const Edge& e : b.edges)
    if (e.at > 250'000'000'000) toggles.push_back(e.at);
  REQUIRE(toggles.size() >= 10);
  const std::size_t n = toggles.size();
  for (std::size_t i = n - 9; i < n; ++i)  // with what the interpreter takes to call back
    CHECK(std::abs(toggles[i] - toggles[n - 10] - static_cast<i64>(i + 10 - n) * 10'000'000'000) < 200'000'000);
}

TEST_CASE("Pico signals: time.ticks_us() agrees with virtual time", "[examples]") {
  NEEDS_PICO();
  Bench b{"GP15"};
  // The pin rises by a single store, just before TIMERAWL is read.
  const std::string out = b.play(
      "from machine import Pin, mem32\nimport time\np = Pin(15, Pin.OUT, value=0)\n"
      "def mark():\n  mem32[0xd0000014] = 1 << 15\n  t = mem32[0x40054028]\n  u = time.ticks_us()\n"
      "  mem32[0xd0000018] = 1 << 15\n  return t, u\n"
      "mark()\nfor ms in (0, 1, 1000, 7000):\n  time.sleep_ms(ms)\n  print(*mark())\n");
  const auto rising = b.rising();
  REQUIRE(rising.size() == 5);
  std::istringstream numbers{out};
  std::vector<i64> raw, ticks;
  for (i64 t = 0, u = 0; numbers >> t >> u;) raw.push_back(t), ticks.push_back(u);
  REQUIRE(raw.size() == 4);
  for (std::size_t i = 1; i < 4; ++i) {
    const i64 passed = (rising[i + 1] - rising[1]) / 1'000'000;  // microseconds
    CHECK(std::abs(raw[i] - raw[0] - passed) <= 10);             // the interpreter's own time between store and load
    CHECK(std::abs(ticks[i] - ticks[0] - passed) <= 10);
  }
}
