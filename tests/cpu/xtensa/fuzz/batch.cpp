#include "tests/cpu/xtensa/fuzz/batch.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cpu/xtensa/translator.hpp"

namespace xtensa_fuzz {

Batch::Batch(const Model& model, const std::vector<Encoding>& rows, unsigned n, u64 seed, u64 number)
    : program(model, n), encodings(rows), number(number) {
  Generator generator{model, rows, seed, number};
  for (unsigned i = 0; i < n; ++i) {
    cases.push_back(generator.make(program, i));
    place(i);
  }
}

Chosen Batch::nop() const {
  const auto at = std::ranges::find(encodings, "nop", &Encoding::name);
  return {static_cast<std::size_t>(at - encodings.begin()), at->match, at->bytes};
}

void Batch::place(unsigned n) {
  const Case& c = cases[n];
  std::vector<u8> bytes;
  for (const Chosen& i : c.instructions)
    for (unsigned b = 0; b < i.bytes; ++b) bytes.push_back(static_cast<u8>(i.word >> 8 * b));
  program.put_case(n, c.at, bytes);
  program.put_state(n, c.state);
  program.put_scratch(n, c.scratch);
}

void count(const Batch& b, std::span<const u8> data, Hits& hits) {
  hits.row.resize(b.encodings.size());
  for (unsigned n = 0; n < b.cases.size(); ++n) {
    ++hits.cases;
    ++hits.doors[b.program.result(data, n).words[pc_word]];
    for (const Chosen& i : b.cases[n].instructions) {
      ++hits.instructions;
      ++(i.row == no_row ? hits.undefined : hits.row[i.row]);
      if (const auto* row = cpu::xtensa::find_row(i.word, b.program.model.config)) ++hits.ours[row->instruction.name];
    }
  }
}

std::string door_name(const Model& m, u32 number) {
  if (number == 0) return "behind the code";
  return number <= m.vectors.size() ? std::string{m.vectors[number - 1].name} : fmt::format("{:#x}", number);
}

std::string mnemonics(const Batch& b, unsigned n) {
  std::string text;
  for (const Chosen& i : b.cases[n].instructions)
    text += (text.empty() ? "" : " ") + (i.row == no_row ? "(none)" : b.encodings[i.row].name);
  return text;
}

std::string describe(const Batch& b, unsigned n) {
  std::string text;
  u32 at = b.cases[n].at;
  for (const Chosen& i : b.cases[n].instructions) {
    text += fmt::format("  {:#08x}  {:0{}x}  {}\n", at, i.word, 2 * i.bytes,
                        i.row == no_row ? "no instruction" : b.encodings[i.row].name);
    at += i.bytes;
  }
  text += "from\n";
  const auto& words = b.program.model.words;
  for (unsigned i = 0; i < words.size(); ++i)
    text += fmt::format("{:>12} {:08x}{}", words[i].name, b.cases[n].state[i], i % 6 == 5 ? "\n" : "");
  return text + "\n";
}

namespace {
constexpr u32 fsr_inexact = 1 << 7, fsr_overflow = 1 << 9;

// What of FSR can be compared. To an integer QEMU scales as a separate operation, whose overflow and inexactness it
// reports; the unsigned conversion forgets what was there.
u32 comparable_flags(const Batch& b, unsigned n) {
  u32 mask = ~0u;
  for (const Chosen& c : b.cases[n].instructions) {
    if (c.row == no_row) continue;
    const std::string_view name = b.encodings[c.row].name;
    if (name == "utrunc.s") return 0;
    if (name == "round.s" || name == "floor.s" || name == "ceil.s" || name == "trunc.s")
      mask = ~(fsr_inexact | fsr_overflow);
  }
  return mask;
}
}  // namespace

std::string differences(const Batch& b, unsigned n, std::span<const u8> ours_data, std::span<const u8> qemu_data) {
  const Model& m = b.program.model;
  const Case& c = b.cases[n];
  const auto ours = b.program.result(ours_data, n), qemu = b.program.result(qemu_data, n);
  std::string text;
  for (unsigned i = 0; i < m.words.size(); ++i) {
    u32 mask = ~0u;
    if (m.words[i].name == "windowstart") mask = 0xff;  // QEMU's has no more
    if (m.words[i].name == "fsr") mask = comparable_flags(b, n);
    if (((ours.words[i] ^ qemu.words[i]) & mask) == 0) continue;
    if (i == pc_word)
      text += fmt::format("  left by {} here, {} there\n", door_name(m, ours.words[i]), door_name(m, qemu.words[i]));
    else
      text += fmt::format("  {:11} {:08x} here, {:08x} there; was {:08x}\n", m.words[i].name, ours.words[i],
                          qemu.words[i], c.state[i]);
  }
  for (u32 i = 0; i < Program::scratch_size; ++i)
    if (ours.scratch[i] != qemu.scratch[i])
      text += fmt::format("  memory {:2}   {:02x} here, {:02x} there; was {:02x}\n", i, ours.scratch[i],
                          qemu.scratch[i], c.scratch[i]);
  return text;
}

}  // namespace xtensa_fuzz
