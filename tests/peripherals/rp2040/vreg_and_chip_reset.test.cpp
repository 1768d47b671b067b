#include <catch2/catch.hpp>

#include "peripherals/rp2040/vreg_and_chip_reset.hpp"

using namespace emulator;
using namespace rp2040;

namespace {
constexpr u32 VREG = 0x00, BOD = 0x04, CHIP_RESET = 0x08, ROK = 1u << 12;
}

TEST_CASE("RP2040 VREG_AND_CHIP_RESET: every bit is described", "[rp2040]") {
  CHECK(VregAndChipReset{"VREG"}.mistakes().empty());
}

TEST_CASE("RP2040 VREG_AND_CHIP_RESET: the regulator is in regulation while it is on", "[rp2040]") {
  VregAndChipReset v{"VREG"};
  CHECK(v.read(VREG) == (ROK | 0xb1));
  CHECK(v.read(BOD) == 0x91);
  v.write(VREG, 0xd1);  // 1.20 V, as for overclocking
  CHECK(v.read(VREG) == (ROK | 0xd1));
  v.write(VREG, 0xd3);
  CHECK(v.read(VREG) == 0xd3);
  v.write(VREG, 0xd0);
  CHECK(v.read(VREG) == 0xd0);
}

TEST_CASE("RP2040 VREG_AND_CHIP_RESET: says why the chip was reset, after a soft reset too", "[rp2040]") {
  VregAndChipReset v{"VREG"};
  v.chip_was_reset(VregAndChipReset::Cause::power_on);
  CHECK(v.read(CHIP_RESET) == 1u << 8);
  v.write(VREG, 0xd1);
  v.reset();
  CHECK(v.read(CHIP_RESET) == 1u << 8);
  CHECK(v.read(VREG) == (ROK | 0xb1));
  v.chip_was_reset(VregAndChipReset::Cause::run_pin);
  CHECK(v.read(CHIP_RESET) == 1u << 16);
  v.chip_was_reset(VregAndChipReset::Cause::psm_restart);
  CHECK(v.read(CHIP_RESET) == (1u << 20 | 1u << 24));
  v.write(CHIP_RESET, 1u << 24);
  CHECK(v.read(CHIP_RESET) == 1u << 20);
}

TEST_CASE("RP2040 VREG_AND_CHIP_RESET: is saved and restored", "[rp2040]") {
  VregAndChipReset saved{"VREG"}, restored{"VREG"};
  saved.chip_was_reset(VregAndChipReset::Cause::run_pin);
  saved.write(VREG, 0xd1);
  State out;
  saved.serialize(out);
  State in{out.data()};
  restored.serialize(in);
  CHECK(in.at_end());
  CHECK(restored.read(CHIP_RESET) == 1u << 16);
  CHECK(restored.read(VREG) == (ROK | 0xd1));
}
