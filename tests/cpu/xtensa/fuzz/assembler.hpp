#pragma once
// The few instructions that the driver of a batch is made of, as words.
#include <cstring>
#include <map>
#include <string>
#include <vector>

#include "emulator/types.hpp"

namespace xtensa_fuzz {

using namespace emulator;

class Assembler {
 public:
  explicit Assembler(u32 base) : base_(base) {}

  u32 here() const { return base_ + static_cast<u32>(code.size()); }
  void word(u32 w) {
    for (int i = 0; i < 3; ++i) code.push_back(static_cast<u8>(w >> 8 * i));
  }
  void movi(u32 t, u32 value) { word(0x00'a002 | t << 4 | (value & 0xff) << 16 | (value & 0xf00)); }
  void slli(u32 r, u32 s, u32 by) {
    const u32 n = 32 - by;
    word(0x01'0000 | r << 12 | s << 8 | (n & 15) << 4 | (n >> 4) << 20);
  }
  void l32i(u32 t, u32 s, u32 offset) { word(0x00'2002 | t << 4 | s << 8 | offset / 4 << 16); }
  void s32i(u32 t, u32 s, u32 offset) { word(0x00'6002 | t << 4 | s << 8 | offset / 4 << 16); }
  void addi(u32 t, u32 s, i32 by) { word(0x00'c002 | t << 4 | s << 8 | (static_cast<u32>(by) & 0xff) << 16); }
  void addmi(u32 t, u32 s, u32 pages) { word(0x00'd002 | t << 4 | s << 8 | (pages & 0xff) << 16); }
  void sub(u32 r, u32 s, u32 t) { word(0xc0'0000 | r << 12 | s << 8 | t << 4); }
  void rsr(u32 t, u32 sr) { word(0x03'0000 | t << 4 | sr << 8); }
  void wsr(u32 t, u32 sr) { word(0x13'0000 | t << 4 | sr << 8); }
  void rur(u32 r, u32 ur) { word(0xe3'0000 | r << 12 | ur << 4); }
  void wur(u32 t, u32 ur) { word(0xf3'0000 | t << 4 | ur << 8); }
  void lsi(u32 t, u32 s, u32 offset) { word(0x00'0003 | t << 4 | s << 8 | offset / 4 << 16); }
  void ssi(u32 t, u32 s, u32 offset) { word(0x00'4003 | t << 4 | s << 8 | offset / 4 << 16); }
  void rotw(i32 by) { word(0x40'8000 | (static_cast<u32>(by) & 15) << 4); }
  void rfi(u32 level) { word(0x00'3010 | level << 8); }
  void isync() { word(0x00'2000); }
  void rsync() { word(0x00'2010); }
  void simcall() { word(0x00'5100); }
  void jx(u32 s) { word(0x00'00a0 | s << 8); }
  void j(u32 target) { word(jump(here(), target)); }

  static u32 jump(u32 from, u32 target) { return (0x00'0006 | (target - from - 4) << 6) & 0xff'ffff; }

  std::vector<u8> code;

 private:
  u32 base_;
};

}  // namespace xtensa_fuzz
