#pragma once
// What each operation does, as a statement for the inner loop in execute.cpp: `op` is the present step, r the
// registers, f the context. A statement that cannot go on jumps to one of the loop's labels.

// clang-format off
#define LIKELY(x) __builtin_expect(!!(x), 1)
#define D r[op->d]
#define A r[op->a]
#define B r[op->b]
#define SET_NZ(x) (f.n = f.z = (x))

// ---- moves, arithmetic, logic ----
#define DO_nop static_cast<void>(0)
#define DO_way static_cast<void>(0)
#define DO_movi D = op->imm
#define DO_movi_s D = SET_NZ(op->imm)
#define DO_mov D = A
#define DO_mov_s D = SET_NZ(A)
#define DO_add D = A + B
#define DO_addi D = A + op->imm
#define DO_sub D = A - B
#define DO_rsbi D = op->imm - A
#define DO_and_ D = A & B
#define DO_orr D = A | B
#define DO_eor D = A ^ B
#define DO_bic D = A & ~B
#define DO_mvn D = ~A
#define DO_mul D = A * B
#define DO_adc D = A + B + f.c
#define DO_sbc D = A + ~B + f.c
#define DO_lsli D = A << (op->imm & 31)
#define DO_lsri D = A >> (op->imm & 31)
#define DO_asri D = static_cast<u32>(static_cast<i32>(A) >> (op->imm & 31))
#define DO_lsl D = shifted::lsl(A, B)
#define DO_lsr D = shifted::lsr(A, B)
#define DO_asr D = shifted::asr(A, B)
#define DO_ror D = shifted::ror(A, B)
#define DO_add_s D = flags::add(f, A, B)
#define DO_addi_s D = flags::add(f, A, op->imm)
#define DO_sub_s D = flags::sub(f, A, B)
#define DO_subi_s D = flags::sub(f, A, op->imm)
#define DO_rsbi_s D = flags::sub(f, op->imm, A)
#define DO_adc_s D = flags::adc(f, A, B)
#define DO_sbc_s D = flags::adc(f, A, ~B)
#define DO_and_s D = SET_NZ(A & B)
#define DO_orr_s D = SET_NZ(A | B)
#define DO_eor_s D = SET_NZ(A ^ B)
#define DO_bic_s D = SET_NZ(A & ~B)
#define DO_mvn_s D = SET_NZ(~A)
#define DO_mul_s D = SET_NZ(A * B)
#define DO_lsli_s D = flags::lsl_nonzero(f, A, op->imm)
#define DO_lsri_s D = flags::lsr_nonzero(f, A, op->imm)
#define DO_asri_s D = flags::asr_nonzero(f, A, op->imm)
#define DO_lsl_s D = flags::lsl(f, A, B)
#define DO_lsr_s D = flags::lsr(f, A, B)
#define DO_asr_s D = flags::asr(f, A, B)
#define DO_ror_s D = flags::ror(f, A, B)
#define DO_cmp flags::sub(f, A, B)
#define DO_cmpi flags::sub(f, A, op->imm)
#define DO_cmn flags::add(f, A, B)
#define DO_tst SET_NZ(A & B)
#define DO_sxtb D = static_cast<u32>(static_cast<i8>(A))
#define DO_sxth D = static_cast<u32>(static_cast<i16>(A))
#define DO_uxtb D = static_cast<u8>(A)
#define DO_uxth D = static_cast<u16>(A)
#define DO_rev D = __builtin_bswap32(A)
#define DO_rev16 do { const u32 x = A; D = (x & 0xff00'ff00) >> 8 | (x & 0x00ff'00ff) << 8; } while (0)
#define DO_revsh do { const u32 x = A; D = static_cast<u32>(static_cast<i16>((x & 0xff) << 8 | (x >> 8 & 0xff))); } while (0)
#define DO_andi D = A & op->imm
#define DO_addx D = (A << op->imm) + B
#define DO_subx D = (A << op->imm) - B
#define DO_ubfx D = (A >> (op->imm & 31)) & op->imm >> 16
#define DO_funnel D = static_cast<u32>((u64{A} << 32 | B) >> (r[op->imm] & 63))
#define DO_left D = 32 - (A & 31)
#define MOVE_IF(condition) do { if (condition) D = A; } while (0)
#define DO_moveqz MOVE_IF(B == 0)
#define DO_movnez MOVE_IF(B != 0)
#define DO_movltz MOVE_IF(B >> 31)
#define DO_movgez MOVE_IF(!(B >> 31))
#define DO_smin D = static_cast<i32>(A) < static_cast<i32>(B) ? A : B
#define DO_smax D = static_cast<i32>(A) > static_cast<i32>(B) ? A : B
#define DO_umin D = A < B ? A : B
#define DO_umax D = A > B ? A : B
#define DO_abs D = A >> 31 ? 0u - A : A
#define DO_umulh D = static_cast<u32>(u64{A} * B >> 32)
#define DO_smulh D = static_cast<u32>(i64{static_cast<i32>(A)} * static_cast<i32>(B) >> 32)
#define DO_mul16u D = (A & 0xffff) * (B & 0xffff)
#define DO_mul16s D = static_cast<u32>(static_cast<i16>(A) * static_cast<i16>(B))
#define DO_nsa D = static_cast<u32>(std::countl_zero(A ^ static_cast<u32>(static_cast<i32>(A) >> 31))) - 1
#define DO_clz D = static_cast<u32>(std::countl_zero(A))
#define DO_link do { D = op->imm; r[Context::increment] = op->imm >> 30; } while (0)

