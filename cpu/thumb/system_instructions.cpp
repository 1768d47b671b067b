// Instructions that concern the processor itself: exceptions, status registers, sleep. Arm DDI 0419E, A6.7 and B4.2.
#include "cpu/thumb/cortex_m.hpp"

namespace cpu::thumb {

void CortexM::system(u32 word) {
  constexpr u32 wfe = 0xbf20;
  if (watches_round() && word != wfe) end_round(false);
  if (word == breakpoint_word) {
    context.attention |= hit_breakpoint;
    return;
  }
  if (word == unfetchable_word) return hard_fault(context.r[15]);
  if (word >> 16) {
    if ((word & 0xffe0'd000) == 0xf3e0'8000 || (word & 0xffe0'd000) == 0xf380'8000) return status_access(word);
    if (on_undefined && on_undefined(word)) return;
    return hard_fault(context.r[15] - 4);  // UDF.W and undefined encodings
  }
  switch (word) {
    case wfe: return sleep(Sleep::wfe);
    case 0xbf30: return sleep(Sleep::wfi);
    case 0xbf40:  // SEV
      event_ = true;
      if (on_send_event) on_send_event();
      return;
    case 0xb662: primask_ = false; return exceptions_changed();  // CPSIE i
    case 0xb672: primask_ = true; return;                        // CPSID i
    default: break;
  }
  if (word >> 8 == 0xdf) {  // SVC: taken at once, or a HardFault where its priority does not allow it (B1.5.4)
    if (exceptions_.priority(exception::svcall) >= execution_priority()) return hard_fault(context.r[15]);
    exceptions_.pend(exception::svcall);
    return exceptions_changed();
  }
  // UDF, undefined encodings, and BKPT as long as no debugger has set DHCSR.C_DEBUGEN
  if (word >> 8 != 0xbe && on_undefined && on_undefined(word)) return;
  hard_fault(context.r[15] - 2);
}

// MRS and MSR (B4.2.2, B4.2.3). In unprivileged mode only the flags are accessible; this core is always privileged.
void CortexM::status_access(u32 word) {
  const u32 sysm = word & 0xff;
  const bool reading = word >> 21 & 1 && word >> 22 & 1;
  const u32 reg = (reading ? word >> 8 : word >> 16) & 15;
  if (reg == 13 || reg == 15) return hard_fault(context.r[15] - 4);  // UNPREDICTABLE: taken as undefined
  if (reading)
    context.r[reg] = read_special(sysm);
  else
    write_special(sysm, context.r[reg]);
}

u32 CortexM::read_special(u32 sysm) const {
  switch (sysm) {
    case 8: return psp_in_use_ ? other_sp_ : context.r[13];
    case 9: return psp_in_use_ ? context.r[13] : other_sp_;
    case 16: return primask_;
    case 20: return u32{spsel_} << 1 | u32{npriv_};
    default: break;
  }
  if (sysm > 7) return 0;
  return (sysm & 1 ? ipsr_ : 0) | (sysm & 4 ? 0 : context.flags());  // EPSR reads as zero
}

void CortexM::write_special(u32 sysm, u32 value) {
  switch (sysm) {
    case 0:
    case 1:
    case 2:
    case 3: return context.set_flags(value);
    case 8: (psp_in_use_ ? other_sp_ : context.r[13]) = value & ~3u; return;
    case 9: (psp_in_use_ ? context.r[13] : other_sp_) = value & ~3u; return;
    case 16: primask_ = value & 1; return exceptions_changed();
    case 20:
      npriv_ = profile_.user_mode && value & 1;
      if (!in_handler()) spsel_ = value >> 1 & 1;
      return select_stack(uses_psp());
    default: return;
  }
}

}  // namespace cpu::thumb
