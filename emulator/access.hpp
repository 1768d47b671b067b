#pragma once
// What a guest did to a peripheral, and what of it we could not honour.
#include <string_view>

#include "emulator/types.hpp"

namespace emulator {

class Device;
class Register;

// `unmodelled` and `unmapped` are (or may be) our gap; the others are the firmware's mistake.
struct Complaint {
  enum class Kind : u8 { unmapped, unmodelled, reserved, read_only, write_only };
  Kind kind;
  const Device& device;
  const Register* reg;  // null where there is none at this offset
  u32 offset;
  u32 bits;  // the bits that were complained about, or the whole value
  bool writing;
};
std::string_view name_of(Complaint::Kind);
constexpr bool is_our_gap(Complaint::Kind k) {
  return k == Complaint::Kind::unmapped || k == Complaint::Kind::unmodelled;
}

// Hears every register access (when it wants to) and every complaint. The machine is one; tests bring their own.
class AccessObserver {
 public:
  virtual ~AccessObserver() = default;
  virtual void complaint(const Complaint&) = 0;
  virtual void accessed(const Device&, const Register*, u32 /*offset*/, u32 /*value*/, bool /*writing*/) {}
  bool wants_accesses = false;
};

}  // namespace emulator
