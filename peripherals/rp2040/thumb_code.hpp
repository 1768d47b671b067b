#pragma once
// Writes Thumb instructions into an image, with labels that may be bound later. Arm DDI 0419E, chapter A6; only what
// the boot ROM needs.
#include <optional>
#include <vector>

#include "emulator/types.hpp"

namespace rp2040 {
using namespace emulator;

class ThumbCode {
 public:
  enum Reg : u8 { r0, r1, r2, r3, r4, r5, r6, r7, r12 = 12, sp = 13, lr = 14, pc = 15 };
  enum Condition : u8 { eq, ne, cs, cc, mi, pl, vs, vc, hi, ls, ge, lt, gt, le };
  struct Label {
    u32 index;
  };

  ThumbCode(std::vector<u8>& image, u32 start) : image_(image), at_(start) {}

  u32 here() const { return at_; }
  Label label();       // to be bound
  Label bind_here() {  // a new one, here
    const Label l = label();
    bind(l);
    return l;
  }
  void bind(Label);
  u32 address(Label l) const { return *labels_[l.index]; }
  void align(u32 to);
  void half(u32 h);
  void word(u32 w) { half(w & 0xffff), half(w >> 16); }
  void pool();     // the constants that ldr() has asked for go here; labels whose addresses they hold are bound
  void resolve();  // at the end: all labels are bound

  void movs(Reg d, u32 imm) { half(0x2000 | d << 8 | imm); }
  void mov(Reg d, Reg m) { half(0x4600 | (d & 8) << 4 | m << 3 | (d & 7)); }
  void adds(Reg d, u32 imm) { half(0x3000 | d << 8 | imm); }
  void subs(Reg d, u32 imm) { half(0x3800 | d << 8 | imm); }
  void adds(Reg d, Reg n, Reg m) { half(0x1800 | m << 6 | n << 3 | d); }
  void subs(Reg d, Reg n, Reg m) { half(0x1a00 | m << 6 | n << 3 | d); }
  void cmp(Reg n, u32 imm) { half(0x2800 | n << 8 | imm); }
  void cmp(Reg n, Reg m) { half(0x4280 | m << 3 | n); }
  void lsls(Reg d, Reg m, u32 imm) { half(0x0000 | imm << 6 | m << 3 | d); }
  void lsrs(Reg d, Reg m, u32 imm) { half(0x0800 | imm << 6 | m << 3 | d); }
  void ands(Reg d, Reg m) { half(0x4000 | m << 3 | d); }
  void eors(Reg d, Reg m) { half(0x4040 | m << 3 | d); }
  void negs(Reg d, Reg n) { half(0x4240 | n << 3 | d); }
  void tst(Reg n, Reg m) { half(0x4200 | m << 3 | n); }
  void orrs(Reg d, Reg m) { half(0x4300 | m << 3 | d); }
  void bics(Reg d, Reg m) { half(0x4380 | m << 3 | d); }
  void mvns(Reg d, Reg m) { half(0x43c0 | m << 3 | d); }
  void uxtb(Reg d, Reg m) { half(0xb2c0 | m << 3 | d); }
  void ldr(Reg t, Reg n, u32 offset) { half(0x6800 | offset << 4 | n << 3 | t); }
  void str(Reg t, Reg n, u32 offset) { half(0x6000 | offset << 4 | n << 3 | t); }
  void ldrh(Reg t, Reg n, u32 offset) { half(0x8800 | offset << 5 | n << 3 | t); }
  void ldrb(Reg t, Reg n, u32 offset) { half(0x7800 | offset << 6 | n << 3 | t); }
  void strb(Reg t, Reg n, u32 offset) { half(0x7000 | offset << 6 | n << 3 | t); }
  void ldmia(Reg n, u32 list) { half(0xc800 | n << 8 | list); }
  void stmia(Reg n, u32 list) { half(0xc000 | n << 8 | list); }
  void push(u32 list, bool with_lr = false) { half(0xb400 | u32{with_lr} << 8 | list); }
  void pop(u32 list, bool with_pc = false) { half(0xbc00 | u32{with_pc} << 8 | list); }
  void bx(Reg m) { half(0x4700 | m << 3); }
  void blx(Reg m) { half(0x4780 | m << 3); }
  void wfe() { half(0xbf20); }
  void wfi() { half(0xbf30); }
  void sev() { half(0xbf40); }
  void bkpt(u32 imm) { half(0xbe00 | imm); }
  void udf(u32 imm) { half(0xde00 | imm); }
  void msr_msp(Reg n) { half(0xf380 | n), half(0x8808); }

  void ldr(Reg t, u32 constant);        // from the pool
  void ldr_address(Reg t, Label code);  // of a function, with the Thumb bit
  void b(Label);
  void b(Condition, Label);
  void bl(Label);

 private:
  enum class Kind : u8 { branch, conditional, call, literal, function_literal };
  struct Fixup {
    Kind kind;
    u32 at, value;  // value: a label, or a constant
  };
  u32 half_at(u32 address) const { return image_[address] | u32{image_[address + 1]} << 8; }
  void set_half(u32 address, u32 h);
  void resolve(const Fixup&);
  std::optional<u32> constant(const Fixup&) const;

  std::vector<u8>& image_;
  u32 at_;
  std::vector<std::optional<u32>> labels_;
  std::vector<Fixup> fixups_;
};

}  // namespace rp2040