// ---- memory ----
// Plain memory directly: the RAM window first, then by page; the rest goes the slow way.
#define LOG2_OF(type) (sizeof(type) == 4 ? 2 : sizeof(type) == 2 ? 1 : 0)
#define IN_WINDOW(type, allowed, at) LIKELY(std::rotr(at - ram.base, LOG2_OF(type)) < ram.allowed[LOG2_OF(type)])
#define PAGES(type, pages) (sizeof(type) == 4 ? pages##_words : pages)
#define LOAD(type, address)                                                         \
  do {                                                                              \
    const u32 at = address;                                                         \
    if (IN_WINDOW(type, readable, at)) {                                            \
      D = static_cast<u32>(host_load<type>(ram.bias + at));                         \
      break;                                                                        \
    }                                                                               \
    const std::uintptr_t bias = PAGES(type, readable)[at >> Bus::page_bits];        \
    if (LIKELY(bias && !(at & (sizeof(type) - 1)))) {                               \
      D = static_cast<u32>(host_load<type>(bias + at));                             \
      break;                                                                        \
    }                                                                               \
    access = at;                                                                    \
    width = sizeof(type);                                                           \
    shift = std::is_signed_v<type> ? 32 - 8 * static_cast<int>(sizeof(type)) : 0;   \
    goto slow_load;                                                                 \
  } while (0)
#define STORE(type, address)                                                        \
  do {                                                                              \
    const u32 at = address;                                                         \
    if (IN_WINDOW(type, writable, at)) {                                            \
      host_store(ram.bias + at, static_cast<type>(D));                              \
      break;                                                                        \
    }                                                                               \
    const std::uintptr_t bias = PAGES(type, writable)[at >> Bus::page_bits];        \
    if (LIKELY(bias && !(at & (sizeof(type) - 1)))) {                               \
      host_store(bias + at, static_cast<type>(D));                                  \
      break;                                                                        \
    }                                                                               \
    access = at;                                                                    \
    width = sizeof(type);                                                           \
    goto slow_store;                                                                \
  } while (0)
// Where `words` words of plain memory begin for several registers at once; `otherwise` if they are not all plain.
#define STRETCH(allowed, pages, start, words, otherwise)                                                      \
  const u32 from = start;                                                                                     \
  std::uintptr_t word = ram.bias + from;                                                                      \
  if (!LIKELY(i64{std::rotr(from - ram.base, 2)} + (words) <= i64{ram.allowed[2]})) {                         \
    const std::uintptr_t bias = paged(pages, from, 4 * (words));                                              \
    if (!bias) otherwise;                                                                                     \
    word = bias + from;                                                                                       \
  }
#define EACH_REGISTER(each) \
  for (u32 left = op->imm & 0xffff; left; left &= left - 1, word += 4) each
#define DO_push                                                                     \
  do {                                                                              \
    STRETCH(writable, writable, A - 4u * op->d, op->d, goto slow_multiple)          \
    EACH_REGISTER(host_store(word, r[__builtin_ctz(left)]));                        \
    A = from;                                                                       \
  } while (0)
#define DO_pop                                                                      \
  do {                                                                              \
    STRETCH(readable, readable, A, op->d, goto slow_multiple)                       \
    EACH_REGISTER(r[__builtin_ctz(left)] = host_load<u32>(word));                   \
    A = from + 4u * op->d;                                                          \
  } while (0)
