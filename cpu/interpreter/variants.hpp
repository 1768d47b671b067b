#pragma once
// What the inner loop has besides one label per operation: the same for particular operands or places in a block.
#include "cpu/ir/op.hpp"

// clang-format off
#define VIVARIUM_RUNS(X, name) X(name##_0) X(name##_1) X(name##_2) X(name##_3) X(name##_4) X(name##_5) X(name##_6) X(name##_7) X(name##_8)
// Comparisons that branch and leave the flags alone, for guests that have none.
#define VIVARIUM_QUIET(X, prefix) X(prefix##_eq) X(prefix##_ne) X(prefix##_cs) X(prefix##_cc) X(prefix##_ge) X(prefix##_lt) X(prefix##_gt) X(prefix##_le)
#define VIVARIUM_QUIETS(X) VIVARIUM_QUIET(X, quiet_cmpi) VIVARIUM_QUIET(X, quiet_cmp) X(quiet_tst_eq) X(quiet_tst_ne) X(quiet_tsti_eq) X(quiet_tsti_ne) \
  VIVARIUM_QUIET(X, side_quiet_cmpi) VIVARIUM_QUIET(X, side_quiet_cmp) X(side_quiet_tst_eq) X(side_quiet_tst_ne) X(side_quiet_tsti_eq) X(side_quiet_tsti_ne)
#define VIVARIUM_VARIANTS(X) VIVARIUM_RUNS(X, push_run) VIVARIUM_RUNS(X, push_run_lr) VIVARIUM_RUNS(X, pop_run) VIVARIUM_RUNS(X, pop_run_jump) \
  VIVARIUM_IR_BRANCHES(X, side_branch) VIVARIUM_IR_BRANCHES(X, side_cmpi_branch) VIVARIUM_IR_BRANCHES(X, side_cmp_branch) VIVARIUM_IR_BRANCHES(X, side_tst_branch) \
  VIVARIUM_IR_BRANCHES(X, side_tsti_branch) \
  VIVARIUM_QUIETS(X) \
  X(fetch)
// clang-format on

namespace cpu {

// Every label of the inner loop, in the order of its table; behind them come those of pairs.hpp.
enum Label : ir::u16 {
#define X(name) label_##name,
  VIVARIUM_IR_EVERY(X) VIVARIUM_VARIANTS(X)
#undef X
  label_count
};

}  // namespace cpu
