// The whole chip, reset by its own processors.
#include <catch2/catch.hpp>

#include "emulator/image/image.hpp"
#include "peripherals/rp2040/chip.hpp"

using namespace rp2040;
using namespace std::chrono_literals;

namespace {

constexpr u32 program = 0x2000'0000, marker = 0x2000'1000;
constexpr u32 wdsel = 0x4001'0008, chip_reset = 0x4006'4008, watchdog_ctrl = 0x4005'8000;

struct Bench {
  Bench() : chip("RP2040", machine, {}) {
    machine.add(chip);
    machine.power_on();
  }
  void poke(u32 address, u32 word) {
    const std::array bytes{static_cast<u8>(word), static_cast<u8>(word >> 8), static_cast<u8>(word >> 16),
                           static_cast<u8>(word >> 24)};
    REQUIRE(chip.bus().poke(address, bytes));
  }
  u32 read(u32 address) {
    u32 value = 0;
    REQUIRE(chip.bus().read(address, 4, value));
    return value;
  }
  // Core 0 counts for some 100 us, in which core 1 falls asleep, then writes to the address and to the marker.
  void store_by_core0(u32 address, u32 value) {
    poke(program, 0xd1fd'3b01);      // subs r3, #1; bne .-2
    poke(program + 4, 0x6011'6001);  // str r1, [r0]; str r1, [r2]
    poke(program + 8, 0xe7fe);       // b .
    Cpu& core = *chip.cores()[0];
    core.set(0, address);
    core.set(1, value);
    core.set(2, marker);
    core.set(3, 200);
    core.set(15, program);
  }

  Machine machine{1};
  Rp2040 chip;
};

}  // namespace

TEST_CASE("RP2040 reset: the chip tells why it was reset", "[rp2040]") {
  Bench b;
  CHECK(b.read(chip_reset) == 1u << 8);
  b.chip.pin_reset();
  CHECK(b.read(chip_reset) == 1u << 16);
}

TEST_CASE("RP2040 reset: a core that triggers the watchdog does not finish what it was doing", "[rp2040]") {
  Bench b;
  Time last{};
  bool backwards = false;
  b.machine.trace_accesses([&](const Machine::Access& access) {
    backwards |= access.time < last;
    last = access.time;
  });
  const u32 all_but_oscillators = 0x1'fffc;  // as the SDK's watchdog_reboot()
  REQUIRE(b.chip.bus().write(wdsel, 4, all_but_oscillators));
  b.store_by_core0(watchdog_ctrl, 0x8000'0000);
  b.machine.run_until(Time{50us});
  CHECK(b.chip.cores()[0]->pc() == Approx(program).margin(2));
  CHECK(b.chip.cores()[1]->sleeping());
  b.machine.run_until(Time{1ms});
  CHECK(b.read(marker) == 0);
  CHECK(b.chip.cores()[0]->pc() < 0x4000);
  CHECK(b.chip.cores()[1]->pc() < 0x4000);
  CHECK(b.read(chip_reset) == 1u << 8);
  CHECK_FALSE(backwards);
}
