#pragma once
// PIO instructions: their encoding as a table. RP2040 Datasheet (build 2023-06-14 or later), 3.4 "Instruction Set",
// table "PIO instruction encoding".
#include <string>

#include "emulator/types.hpp"

namespace rp2040::pio {
using namespace emulator;

enum class Op : u8 { jmp, wait, in, out, push, pull, mov, irq, set, reserved };
enum class Condition : u8 { always, not_x, x_dec, not_y, y_dec, x_not_y, pin, not_osre };
enum class WaitOn : u8 { gpio, pin, irq, reserved };
enum class InSource : u8 { pins, x, y, null, reserved4, reserved5, isr, osr };
enum class OutTo : u8 { pins, x, y, null, pindirs, pc, isr, exec };
enum class MovTo : u8 { pins, x, y, reserved3, exec, pc, isr, osr };
enum class MovOp : u8 { none, invert, reverse, reserved };
enum class MovFrom : u8 { pins, x, y, null, reserved4, status, isr, osr };
enum class SetTo : u8 { pins, x, y, reserved3, pindirs, reserved5, reserved6, reserved7 };

struct Instruction {
  Op op = Op::jmp;
  u8 delay_side = 0;   // bits 12:8
  u8 destination = 0;  // OUT, MOV, SET; the condition of a JMP
  u8 source = 0;       // WAIT, IN, MOV
  u8 operation = 0;    // of MOV
  u8 value = 0;        // address, index, bit count or data
  bool flag = false;   // polarity; IfFull, IfEmpty; Clear
  bool block = false;  // Block; Wait
  unsigned bit_count() const { return value ? value : 32; }
};

// What has no row in the table decodes as Op::reserved.
Instruction decode(u16);

// As pioasm would take it. How many bits of bits 12:8 are side-set depends on the state machine.
struct SideSet {
  unsigned count = 0;     // PINCTRL_SIDESET_COUNT: with the enable bit
  bool optional = false;  // EXECCTRL_SIDE_EN
};
std::string disassemble(u16, SideSet = {});

}  // namespace rp2040::pio
