// MRS, MSR and CPS (DDI 0419E, B4.2), in thread and handler mode.
#include <catch2/catch.hpp>

#include "tests/cpu/thumb/rig.hpp"

using namespace test;

namespace {
constexpr u32 apsr = 0, iapsr = 1, eapsr = 2, xpsr = 3, ipsr = 5, epsr = 6, iepsr = 7, msp = 8, psp = 9, primask = 16,
              control = 20;

struct Status {
  explicit Status(Rig& r) : rig(r) { rig.start({0xe7fe}); }
  void enter_handler() {
    rig.set(Rig::iser, 1);
    rig.core.interrupt(0, true);
    rig.core.step();
    REQUIRE(rig.ipsr() == 16);
  }
  void run(u16 first, u16 second) {
    const u32 at = 0x2000'0000;
    rig.code(at, {first, second, 0xe7fe});
    rig.bus.changed(rig.ram, 0, 8);
    rig.core.set(15, at);
    rig.core.step();
  }
  u32 mrs(u32 special) {
    run(0xf3ef, static_cast<u16>(0x8400 | special));  // to r4
    return rig.r(4);
  }
  void msr(u32 special, u32 value) {
    rig.core.set(5, value);
    run(0xf385, static_cast<u16>(0x8800 | special));
  }
  Rig& rig;
};
}  // namespace

TEMPLATE_TEST_CASE("MRS and MSR reach the flags in every combination", "[cpu]", ENGINES) {
  TestType rig;
  Status s{rig};
  for (u32 special : {apsr, iapsr, eapsr, xpsr}) {
    s.msr(special, 0xffff'ffff);
    CHECK(s.mrs(special) == 0xf000'0000);
    s.msr(special, 0x5fff'ffff);
    CHECK(s.mrs(apsr) == 0x5000'0000);
  }
  for (u32 special : {ipsr, epsr, iepsr}) {
    s.msr(special, 0xffff'ffff);
    CHECK(s.mrs(special) == 0);  // thread mode; EPSR reads as zero
  }
  CHECK(s.mrs(apsr) == 0x5000'0000);
}

TEMPLATE_TEST_CASE("MRS sees the exception number in a handler", "[cpu]", ENGINES) {
  TestType rig;
  Status s{rig};
  s.enter_handler();
  s.msr(apsr, 0xa000'0000);
  CHECK(s.mrs(ipsr) == 16);
  CHECK(s.mrs(iepsr) == 16);
  CHECK(s.mrs(iapsr) == (0xa000'0000 | 16));
  CHECK(s.mrs(xpsr) == (0xa000'0000 | 16));
  CHECK(s.mrs(epsr) == 0);
}

TEMPLATE_TEST_CASE("Both stack pointers are reached by name, without their low bits", "[cpu]", ENGINES) {
  TestType rig;
  Status s{rig};
  s.msr(psp, 0x2000'1237);
  CHECK(s.mrs(psp) == 0x2000'1234);
  CHECK(s.mrs(msp) == 0x2000'4000);
  s.msr(control, 2);
  CHECK(s.mrs(control) == 2);
  CHECK(rig.r(13) == 0x2000'1234);
  s.msr(msp, 0x2000'3003);
  CHECK(rig.r(13) == 0x2000'1234);
  s.msr(psp, 0x2000'2000);
  CHECK(rig.r(13) == 0x2000'2000);
  s.msr(control, 0);
  CHECK(rig.r(13) == 0x2000'3000);
}

TEMPLATE_TEST_CASE("A handler cannot leave the main stack", "[cpu]", ENGINES) {
  TestType rig;
  Status s{rig};
  s.enter_handler();
  s.msr(control, 3);
  CHECK(s.mrs(control) == 0);
  CHECK(rig.r(13) == 0x2000'4000 - 32);
}

TEMPLATE_TEST_CASE("PRIMASK is one bit, by MSR and by CPS", "[cpu]", ENGINES) {
  TestType rig;
  Status s{rig};
  s.msr(primask, 0xffff'ffff);
  CHECK(s.mrs(primask) == 1);
  s.run(0xb662, 0xbf00);  // cpsie i
  CHECK(s.mrs(primask) == 0);
  s.run(0xb672, 0xbf00);  // cpsid i
  CHECK(s.mrs(primask) == 1);
  s.msr(primask, 2);
  CHECK(s.mrs(primask) == 0);
}

TEMPLATE_TEST_CASE("Special registers that there are not read as zero", "[cpu]", ENGINES) {
  TestType rig;
  Status s{rig};
  for (u32 special : {4u, 10u, 17u, 19u, 255u}) {
    s.msr(special, 0xffff'ffff);
    CHECK(s.mrs(special) == 0);
  }
}
