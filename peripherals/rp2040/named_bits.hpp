#pragma once
// Neighbouring one-bit fields that a model uses as one mask: the interrupts of a status register, say. Each bit keeps
// the name that the manual gives it.
#include <initializer_list>

#include "emulator/registers.hpp"

namespace rp2040 {
using namespace emulator;

template <unsigned Msb, unsigned Lsb, Access A = Access::rw>
class NamedBits : public BitsOf<Msb, Lsb, u32> {
 public:
  // The highest bit's name comes first, as in the manual.
  NamedBits(Register& r, std::initializer_list<const char*> names) : BitsOf<Msb, Lsb, u32>(r) {
    unsigned bit = Msb;
    for (const char* name : names) r.add_field({name, bit--, 1, A, true});
  }
  using BitsOf<Msb, Lsb, u32>::operator=;
};

}  // namespace rp2040
