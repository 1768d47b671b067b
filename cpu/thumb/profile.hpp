#pragma once
// What differs between Cortex-M cores: architecture, identity, and how long instructions take.
#include <string_view>

#include "emulator/types.hpp"

namespace cpu::thumb {

using namespace emulator;

enum class Architecture : u8 { v6m };

// Cycles with memory that answers at once.
struct Timing {
  unsigned load, store, multiple_base, pop_pc_base, branch, call, exchange, write_pc, multiply, status, barrier, wait;
  unsigned exception_entry, exception_exit, tail_chain;
};

struct Profile {
  std::string_view name;
  Architecture architecture;
  u32 cpuid;
  unsigned interrupts;  // external ones
  unsigned priority_bits;
  bool vtor, user_mode, mpu;  // optional extensions of v6-M
  u32 systick_calibration;
  Timing timing;
};

// Cortex-M0 r0p0. TRM (DDI 0432C) table 3-1; exception entry 16 cycles, B1.5; exit and tail-chaining are not given
// there: exit is taken as long as the eight loads it makes plus refill, tail-chaining as refill with the vector fetch.
inline constexpr Profile cortex_m0{"Cortex-M0",
                                   Architecture::v6m,
                                   0x410C'C200,
                                   32,
                                   2,
                                   false,
                                   false,
                                   false,
                                   0,
                                   {.load = 2,
                                    .store = 2,
                                    .multiple_base = 1,
                                    .pop_pc_base = 4,
                                    .branch = 3,
                                    .call = 4,
                                    .exchange = 3,
                                    .write_pc = 3,
                                    .multiply = 1,
                                    .status = 4,
                                    .barrier = 4,
                                    .wait = 2,
                                    .exception_entry = 16,
                                    .exception_exit = 13,
                                    .tail_chain = 8}};
// Cortex-M0+ r0p1. TRM (DDI 0484C) table 3-1; exception entry 15 cycles.
inline constexpr Profile cortex_m0plus{"Cortex-M0+",
                                       Architecture::v6m,
                                       0x410C'C601,
                                       32,
                                       2,
                                       true,
                                       true,
                                       true,
                                       0,
                                       {.load = 2,
                                        .store = 2,
                                        .multiple_base = 1,
                                        .pop_pc_base = 3,
                                        .branch = 2,
                                        .call = 3,
                                        .exchange = 2,
                                        .write_pc = 2,
                                        .multiply = 1,
                                        .status = 3,
                                        .barrier = 3,
                                        .wait = 2,
                                        .exception_entry = 15,
                                        .exception_exit = 12,
                                        .tail_chain = 7}};

}  // namespace cpu::thumb
