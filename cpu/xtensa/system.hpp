#pragma once
// Special and user registers (chapter 5): which there are, and what is done instead of an instruction.
#include <string_view>

#include "cpu/xtensa/profile.hpp"

namespace cpu::xtensa {

// Instead of an instruction, for Core::system().
namespace instead {
inline constexpr u32 breakpoint = 0xff00'0001;   // a debugger's
inline constexpr u32 unfetchable = 0xff00'0002;  // nothing there that can be executed
inline constexpr u32 ibreak = 0xff00'0003;       // the instruction that IBREAKA names
inline constexpr u32 unknown = 0xfe00'0000;      // and the instruction's bits: no row of the table describes it
}  // namespace instead

namespace special {

// Number, name, what it needs.
#define VIVARIUM_XTENSA_SPECIAL(X)                                                                                     \
  X(0, lbeg, loops)                                                                                                    \
  X(1, lend, loops)                                                                                                    \
  X(2, lcount, loops)                                                                                                  \
  X(3, sar, base) X(4, br, booleans) X(5, litbase, extended_l32r) X(12, scompare1, s32c1i) X(16, acclo, mac16) X(      \
      17, acchi, mac16) X(32, m0, mac16) X(33, m1, mac16) X(34, m2, mac16) X(35, m3, mac16) X(72, windowbase, windows) \
      X(73, windowstart, windows) X(83, ptevaddr, never) X(89, mmid, base) X(90, rasid, never) X(91, itlbcfg, never)   \
          X(92, dtlbcfg, never) X(96, ibreakenable, base) X(97, memctl, windows) X(98, cacheattr, never)               \
              X(99, atomctl, s32c1i) X(104, ddr, base) X(128, ibreaka0, base) X(129, ibreaka1, two_breakpoints)        \
                  X(144, dbreaka0, base) X(145, dbreaka1, two_breakpoints) X(160, dbreakc0, base) X(                   \
                      161, dbreakc1, two_breakpoints) X(176, configid0, base) X(177, epc1, base) X(178, epc2, base)    \
                      X(179, epc3, base) X(180, epc4, high_levels) X(181, epc5, high_levels) X(182, epc6, high_levels) \
                          X(183, epc7, high_levels) X(192, depc, base) X(194, eps2, base) X(195, eps3, base)           \
                              X(196, eps4, high_levels) X(197, eps5, high_levels) X(198, eps6, high_levels)            \
                                  X(199, eps7, high_levels) X(208, configid1, base) X(209, excsave1, base)             \
                                      X(210, excsave2, base) X(211, excsave3, base) X(212, excsave4, high_levels)      \
                                          X(213, excsave5, high_levels) X(214, excsave6, high_levels)                  \
                                              X(215, excsave7, high_levels) X(224, cpenable, coprocessors) X(          \
                                                  226, interrupt, base) X(227, intclear, base) X(228, intenable, base) \
                                                  X(230, ps, base) X(231, vecbase, base) X(232, exccause, base)        \
                                                      X(233, debugcause, base) X(234, ccount, base) X(235, prid, base) \
                                                          X(236, icount, base) X(237, icountlevel, base)               \
                                                              X(238, excvaddr, base) X(240, ccompare0, base)           \
                                                                  X(241, ccompare1, more_timers)                       \
                                                                      X(242, ccompare2, more_timers)                   \
                                                                          X(244, misc0, misc) X(245, misc1, misc)      \
                                                                              X(246, misc2, misc) X(247, misc3, misc)

#define X(number, name, needs) inline constexpr u32 name = number;
VIVARIUM_XTENSA_SPECIAL(X)
#undef X
inline constexpr u32 intset = interrupt;  // when it is written

bool exists(u32 number, const Config&);
// Some can only be read, or only be written; the other way is an illegal instruction.
enum class Way : u8 { read, write, exchange };
bool allows(u32 number, Way);
// Writing it changes neither which instructions come next nor when something happens.
bool can_write_in_block(u32 number);
bool is_debug(u32 number);             // breakpoints, ICOUNT
std::string_view name_of(u32 number);  // empty if there is no such

}  // namespace special

namespace user {

#define VIVARIUM_XTENSA_USER(X)                                                                     \
  X(12, gpio_out, gpio_out)                                                                         \
  X(230, expstate, expstate)                                                                            \
  X(231, threadptr, threadptr)                                                                      \
  X(232, fcr, fp) X(233, fsr, fp) X(234, f64r_lo, dfp_accelerator) X(235, f64r_hi, dfp_accelerator) \
      X(236, f64s, dfp_accelerator)
#define X(number, name, needs) inline constexpr u32 name = number;
VIVARIUM_XTENSA_USER(X)
#undef X

bool exists(u32 number, const Config&);
std::string_view name_of(u32 number);
constexpr bool needs_fp(u32 number) { return number == fcr || number == fsr; }

}  // namespace user

// PS (table 4-63), besides CALLINC, which is in the context.
namespace ps {
inline constexpr u32 intlevel = 0xf, excm = 1 << 4, um = 1 << 5, ring = 3 << 6, owb = 0xf << 8, callinc = 3 << 16,
                     woe = 1 << 18;
inline constexpr unsigned owb_shift = 8, callinc_shift = 16;
}  // namespace ps

// EXCCAUSE (table 4-64).
namespace cause {
inline constexpr u32 illegal_instruction = 0, syscall = 1, instruction_fetch_error = 2, load_store_error = 3,
                     level1_interrupt = 4, alloca = 5, integer_divide_by_zero = 6, privileged = 8, unaligned = 9,
                     instruction_prohibited = 20, load_prohibited = 28, store_prohibited = 29,
                     coprocessor0_disabled = 32;
// Nothing answers at the physical address, behind the processor's own memories.
inline constexpr u32 instruction_address_error = 14, load_store_address_error = 15;
}  // namespace cause

// DEBUGCAUSE (table 4-78).
namespace debug_cause {
inline constexpr u32 icount = 1, ibreak = 2, dbreak = 4, break_ = 8, break_n = 16;
}

}  // namespace cpu::xtensa
