#include "tests/cpu/xtensa/fuzz/self_test.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "tests/cpu/xtensa/fuzz/batch.hpp"
#include "tests/cpu/xtensa/fuzz/sides.hpp"

namespace xtensa_fuzz {

namespace {

constexpr unsigned cases = 400;

// Which cases differ.
std::vector<unsigned> found(const Batch& b, std::span<const u8> ours, std::span<const u8> qemu) {
  std::vector<unsigned> all;
  for (unsigned n = 0; n < b.cases.size(); ++n)
    if (!differences(b, n, ours, qemu).empty()) all.push_back(n);
  return all;
}

// A case that is one ADD, or what else `name` is, comes behind its code, and changes its register.
unsigned case_of(const Batch& b, std::string_view name, std::span<const u8> data) {
  for (unsigned n = 0; n < b.cases.size(); ++n) {
    if (mnemonics(b, n) != name) continue;
    const u32 word = b.cases[n].instructions[0].word, r = word >> 12 & 15, t = word >> 4 & 15;
    const auto result = b.program.result(data, n);
    if (result.words[pc_word] == 0 && b.cases[n].state[first_register + t] << 1 && r != t) return n;
  }
  throw std::runtime_error{fmt::format("none of {} cases is {}", cases, name)};
}

// What the driver loads is what it stores, behind a NOP. Returns how much is not.
int changed_by_nothing(const Batch& b, std::span<const u8> data) {
  const auto& words = b.program.model.words;
  int wrong = 0, seen = 0;
  for (unsigned n = 0; n < b.cases.size(); ++n) {
    const auto result = b.program.result(data, n);
    if (mnemonics(b, n) != "nop" || result.words[pc_word] != 0) continue;
    ++seen;
    for (unsigned i = 1; i < words.size(); ++i) {
      const bool whole = words[i].what == Word::What::address || words[i].what == Word::What::floating ||
                         words[i].name.starts_with("excsave") ||
                         (words[i].name == "windowbase" && b.program.model.has(windows)) || words[i].name == "sar";
      if (!whole || result.words[i] == b.cases[n].state[i]) continue;
      ++wrong;
      fmt::print("case {}: {} goes in as {:08x} and comes out as {:08x}\n", n, words[i].name, b.cases[n].state[i],
                 result.words[i]);
    }
  }
  if (!seen) throw std::runtime_error{"no case is a NOP"};
  return wrong;
}

}  // namespace

int self_test(const Model& m, std::string_view engine) {
  const auto all = encodings(m.options, m.special, m.user);
  std::vector<Encoding> rows;
  for (const Encoding& e : all)
    if (e.name == "add" || e.name == "l32i" || e.name == "s32i" || e.name == "bnez" || e.name == "nop")
      rows.push_back(e);
  Batch batch{m, rows, cases, 1, 0};
  const auto theirs = run_qemu(batch.program);
  const auto ours = run_ours(batch.program, engine);
  int missed = 0;
  const auto expect = [&](const std::string& what, std::span<const u8> data, unsigned n) {
    if (found(batch, data, theirs) == std::vector{n}) return;
    ++missed;
    fmt::print("{}: {} that differs in case {} is MISSED\n", m.name, what, n);
  };
  missed += changed_by_nothing(batch, ours);
  if (!found(batch, ours, theirs).empty()) return fmt::print("{}: the two differ unspoilt\n", m.name), 1;
  for (unsigned i = 0; i < m.words.size(); ++i) {  // each word of a result
    auto spoilt = ours;
    batch.program.result_word(spoilt, cases / 2, i)[0] ^= 1 << i % 8;
    expect(m.words[i].name, spoilt, cases / 2);
  }
  auto spoilt = ours;
  batch.program.result_word(spoilt, cases / 2, 0)[-1] ^= 0x80;
  expect("a byte of memory", spoilt, cases / 2);
  const unsigned n = case_of(batch, "add", theirs);  // then what our core is given
  const Case good = batch.cases[n];
  batch.cases[n].instructions[0].word ^= 0x40'0000;  // SUB
  batch.place(n);
  expect("an instruction", run_ours(batch.program, engine), n);
  batch.cases[n] = good;
  batch.cases[n].state[m.word("excvaddr")] ^= 0x100;
  batch.place(n);
  expect("a register", run_ours(batch.program, engine), n);
  if (!missed) fmt::print("{}: all of {} differences found\n", m.name, m.words.size() + 3);
  return missed != 0;
}

}  // namespace xtensa_fuzz
