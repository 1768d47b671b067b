#pragma once
// A block's registers as rows of a table, one per row of the manual's: for blocks with many registers of which most are
// only held. Whoever needs one by name takes a reference to it and hangs its behaviour there.
//
//   {"CLKDIV", 0x14, 0x2b6, "FRAG[23:20] CLKDIV[19:0]"}
//
// Behind a field's bits: `ro`, `wo`, or `?` for one that is not modelled. A field without a mark is held: it reads as
// written, and nothing else in the chip that is modelled depends on it. Bits without a field are reserved.
#include <initializer_list>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "emulator/registers.hpp"
#include "peripherals/esp32/interrupt_sources.hpp"

namespace esp32 {

struct RegisterRow {
  std::string_view name;  // of an array: "W[]"
  u32 offset, reset;
  std::string_view fields;
  unsigned count = 1, stride = 4;
};

class RegisterRows {
 public:
  RegisterRows(RegisterFile& owner, std::span<const RegisterRow>);
  RegisterRows(RegisterFile& owner, std::initializer_list<RegisterRow> rows)
      : RegisterRows(owner, std::span{rows.begin(), rows.size()}) {}
  Register& operator[](std::string_view name) const;
  Register& at(u32 offset) const;

 private:
  RegisterFile& owner_;
  std::vector<std::unique_ptr<Register>> registers_;
};

// What a write or read of it does besides.
inline void on_written(Register& r, std::function<void(u32 written)> f) { r.write_hook = std::move(f); }
inline void on_reading(Register& r, std::function<u32()> f) { r.read_hook = r.peek_hook = std::move(f); }

// A field by its bits: `Part<23, 20> frag{rows["CLKDIV"]}`.
template <unsigned Msb, unsigned Lsb = Msb, typename T = u32>
using Part = BitsOf<Msb, Lsb, T>;
template <unsigned N>
using Flag = BitsOf<N, N, bool>;

}  // namespace esp32
