#include <catch2/catch.hpp>

#include "peripherals/rp2040/psm.hpp"

using namespace emulator;
using namespace rp2040;

namespace {

constexpr u32 FRCE_ON = 0x00, FRCE_OFF = 0x04, WDSEL = 0x08, DONE = 0x0c, all = 0x1'ffff;

struct Bench {
  Psm p{"PSM"};
  std::vector<std::pair<Stage, bool>> seen;
  Bench() {
    p.on_held = [this](Stage s, bool held) { seen.emplace_back(s, held); };
  }
};
using Seen = std::vector<std::pair<Stage, bool>>;

}  // namespace

TEST_CASE("RP2040 PSM: every bit is described, all is on", "[rp2040]") {
  Bench b;
  CHECK(b.p.mistakes().empty());
  CHECK(b.p.read(DONE) == all);
}

TEST_CASE("RP2040 PSM: firmware holds and releases the second processor", "[rp2040]") {
  Bench b;
  b.p.write(FRCE_OFF, 1u << 16);
  CHECK(b.p.read(DONE) == 0xffff);
  CHECK(b.p.held(Stage::proc1));
  b.p.write(FRCE_OFF, 0);
  CHECK(b.seen == Seen{{Stage::proc1, true}, {Stage::proc1, false}});
}

TEST_CASE("RP2040 PSM: what follows a held stage is held, unless it is forced on", "[rp2040]") {
  Bench b;
  b.p.write(FRCE_OFF, 1u << 12);
  CHECK(b.p.read(DONE) == 0xfff);
  b.p.write(FRCE_ON, 0xc000);
  CHECK(b.p.read(DONE) == 0x1'cfff);  // SIO is forced on and so nothing is missing for the second processor
  b.p.write(FRCE_ON, 0x8000);
  CHECK(b.p.read(DONE) == 0x8fff);
  b.p.write(FRCE_OFF, 1u << 6);  // one memory does not hold the next
  b.p.write(FRCE_ON, 1u << 12);
  CHECK((b.p.read(DONE) & 0xfff) == 0xfbf);
}

TEST_CASE("RP2040 PSM: the watchdog resets from the selected stage on", "[rp2040]") {
  Bench b;
  b.p.watchdog_fired();
  CHECK(b.seen.empty());
  b.p.write(WDSEL, 1u << 14);
  b.p.watchdog_fired();
  CHECK(b.seen == Seen{{Stage::proc1, true},
                       {Stage::proc0, true},
                       {Stage::sio, true},
                       {Stage::sio, false},
                       {Stage::proc0, false},
                       {Stage::proc1, false}});
  CHECK(b.p.read(DONE) == all);
  CHECK(b.p.read(WDSEL) == 1u << 14);
}

TEST_CASE("RP2040 PSM: a restored one holds what the saved one held", "[rp2040]") {
  Bench saved, restored;
  saved.p.write(FRCE_OFF, 1u << 16);
  State out;
  saved.p.serialize(out);
  State in{out.data()};
  restored.p.serialize(in);
  CHECK(in.at_end());
  CHECK(restored.p.held(Stage::proc1));
  restored.p.write(FRCE_OFF, 0);
  CHECK(restored.seen == Seen{{Stage::proc1, false}});
  restored.p.reset();
  CHECK(restored.p.read(DONE) == all);
}
