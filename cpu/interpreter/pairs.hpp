#pragma once
// Pairs of labels that the inner loop executes together: what follows what most often in joined blocks, over the loops
// of tests/bench on the micro:bit and mixed Python on the Pico's MicroPython and CircuitPython.

// clang-format off
#define VIVARIUM_PAIRS(X) \
  X(adc, lsri) X(add, addi) X(add, pop_run_2) X(add_s, adc_s) X(add_s, lsli_s) X(add_s, pop_run_1) X(addi, addi) \
  X(addi, movi) X(addi, pop_run_jump_4) X(addi, str) X(addi, subi_s) X(addi_s, jump) X(addi_s, jump_mov) \
  X(addi_s, ldr) X(addi_s, ldrb) X(addi_s, movi) X(and_s, str) X(asri, side_cmpi_branch_hi) X(eor, cmp_branch_cc) \
  X(ldr, cmp_branch_cc) X(ldr, cmpi_branch_eq) X(ldr, ldr) X(ldr, lsli_s) X(ldr, mov) X(ldr, movi) X(ldr, nop) \
  X(ldr, side_cmp_branch_ne) X(ldr, side_cmpi_branch_eq) X(ldr, side_cmpi_branch_ne) X(ldr, str) X(ldrb, addi) \
  X(ldrb, cmp_branch_ne) X(ldrb, lsli) X(ldrb_x, cmp_branch_ne) X(ldrb_x, side_cmp_branch_eq) X(ldrsh_x, lsli_s) \
  X(lsli, add_s) X(lsli, lsri) X(lsli, movi) X(lsli, sub_s) X(lsli_s, add) X(lsli_s, ldr) X(lsli_s, ldr_x) \
  X(lsli_s, ldrsh_x) X(lsli_s, movi) X(lsli_s, orr_s) X(lsli_s, side_branch_mi) X(lsri, lsli) X(lsri, mul) \
  X(lsri, side_cmp_branch_cc) X(lsri, side_cmp_branch_cs) X(lsri_s, mov) X(lsri_s, side_branch_cs) X(mov, adc_s) \
  X(mov, addi) X(mov, addi_s) X(mov, eor_s) X(mov, jump_reg) X(mov, lsli_s) X(mov, lsri) X(mov, lsri_s) \
  X(mov, mov) X(mov, movi) X(mov, pop_run_1) X(mov, side_branch_cs) X(mov, str) X(mov, sxtb) X(mov_s, addi) \
  X(mov_s, ldr) X(mov_s, movi) X(mov_s, str) X(movi, addi) X(movi, ldr) X(movi, lsli) X(movi, mov) X(movi, mov_s) \
  X(movi, movi) X(movi, movi_s) X(movi, push_run_1) X(movi, push_run_lr_1) X(movi, push_run_lr_4) \
  X(movi, side_cmpi_branch_ls) X(movi, side_cmpi_branch_ne) X(movi, sub_s) X(movi, subi_s) X(movi_s, ldr) \
  X(movi_s, movi) X(movi_s, str) X(mul, mul) X(mul, uxth) X(orr, lsri_s) X(orr, mov) X(orr_s, movi) \
  X(pop_run_1, adc) X(pop_run_1, mov) X(push_run_1, lsri) X(push_run_2, mov) \
  X(sbc, side_cmpi_branch_ne) X(side_branch_mi, movi) X(side_cmp_branch_cc, lsli) X(side_cmp_branch_eq, ldrb) \
  X(side_cmpi_branch_eq, ldr) X(side_cmpi_branch_eq, mov) X(side_cmpi_branch_eq, movi) \
  X(side_cmpi_branch_eq, side_cmp_branch_eq) X(side_cmpi_branch_eq, side_cmpi_branch_eq) \
  X(side_cmpi_branch_eq, str) X(side_cmpi_branch_hi, addi) X(side_cmpi_branch_ls, movi) \
  X(side_cmpi_branch_ls, side_cmpi_branch_ls) X(side_cmpi_branch_ne, movi) \
  X(side_cmpi_branch_ne, side_cmpi_branch_hi) X(side_cmpi_branch_ne, side_cmpi_branch_ne) \
  X(side_tst_branch_eq, ldr) X(str, ldr) X(str, ldrb) X(str, nop) X(str, str) X(sub_s, branch_cs) X(sub_s, sbc) \
  X(subi_s, branch_cs) X(subi_s, ldrb) X(subi_s, mov_s) X(subi_s, side_branch_cs) X(sxtb, and_) X(uxth, mul_s) \
  X(uxth, uxth)
// clang-format on
