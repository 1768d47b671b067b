// Exceptions, interrupts, timers, sleep; the debugger's view.
#include <catch2/catch.hpp>

#include "tests/cpu/xtensa/rig.hpp"

using namespace test::xtensa;

namespace {
constexpr u32 nop_n = 0xf03d;
u32 waiti(u32 level) { return encode("WAITI", {level}); }
}  // namespace

TEST_CASE("xtensa: general exceptions go to the kernel's, the user's or the double vector", "[cpu][xtensa]") {
  Rig rig;
  rig.program({encode("SYSCALL")}).step();
  CHECK(rig.core.pc() == Rig::vectors + 0x300);
  CHECK(rig.sr(special::exccause) == cause::syscall);
  CHECK(rig.sr(special::epc1) == Rig::code);
  rig.put(Rig::vectors + 0x300, {encode("ILL")});
  rig.step();
  CHECK(rig.core.pc() == Rig::vectors + 0x3c0);
  CHECK(rig.sr(special::depc) == Rig::vectors + 0x300);
  rig.set_sr(special::ps, ps::um).program({encode("ILL.N")}).step();
  CHECK(rig.core.pc() == Rig::vectors + 0x340);
  CHECK(rig.sr(special::exccause) == cause::illegal_instruction);
  rig.put(Rig::vectors + 0x340, {encode("RFE")});
  rig.set_sr(special::epc1, Rig::code + 2).step();
  CHECK(rig.core.pc() == Rig::code + 2);
  CHECK((rig.core.ps() & ps::excm) == 0);
}

