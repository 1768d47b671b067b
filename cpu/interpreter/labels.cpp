#include "cpu/interpreter/labels.hpp"

#include <algorithm>
#include <bit>
#include <optional>

#include "cpu/interpreter/pairs.hpp"

namespace cpu {

using namespace ir;

namespace {

// The low registers of a list, if they lie in a row.
struct Row {
  unsigned first, count;
};
std::optional<Row> row_of(const Op& op) {
  if (op.code != Code::push && op.code != Code::pop && op.code != Code::pop_jump) return std::nullopt;
  const u32 low = op.imm & 0xff;
  const auto first = static_cast<unsigned>(std::countr_zero(low | 0x100));
  const auto count = static_cast<unsigned>(std::popcount(low));
  return low == ((1u << count) - 1) << first ? std::optional{Row{first, count}} : std::nullopt;
}

// A comparison and branch that leaves the flags alone; nothing for those that have no such label.
std::optional<unsigned> quiet(Code code, bool side) {
  struct Kind {
    Code first;
    unsigned label, side;
    bool all;  // conditions, or equality only
  };
  constexpr std::array kinds{
      Kind{Code::cmpi_branch_eq, label_quiet_cmpi_eq, label_side_quiet_cmpi_eq, true},
      Kind{Code::cmp_branch_eq, label_quiet_cmp_eq, label_side_quiet_cmp_eq, true},
      Kind{Code::tst_branch_eq, label_quiet_tst_eq, label_side_quiet_tst_eq, false},
      Kind{Code::tsti_branch_eq, label_quiet_tsti_eq, label_side_quiet_tsti_eq, false},
  };
  constexpr std::array conditions{Condition::eq, Condition::ne, Condition::cs, Condition::cc,
                                  Condition::ge, Condition::lt, Condition::gt, Condition::le};
  for (const Kind& kind : kinds) {
    const unsigned condition = static_cast<unsigned>(code) - static_cast<unsigned>(kind.first);
    if (code < kind.first || condition > static_cast<unsigned>(Condition::le)) continue;
    const auto found = std::ranges::find(conditions, static_cast<Condition>(condition));
    const auto nth = static_cast<unsigned>(found - conditions.begin());
    if (nth >= (kind.all ? conditions.size() : 2)) return std::nullopt;
    return (side ? kind.side : kind.label) + nth;
  }
  return std::nullopt;
}

// `side`: in the middle of a block. Registers in a row are saved and restored without a loop.
unsigned choose(Step& step, const Op& op, bool side, bool flags) {
  const auto plain = static_cast<unsigned>(op.code);
  if (const auto row = row_of(op)) {
    const u32 more = op.imm >> 8;
    constexpr u32 lr = 1u << (14 - 8);
    step.b = static_cast<u8>(row->first);
    if (op.code == Code::push && more == 0) return label_push_run_0 + row->count;
    if (op.code == Code::push && more == lr) return label_push_run_lr_0 + row->count;
    if (op.code == Code::pop && more == 0) return label_pop_run_0 + row->count;
    if (op.code == Code::pop_jump && more == 0) return label_pop_run_jump_0 + row->count;
  }
  if (!flags)
    if (const auto label = quiet(op.code, side)) return *label;
  return side ? label_side_branch_eq + plain - static_cast<unsigned>(Code::branch_eq) : plain;
}

struct Pair {
  u32 key;
  u16 label;
};
constexpr u32 key(unsigned first, unsigned second) { return first << 16 | second; }

constexpr auto pairs = [] {
  std::array all{
#define X(first, second) Pair{key(label_##first, label_##second), 0},
      VIVARIUM_PAIRS(X)
#undef X
  };
  for (u16 i = 0; Pair & p : all) p.label = static_cast<u16>(label_count + i++);
  std::ranges::sort(all, {}, &Pair::key);
  return all;
}();

std::optional<u16> pair_of(unsigned first, unsigned second) {
  const auto found = std::ranges::lower_bound(pairs, key(first, second), {}, &Pair::key);
  if (found == pairs.end() || found->key != key(first, second)) return std::nullopt;
  return found->label;
}

}  // namespace

Labels choose_labels(Block& block, bool flags) {
  Labels labels{};
  for (u32 i = 0; i < block.size; ++i) {
    const bool side = i + 1 < block.size && block.ops[i + 1].code == Code::way;
    if (block.ops[i].code != Code::way) labels[i] = static_cast<u16>(choose(block.steps[i], block.ops[i], side, flags));
  }
  return labels;
}

void join_pairs(const Block& block, Labels& labels) {
  std::array<u8, 256> steps{};  // without ways
  std::size_t n = 0;
  for (u32 i = 0; i < block.size; ++i)
    if (block.ops[i].code != Code::way) steps[n++] = static_cast<u8>(i);
  std::array<unsigned, 258> jumps{};  // from a step to the end, at least
  std::array<std::optional<u16>, 256> joined{};
  for (std::size_t i = n; i-- > 0;) {
    jumps[i] = jumps[i + 1] + 1;
    if (i + 1 == n || jumps[i + 2] + 1 >= jumps[i]) continue;
    joined[i] = pair_of(labels[steps[i]], labels[steps[i + 1]]);
    if (joined[i]) jumps[i] = jumps[i + 2] + 1;
  }
  for (std::size_t i = 0; i < n; ++i)
    if (const auto pair = joined[i]) labels[steps[i++]] = *pair;
}

}  // namespace cpu
