#include "cpu/xtensa/system.hpp"

namespace cpu::xtensa {

namespace {

bool base(const Config&) { return true; }
bool never(const Config&) { return false; }
bool two_breakpoints(const Config& c) { return c.breakpoints > 1; }
bool high_levels(const Config& c) { return c.nmi_level > 3; }
bool more_timers(const Config& c) { return c.timers[1] >= 0; }
bool misc(const Config& c) { return c.misc_registers > 0; }
#define X(name) \
  bool name(const Config& c) { return c.has(Option::name); }
X(loops)
X(booleans)
X(extended_l32r)
X(s32c1i) X(mac16) X(windows) X(coprocessors) X(fp) X(threadptr) X(dfp_accelerator) X(gpio_out) X(expstate)
#undef X

}  // namespace

bool special::exists(u32 number, const Config& config) {
  switch (number) {
#define X(number, name, needs) \
  case number: return xtensa::needs(config);
    VIVARIUM_XTENSA_SPECIAL(X)
#undef X
    default: return false;
  }
}

bool special::allows(u32 number, Way way) {
  switch (number) {
    case interrupt: return way != Way::exchange;  // what is written is INTSET
    case intclear: return way == Way::write;
    case debugcause:
    case prid:
    case configid1: return way == Way::read;
    default: return true;
  }
}

bool special::can_write_in_block(u32 number) {
  switch (number) {
    case lbeg:
    case lcount:
    case sar:
    case br:
    case scompare1:
    case acclo:
    case acchi:
    case m0:
    case m1:
    case m2:
    case m3:
    case memctl:
    case atomctl:
    case ddr:
    case depc:
    case exccause:
    case excvaddr:
    case cpenable: return true;
    default:
      return (number >= epc1 && number <= epc7) || (number >= eps2 && number <= eps7) ||
             (number >= excsave1 && number <= excsave7) || (number >= misc0 && number <= misc3);
  }
}

bool special::is_debug(u32 number) {
  return number == ibreakenable || (number >= ibreaka0 && number <= dbreakc1) || number == icount ||
         number == icountlevel;
}

std::string_view special::name_of(u32 number) {
  switch (number) {
#define X(number, name, needs) \
  case number: return #name;
    VIVARIUM_XTENSA_SPECIAL(X)
#undef X
    default: return {};
  }
}

bool user::exists(u32 number, const Config& config) {
  switch (number) {
#define X(number, name, needs) \
  case number: return xtensa::needs(config);
    VIVARIUM_XTENSA_USER(X)
#undef X
    default: return false;
  }
}

std::string_view user::name_of(u32 number) {
  switch (number) {
#define X(number, name, needs) \
  case number: return #name;
    VIVARIUM_XTENSA_USER(X)
#undef X
    default: return {};
  }
}

}  // namespace cpu::xtensa