#define DO_ldm                                                                      \
  do {                                                                              \
    STRETCH(readable, readable, A, op->d, goto slow_multiple)                       \
    EACH_REGISTER(r[__builtin_ctz(left)] = host_load<u32>(word));                   \
    if (op->imm >> 16) A = from + 4u * op->d;                                       \
  } while (0)
#define DO_stm                                                                      \
  do {                                                                              \
    STRETCH(writable, writable, A, op->d, goto slow_multiple)                       \
    EACH_REGISTER(host_store(word, r[__builtin_ctz(left)]));                        \
    if (op->imm >> 16) A = from + 4u * op->d;                                       \
  } while (0)
// The same for n registers in a row, from b on: no loop over a list. interpreter.cpp chooses these.
#define PUSH_RUN(n, with_lr)                                                        \
  do {                                                                              \
    STRETCH(writable, writable, A - 4u * (n + with_lr), n + with_lr, goto slow_multiple) \
    const u32* const run = r + op->b;                                               \
    for (int i = 0; i < n; ++i) host_store(word + 4 * i, run[i]);              \
    if (with_lr) host_store(word + 4 * n, r[14]);                                   \
    A = from;                                                                       \
  } while (0)
#define POP_RUN(n)                                                                  \
  do {                                                                              \
    STRETCH(readable, readable, A, n, goto slow_multiple)                           \
    u32* const run = r + op->b;                                                     \
    for (int i = 0; i < n; ++i) run[i] = host_load<u32>(word + 4 * i);         \
    A = from + 4u * n;                                                              \
  } while (0)
#define POP_RUN_JUMP(n)                                                         \
  do {                                                                              \
    STRETCH(readable, readable, A, n + 1, goto slow_pop_jump)                       \
    u32* const run = r + op->b;                                                     \
    for (int i = 0; i < n; ++i) run[i] = host_load<u32>(word + 4 * i);         \
    A = from + 4u * (n + 1);                                                        \
    JUMP_TO(host_load<u32>(word + 4 * n));                                          \
  } while (0)
#define DO_ldr LOAD(u32, A + op->imm)
#define DO_ldrh LOAD(u16, A + op->imm)
#define DO_ldrb LOAD(u8, A + op->imm)
#define DO_ldrsh LOAD(i16, A + op->imm)
#define DO_ldrsb LOAD(i8, A + op->imm)
#define DO_ldr_x LOAD(u32, A + B)
#define DO_ldrh_x LOAD(u16, A + B)
#define DO_ldrb_x LOAD(u8, A + B)
#define DO_ldrsh_x LOAD(i16, A + B)
#define DO_ldrsb_x LOAD(i8, A + B)
#define DO_str STORE(u32, A + op->imm)
#define DO_strh STORE(u16, A + op->imm)
#define DO_strb STORE(u8, A + op->imm)
#define DO_str_x STORE(u32, A + B)
#define DO_strh_x STORE(u16, A + B)
#define DO_strb_x STORE(u8, A + B)
#define DO_window                                                              \
  do {                                                                            \
    if (__builtin_expect(op->imm > r[Context::free], 0)) goto slow_help;          \
  } while (0)
#define DO_enter                                                               \
  do {                                                                            \
    const u32 fours = r[Context::increment], lower = A - op->imm;                 \
    if (__builtin_expect(fours > r[Context::free] || !r[Context::windowed], 0)) goto slow_help; \
    windows::enter(f, fours);                                                     \
    D = lower;                                                                    \
  } while (0)
#define DO_unwind                                                              \
  do {                                                                            \
    if (__builtin_expect(                                                         \
            !windows::frame_below(r[Context::start], r[Context::base], op->imm) || !r[Context::windowed], 0)) \
      goto slow_help;                                                             \
    windows::leave(f, op->imm);                                                   \
  } while (0)
#define DO_help goto slow_help

// ---- ends ----
#define EXIT const Exit* const exit = reinterpret_cast<const Exit*>(op + 1)
// Goes on in the next block, if the budget lets it be entered directly.
#define ENTER(block_to_enter, otherwise)     \
  const Block* const next = block_to_enter;  \
  if (!LIKELY(budget >= next->need)) {       \
    otherwise;                               \
  }                                          \
  op = next->steps;                          \
  DISPATCH
