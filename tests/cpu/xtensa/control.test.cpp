// Branches, calls, windows and zero-overhead loops.
#include <catch2/catch.hpp>

#include "tests/cpu/xtensa/rig.hpp"

using namespace test::xtensa;

namespace {

constexpr u32 ret_n = 0xf00d, retw_n = 0xf01d, nop_n = 0xf03d;

u32 j(i32 offset) { return encode("J", {static_cast<u32>(offset) & 0x3'ffff}); }
u32 call(const char* name, u32 from, u32 to) { return encode(name, {(to - (from & ~3u) - 4) >> 2 & 0x3'ffff}); }

// The window handlers of the ISA manual (4.7.1.5), at their places.
void put_window_handlers(Rig& rig) {
  const auto s = [](u32 t, u32 base, i32 offset) {
    return encode("S32E", {static_cast<u32>(offset + 64) / 4, base, t});
  };
  const auto l = [](u32 t, u32 base, i32 offset) {
    return encode("L32E", {static_cast<u32>(offset + 64) / 4, base, t});
  };
  const u32 rfwo = encode("RFWO"), rfwu = encode("RFWU"), v = Rig::vectors;
  rig.put(v + 0x00, {s(0, 5, -16), s(1, 5, -12), s(2, 5, -8), s(3, 5, -4), rfwo});
  rig.put(v + 0x40, {l(0, 5, -16), l(1, 5, -12), l(2, 5, -8), l(3, 5, -4), rfwu});
  rig.put(v + 0x80, {s(0, 9, -16), l(0, 1, -12), s(1, 9, -12), s(2, 9, -8), s(3, 9, -4), s(4, 0, -32), s(5, 0, -28),
                     s(6, 0, -24), s(7, 0, -20), rfwo});
  rig.put(v + 0xc0, {l(0, 9, -16), l(1, 9, -12), l(2, 9, -8), l(7, 1, -12), l(3, 9, -4), l(4, 7, -32), l(5, 7, -28),
                     l(6, 7, -24), l(7, 7, -20), rfwu});
}

// Recursion: a2 numbers added up, by calls of a size; a3 survives in every frame.
struct Recursion {
  static constexpr u32 function = Rig::code + 0x100;
  explicit Recursion(u32 size) : size(size) {
    put_window_handlers(rig);
    const char* name = size == 1 ? "CALL4" : "CALL8";
    const u32 arg = 4 * size + 2;
    const u32 inside = rig.put(function, {encode("ENTRY", {4, 1}), encode("MOV.N", {2, 3}),
                                          encode("BEQZ.N", {13, 2, 0}), encode("ADDI.N", {arg, 2, 0})});
    rig.put(inside, {call(name, inside, function), encode("ADD.N", {2, arg, 3})});
    // Behind the call: add, return; the branch comes to the return.
    u32 at = inside + 3 + 2;
    while (at < function + 5 + 4 + 13) at = rig.put(at, {nop_n});
    rig.put(at, {retw_n});
    rig.set(1, Rig::data + 0x8000).set(arg, 40);
    rig.bus.write(Rig::data + 0x8000 - 12, 4, Rig::data + 0x9000);  // where the frame before would be
    rig.put(Rig::code, {call(name, Rig::code, function), nop_n});
    rig.core.jump(Rig::code);
  }
  u32 size;
  Rig rig;
};

}  // namespace

TEST_CASE("xtensa: branches are taken and not", "[cpu][xtensa]") {
  struct Branch {
    const char* name;
    u32 s, t;
    bool taken;
  };
  const Branch all[] = {
      {"BEQ", 1, 1, true},
      {"BEQ", 1, 2, false},
      {"BNE", 1, 2, true},
      {"BLT", 0u - 1, 1, true},
      {"BLT", 1, 0u - 1, false},
      {"BGE", 1, 1, true},
      {"BLTU", 1, 0u - 1, true},
      {"BGEU", 0u - 1, 1, true},
      {"BANY", 6, 4, true},
      {"BANY", 6, 1, false},
      {"BNONE", 6, 1, true},
      {"BALL", 7, 5, true},
      {"BALL", 6, 5, false},
      {"BNALL", 6, 5, true},
      {"BBC", 0xfffe'ffff, 16, true},
      {"BBS", 0x1'0000, 48, true},
      {"BBS", 0xfffe'ffff, 16, false},
  };
  for (const Branch& b : all) {
    INFO(b.name);
    Rig rig;
    rig.set(2, b.s).set(3, b.t).program({encode(b.name, {16, 2, 3})}).step();
    CHECK(rig.core.pc() == Rig::code + (b.taken ? 20 : 3));
  }
  const auto taken = [](u32 word, u32 s) {
    Rig rig;
    rig.set(2, s).program({word}).step();
    return rig.core.pc() != Rig::code + length_of(word);
  };
  CHECK(taken(encode("BEQZ", {0x10, 2}), 0));
  CHECK_FALSE(taken(encode("BNEZ", {0x10, 2}), 0));
  CHECK(taken(encode("BLTZ", {0x10, 2}), 0u - 1));
  CHECK(taken(encode("BGEZ", {0x10, 2}), 0));
  CHECK(taken(encode("BEQI", {0x10, 0, 2}), 0u - 1));
  CHECK(taken(encode("BNEI", {0x10, 15, 2}), 255));
  CHECK(taken(encode("BLTI", {0x10, 0, 2}), 0u - 2));
  CHECK(taken(encode("BGEI", {0x10, 11, 2}), 12) == false);  // 16
  CHECK(taken(encode("BLTUI", {0x10, 0, 2}), 32767));
  CHECK(taken(encode("BGEUI", {0x10, 1, 2}), 65536));
  CHECK(taken(encode("BBCI", {0x10, 17, 2}), 0xfffd'ffff));
  CHECK(taken(encode("BBSI", {0x10, 17, 2}), 2 << 16));
  CHECK(taken(encode("BEQZ.N", {4, 2, 1}), 0));
  CHECK(taken(encode("BNEZ.N", {4, 2, 1}), 1));
  Rig rig;
  rig.set_sr(special::br, 4);
  CHECK(rig.program({encode("BT", {0x10, 2})}).step().core.pc() == Rig::code + 20);
  CHECK(rig.program({encode("BF", {0x10, 2})}).step().core.pc() == Rig::code + 3);
}

TEST_CASE("xtensa: jumps and calls without windows, also on an LX106", "[cpu][xtensa]") {
  for (const Config* config : {&lx6, &lx106}) {
    Rig rig{*config};
    rig.put(Rig::code + 0x40, {ret_n});
    rig.program({call("CALL0", Rig::code, Rig::code + 0x40), encode("CALLX0", {2}), j(0x100)});
    rig.set(2, Rig::code + 0x40);
    rig.step();
    CHECK(rig.core.pc() == Rig::code + 0x40);
    CHECK(rig.a(0) == Rig::code + 3);
    rig.step(2);
    CHECK(rig.core.pc() == Rig::code + 0x40);
    rig.step(2);
    CHECK(rig.core.pc() == Rig::code + 6 + 4 + 0x100);
    rig.set(2, Rig::code + 1);  // any address
    CHECK(rig.program({encode("JX", {2})}).step().core.pc() == Rig::code + 1);
  }
}

TEST_CASE("xtensa: a call moves the window, a return moves it back", "[cpu][xtensa]") {
  Rig rig;
  const u32 function = Rig::code + 0x40;
  rig.put(function, {encode("ENTRY", {4, 1}), encode("ADDI.N", {2, 2, 1}), retw_n});
  rig.program({call("CALL8", Rig::code, function)});
  rig.set(1, Rig::data + 0x100).set(10, 41).set(7, 7);
  rig.step();
  CHECK(rig.a(8) == ((Rig::code + 3) & 0x3fff'ffff) + 0x8000'0000);
  CHECK((rig.core.ps() >> 16 & 3) == 2);
  rig.set(9, Rig::data + 0x200);
  rig.step();
  CHECK(rig.sr(special::windowbase) == 2);
  CHECK(rig.sr(special::windowstart) == 5);
  CHECK(rig.a(1) == Rig::data + 0x100 - 32);
  CHECK(rig.a(2) == 41);
  CHECK(rig.reg("ar10") == 41);
  CHECK(rig.reg("ar7") == 7);
  rig.step(2);
  CHECK(rig.core.pc() == Rig::code + 3);
  CHECK(rig.sr(special::windowbase) == 0);
  CHECK(rig.sr(special::windowstart) == 1);
  CHECK(rig.a(10) == 42);
  CHECK(rig.a(7) == 7);
}

TEST_CASE("xtensa: frames overflow to the stack and come back", "[cpu][xtensa]") {
  for (const u32 size : {1u, 2u}) {
    Recursion r{size};
    REQUIRE(r.rig.run_to(Rig::code + 3));
    CHECK(r.rig.a(4 * size + 2) == 40 * 41 / 2);
    CHECK(r.rig.sr(special::windowbase) == 0);
    CHECK(r.rig.sr(special::windowstart) == 1);
    // The same once more, by joined blocks, and once by single steps.
    const i64 began = r.rig.core.cycles();
    for (int i = 0; i < 30; ++i) {
      r.rig.set(4 * size + 2, 40);
      r.rig.core.jump(Rig::code);
      REQUIRE(r.rig.run_to(Rig::code + 3));
      REQUIRE(r.rig.a(4 * size + 2) == 40 * 41 / 2);
    }
    const i64 once = (r.rig.core.cycles() - began) / 30;
    r.rig.set(4 * size + 2, 40);
    r.rig.core.jump(Rig::code);
    const i64 then = r.rig.core.cycles();
    while (r.rig.core.pc() != Rig::code + 3) r.rig.step();
    CHECK(r.rig.a(4 * size + 2) == 40 * 41 / 2);
    CHECK(r.rig.core.cycles() - then == once);
  }
}

TEST_CASE("xtensa: an overflow is raised by the first instruction that names a register of another frame",
          "[cpu][xtensa]") {
  Rig rig;
  rig.set_sr(special::windowstart, 1 | 1 << 2);  // a frame at a8
  rig.program({encode("MOV.N", {2, 7}), encode("MOV.N", {2, 8})}).step();
  CHECK(rig.core.pc() == Rig::code + 2);
  rig.step();
  CHECK(rig.core.pc() == Rig::vectors + 0x100 + 0);  // that frame ends where the first one begins: 12 registers
  CHECK(rig.sr(special::epc1) == Rig::code + 2);
  CHECK(rig.sr(special::windowbase) == 2);
  CHECK((rig.core.ps() >> 8 & 15) == 0);
  CHECK((rig.core.ps() & ps::excm) != 0);
}

TEST_CASE("xtensa: each register of an instruction is looked for by itself", "[cpu][xtensa]") {
  Rig rig;
  rig.set_sr(special::windowstart, 1 | 1 << 3);  // a frame at a12: a10 and a6 together are no a14
  rig.set(10, 5).set(6, 7);
  rig.program({encode("ADD.N", {2, 10, 6})}).step();
  CHECK(rig.core.pc() == Rig::code + 2);
  CHECK(rig.a(2) == 12);
}

TEST_CASE("xtensa: MOVSP wants the frame below in the registers, ENTRY wants windows", "[cpu][xtensa]") {
  Rig rig;
  rig.program({encode("MOVSP", {1, 2})}).step();
  CHECK(rig.sr(special::exccause) == cause::alloca);
  Rig without;  // windows need not be on
  without.set_sr(special::ps, 0).program({encode("MOVSP", {1, 2})}).step();
  CHECK(without.sr(special::exccause) == cause::alloca);
  Rig below;
  below.set_sr(special::windowbase, 2).set_sr(special::windowstart, 5).set(1, 7);
  CHECK(below.program({encode("MOVSP", {1, 2})}).step().a(2) == 7);
  Rig other;
  other.set_sr(special::ps, 0).program({encode("ENTRY", {4, 1})}).step();
  CHECK(other.core.pc() == Rig::vectors + 0x300);
  CHECK(other.sr(special::exccause) == cause::illegal_instruction);
  CHECK(other.sr(special::epc1) == Rig::code);
}

TEST_CASE("xtensa: loops loop", "[cpu][xtensa]") {
  const auto sum = [](const char* name, u32 count, bool steps) {
    Rig rig;
    rig.set(2, count);
    rig.program({encode(name, {5, 2}), encode("ADDI.N", {3, 3, 2}), encode("ADDI.N", {4, 4, 1}), nop_n, nop_n, nop_n});
    const u32 end = Rig::code + 4 + 5;
    if (steps)
      while (rig.core.pc() != end) rig.step();
    else
      REQUIRE(rig.run_to(end));
    CHECK(rig.a(3) == 2 * rig.a(4));
    return rig.a(4);
  };
  for (const bool steps : {false, true}) {
    CHECK(sum("LOOP", 1, steps) == 1);
    CHECK(sum("LOOP", 100, steps) == 100);
    CHECK(sum("LOOPNEZ", 0, steps) == 0);
    CHECK(sum("LOOPNEZ", 50, steps) == 50);
    CHECK(sum("LOOPGTZ", 0x8000'0000, steps) == 0);
    CHECK(sum("LOOPGTZ", 3, steps) == 3);
  }
}

TEST_CASE("xtensa: a branch out of a loop, and one to its end, do not go back", "[cpu][xtensa]") {
  Rig rig;
  rig.set(2, 10).set(5, 1);
  // loop; add; beq a5, a5, to the loop's end; the loop's last instruction
  rig.program({encode("LOOP", {6, 2}), encode("ADDI.N", {3, 3, 1}), encode("BEQ", {1, 5, 5}), nop_n, nop_n});
  REQUIRE(rig.run_to(Rig::code + 10));
  CHECK(rig.a(3) == 1);
  CHECK(rig.sr(special::lcount) == 9);
  // The last instruction is a branch that is not taken: back to the beginning.
  Rig other;
  other.set(2, 10).set(5, 1);
  other.program({encode("LOOP", {4, 2}), encode("ADDI.N", {3, 3, 1}), encode("BNE", {16, 5, 5}), nop_n});
  REQUIRE(other.run_to(Rig::code + 8));
  CHECK(other.a(3) == 10);
}

TEST_CASE("xtensa: with EXCM set nothing loops; LEND may be written", "[cpu][xtensa]") {
  Rig rig;
  rig.set(2, 10).set_sr(special::ps, ps::excm);
  rig.program({encode("LOOP", {3, 2}), encode("ADDI.N", {3, 3, 1}), nop_n, nop_n}).step(3);
  CHECK(rig.a(3) == 1);
  Rig other;
  other.program({encode("ADDI.N", {3, 3, 1}), nop_n, nop_n, nop_n});
  other.step(4);
  other.set_sr(special::lbeg, Rig::code).set_sr(special::lcount, 5).set_sr(special::lend, Rig::code + 4);
  other.core.jump(Rig::code);
  REQUIRE(other.run_to(Rig::code + 4));
  CHECK(other.a(3) == 1 + 6);
}

TEST_CASE("xtensa: a long row of instructions that are several operations each", "[cpu][xtensa]") {
  Rig rig;
  u32 at = Rig::code;
  for (int i = 0; i < 100; ++i) at = rig.put(at, {encode("LOOP", {255, 2})});  // their ends are no instruction's
  rig.put(at, {encode("ADDI.N", {3, 3, 1}), nop_n});
  rig.set(2, 7).core.jump(Rig::code);
  REQUIRE(rig.run_to(at + 2));
  CHECK(rig.a(3) == 1);
  CHECK(rig.sr(special::lcount) == 6);
}
