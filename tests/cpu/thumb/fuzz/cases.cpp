#include "tests/cpu/thumb/fuzz/cases.hpp"

#include <fmt/format.h>

#include <cstring>

#include "cpu/ir/builder.hpp"

namespace fuzz {

namespace {
constexpr u16 wait_here = 0xe7fe;  // b .
constexpr u32 hard_fault_handler = 0x140;
}  // namespace

Batch::Batch(Side& ours, Side& reference, u64 seed, u64 number, Spoil spoil)
    : ours_(ours), reference_(reference), number_(number), generator_(seed, number), spoil_(std::move(spoil)) {
  lay_out();
}

// Vectors, handlers that wait, then the pieces; the rest of the code and all RAM are noise that loads may find.
void Batch::lay_out() {
  auto code = ours_.code.bytes();
  generator_.fill(code);
  generator_.fill(ours_.ram.bytes());
  for (u32 n = 0; n < 48; ++n) {
    const u32 vector = n == 0 ? Side::ram_base + Side::ram_size / 2 : hard_fault_handler | 1;
    std::memcpy(code.data() + 4 * n, &vector, 4);
  }
  std::memcpy(code.data() + hard_fault_handler, &wait_here, 2);
  while (at_ + 128 < Side::code_size) generator_.below(4) ? single() : block();
  std::ranges::copy(code, reference_.code.bytes().begin());
  std::ranges::copy(ours_.ram.bytes(), reference_.ram.bytes().begin());
  for (Side* s : {&ours_, &reference_}) {
    s->bus.changed(s->code, 0, Side::code_size);
    s->bus.changed(s->ram, 0, Side::ram_size);
  }
}

void Batch::put(const Chosen& c) {
  const u16 halves[] = {static_cast<u16>(c.bytes == 4 ? c.word >> 16 : c.word), static_cast<u16>(c.word)};
  std::memcpy(ours_.code.bytes().data() + at_, halves, c.bytes);
  at_ += c.bytes;
  pieces_.back().instructions.push_back(c);
}

void Batch::single() {
  pieces_.push_back({at_, {}});
  put(generator_.instruction());
  std::memcpy(ours_.code.bytes().data() + at_, &wait_here, 2);
  at_ += 2;
}

// Some plain instructions, then any one or a conditional branch over the first waiting place.
void Batch::block() {
  pieces_.push_back({at_, {}});
  for (u32 n = 1 + generator_.below(19); n; --n) put(generator_.plain());
  if (generator_.below(2)) put(generator_.comparison());
  put(generator_.below(3) ? generator_.conditional(4) : generator_.instruction());
  for (int i = 0; i < 2; ++i) std::memcpy(ours_.code.bytes().data() + at_ + 2 * i, &wait_here, 2);
  at_ += 4;
}

std::optional<std::string> Batch::run(Hits& hits) {
  hits.row.resize(cpu::thumb::instructions().size());
  for (unsigned i = 0; i < states_per_piece; ++i)
    for (const Piece& piece : pieces_)
      if (auto wrong = try_case(piece, hits)) return wrong;
  return std::nullopt;
}

std::optional<std::string> Batch::try_case(const Piece& piece, Hits& hits) {
  const State before = generator_.state(piece.at);
  const bool single = piece.instructions.size() == 1;
  i64 cycles = 1;
  if (!single) {  // as many as the whole takes: then it runs as the one block that it is
    cpu::ir::Builder builder{piece.at};
    ours_.core.translate(builder, piece.at, static_cast<unsigned>(piece.instructions.size()));
    cycles = builder.most_cycles();
  }
  for (Side* s : {&ours_, &reference_}) {
    s->start(before);
    s->core.run(s->core.cycles() + cycles);
  }
  if (spoil_) spoil_(ours_);
  ++(single ? hits.singles : hits.blocks);
  for (const Chosen& c : piece.instructions) ++hits.row[c.row];
  hits.faults += (ours_.core.xpsr() & 0x3f) == cpu::thumb::exception::hard_fault;
  const std::string what = differences(ours_, reference_);
  if (what.empty()) return std::nullopt;
  return report(piece, before, what);
}

std::string Batch::report(const Piece& piece, const State& before, const std::string& what) const {
  std::string text = fmt::format("batch {}: our engine (here) and Unicorn (there) disagree on\n", number_);
  u32 at = piece.at;
  for (const Chosen& c : piece.instructions) {
    text +=
        fmt::format("  {:#06x}  {:0{}x}  {}\n", at, c.word, 2 * c.bytes, cpu::thumb::disassemble(c.word, c.bytes, at));
    at += c.bytes;
  }
  return text + "from\n" + describe(before) + "in\n" + what;
}

}  // namespace fuzz
