// Clocks that firmware stops, sleep, dormant, resets of one core: the whole chip. RP2040 Datasheet 2.4.2.9, 2.11, 2.15.
#include <catch2/catch.hpp>

#include "peripherals/rp2040/chip.hpp"

using namespace rp2040;
using namespace std::chrono_literals;

namespace {

constexpr u32 program = 0x2000'0000, counter = 0x2000'1000, vectors = 0x2000'2000;
constexpr u32 clocks = 0x4000'8000, clk_ref_ctrl = clocks + 0x30, clk_sys_div = clocks + 0x40;
constexpr u32 sleep_en0 = clocks + 0xa8, sleep_en1 = clocks + 0xac, wake_en0 = clocks + 0xa0;
constexpr u32 xosc = 0x4002'4000, resets = 0x4000'c000, pwm = 0x4005'0000, timer = 0x4005'4000, watchdog = 0x4005'8000;
constexpr u32 syscfg = 0x4000'4000, io_bank0 = 0x4001'4000, dma = 0x5000'0000;
constexpr u32 scr = 0xe000'ed10, aircr = 0xe000'ed0c, vtor = 0xe000'ed08, syst = 0xe000'e010;
constexpr u32 clear = 0x3000;

struct Bench {
  Bench() : chip("RP2040", machine, {}) {
    machine.add(chip);
    machine.power_on();
    start({0xe7fe'e7fe}, {});
    machine.run_until(Time{100us});  // core 1 sleeps in the boot ROM, deeply
    write(resets + clear, 0x01ff'ffff);
  }
  void write(u32 address, u32 value) { REQUIRE(chip.bus().write(address, 4, value)); }
  u32 read(u32 address) {
    u32 value = 0;
    REQUIRE(chip.bus().read(address, 4, value));
    return value;
  }
  void run(Duration d) { machine.run_until(machine.now() + d); }
  Cpu& core(unsigned n = 0) { return *chip.cores()[n]; }
  auto& thumb(unsigned n = 0) { return dynamic_cast<cpu::thumb::CortexM&>(core(n)); }
  void start(std::initializer_list<u32> code, std::initializer_list<u32> registers) {
    u32 at = program;
    for (const u32 word : code) write(at, word), at += 4;
    chip.bus().changed(sram(), 0, 0x1000);
    unsigned n = 0;
    for (const u32 value : registers) core().set(n++, value);
    core().set(15, program);
  }
  const Memory& sram() {
    for (const auto& m : chip.bus().mapped())
      if (m.base == 0x2000'0000 && m.memory) return *m.memory;
    throw std::logic_error("no SRAM");
  }
  void use_crystal() {
    write(xosc + 0x0c, 47);  // STARTUP.DELAY: 47 * 256 cycles of 12 MHz
    write(xosc, 0xfa'baa0);
    run(2ms);
    write(clk_ref_ctrl, 2);
    run(10us);
    REQUIRE(core().clock().hz() == 12'000'000);
  }

  Machine machine{1};
  Rp2040 chip;
};

constexpr u32 wfi_nop = 0xbf00'bf30;

}  // namespace

TEST_CASE("RP2040 power: in deep sleep SLEEP_EN counts, awake WAKE_EN", "[rp2040]") {
  Bench b;
  b.use_crystal();
  b.write(watchdog + 0x2c, 12 | 1 << 9);  // a tick each microsecond
  b.write(pwm, 1);
  const auto pwm_runs = [&] {
    const u32 before = b.read(pwm + 8);
    b.run(100us);
    return b.read(pwm + 8) != before;
  };
  b.start({wfi_nop, 0xe7fc'e7fd}, {});
  CHECK(pwm_runs());
  b.write(sleep_en0, 0xffff'ffff & ~(1u << 17));  // clk_sys_pwm
  CHECK(pwm_runs());                              // core 0 sleeps, but not deeply
  b.thumb().store(scr, 4, 4);                     // SLEEPDEEP: as if it had been so before
  b.core().set(15, program);
  b.thumb().reset();
  b.start({wfi_nop, 0xe7fc'e7fd}, {});
  b.thumb().store(scr, 4, 4);
  b.run(10us);
  CHECK(b.core().sleeping());
  CHECK_FALSE(pwm_runs());
  const u32 ticks = b.read(timer + 0x28);
  b.run(100us);
  CHECK(b.read(timer + 0x28) - ticks == 100);
  b.write(sleep_en1, 0x7fff & ~(1u << 5));  // clk_sys_timer
  const u32 stopped = b.read(timer + 0x28);
  b.run(100us);
  CHECK(b.read(timer + 0x28) == stopped);
  b.thumb().store(0xe000'e100, 4, 1);  // TIMER_IRQ_0 wakes
  b.write(timer + 0x38, 1);
  b.write(timer + 0x3c, 1);  // INTF
  CHECK_FALSE(b.core().sleeping());
  CHECK(pwm_runs());
}

TEST_CASE("RP2040 power: a gated clock stops its block", "[rp2040]") {
  Bench b;
  b.write(pwm, 1);
  b.run(10us);
  const u32 first = b.read(pwm + 8);
  b.write(wake_en0 + clear, 1u << 17);
  const u32 stopped = b.read(pwm + 8);
  CHECK(stopped >= first);
  b.run(100us);
  CHECK(b.read(pwm + 8) == stopped);
}

TEST_CASE("RP2040 power: dormant, everything stands still until a pin moves", "[rp2040]") {
  Bench b;
  b.use_crystal();
  // Writes to DORMANT, then counts.
  b.start({0x6001'6013, 0xe7fc'3101}, {counter, 1, xosc + 8, 0x636f'6d61});  // str r3, [r2]; str r1, [r0]; adds; b
  b.thumb().store(syst + 4, 4, 0xff'ffff);
  b.thumb().store(syst + 8, 4, 0);
  b.thumb().store(syst, 4, 5);
  b.write(io_bank0 + 0x160, 1u << 1);  // DORMANT_WAKE_INTE0: GPIO0 high
  b.run(100us);
  CHECK(b.core().sleeping());
  CHECK(b.read(counter) == 0);
  CHECK(b.core().clock().hz() == 12'000'000);
  u32 systick = 0, later = 0;
  b.thumb().load(syst + 8, 4, systick);
  b.run(10ms);
  CHECK(b.read(counter) == 0);
  b.thumb().load(syst + 8, 4, later);
  CHECK(later == systick);
  CHECK(later > 0xff'ff00);

  Terminal outside{"outside"};
  Net net{"net"};
  b.chip.pin("GPIO0")->connect(net);
  outside.connect(net);
  b.write(0x4001'c004, 0x40);  // the pad's input buffer
  outside.drive(3.3, 100);
  b.run(1ms);
  CHECK(b.read(counter) == 0);  // the crystal takes 47 * 256 cycles: 1.0027 ms
  b.run(100us);
  CHECK(b.read(counter) > 100);
  CHECK_FALSE(b.core().sleeping());
}

TEST_CASE("RP2040 power: SysTick counts cycles of the core, whatever clk_sys does", "[rp2040]") {
  Bench b;
  b.use_crystal();
  b.start({0xe7fe'e7fe}, {});
  b.thumb().store(syst + 4, 4, 0xff'ffff);
  b.thumb().store(syst + 8, 4, 0);
  b.thumb().store(syst, 4, 5);
  u32 first = 0, second = 0, third = 0;
  b.run(100us);
  b.thumb().load(syst + 8, 4, first);
  b.run(1ms);
  b.thumb().load(syst + 8, 4, second);
  CHECK(std::abs(static_cast<int>(first - second) - 12'000) < 4);
  b.write(clk_sys_div, 4 << 8);
  b.run(10us);
  CHECK(b.core().clock().hz() == 3'000'000);
  b.thumb().load(syst + 8, 4, second);
  b.run(1ms);
  b.thumb().load(syst + 8, 4, third);
  CHECK(std::abs(static_cast<int>(second - third) - 3'000) < 4);
  // The tick itself comes when the cycles have passed, not when they would have at the old rate.
  b.thumb().store(syst + 4, 4, 12'000);
  b.thumb().store(syst + 8, 4, 0);
  b.write(clk_sys_div, 1 << 8);
  b.run(900us);
  b.thumb().load(syst, 4, first);
  CHECK((first >> 16 & 1) == 0);
  b.run(200us);
  b.thumb().load(syst, 4, first);
  CHECK((first >> 16 & 1) == 1);
}

TEST_CASE("RP2040 power: SYSRESETREQ resets the core that asks, and nothing else", "[rp2040]") {
  Bench b;
  b.write(pwm + 0x10, 0x1234);
  b.start({0x6001'6001, 0xe7fe'e7fe}, {aircr, 0x05fa'0004});
  b.run(5us);
  CHECK(b.core().pc() < 0x4000);
  CHECK(b.core(1).sleeping());
  CHECK(b.read(pwm + 0x10) == 0x1234);
}

TEST_CASE("RP2040 power: an interrupt can be a core's NMI", "[rp2040]") {
  Bench b;
  b.use_crystal();
  b.start({0xe7fe'e7fe}, {});
  b.write(vectors + 8, 0x2000'0101);
  b.write(0x2000'0100, 0xe7fe'e7fe);
  b.thumb().store(vtor, 4, vectors);
  b.write(syscfg, 1 << 1);
  b.write(timer + 0x38, 0xf);
  b.write(timer + 0x3c, 1);  // IRQ 0: not the one that is the NMI, nor enabled
  b.run(10us);
  CHECK(b.core().pc() < 0x2000'0100);
  b.write(timer + 0x3c, 2);
  b.run(10us);
  CHECK((b.core().get(16) & 0x3f) == 2);
  CHECK(b.core(1).sleeping());
}

TEST_CASE("RP2040 power: wraps before a DMA channel waits for them are no requests", "[rp2040]") {
  Bench b;
  b.use_crystal();
  b.write(pwm + 0x10, 999);  // TOP
  b.write(pwm, 1);
  b.run(1ms);  // wraps that nobody hears
  b.write(dma, 0x2000'3000);
  b.write(dma + 4, 0x2000'3100);
  b.write(dma + 8, 10);
  const u32 before = b.read(pwm + 8);  // CTR
  b.write(dma + 12, 24u << 15 | 2 << 2 | 1);
  CHECK(b.read(dma + 8) == 10);
  b.run(Clock{12'000'000}.ticks(1000 - before - 2));
  CHECK(b.read(dma + 8) == 10);
  b.run(Clock{12'000'000}.ticks(5));
  CHECK(b.read(dma + 8) == 9);
  b.run(Clock{12'000'000}.ticks(2000));
  CHECK(b.read(dma + 8) == 7);
}
