#pragma once
// What differs between Xtensa cores, as data: options, registers, vectors, interrupts. From the core-isa.h of each
// (github.com/espressif/xtensa-overlays); option names as in the Xtensa ISA Reference Manual, chapter 4.
#include <array>
#include <string_view>

#include "emulator/types.hpp"

namespace cpu::xtensa {

using namespace emulator;

// Sets of instructions and registers that a core may have or lack.
enum class Option : u32 {
  base = 0,
  density = 1 << 0,     // 4.3.1 Code Density
  loops = 1 << 1,       // 4.3.2 Loop
  windows = 1 << 2,     // 4.7.1 Windowed Register
  mul16 = 1 << 3,       // 4.3.5 16-bit Integer Multiply
  mul32 = 1 << 4,       // 4.3.6 32-bit Integer Multiply
  mul32_high = 1 << 5,  // MULUH and MULSH
  div32 = 1 << 6,       // 4.3.6.1 32-bit Integer Divide
  mac16 = 1 << 7,       // 4.3.7 MAC16
  nsa = 1 << 8,         // 4.3.8 Miscellaneous Operations, each by itself
  min_max = 1 << 9,
  sext = 1 << 10,
  clamps = 1 << 11,
  booleans = 1 << 12,            // 4.3.10 Boolean
  fp = 1 << 13,                  // 4.3.11 Floating-Point Coprocessor, with the helpers of division and square root
  dfp_accelerator = 1 << 14,     // registers F64R and F64S
  s32c1i = 1 << 15,              // 4.3.13 Conditional Store
  release_sync = 1 << 16,        // 4.3.12 Multiprocessor Synchronization: L32AI and S32RI
  threadptr = 1 << 17,           // 4.7.3 Thread Pointer
  extended_l32r = 1 << 18,       // 4.3.4 Extended L32R: LITBASE
  unaligned = 1 << 19,           // accesses that are not aligned work; else they raise LoadStoreAlignmentCause
  external_registers = 1 << 20,  // RER and WER
  pie = 1 << 21,                 // ESP32-S3: Processor Instruction Extensions, ee.*
  caches = 1 << 24,              // 4.5.2 and after: instructions of caches, which do nothing here
  coprocessors = 1 << 22,        // 4.3.9: CPENABLE
  expstate = 1 << 25,            // LX6: user register EXPSTATE, of a coprocessor's outputs
  gpio_out = 1 << 23,            // ESP32-S3 and -S2: user register GPIO_OUT of the dedicated GPIO
};
constexpr Option operator|(Option a, Option b) {
  return static_cast<Option>(static_cast<u32>(a) | static_cast<u32>(b));
}

enum class InterruptType : u8 { none, level, edge, software, timer, nmi, profiling };
struct InterruptInput {
  InterruptType type = InterruptType::none;
  u8 level = 0;
};

// Cycles, memory answering at once. In doubt: no manual of the configured cores gives them. Taken branches refill the
// pipeline; division takes as long as its quotient is.
struct Timing {
  unsigned taken = 3;  // a branch, jump, call or return
  unsigned divide = 12;
  unsigned exception = 4;  // taking one
};

struct Config {
  std::string_view name;
  Option options;
  unsigned registers;  // ARs
  u32 configid0, configid1;
  u32 reset_vector, vecbase;
  // From VECBASE.
  struct Vectors {
    std::array<u16, 6> windows;  // overflow and underflow of 4, 8 and 12
    std::array<u16, 8> level;    // of interrupts from level 2 on; that of the debug level serves debug exceptions
    u16 kernel, user, double_exception;
  } vectors;
  unsigned excm_level, debug_level, nmi_level;
  std::array<InterruptInput, 32> interrupts;
  std::array<i8, 3> timers;  // interrupt number, or -1
  unsigned misc_registers, breakpoints;
  Timing timing;

  constexpr bool has(Option o) const {
    return (static_cast<u32>(options) & static_cast<u32>(o)) == static_cast<u32>(o);
  }
};

extern const Config lx6;     // ESP32: LX6.0.3
extern const Config lx7_s2;  // ESP32-S2: LX7.0.9
extern const Config lx7_s3;  // ESP32-S3: LX7.0.12
extern const Config lx106;   // ESP8266: LX3.0.1

}  // namespace cpu::xtensa
