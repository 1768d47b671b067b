// Two cores that meet in memory and in SIO do the same, to the cycle, however somebody outside cuts the run: into
// slices of any length, by stops in the middle of an access, by snapshots.
#include <catch2/catch.hpp>

#include "cpu/engines.hpp"
#include "peripherals/rp2040/chip.hpp"
#include "peripherals/rp2040/thumb_code.hpp"

using namespace rp2040;
using namespace std::chrono_literals;

namespace {

constexpr u32 sram = 0x2000'0000, counter = sram + 0x1000, sio = 0xd000'0000;
constexpr u32 gpio_out = 0x10, fifo_st = 0x50, fifo_wr = 0x54, fifo_rd = 0x58;
constexpr Time end{300us};

struct Programs {
  u32 core0, core1;
};
using Write = Programs (*)(ThumbCode&);

struct Seen {
  Time time;
  const Cpu* core;
  u32 offset, value;
};

struct Bench {
  explicit Bench(Write write, const cpu::thumb::EngineFactory& engine = {}) : chip("RP2040", machine, {}, engine) {
    machine.add(chip);
    machine.power_on();
    std::vector<u8> image(0x1000);
    ThumbCode code{image, 0};
    const Programs programs = write(code);
    code.resolve();
    REQUIRE(chip.bus().poke(sram, image));
    start(0, programs.core0);
    start(1, programs.core1);
    machine.trace_accesses([this](const Machine::Access& a) { seen.push_back({a.time, a.core, a.offset, a.value}); });
  }
  void start(unsigned n, u32 at) {
    Cpu& core = *chip.cores()[n];
    dynamic_cast<cpu::thumb::CortexM&>(core).change_clock(125'000'000);
    core.set(0, counter);
    core.set(1, sio);
    core.set(2, 0);
    core.set(7, sram + 0x2000);
    core.set(13, sram + 0x4000 + 0x1000 * n);
    core.set(15, sram + at);
  }
  void run(Duration slice) {
    while (machine.now() < end) machine.run_until(std::min(end, machine.now() + slice));
  }
  // What the second core has told of, and when, up to the end.
  std::string told() const {
    std::string text;
    for (const Seen& s : seen)
      if (s.time < end && s.core == chip_core(1) && s.offset == gpio_out)
        text += std::to_string(s.time.time_since_epoch().count()) + ' ' + std::to_string(s.value) + '\n';
    return text;
  }
  const Cpu* chip_core(unsigned n) const { return machine.cores()[n]; }

