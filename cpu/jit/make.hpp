#pragma once
// The engine that compiles to host code, without what it is made of.
#include <memory>

#include "cpu/ir/guest.hpp"

namespace cpu::jit {

struct Options {
  emulator::u16 hot = 32;  // a block is compiled when it is to be executed for this time
  // When these are used up, all host code is given up, and hot blocks are compiled again.
  std::size_t code_bytes = std::size_t{16} << 20;
};

// Throws a sentence where the host gives no memory for it.
std::unique_ptr<ir::Engine> make(ir::Guest&, emulator::Bus&, Options = {});
bool works_here();

}  // namespace cpu::jit
