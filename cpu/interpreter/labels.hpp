#pragma once
// Which label of the inner loop executes each step of a block.
#include <array>

#include "cpu/interpreter/variants.hpp"

namespace cpu {

using Labels = std::array<ir::u16, 256>;  // by Step::index

// Also prepares what variants want to find in their steps. `flags`: whether the guest has any.
Labels choose_labels(ir::Block&, bool flags);
// Steps that one label can execute together get it, so that as few jumps as possible are made from label to label.
void join_pairs(const ir::Block&, Labels&);

}  // namespace cpu
