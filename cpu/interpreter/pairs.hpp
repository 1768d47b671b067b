#pragma once
// Operations that follow each other often in compiled code, done in one step. Counted on real firmware with
// tests/bench/pairs: the order does not matter, the choice is worth about a third of the speed.

// clang-format off
#define VIVARIUM_PAIRS(X) \
  X(mov, mov)
// clang-format on
