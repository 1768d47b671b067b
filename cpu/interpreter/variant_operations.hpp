#pragma once
// What the interpreter's variants of operations do (variants.hpp): the same effect, for particular operands or places in
// a block. Written in the words of operations.hpp.
#include "cpu/interpreter/operations.hpp"

// clang-format off
#define DO_push_run_0 PUSH_RUN(0, 0)
#define DO_push_run_1 PUSH_RUN(1, 0)
#define DO_push_run_2 PUSH_RUN(2, 0)
#define DO_push_run_3 PUSH_RUN(3, 0)
#define DO_push_run_4 PUSH_RUN(4, 0)
#define DO_push_run_5 PUSH_RUN(5, 0)
#define DO_push_run_6 PUSH_RUN(6, 0)
#define DO_push_run_7 PUSH_RUN(7, 0)
#define DO_push_run_8 PUSH_RUN(8, 0)
#define DO_push_run_lr_0 PUSH_RUN(0, 1)
#define DO_push_run_lr_1 PUSH_RUN(1, 1)
#define DO_push_run_lr_2 PUSH_RUN(2, 1)
#define DO_push_run_lr_3 PUSH_RUN(3, 1)
#define DO_push_run_lr_4 PUSH_RUN(4, 1)
#define DO_push_run_lr_5 PUSH_RUN(5, 1)
#define DO_push_run_lr_6 PUSH_RUN(6, 1)
#define DO_push_run_lr_7 PUSH_RUN(7, 1)
#define DO_push_run_lr_8 PUSH_RUN(8, 1)
#define DO_pop_run_0 POP_RUN(0)
#define DO_pop_run_1 POP_RUN(1)
#define DO_pop_run_2 POP_RUN(2)
#define DO_pop_run_3 POP_RUN(3)
#define DO_pop_run_4 POP_RUN(4)
#define DO_pop_run_5 POP_RUN(5)
#define DO_pop_run_6 POP_RUN(6)
#define DO_pop_run_7 POP_RUN(7)
#define DO_pop_run_8 POP_RUN(8)
#define DO_pop_run_jump_0 POP_RUN_JUMP(0)
#define DO_pop_run_jump_1 POP_RUN_JUMP(1)
#define DO_pop_run_jump_2 POP_RUN_JUMP(2)
#define DO_pop_run_jump_3 POP_RUN_JUMP(3)
#define DO_pop_run_jump_4 POP_RUN_JUMP(4)
#define DO_pop_run_jump_5 POP_RUN_JUMP(5)
#define DO_pop_run_jump_6 POP_RUN_JUMP(6)
#define DO_pop_run_jump_7 POP_RUN_JUMP(7)
#define DO_pop_run_jump_8 POP_RUN_JUMP(8)
// The step's instruction looks up its words of cached memory first.
#define DO_fetch                                                     \
  do {                                                               \
    f.budget = budget;                                               \
    const void* const handler = fetch(*Block::of(op), op->index);    \
    budget = f.budget;                                               \
    if (handler) goto* handler;                                      \
    pc = r[Context::pc];                                             \
    goto boundary;                                                   \
  } while (0)
// Conditional ends in the middle of a block: the way out, or on behind it.
#define SIDE(leave_if)                                    \
  do {                                                    \
    if (__builtin_expect(!!(leave_if), 0)) {              \
      const Way* const way = reinterpret_cast<const Way*>(op + 1); \
      budget -= way->cycles;                              \
      ENTER(*way->to, pc = way->pc; goto boundary);       \
    }                                                     \
    ++op;                                                                                     \
  } while (0)
#define SIDE_COMPARE(c, other)  \
  do {                          \
    const u32 a = A, b = other; \
    flags::sub(f, a, b);        \
    SIDE(compared::c(a, b));    \
  } while (0)
#define SIDE_TEST(c, other) \
  do {                     \
    SET_NZ(A & (other));   \
    SIDE(condition::c(f)); \
  } while (0)