  Machine machine{1};
  Rp2040 chip;
  std::vector<Seen> seen;
};

using T = ThumbCode;

// Core 0 counts in memory, and does `now_and_then` at every 32nd step.
template <typename F>
u32 counts(T& c, F now_and_then) {
  const u32 at = c.here();
  const auto loop = c.bind_here();
  c.adds(T::r2, 1);
  c.str(T::r2, T::r0, 0);
  c.lsls(T::r3, T::r2, 27);
  c.b(T::ne, loop);
  now_and_then();
  c.b(loop);
  return at;
}

void tell(T& c) {
  c.ldr(T::r2, T::r0, 0);
  c.str(T::r2, T::r1, gpio_out);
}

Programs by_event(T& c) {
  const u32 core0 = counts(c, [&] { c.sev(); });
  const u32 core1 = c.here();
  const auto loop = c.bind_here();
  c.wfe();
  tell(c);
  c.b(loop);
  return {core0, core1};
}

// Core 1's vectors are at the counter's page and 0x1000 further.
Programs by_fifo_interrupt(T& c) {
  const u32 core0 = counts(c, [&] { c.str(T::r2, T::r1, fifo_wr); });
  const u32 handler = c.here();
  c.ldr(T::r3, T::r1, fifo_rd);
  tell(c);
  c.bx(T::lr);
  c.align(4);
  const u32 core1 = c.here();
  c.ldr(T::r3, u32{0xe000'ed08});  // VTOR
  c.str(T::r7, T::r3, 0);
  c.ldr(T::r3, sram + handler + 1);
  c.movs(T::r4, 4 * (16 + 16) / 4);
  c.lsls(T::r4, T::r4, 2);
  c.adds(T::r4, T::r4, T::r7);
  c.str(T::r3, T::r4, 0);
  c.ldr(T::r3, u32{0xe000'e100});  // ISER
  c.ldr(T::r4, u32{1 << 16});
  c.str(T::r4, T::r3, 0);
  const auto loop = c.bind_here();
  c.wfi();
  c.b(loop);
  c.pool();
  return {core0, core1};
}

// Each takes the lock, sleeping while the other has it, counts, and lets go with an event.
Programs by_spinlock(T& c) {
  const u32 at = c.here();
  c.movs(T::r4, 1);
  c.lsls(T::r4, T::r4, 8);
  c.adds(T::r4, T::r4, T::r1);
  const auto loop = c.bind_here(), taken = c.label();
  c.ldr(T::r5, T::r4, 0);
  c.cmp(T::r5, 0);
  c.b(T::ne, taken);
  c.wfe();
  c.b(loop);
  c.bind(taken);
  c.ldr(T::r2, T::r0, 0);
  c.adds(T::r2, 1);
  c.str(T::r2, T::r0, 0);
  c.str(T::r2, T::r1, gpio_out);
  c.str(T::r2, T::r4, 0);
  c.sev();
  for (int i = 0; i < 8; ++i) c.adds(T::r6, 1);  // time for the other to take it
  c.b(loop);
  return {at, at};
}

// Both are awake all the time; core 1 tells at every 64th look.
Programs by_memory(T& c) {
  const u32 core0 = counts(c, [] {});
  const u32 core1 = c.here();
  const auto loop = c.bind_here();
  c.ldr(T::r2, T::r0, 0);
  c.adds(T::r3, 1);
  c.lsls(T::r4, T::r3, 26);
  c.b(T::ne, loop);
  tell(c);
  c.b(loop);
  return {core0, core1};
}

}  // namespace

TEST_CASE("RP2040 cores: what they do does not depend on how the run is cut", "[rp2040]") {
  const auto [name, write] = GENERATE(values<std::pair<const char*, Write>>({{"SEV", by_event},
                                                                             {"FIFO interrupt", by_fifo_interrupt},
                                                                             {"spinlock and WFE", by_spinlock},
                                                                             {"memory", by_memory}}));
  CAPTURE(name);
  Bench whole{write};
  whole.run(1s);
  const std::string expected = whole.told();
  CHECK(std::ranges::count(expected, '\n') > 50);

  for (const Duration slice :
       {Duration{100us}, Duration{7'300ns}, Duration{1us}, Duration{333ns}, Duration{50ns}, Duration{8ns}}) {
    CAPTURE(slice.count());
    Bench b{write};
    b.run(slice);
    CHECK((b.told() == expected));
  }
}

TEST_CASE("RP2040 cores: they meet the same way on the fastest engine as in the interpreter", "[rp2040]") {
  const auto write = GENERATE(values<Write>({by_event, by_fifo_interrupt, by_spinlock, by_memory}));
  Bench interpreted{write}, fastest{write, cpu::engine_by_name(cpu::default_engine()).thumb};
  interpreted.run(1s);
  fastest.run(1s);
  CHECK((fastest.told() == interpreted.told()));
  CHECK(fastest.seen.size() == interpreted.seen.size());
}

// Core 1 is where power-on leaves it: asleep in the boot ROM. Core 0 sends events, and after a while that differs each
// time looks at its FIFO's state; at every 64th it tells core 1 something, which answers or not.
u32 sends_events(T& c) {
  const u32 at = c.here();
  const auto loop = c.bind_here(), later = c.label();
  c.sev();
  c.adds(T::r2, 1);
  c.lsls(T::r3, T::r2, 27);
  c.lsrs(T::r3, T::r3, 27);
  const auto wait = c.bind_here();
  c.subs(T::r3, 1);
  c.b(T::pl, wait);
  c.ldr(T::r4, T::r1, fifo_st);
  c.lsls(T::r6, T::r6, 1);
  c.adds(T::r6, T::r6, T::r4);
  c.lsls(T::r3, T::r2, 26);
  c.b(T::ne, later);
  c.str(T::r2, T::r1, fifo_wr);
  c.bind(later);
  c.b(loop);
  return at;
}

TEST_CASE("RP2040 cores: an event that tells a waiting core nothing new need not wake it", "[rp2040]") {
  std::string expected;
  unsigned all_wakes = 0;
  for (const std::string_view engine : {std::string_view{"interpreter"}, cpu::default_engine()})
    for (const bool every_round : {true, false}) {
      CAPTURE(engine, every_round);
      Machine machine{1};
      Rp2040 chip{"RP2040", machine, {}, cpu::engine_by_name(engine).thumb};
      machine.add(chip);
      machine.power_on();
      std::vector<u8> image(0x100);
      ThumbCode code{image, 0};
      const u32 core0 = sends_events(code);
      code.resolve();
      REQUIRE(chip.bus().poke(sram, image));
      auto& one = dynamic_cast<cpu::thumb::CortexM&>(*chip.cores()[1]);
      unsigned wakes = 0;
      one.on_sleep = [&, then = one.on_sleep] {
        ++wakes;
        if (then) then();
      };
      for (Cpu* core : chip.cores()) {
        dynamic_cast<cpu::thumb::CortexM&>(*core).change_clock(125'000'000);
        dynamic_cast<cpu::thumb::CortexM&>(*core).every_round = every_round;
      }
      machine.run_until(Time{50us});
      REQUIRE(one.sleeping());
      Cpu& zero = *chip.cores()[0];
      for (unsigned reg : {2u, 3u, 4u, 6u}) zero.set(reg, 0);
      zero.set(1, sio);
      zero.set(15, sram + core0);
      machine.run_until(Time{3ms});
      std::string state;
      for (Cpu* core : chip.cores())
        for (unsigned reg = 0; reg <= 16; ++reg) state += std::to_string(core->get(reg)) + ' ';
      state += std::to_string(zero.cycles());
      if (expected.empty()) expected = state, all_wakes = wakes;
      CHECK(state == expected);
      CHECK(all_wakes > 1000);
      if (!every_round) CHECK(wakes < all_wakes / 4);
    }
}

TEST_CASE("RP2040 cores: a snapshot between any two slices goes on as the run would have", "[rp2040]") {
  const auto write = GENERATE(values<Write>({by_event, by_spinlock, by_memory}));
  Bench whole{write};
  whole.run(1s);
  auto b = std::make_unique<Bench>(write);
  unsigned slices = 0;
  while (b->machine.now() < end) {
    b->machine.run_until(std::min(end, b->machine.now() + 777ns));
    if (++slices % 10) continue;
    State saved;
    b->machine.serialize(saved);
    auto next = std::make_unique<Bench>(write);
    State loaded{saved.data()};
    next->machine.serialize(loaded);
    REQUIRE(loaded.at_end());
    next->seen = std::move(b->seen);
    for (Seen& s : next->seen)
      if (s.core) s.core = next->chip_core(s.core == b->chip_core(1));
    b = std::move(next);
  }
  CHECK((b->told() == whole.told()));
}

TEST_CASE("RP2040 cores: one that the other resets begins then, not before", "[rp2040]") {
  // Core 1 is locked up; core 0 takes it through a reset (PSM FRCE_OFF) after 100 us.
  Bench b{[](T& c) -> Programs {
    const u32 core0 = c.here();
    c.ldr(T::r3, u32{4'000});
    const auto loop = c.bind_here();
    c.subs(T::r3, 1);
    c.b(T::ne, loop);
    c.ldr(T::r3, u32{0x4001'0004});
    c.ldr(T::r4, u32{1 << 16});
    c.str(T::r4, T::r3, 0);
    c.movs(T::r4, 0);
    c.str(T::r4, T::r3, 0);
    const auto forever = c.bind_here();
    c.b(forever);
    c.pool();
    return {core0, 0x800};
  }};
  b.chip.cores()[1]->set(16, 0);  // without its T bit
  b.run(1s);
  Time first = Time::max(), reset = Time::max();
  for (const Seen& s : b.seen) {
    if (s.core == b.chip_core(0) && s.offset == 4) reset = s.time;
    if (s.core == b.chip_core(1)) first = std::min(first, s.time);
  }
  CHECK(reset > Time{90us});
  CHECK(reset < end);
  CHECK(first < end);
  CHECK(first > reset);
}
