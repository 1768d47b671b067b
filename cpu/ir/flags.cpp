#include "cpu/ir/flags.hpp"

namespace cpu::ir::flag {

u8 writes(Code c) {
  switch (c) {
    case Code::add_s:
    case Code::addi_s:
    case Code::sub_s:
    case Code::subi_s:
    case Code::rsbi_s:
    case Code::adc_s:
    case Code::sbc_s:
    case Code::cmp:
    case Code::cmpi:
    case Code::cmn: return all;
    case Code::movi_s:
    case Code::mov_s:
    case Code::and_s:
    case Code::orr_s:
    case Code::eor_s:
    case Code::bic_s:
    case Code::mvn_s:
    case Code::mul_s:
    case Code::tst: return N | Z;
    case Code::lsli_s:
    case Code::lsri_s:
    case Code::asri_s: return N | Z | C;
    case Code::lsl_s:
    case Code::lsr_s:
    case Code::asr_s:
    case Code::ror_s: return N | Z;  // C too, unless by 0
    default: return 0;
  }
}

u8 may_write(Code c) {
  switch (c) {
    case Code::lsl_s:
    case Code::lsr_s:
    case Code::asr_s:
    case Code::ror_s: return N | Z | C;
    default: return writes(c);
  }
}

u8 reads(Code c) {
  switch (c) {
    case Code::adc:
    case Code::sbc:
    case Code::adc_s:
    case Code::sbc_s: return C;
    default: return c >= Code::ldr ? all : 0;
  }
}

}  // namespace cpu::ir::flag
