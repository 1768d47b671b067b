#include <catch2/catch.hpp>

#include "peripherals/rp2040/adc.hpp"

using namespace emulator;
using rp2040::Adc;

namespace {

constexpr u32 CS = 0x00, RESULT = 0x04, FCS = 0x08, FIFO = 0x0c, DIV = 0x10, INTR = 0x14, INTE = 0x18, INTF = 0x1c,
              INTS = 0x20;
constexpr u32 EN = 1, TS_EN = 2, START_ONCE = 4, START_MANY = 8, READY = 1 << 8;
constexpr u32 AINSEL(u32 n) { return n << 12; }
constexpr u32 RROBIN(u32 mask) { return mask << 16; }
constexpr u32 FIFO_EN = 1, SHIFT = 2, DREQ_EN = 8, EMPTY = 1 << 8, FULL = 1 << 9, UNDER = 1 << 10, OVER = 1 << 11;
constexpr u32 THRESH(u32 n) { return n << 24; }
constexpr u32 LEVEL(u32 n) { return n << 16; }

struct Bench {
  Scheduler s;
  ClockSignal clk_adc{"clk_adc", 48'000'000};
  World world;
  Quantity& room = world.quantity("temperature", "degC", 27, {-40, 125});
  std::array<Terminal, 4> pins{Terminal{"GPIO26"}, Terminal{"GPIO27"}, Terminal{"GPIO28"}, Terminal{"GPIO29"}};
  Adc adc{"ADC", s, clk_adc, {&pins[0], &pins[1], &pins[2], &pins[3]}, room};
  Time start{};
  // Edges of clk_adc since the last write of CS.
  void until(i64 cycle) {
    const i64 before = clk_adc.clock().count(start.time_since_epoch());
    s.run_until(Time{clk_adc.clock().ticks(before + cycle)});
  }
  void write_cs(u32 value) {
    start = s.now();
    adc.write(CS, value);
  }
  u32 convert(u32 cs) {
    write_cs(cs | EN | START_ONCE);
    until(96);
    return adc.read(RESULT);
  }
};

}  // namespace

TEST_CASE("RP2040 ADC: every bit is described", "[rp2040]") {
  Bench b;
  CHECK(b.adc.mistakes().empty());
  CHECK(b.adc.unmodelled().empty());
}

TEST_CASE("RP2040 ADC: a conversion takes 96 cycles of clk_adc", "[rp2040]") {
  Bench b;
  CHECK(b.adc.read(CS) == 0);
  b.adc.write(CS, EN);
  CHECK(b.adc.read(CS) == (EN | READY));
  b.pins[0].drive(1.65, 10);
  b.write_cs(EN | START_ONCE);
  CHECK(b.adc.read(CS) == EN);
  b.s.run_until(b.start + b.clk_adc.clock().ticks(96) - Duration{1});
  CHECK(b.adc.read(CS) == EN);
  b.until(96);
  CHECK(b.adc.read(CS) == (EN | READY));
  CHECK(b.adc.read(RESULT) == 2048);
  CHECK(b.s.next() == Time::max());
}

