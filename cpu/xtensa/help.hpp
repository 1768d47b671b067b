#pragma once
// Instructions that the core performs itself in the middle of a block (`help` operations): which one is in imm[7:0], an
// immediate in imm[31:8]; d, a and b are slots of the context's registers, or numbers of other registers.
#include "emulator/types.hpp"

namespace cpu::xtensa {

using namespace emulator;

// clang-format off
#define VIVARIUM_XTENSA_HELPS(X)                                                                                    \
  X(movsp) X(quou) X(quos) X(remu) X(rems) X(clamps) X(l32ai) X(s32ri) X(s32c1i)                                     \
  X(rsr) X(wsr) X(xsr) X(rur) X(wur) X(rer) X(wer)                                                                  \
  X(ritlb0) X(ritlb1) X(rdtlb0) X(rdtlb1) X(pitlb) X(pdtlb) X(witlb) X(wdtlb)                                        \
  X(any4) X(all4) X(any8) X(all8) X(andb) X(andbc) X(orb) X(orbc) X(xorb)                                            \
  X(mac) X(mac_load)                                                                                                \
  X(lsi) X(lsip) X(lsx) X(lsxp) X(ssi) X(ssip) X(ssx) X(ssxp) X(rfr) X(wfr) X(mov_s) X(abs_s) X(neg_s) X(const_s)    \
  X(add_s) X(sub_s) X(mul_s) X(madd_s) X(msub_s) X(maddn_s) X(divn_s) X(round_s) X(trunc_s) X(floor_s) X(ceil_s)     \
  X(float_s) X(ufloat_s) X(utrunc_s) X(div0_s) X(recip0_s) X(sqrt0_s) X(rsqrt0_s) X(nexp01_s) X(mksadj_s)            \
  X(mkdadj_s) X(addexp_s) X(addexpm_s) X(un_s) X(oeq_s) X(ueq_s) X(olt_s) X(ult_s) X(ole_s) X(ule_s)                 \
  X(moveqz_s) X(movnez_s) X(movltz_s) X(movgez_s) X(movf_s) X(movt_s)
// clang-format on

enum class Help : u8 {
#define X(name) name,
  VIVARIUM_XTENSA_HELPS(X)
#undef X
      count
};

// An instruction of the MAC16 option (4.3.7), in an immediate.
struct Mac {
  u32 operation;           // 0 unsigned product, 1 product, 2 added to ACC, 3 subtracted from it
  u32 halves;              // bit 0: the first factor's high half, bit 1: the second's
  bool first_m, second_m;  // the factor is one of m0 to m3, else a register
  u32 first, second;       // which, if so
  bool loads, up;          // m[d] = the word at a = a + 4, or a - 4

  constexpr u32 packed() const {
    return operation | halves << 2 | u32{first_m} << 4 | u32{second_m} << 5 | first << 6 | second << 8 |
           u32{loads} << 10 | u32{up} << 11;
  }
  static constexpr Mac from(u32 p) {
    return {p & 3,      p >> 2 & 3, (p >> 4 & 1) != 0,  (p >> 5 & 1) != 0,
            p >> 6 & 3, p >> 8 & 3, (p >> 10 & 1) != 0, (p >> 11 & 1) != 0};
  }
};

}  // namespace cpu::xtensa
