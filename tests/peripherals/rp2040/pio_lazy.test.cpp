// A block is run only where something shows or somebody looks: whoever looks must change nothing. Random programs,
// configurations, inputs and accesses.
#include <catch2/catch.hpp>
#include <random>

#include "tests/peripherals/rp2040/pio_bench.hpp"

using namespace rp2040_test;

namespace {

struct Script {
  std::array<u16, 32> memory;
  std::array<std::array<u32, 4>, 4> machines;  // CLKDIV, EXECCTRL, SHIFTCTRL, PINCTRL
  u32 bypass, inte;
  struct Act {
    i64 cycle;
    u32 kind, a, b;
  };
  std::vector<Act> acts;

  explicit Script(u32 seed) {
    std::mt19937 engine{seed};
    const auto random = [&] { return static_cast<u32>(engine()); };
    for (u16& w : memory) w = static_cast<u16>(random() & (random() % 2 ? 0xffff : 0xe3ff));
    for (auto& m : machines) {
      m[0] = random() % 2 ? divide(1) : (1 + random() % 5) << 16 | (random() & 0xff00);
      m[1] = random() & 0x7fff'ff9f;
      m[2] = random() & 0x3fff'0000;
      if (random() % 4 == 0) m[2] |= (1 + random() % 3) << 30;
      m[3] = (random() % 4) << 29 | (random() % 6) << 26 | (random() % 33) << 20 | (random() & 0xf'ffff);
    }
    bypass = random();
    inte = random() & 0xfff;
    i64 cycle = 0;
    while (cycle < 3000) acts.push_back({cycle += 1 + random() % 40, random() % 10, random(), random()});
  }

  enum class Look { never, reading, rewriting, reloading };
  struct Result {
    std::vector<Bench::Change> changes;
    std::vector<std::pair<i64, unsigned>> wires;
    std::vector<u32> reads;
    bool operator==(const Result&) const = default;
  };

  void act(Bench& b, Result& r, const Act& what) const {
    switch (what.kind) {
      case 0:
      case 1:
      case 2: b.p.write(TXF(what.a % 4), what.b); break;
      case 3:
      case 4: r.reads.push_back(b.p.read(RXF(what.a % 4))); break;
      case 5:
      case 6: b.pins.outside(what.a & 0x3fff'ffff); break;
      case 7: b.p.write(IRQ, what.a & 0xff); break;
      case 8: b.p.write(IRQ_FORCE, what.a & what.b & 0xff); break;
      default:
        if (what.a % 8 == 0)
          b.p.write(CTRL, what.b & 0xfff);
        else
          b.p.write(INSTR(what.a % 4), what.b & 0xffff);
        break;
    }
  }

  static void listen(Bench& b, Result& r) {
    const auto hear = [&](Wire& w, unsigned n) {
      bool first = true;
      w.listen([&r, &b, n, first](bool level) mutable {
        if (!std::exchange(first, false)) r.wires.push_back({b.cycle(), 2 * n + level});
      });
    };
    for (unsigned i = 0; i < 4; ++i) {
      hear(b.p.dreq_tx[i], i);
      hear(b.p.dreq_rx[i], 4 + i);
    }
    hear(b.p.irq0, 8);
    hear(b.p.irq1, 9);
  }

  Result run(Look look) const {
    Result r;
    auto b = std::make_unique<Bench>();
    for (unsigned i = 0; i < 32; ++i) b->p.write(INSTR_MEM(i), memory[i]);
    for (unsigned i = 0; i < 4; ++i)
      for (unsigned k = 0; k < 4; ++k)
        b->p.write(std::array{CLKDIV(i), EXECCTRL(i), SHIFTCTRL(i), PINCTRL(i)}[k], machines[i][k]);
    b->p.write(INPUT_SYNC_BYPASS, bypass);
    b->p.write(IRQ0_INTE, inte);
    b->enable(0xf);
    listen(*b, r);
    for (const Act& what : acts) {
      while (b->cycle() < what.cycle) {
        b->pass(look == Look::never ? what.cycle - b->cycle() : 1);
        if (look == Look::reading) b->p.read(FLEVEL);
        if (look == Look::rewriting) b->p.write(DBG_CFGINFO, 0);  // read-only, but a write
        if (look == Look::reloading) reload(*b);
      }
      act(*b, r, what);
    }
    r.changes = b->changes;
    for (const u32 at : {CTRL, FSTAT, FDEBUG, FLEVEL, IRQ, DBG_PADOUT, DBG_PADOE, INTR})
      r.reads.push_back(b->p.read(at));
    for (unsigned i = 0; i < 4; ++i) {
      r.reads.push_back(b->p.read(ADDR(i)));
      r.reads.push_back(b->p.read(EXECCTRL(i)));
    }
    return r;
  }

  static void reload(Bench& b) {
    State out;
    b.s.serialize(out);
    b.p.serialize(out);
    State in{out.data()};
    b.s.serialize(in);
    b.p.serialize(in);
  }
};

}  // namespace

TEST_CASE("RP2040 PIO: looking every cycle, writing every cycle and reloading every cycle change nothing", "[rp2040]") {
  std::size_t shown = 0;
  for (u32 seed = 0; seed < 60; ++seed) {
    CAPTURE(seed);
    const Script script{seed};
    const Script::Result alone = script.run(Script::Look::never);
    shown += alone.changes.size();
    REQUIRE(script.run(Script::Look::reading) == alone);
    REQUIRE(script.run(Script::Look::rewriting) == alone);
    REQUIRE(script.run(Script::Look::reloading) == alone);
  }
  CHECK(shown > 1000);
}