#define DO_side_branch_eq SIDE(condition::eq(f))
#define DO_side_cmpi_branch_eq SIDE_COMPARE(eq, op->imm)
#define DO_side_cmp_branch_eq SIDE_COMPARE(eq, B)
#define DO_side_tst_branch_eq SIDE_TEST(eq, B)
#define DO_side_tsti_branch_eq SIDE_TEST(eq, op->imm)
#define DO_side_branch_ne SIDE(condition::ne(f))
#define DO_side_cmpi_branch_ne SIDE_COMPARE(ne, op->imm)
#define DO_side_cmp_branch_ne SIDE_COMPARE(ne, B)
#define DO_side_tst_branch_ne SIDE_TEST(ne, B)
#define DO_side_tsti_branch_ne SIDE_TEST(ne, op->imm)
#define DO_side_branch_cs SIDE(condition::cs(f))
#define DO_side_cmpi_branch_cs SIDE_COMPARE(cs, op->imm)
#define DO_side_cmp_branch_cs SIDE_COMPARE(cs, B)
#define DO_side_tst_branch_cs SIDE_TEST(cs, B)
#define DO_side_tsti_branch_cs SIDE_TEST(cs, op->imm)
#define DO_side_branch_cc SIDE(condition::cc(f))
#define DO_side_cmpi_branch_cc SIDE_COMPARE(cc, op->imm)
#define DO_side_cmp_branch_cc SIDE_COMPARE(cc, B)
#define DO_side_tst_branch_cc SIDE_TEST(cc, B)
#define DO_side_tsti_branch_cc SIDE_TEST(cc, op->imm)
#define DO_side_branch_mi SIDE(condition::mi(f))
#define DO_side_cmpi_branch_mi SIDE_COMPARE(mi, op->imm)
#define DO_side_cmp_branch_mi SIDE_COMPARE(mi, B)
#define DO_side_tst_branch_mi SIDE_TEST(mi, B)
#define DO_side_tsti_branch_mi SIDE_TEST(mi, op->imm)
#define DO_side_branch_pl SIDE(condition::pl(f))
#define DO_side_cmpi_branch_pl SIDE_COMPARE(pl, op->imm)
#define DO_side_cmp_branch_pl SIDE_COMPARE(pl, B)
#define DO_side_tst_branch_pl SIDE_TEST(pl, B)
#define DO_side_tsti_branch_pl SIDE_TEST(pl, op->imm)
#define DO_side_branch_vs SIDE(condition::vs(f))
#define DO_side_cmpi_branch_vs SIDE_COMPARE(vs, op->imm)
#define DO_side_cmp_branch_vs SIDE_COMPARE(vs, B)
#define DO_side_tst_branch_vs SIDE_TEST(vs, B)
#define DO_side_tsti_branch_vs SIDE_TEST(vs, op->imm)
#define DO_side_branch_vc SIDE(condition::vc(f))
#define DO_side_cmpi_branch_vc SIDE_COMPARE(vc, op->imm)
#define DO_side_cmp_branch_vc SIDE_COMPARE(vc, B)
#define DO_side_tst_branch_vc SIDE_TEST(vc, B)
#define DO_side_tsti_branch_vc SIDE_TEST(vc, op->imm)
#define DO_side_branch_hi SIDE(condition::hi(f))
#define DO_side_cmpi_branch_hi SIDE_COMPARE(hi, op->imm)
#define DO_side_cmp_branch_hi SIDE_COMPARE(hi, B)
#define DO_side_tst_branch_hi SIDE_TEST(hi, B)
#define DO_side_tsti_branch_hi SIDE_TEST(hi, op->imm)
#define DO_side_branch_ls SIDE(condition::ls(f))
#define DO_side_cmpi_branch_ls SIDE_COMPARE(ls, op->imm)
#define DO_side_cmp_branch_ls SIDE_COMPARE(ls, B)
#define DO_side_tst_branch_ls SIDE_TEST(ls, B)
#define DO_side_tsti_branch_ls SIDE_TEST(ls, op->imm)
#define DO_side_branch_ge SIDE(condition::ge(f))
#define DO_side_cmpi_branch_ge SIDE_COMPARE(ge, op->imm)
#define DO_side_cmp_branch_ge SIDE_COMPARE(ge, B)
#define DO_side_tst_branch_ge SIDE_TEST(ge, B)
#define DO_side_tsti_branch_ge SIDE_TEST(ge, op->imm)
#define DO_side_branch_lt SIDE(condition::lt(f))
#define DO_side_cmpi_branch_lt SIDE_COMPARE(lt, op->imm)
#define DO_side_cmp_branch_lt SIDE_COMPARE(lt, B)
#define DO_side_tst_branch_lt SIDE_TEST(lt, B)
#define DO_side_tsti_branch_lt SIDE_TEST(lt, op->imm)
#define DO_side_branch_gt SIDE(condition::gt(f))
#define DO_side_cmpi_branch_gt SIDE_COMPARE(gt, op->imm)
#define DO_side_cmp_branch_gt SIDE_COMPARE(gt, B)
#define DO_side_tst_branch_gt SIDE_TEST(gt, B)
#define DO_side_tsti_branch_gt SIDE_TEST(gt, op->imm)
#define DO_side_branch_le SIDE(condition::le(f))
#define DO_side_cmpi_branch_le SIDE_COMPARE(le, op->imm)
#define DO_side_cmp_branch_le SIDE_COMPARE(le, B)
#define DO_side_tst_branch_le SIDE_TEST(le, B)
#define DO_side_tsti_branch_le SIDE_TEST(le, op->imm)
// clang-format on
