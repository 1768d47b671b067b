#pragma once
// What GDB wants to know of a chip's memories, and its way to their bytes.
#include <string>

#include "emulator/chip.hpp"
#include "emulator/gdb/text.hpp"

namespace emulator::gdb {

// The memory map document (GDB manual, appendix G.7 "Memory Map Format"). Memory that keeps its content is told as
// flash: GDB sets hardware breakpoints there and programs it by "load". Other memory that stores cannot change is rom;
// everything else is ram, holes and devices as well, for what is there is better asked than guessed.
std::string memory_map(Chip&);

// Is this whole range flash, as the memory map says it?
bool is_flash(Chip&, u32 address, u32 size);

// As many of the bytes as are there: no side effects.
Bytes read_memory(const Cpu&, u32 address, std::size_t size);
// Memory takes any bytes, flash as well. A device takes one aligned access of 1, 2 or 4 bytes, with all that a write by
// a bus master does. False at the first byte that nobody takes.
bool write_memory(Chip&, Cpu&, u32 address, std::span<const u8> bytes);

}  // namespace emulator::gdb