TEST_CASE("xtensa: accesses that fail tell the address", "[cpu][xtensa]") {
  Rig rig;
  rig.set(1, 0x2000'0000).program({encode("L32I", {1, 1, 2})}).step();
  CHECK(rig.sr(special::exccause) == cause::load_store_address_error);
  CHECK(rig.sr(special::excvaddr) == 0x2000'0004);
  // A region whose attribute forbids everything.
  rig.set_sr(special::ps, 0).set(3, 15).set(4, 0x2000'0000);
  rig.program({encode("WDTLB", {4, 3}), encode("S32I", {1, 1, 2})}).step(2);
  CHECK(rig.sr(special::exccause) == cause::store_prohibited);
  rig.set_sr(special::ps, 0);
  rig.program({encode("L32I", {1, 1, 2})}).step();
  CHECK(rig.sr(special::exccause) == cause::load_prohibited);
  rig.set_sr(special::ps, 0);
  rig.program({encode("JX", {1})}).step(2);
  CHECK(rig.sr(special::exccause) == cause::instruction_address_error);
  CHECK(rig.sr(special::epc1) == 0x2000'0000);
  Rig other{lx106};
  other.set(1, Rig::data + 1).program({encode("L32I", {0, 1, 2})}).step();
  CHECK(other.sr(special::exccause) == cause::unaligned);
  CHECK(other.sr(special::excvaddr) == Rig::data + 1);
}

TEST_CASE("xtensa: an instruction bus takes whole words, and ROM takes no stores", "[cpu][xtensa]") {
  const auto cause_of = [](u32 word, u32 address) {
    Rig rig;
    Memory rom{"rom", 0x1000};
    rig.bus.map_rom(0x3f40'0000, rom);
    rig.bus.words_only(0x4000'0000, 0x1000'0000);
    rig.set_sr(special::exccause, 63).set(1, address).set(2, 0x1234'5678).program({word}).step();
    if (rig.sr(special::exccause) != 63) CHECK(rig.sr(special::excvaddr) == address);
    return rig.sr(special::exccause);
  };
  const u32 l8ui = encode("L8UI", {0, 1, 2}), l16ui = encode("L16UI", {0, 1, 2}), l16si = encode("L16SI", {0, 1, 2}),
            s8i = encode("S8I", {0, 1, 2}), s16i = encode("S16I", {0, 1, 2}), l32i = encode("L32I", {0, 1, 2}),
            s32i = encode("S32I", {0, 1, 2});
  for (u32 word : {l8ui, l16ui, l16si, s8i, s16i}) {
    CHECK(cause_of(word, Rig::vectors) == cause::load_store_error);
    CHECK(cause_of(word, Rig::vectors + 2) == cause::load_store_error);
    CHECK(cause_of(word, Rig::data + 2) == 63);
  }
  for (u32 word : {l8ui, s8i}) CHECK(cause_of(word, Rig::vectors + 1) == cause::load_store_error);
  for (u32 word : {l32i, s32i}) {
    CHECK(cause_of(word, Rig::vectors) == 63);
    CHECK(cause_of(word, Rig::vectors + 2) == cause::unaligned);
    CHECK(cause_of(word, Rig::data + 2) == 63);
  }
  for (u32 word : {s8i, s32i}) CHECK(cause_of(word, 0x3f40'0000) == cause::load_store_error);
  CHECK(cause_of(l8ui, 0x3f40'0000) == 63);
}

TEST_CASE("xtensa: division by zero, coprocessors that are off", "[cpu][xtensa]") {
  Rig rig;
  rig.program({encode("QUOS", {2, 3, 4})}).step();
  CHECK(rig.sr(special::exccause) == cause::integer_divide_by_zero);
  for (u32 word : {encode("ADD.S", {1, 2, 3}), encode("LSI", {0, 1, 2}), encode("RUR", {2, user::fcr})}) {
    Rig other;
    other.program({word}).step();
    CHECK(other.sr(special::exccause) == cause::coprocessor0_disabled);
  }
}

TEST_CASE("xtensa: interrupts by level, with what they save", "[cpu][xtensa]") {
  Rig rig;
  rig.program({nop_n, nop_n, nop_n, nop_n});
  rig.core.interrupt(0, true);  // level 1
  rig.step();
  CHECK(rig.core.pc() == Rig::code + 2);  // not enabled
  rig.set_sr(special::intenable, 1).step();
  CHECK(rig.sr(special::exccause) == cause::level1_interrupt);
  CHECK(rig.sr(special::epc1) == Rig::code + 2);
  CHECK((rig.sr(special::interrupt) & 1) == 1);
  // Level 5 comes through, with EXCM masking up to level 3.
  rig.put(Rig::vectors + 0x300, {nop_n, nop_n});
  rig.core.interrupt(23, true);
  rig.core.interrupt(26, true);
  rig.core.jump(Rig::vectors + 0x300);
  rig.set_sr(special::intenable, 1u << 23 | 1u << 26).step();
  CHECK(rig.core.pc() >= Rig::vectors + 0x240);
  CHECK(rig.core.pc() < Rig::vectors + 0x280);
  CHECK((rig.core.ps() & 15) == 5);
  CHECK(rig.sr(special::epc5) == Rig::vectors + 0x300);
  rig.put(Rig::vectors + 0x240, {encode("RFI", {5})});
  rig.core.interrupt(26, false);
  rig.core.jump(Rig::vectors + 0x240);
  rig.step();
  CHECK(rig.core.pc() == Rig::vectors + 0x300);
  CHECK((rig.core.ps() & (15 | ps::excm)) == ps::excm);
}

TEST_CASE("xtensa: edges and software interrupts stay until they are cleared, the NMI until it is taken",
          "[cpu][xtensa]") {
  Rig rig;
  rig.core.interrupt(10, true);
  rig.core.interrupt(10, false);
  rig.set_sr(special::intset, 1 << 7 | 1 << 0);
  CHECK(rig.sr(special::interrupt) == (1 << 10 | 1 << 7));
  rig.set_sr(special::intclear, 1 << 10 | 1 << 7);
  CHECK(rig.sr(special::interrupt) == 0);
  rig.set_sr(special::ps, 15).program({nop_n});
  rig.core.interrupt(14, true);
  rig.step();
  CHECK(rig.sr(special::epc7) == Rig::code);
  CHECK((rig.sr(special::interrupt) >> 14 & 1) == 0);
  rig.core.interrupt(6, true);  // the timer's: no input
  CHECK(rig.sr(special::interrupt) == 0);
}

TEST_CASE("xtensa: timers match CCOUNT, to the cycle, and wake from WAITI", "[cpu][xtensa]") {
  Rig rig;
  rig.set_sr(special::intenable, 1 << 6);
  rig.program({waiti(0), nop_n, nop_n});
  const u32 begin = rig.sr(special::ccount);
  rig.set_sr(special::ccompare0, begin + 1000);
  rig.put(Rig::vectors + 0x300, {encode("RSR", {special::ccount, 2}), nop_n});
  bool slept = false;
  rig.core.on_sleep = [&] { slept |= rig.core.sleeping(); };
  REQUIRE(rig.run_to(Rig::vectors + 0x300 + 3));
  CHECK(slept);
  CHECK(rig.sr(special::epc1) == Rig::code + 3);
  CHECK(rig.a(2) - begin == 1000 + lx6.timing.exception);
  CHECK((rig.sr(special::interrupt) >> 6 & 1) == 1);
  rig.set_sr(special::ccompare0, begin);
  CHECK(rig.sr(special::interrupt) == 0);
}

TEST_CASE("xtensa: RSIL masks and gives what was there", "[cpu][xtensa]") {
  Rig rig;
  rig.program({encode("RSIL", {3, 2}), nop_n});
  rig.core.interrupt(0, true);
  rig.set_sr(special::ps, ps::woe | 1).set_sr(special::intenable, 1).step();
  CHECK(rig.a(2) == (ps::woe | 1));
  CHECK((rig.core.ps() & 15) == 3);
  rig.step();
  CHECK(rig.core.pc() == Rig::code + 5);
}

TEST_CASE("xtensa: BREAK, IBREAK and DBREAK raise debug exceptions", "[cpu][xtensa]") {
  Rig rig;
  rig.program({encode("BREAK", {1, 2})}).step();
  CHECK(rig.core.pc() == Rig::vectors + 0x280);
  CHECK(rig.sr(special::debugcause) == debug_cause::break_);
  CHECK(rig.sr(special::epc6) == Rig::code);
  Rig masked;
  masked.set_sr(special::ps, 6).program({encode("BREAK.N", {1})}).step();
  CHECK(masked.core.pc() == Rig::code + 2);
  Rig instruction;
  instruction.program({nop_n, nop_n, nop_n}).step();
  instruction.set_sr(special::ibreaka0, Rig::code + 2).set_sr(special::ibreakenable, 1).step();
  CHECK(instruction.sr(special::debugcause) == debug_cause::ibreak);
  CHECK(instruction.sr(special::epc6) == Rig::code + 2);
  Rig data;
  data.set(1, Rig::data + 4).set(2, 7);
  data.set_sr(special::dbreaka0, Rig::data + 4).set_sr(special::dbreakc0, 1u << 31 | 0x3c);
  data.program({encode("L32I", {0, 1, 3}), encode("S32I", {0, 1, 2})}).step();
  CHECK(data.core.pc() == Rig::code + 3);
  data.step();
  CHECK(data.sr(special::debugcause) == debug_cause::dbreak);
  CHECK(data.word(Rig::data + 4) == 0);
}

TEST_CASE("xtensa: ICOUNT stops behind an instruction", "[cpu][xtensa]") {
  Rig rig;
  rig.program({nop_n, nop_n, nop_n, nop_n});
  rig.set_sr(special::icount, 0u - 2).set_sr(special::icountlevel, 1);
  rig.step();
  CHECK(rig.core.pc() == Rig::code + 2);
  rig.step();
  CHECK(rig.sr(special::debugcause) == debug_cause::icount);
  CHECK(rig.sr(special::epc6) == Rig::code + 2);
}

TEST_CASE("xtensa: some special registers are read only, or not there", "[cpu][xtensa]") {
  for (u32 word : {encode("WSR", {special::prid, 2}), encode("RSR", {special::intclear, 2}),
                   encode("XSR", {special::interrupt, 2}), encode("RSR", {90, 2})}) {
    Rig rig;
    rig.program({word}).step();
    CHECK(rig.sr(special::exccause) == cause::illegal_instruction);
    CHECK(rig.core.pc() == Rig::vectors + 0x300);
  }
  for (const Config* config : {&lx106, &lx7_s3}) {
    Rig other{*config};
    other.program({encode("WUR", {user::expstate, 2})}).step();
    CHECK(other.sr(special::exccause) == cause::illegal_instruction);
    CHECK(other.core.pc() != Rig::code + 3);
  }
  Rig rig;
  CHECK(rig.program({encode("RSR", {special::prid, 2})}).step().a(2) == 0xcdcd);
  rig.set(2, 5).set_sr(special::excsave1, 9);
  rig.program({encode("XSR", {special::excsave1, 2})}).step();
  CHECK(rig.a(2) == 9);
  CHECK(rig.sr(special::excsave1) == 5);
}

TEST_CASE("xtensa: instructions that are not modelled say so", "[cpu][xtensa]") {
  struct Observer final : AccessObserver {
    unsigned gaps = 0;
    std::string name;
    void complaint(const Complaint& c) override {
      gaps += c.kind == Complaint::Kind::unmodelled;
      name = c.device.name();
    }
  };
  const auto complaints = [](const Config& config, u32 word) {
    Observer observer;
    Rig rig{config};
    rig.core.observe(&observer);
    rig.program({word}).step();
    CHECK(rig.sr(special::exccause) == cause::illegal_instruction);
    return std::pair{observer.gaps, observer.name};
  };
  using Said = std::pair<unsigned, std::string>;
  CHECK(complaints(lx6, 0x8e'0000) == Said{1, "core instruction of the DFP accelerator"});  // F64ITER
  CHECK(complaints(lx7_s3, 0xcd'7f24) == Said{1, "core instruction ee.mov.s16.qacc"});
  CHECK(complaints(lx7_s3, 0xe030'0d0e) == Said{1, "core instruction ee.vadds.s32.ld.incp"});
  CHECK(complaints(lx7_s3, 0x8e'0000) == Said{0, ""});
  CHECK(complaints(lx6, 0xcd'7f24) == Said{0, ""});
  CHECK(complaints(lx6, 0) == Said{0, ""});  // ILL
}

TEST_CASE("xtensa: a core that is held executes nothing", "[cpu][xtensa]") {
  Rig rig;
  rig.program({nop_n, nop_n});
  rig.core.run_stall(true);
  CHECK(rig.core.sleeping());
  rig.step();
  CHECK(rig.core.pc() == Rig::code);
  rig.core.run_stall(false);
  rig.step();
  CHECK(rig.core.pc() == Rig::code + 2);
}

TEST_CASE("xtensa: GDB's registers, and a snapshot", "[cpu][xtensa]") {
  Rig rig;
  const auto names = rig.core.register_names();
  CHECK(names[0].name == "pc");
  CHECK(names[1].name == "ar0");
  CHECK(names[65].name == "lbeg");
  CHECK(names[73].name == "ps");
  CHECK(names[87].name == "f0");
  CHECK(names[103].name == "fcr");
  CHECK(names.back().name == "a15");
  CHECK(Rig{lx106}.core.register_names()[16].name == "pc");
  rig.set_reg("a5", 7);
  rig.set_reg("windowbase", 1);
  CHECK(rig.reg("a1") == 7);
  CHECK(rig.reg("ar5") == 7);
  rig.set_sr(special::ccompare1, 500).set_sr(special::excsave2, 3);
  State saved;
  rig.core.serialize(saved);
  Rig other;
  State loaded{saved.data()};
  other.core.serialize(loaded);
  CHECK(loaded.at_end());
  CHECK(other.reg("a1") == 7);
  CHECK(other.sr(special::excsave2) == 3);
  CHECK(other.sr(special::ccount) == rig.sr(special::ccount));
}