TEST_CASE("RP2040 ADC: START_ONCE without power does nothing, through the set alias it does", "[rp2040]") {
  Bench b;
  Bus bus;
  b.adc.map_on(bus, 0x4004'c000);
  b.pins[0].drive(3.3, 10);
  b.write_cs(START_ONCE);
  b.until(200);
  CHECK(b.adc.read(RESULT) == 0);
  b.adc.write(CS, EN);
  b.start = b.s.now();
  CHECK(bus.write(0x4004'e000 + CS, 4, START_ONCE));
  b.until(96);
  CHECK(b.adc.read(RESULT) == 4095);
}

TEST_CASE("RP2040 ADC: AINSEL chooses among pins and the temperature sensor", "[rp2040]") {
  Bench b;
  const std::array<double, 4> volts{0.5, 1.0, 2.0, 5.0};
  for (unsigned i = 0; i < 4; ++i) b.pins[i].drive(volts[i], 10);
  CHECK(b.convert(AINSEL(0)) == static_cast<u32>(0.5 / 3.3 * 4096));
  CHECK(b.convert(AINSEL(1)) == static_cast<u32>(1.0 / 3.3 * 4096));
  CHECK(b.convert(AINSEL(2)) == static_cast<u32>(2.0 / 3.3 * 4096));
  CHECK(b.convert(AINSEL(3)) == 4095);
  CHECK(b.convert(AINSEL(4) | TS_EN) == static_cast<u32>(0.706 / 3.3 * 4096));
  b.room.set(80);
  CHECK(b.convert(AINSEL(4) | TS_EN) == static_cast<u32>((0.706 - 53 * 0.001721) / 3.3 * 4096));
  CHECK(b.convert(AINSEL(4)) == 0);
  b.adc.supply(3.0);
  CHECK(b.convert(AINSEL(1)) == 1365);
}

TEST_CASE("RP2040 ADC: the input is sampled when the conversion begins", "[rp2040]") {
  Bench b;
  b.pins[0].drive(3.3, 10);
  b.write_cs(EN | START_ONCE);
  b.pins[0].drive(0, 10);
  b.until(96);
  CHECK(b.adc.read(RESULT) == 4095);
}

TEST_CASE("RP2040 ADC: START_MANY converts back to back into the FIFO, which overflows", "[rp2040]") {
  Bench b;
  b.pins[0].drive(3.3, 10);
  b.adc.write(FCS, FIFO_EN | THRESH(3));
  b.adc.write(INTE, 1);
  b.write_cs(EN | START_MANY);
  b.until(3 * 96 - 1);
  CHECK(b.adc.read(FCS) == (FIFO_EN | THRESH(3) | LEVEL(2)));
  CHECK_FALSE(b.adc.irq.level());
  b.until(3 * 96);
  CHECK(b.adc.irq.level());
  CHECK(b.adc.read(INTS) == 1);
  b.until(4 * 96);
  CHECK(b.adc.read(FCS) == (FIFO_EN | THRESH(3) | LEVEL(4) | FULL));
  b.until(5 * 96);
  CHECK(b.adc.read(FCS) == (FIFO_EN | THRESH(3) | LEVEL(4) | FULL | OVER));
  b.adc.write(CS, EN);  // the conversion under way is finished
  b.until(10 * 96);
  CHECK(b.s.next() == Time::max());
  for (int i = 0; i < 4; ++i) CHECK(b.adc.read(FIFO) == 4095);
  CHECK_FALSE(b.adc.irq.level());
  CHECK(b.adc.read(FIFO) == 0);
  CHECK(b.adc.read(FCS) == (FIFO_EN | THRESH(3) | EMPTY | OVER | UNDER));
  b.adc.write(FCS, OVER | UNDER);
  CHECK(b.adc.read(FCS) == EMPTY);
}

TEST_CASE("RP2040 ADC: SHIFT gives bytes, DREQ while there are enough samples", "[rp2040]") {
  Bench b;
  b.pins[0].drive(1.65, 10);
  b.adc.write(FCS, FIFO_EN | SHIFT | DREQ_EN | THRESH(1));
  CHECK_FALSE(b.adc.dreq.level());
  b.convert(0);
  CHECK(b.adc.dreq.level());
  CHECK(b.adc.peek(FIFO) == 0);
  CHECK(b.adc.read(FIFO) == 0x80);
  CHECK_FALSE(b.adc.dreq.level());
  CHECK(b.adc.read(RESULT) == 0x800);
}

TEST_CASE("RP2040 ADC: round robin begins with AINSEL and goes on upwards", "[rp2040]") {
  Bench b;
  for (unsigned i = 0; i < 4; ++i) b.pins[i].drive(0.5 * i, 10);
  b.adc.write(FCS, FIFO_EN);
  b.write_cs(EN | TS_EN | START_MANY | AINSEL(2) | RROBIN(0b10110));
  b.until(4 * 96);
  const auto counts = [](double volts) { return static_cast<u32>(volts / 3.3 * 4096); };
  CHECK(b.adc.read(FIFO) == counts(1.0));
  CHECK(b.adc.read(FIFO) == counts(0.706));
  CHECK(b.adc.read(FIFO) == counts(0.5));
  CHECK(b.adc.read(FIFO) == counts(1.0));
  CHECK((b.adc.read(CS) >> 12 & 7) == 4);
}

TEST_CASE("RP2040 ADC: DIV paces conversions, in 256ths of a cycle", "[rp2040]") {
  Bench b;
  b.adc.write(FCS, FIFO_EN);
  b.adc.write(DIV, 999 << 8);
  b.write_cs(EN | START_MANY);
  const auto level = [&] { return b.adc.read(FCS) >> 16 & 0xf; };
  for (u32 n = 0; n < 3; ++n) {
    b.until(1000 * n + 95);
    CHECK(level() == n);
    b.until(1000 * n + 96);
    CHECK(level() == n + 1);
  }
  b.adc.write(CS, EN);
  b.until(10'000);
  while (level()) b.adc.read(FIFO);
  b.adc.write(DIV, 99 << 8 | 64);  // 100.25
  b.write_cs(EN | START_MANY);
  std::vector<i64> ends;
  for (i64 cycle = 0; ends.size() < 9; ++cycle) {
    b.until(cycle);
    for (; level(); b.adc.read(FIFO)) ends.push_back(cycle - 96);
  }
  CHECK(ends == std::vector<i64>{0, 100, 200, 300, 401, 501, 601, 701, 802});
}

TEST_CASE("RP2040 ADC: a period shorter than a conversion is back to back", "[rp2040]") {
  Bench b;
  b.adc.write(FCS, FIFO_EN);
  b.adc.write(DIV, 50 << 8);
  b.write_cs(EN | START_MANY);
  b.until(3 * 96);
  CHECK((b.adc.read(FCS) >> 16 & 0xf) == 3);
}

TEST_CASE("RP2040 ADC: writing DIV begins a new period", "[rp2040]") {
  Bench b;
  b.adc.write(FCS, FIFO_EN);
  b.adc.write(DIV, 999 << 8);
  b.write_cs(EN | START_MANY);
  b.until(500);
  b.adc.write(DIV, 299 << 8);
  b.until(800 + 95);
  CHECK((b.adc.read(FCS) >> 16 & 0xf) == 1);
  b.until(800 + 96);
  CHECK((b.adc.read(FCS) >> 16 & 0xf) == 2);
  b.until(1100 + 96);
  CHECK((b.adc.read(FCS) >> 16 & 0xf) == 3);
}

TEST_CASE("RP2040 ADC: START_MANY during a conversion paces from then on", "[rp2040]") {
  Bench b;
  b.adc.write(FCS, FIFO_EN);
  b.adc.write(DIV, 199 << 8);
  b.write_cs(EN | START_ONCE);
  b.until(5000);
  b.write_cs(EN | START_ONCE);
  b.until(50);
  b.write_cs(EN | START_MANY);
  const auto level = [&] { return b.adc.read(FCS) >> 16 & 0xf; };
  b.until(46);
  CHECK(level() == 2);
  b.until(295);
  CHECK(level() == 2);
  b.until(296);
  CHECK(level() == 3);
  b.until(496);
  CHECK(level() == 4);
}

TEST_CASE("RP2040 ADC: a stopped clock stops the conversion", "[rp2040]") {
  Bench b;
  b.pins[0].drive(3.3, 10);
  b.write_cs(EN | START_ONCE);
  b.until(50);
  b.clk_adc.set(0);
  b.s.run_until(b.s.now() + std::chrono::milliseconds{1});
  CHECK(b.adc.read(CS) == EN);
  b.clk_adc.set(48'000'000);
  b.s.run_until(b.s.now() + b.clk_adc.clock().ticks(46));
  CHECK(b.adc.read(CS) == (EN | READY));
}

TEST_CASE("RP2040 ADC: INTF forces the interrupt, power off and reset end a conversion", "[rp2040]") {
  Bench b;
  b.adc.write(FCS, THRESH(1));
  CHECK(b.adc.read(INTR) == 0);
  b.adc.write(INTF, 1);
  CHECK(b.adc.irq.level());
  CHECK(b.adc.read(INTS) == 1);
  b.write_cs(EN | START_MANY);
  b.adc.write(CS, 0);
  CHECK(b.s.next() == Time::max());
  b.write_cs(EN | START_MANY);
  b.adc.hold_in_reset(true);
  CHECK(b.s.next() == Time::max());
  CHECK_FALSE(b.adc.irq.level());
}

TEST_CASE("RP2040 ADC: a restored one goes on as the saved one", "[rp2040]") {
  Bench saved, restored;
  for (Bench* b : {&saved, &restored}) b->pins[1].drive(1.0, 10);
  saved.adc.write(FCS, FIFO_EN | DREQ_EN | THRESH(2));
  saved.adc.write(DIV, 199 << 8);
  saved.write_cs(EN | START_MANY | AINSEL(1));
  saved.until(250);
  State out;
  saved.s.serialize(out);
  saved.adc.serialize(out);
  State in{out.data()};
  restored.s.serialize(in);
  restored.adc.serialize(in);
  CHECK(in.at_end());
  restored.until(295);
  CHECK_FALSE(restored.adc.dreq.level());
  restored.until(296);
  CHECK(restored.adc.dreq.level());
  CHECK(restored.adc.read(FIFO) == 1241);
}