#define LEAVE(way)                                              \
  do {                                                          \
    budget -= exit->way##_cycles;                               \
    ENTER(*exit->way, pc = Block::of(op)->way##_pc; goto boundary);      \
  } while (0)
// To an address from a register: through the directory; what is not plain code there goes by the guest.
#define JUMP_TO(address)                                        \
  do {                                                          \
    EXIT;                                                       \
    pc = address;                                               \
    budget -= exit->taken_cycles;                               \
    if (!LIKELY(pc & 1)) goto special_jump;                     \
    ENTER(jumps.find_halfword(pc), goto special_jump);         \
  } while (0)
#define DO_jump \
  do {          \
    EXIT;       \
    LEAVE(taken); \
  } while (0)
#define DO_call \
  do {          \
    EXIT;       \
    D = op->imm; \
    LEAVE(taken); \
  } while (0)
#define DO_jump_reg JUMP_TO(A)
#define DO_call_reg      \
  do {                   \
    const u32 target = A; \
    D = op->imm;         \
    JUMP_TO(target);     \
  } while (0)
// Bit 0 does not count here, and the magic addresses of exception returns are none.
#define DO_jump_mov                                \
  do {                                             \
    if (!LIKELY(A < 0xf000'0000)) goto magic_mov;  \
    JUMP_TO(A | 1);                                \
  } while (0)
#define DO_pop_jump                                                                 \
  do {                                                                              \
    STRETCH(readable, readable, A, op->d, goto slow_pop_jump)                       \
    EACH_REGISTER(r[__builtin_ctz(left)] = host_load<u32>(word));                   \
    A = from + 4u * op->d;                                                          \
    JUMP_TO(host_load<u32>(word));                                                  \
  } while (0)
#define DO_system goto system_instruction
// The same to any address.
#define GO_TO(address)                                          \
  do {                                                          \
    EXIT;                                                       \
    pc = address;                                               \
    budget -= exit->taken_cycles;                               \
    ENTER(jumps.find_byte(pc), goto special_jump);              \
  } while (0)
#define DO_go GO_TO(A)
#define DO_call_go        \
  do {                    \
    const u32 target = A; \
    D = op->imm;          \
    GO_TO(target);        \
  } while (0)
#define DO_call_window \
  do {                 \
    EXIT;              \
    DO_link;           \
    LEAVE(taken);      \
  } while (0)
#define DO_call_go_window \
  do {                    \
    const u32 target = A; \
    DO_link;              \
    GO_TO(target);        \
  } while (0)
#define DO_leave                                                                             \
  do {                                                                                       \
    const u32 to = A, fours = to >> 30;                                                      \
    if (__builtin_expect(                                                                    \
            !windows::frame_below(r[Context::start], r[Context::base], fours) || !r[Context::windowed], 0)) \
      goto system_instruction;                                                               \
    windows::leave(f, fours);                                                                \
    GO_TO((to & 0x3fff'ffff) | (op->imm & 0xc000'0000));                                     \
  } while (0)
#define DO_loop_end                                             \
  do {                                                          \
    EXIT;                                                       \
    if (B == op->imm && A != 0) {                               \
      --A;                                                      \
      if (LIKELY(D == Block::of(op)->taken_pc)) LEAVE(taken);   \
      GO_TO(D);                                                 \
    }                                                           \
    LEAVE(fall);                                                \
  } while (0)
#define BRANCH(taken_if)          \
  do {                            \
    EXIT;                         \
    if (taken_if) LEAVE(taken);   \
    LEAVE(fall);                  \
  } while (0)
#define COMPARE_BRANCH(c, other)             \
  do {                                       \
    const u32 a = A, b = other;              \
    flags::sub(f, a, b);                     \
    BRANCH(compared::c(a, b));               \
  } while (0)
#define TEST_BRANCH(c, other)    \
  do {                           \
    SET_NZ(A & (other));         \
    BRANCH(condition::c(f));     \
  } while (0)
#define DO_branch_eq BRANCH(condition::eq(f))
#define DO_cmpi_branch_eq COMPARE_BRANCH(eq, op->imm)
#define DO_cmp_branch_eq COMPARE_BRANCH(eq, B)
#define DO_tst_branch_eq TEST_BRANCH(eq, B)
#define DO_tsti_branch_eq TEST_BRANCH(eq, op->imm)
#define DO_branch_ne BRANCH(condition::ne(f))
#define DO_cmpi_branch_ne COMPARE_BRANCH(ne, op->imm)
#define DO_cmp_branch_ne COMPARE_BRANCH(ne, B)
#define DO_tst_branch_ne TEST_BRANCH(ne, B)
#define DO_tsti_branch_ne TEST_BRANCH(ne, op->imm)
#define DO_branch_cs BRANCH(condition::cs(f))
#define DO_cmpi_branch_cs COMPARE_BRANCH(cs, op->imm)
#define DO_cmp_branch_cs COMPARE_BRANCH(cs, B)
#define DO_tst_branch_cs TEST_BRANCH(cs, B)
#define DO_tsti_branch_cs TEST_BRANCH(cs, op->imm)
#define DO_branch_cc BRANCH(condition::cc(f))
#define DO_cmpi_branch_cc COMPARE_BRANCH(cc, op->imm)
#define DO_cmp_branch_cc COMPARE_BRANCH(cc, B)
#define DO_tst_branch_cc TEST_BRANCH(cc, B)
#define DO_tsti_branch_cc TEST_BRANCH(cc, op->imm)
#define DO_branch_mi BRANCH(condition::mi(f))
#define DO_cmpi_branch_mi COMPARE_BRANCH(mi, op->imm)
#define DO_cmp_branch_mi COMPARE_BRANCH(mi, B)
#define DO_tst_branch_mi TEST_BRANCH(mi, B)
#define DO_tsti_branch_mi TEST_BRANCH(mi, op->imm)
#define DO_branch_pl BRANCH(condition::pl(f))
#define DO_cmpi_branch_pl COMPARE_BRANCH(pl, op->imm)
#define DO_cmp_branch_pl COMPARE_BRANCH(pl, B)
#define DO_tst_branch_pl TEST_BRANCH(pl, B)
#define DO_tsti_branch_pl TEST_BRANCH(pl, op->imm)
#define DO_branch_vs BRANCH(condition::vs(f))
#define DO_cmpi_branch_vs COMPARE_BRANCH(vs, op->imm)
#define DO_cmp_branch_vs COMPARE_BRANCH(vs, B)
#define DO_tst_branch_vs TEST_BRANCH(vs, B)
#define DO_tsti_branch_vs TEST_BRANCH(vs, op->imm)
#define DO_branch_vc BRANCH(condition::vc(f))
#define DO_cmpi_branch_vc COMPARE_BRANCH(vc, op->imm)
#define DO_cmp_branch_vc COMPARE_BRANCH(vc, B)
#define DO_tst_branch_vc TEST_BRANCH(vc, B)
#define DO_tsti_branch_vc TEST_BRANCH(vc, op->imm)
#define DO_branch_hi BRANCH(condition::hi(f))
#define DO_cmpi_branch_hi COMPARE_BRANCH(hi, op->imm)
#define DO_cmp_branch_hi COMPARE_BRANCH(hi, B)
#define DO_tst_branch_hi TEST_BRANCH(hi, B)
#define DO_tsti_branch_hi TEST_BRANCH(hi, op->imm)
#define DO_branch_ls BRANCH(condition::ls(f))
#define DO_cmpi_branch_ls COMPARE_BRANCH(ls, op->imm)
#define DO_cmp_branch_ls COMPARE_BRANCH(ls, B)
#define DO_tst_branch_ls TEST_BRANCH(ls, B)
#define DO_tsti_branch_ls TEST_BRANCH(ls, op->imm)
#define DO_branch_ge BRANCH(condition::ge(f))
#define DO_cmpi_branch_ge COMPARE_BRANCH(ge, op->imm)
#define DO_cmp_branch_ge COMPARE_BRANCH(ge, B)
#define DO_tst_branch_ge TEST_BRANCH(ge, B)
#define DO_tsti_branch_ge TEST_BRANCH(ge, op->imm)
#define DO_branch_lt BRANCH(condition::lt(f))
#define DO_cmpi_branch_lt COMPARE_BRANCH(lt, op->imm)
#define DO_cmp_branch_lt COMPARE_BRANCH(lt, B)
#define DO_tst_branch_lt TEST_BRANCH(lt, B)
#define DO_tsti_branch_lt TEST_BRANCH(lt, op->imm)
#define DO_branch_gt BRANCH(condition::gt(f))
#define DO_cmpi_branch_gt COMPARE_BRANCH(gt, op->imm)
#define DO_cmp_branch_gt COMPARE_BRANCH(gt, B)
#define DO_tst_branch_gt TEST_BRANCH(gt, B)
#define DO_tsti_branch_gt TEST_BRANCH(gt, op->imm)
#define DO_branch_le BRANCH(condition::le(f))
#define DO_cmpi_branch_le COMPARE_BRANCH(le, op->imm)
#define DO_cmp_branch_le COMPARE_BRANCH(le, B)
#define DO_tst_branch_le TEST_BRANCH(le, B)
#define DO_tsti_branch_le TEST_BRANCH(le, op->imm)
// clang-format on
