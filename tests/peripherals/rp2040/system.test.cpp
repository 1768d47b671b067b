// SYSINFO, TBMAN, SYSCFG and BUSCTRL.
#include <catch2/catch.hpp>

#include "peripherals/rp2040/busctrl.hpp"
#include "peripherals/rp2040/syscfg.hpp"
#include "peripherals/rp2040/sysinfo.hpp"
#include "peripherals/rp2040/tbman.hpp"

using namespace emulator;
using namespace rp2040;

TEST_CASE("RP2040 system blocks: every bit is described", "[rp2040]") {
  CHECK(Sysinfo{"SYSINFO"}.mistakes().empty());
  CHECK(Tbman{"TBMAN"}.mistakes().empty());
  CHECK(Syscfg{"SYSCFG"}.mistakes().empty());
  CHECK(Busctrl{"BUSCTRL"}.mistakes().empty());
}

TEST_CASE("RP2040 SYSINFO and TBMAN: a chip of revision B2, no simulation", "[rp2040]") {
  Sysinfo info{"SYSINFO"}, b1{"SYSINFO", 1};
  CHECK(info.read(0x00) == 0x2000'2927);
  CHECK(b1.read(0x00) >> 28 == 1);
  info.reset();
  info.write(0x00, 0);
  CHECK(info.read(0x00) == 0x2000'2927);
  CHECK(info.read(0x04) == 2);
  CHECK((Tbman{"TBMAN"}.read(0x00) & 3) == 1);
}

TEST_CASE("RP2040 SYSCFG: NMI masks and halted processors", "[rp2040]") {
  Syscfg s{"SYSCFG"}, restored{"SYSCFG"};
  std::vector<unsigned> changed;
  s.on_nmi_mask = [&](unsigned processor) { changed.push_back(processor); };
  s.write(0x04, 1u << 13);
  CHECK(changed == std::vector<unsigned>{1});
  CHECK(s.nmi_mask(0) == 0);
  CHECK(s.nmi_mask(1) == 1u << 13);
  CHECK(s.find("PROC1_NMI_MASK")->offset == 4);
  s.set_halted(1, true);
  CHECK(s.read(0x08) == 0x1000'0002);
  State out;
  s.serialize(out);
  State in{out.data()};
  restored.serialize(in);
  CHECK(in.at_end());
  CHECK(restored.read(0x08) == 0x1000'0002);
  CHECK(restored.nmi_mask(1) == 1u << 13);
  s.reset();
  CHECK(s.nmi_mask(1) == 0);
}

TEST_CASE("RP2040 BUSCTRL: priorities are acknowledged, nothing of it is modelled", "[rp2040]") {
  Busctrl b{"BUSCTRL"};
  CHECK(b.read(0x04) == 0);
  b.write(0x00, 0x1100);
  CHECK(b.read(0x04) == 1);
  CHECK(b.unmodelled().size() == 12);
  CHECK(b.find("PERFSEL3")->offset == 0x24);
}
