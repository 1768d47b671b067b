#pragma once
// Which flags each operation of a block leaves in the context. Most results are overwritten before anything on the
// usual way looks at them. Where a block may be left in the middle, by an access that the guest must see or by a side
// exit, those that are still owed are worked out from registers, on that unusual way only.
#include <array>
#include <span>
#include <vector>

#include "cpu/ir/flags.hpp"
#include "cpu/ir/op.hpp"

namespace cpu::jit {

using namespace emulator;

class FlagPlan {
 public:
  struct Debt {
    u8 site;   // the operation at which the block may be left
    u8 op;     // whose flags are owed then,
    u8 flags;  // and which
  };

  FlagPlan() = default;
  explicit FlagPlan(const ir::Block&);
  u8 stored(u32 op) const { return stored_[op]; }
  std::span<const Debt> owed(u32 site) const;

 private:
  using Op = ir::Op;
  void read(u8 flags);
  void write(u32 op, u8 flags);
  void leave(u32 site);
  void pay(const Debt&, const ir::Block&);

  static constexpr u16 nobody = 256;
  std::array<u8, 256> stored_{};
  std::vector<Debt> debts_;                                  // by site
  std::array<u16, 4> last_{nobody, nobody, nobody, nobody};  // who has written each flag
};

// A branch on flags that the operation just before it has left in the host's own, too.
bool host_has_flags(ir::Code before, ir::Condition);
// A conditional end in the middle of the block: a `way` follows.
bool is_side_exit(const ir::Block&, u32 op);

}  // namespace cpu::jit
