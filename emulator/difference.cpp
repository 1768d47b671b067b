#include "emulator/difference.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <set>

#include "emulator/trace.hpp"

namespace emulator {

namespace {

constexpr std::size_t instructions_told = 24, accesses_told = 6, words_told = 8;

std::vector<u8> state_of(Machine& machine) {
  State state;
  machine.serialize(state);
  return state.data();
}

// The end of what is written to it, in whole lines.
class Tail {
 public:
  explicit Tail(std::size_t lines) : lines_(lines) {}
  void add(std::string_view text) {
    text_ += text;
    if (text_.size() > limit) text_.erase(0, text_.size() - limit / 2);
  }
  std::string text() const {
    std::size_t at = text_.size();
    for (std::size_t n = 0; n < lines_ && at > 1; ++n) {
      const std::size_t end = text_.rfind('\n', at - 2);
      at = end == std::string::npos ? 0 : end + 1;
    }
    return text_.substr(at);
  }

 private:
  static constexpr std::size_t limit = 1 << 20;
  std::size_t lines_;
  std::string text_;
};

std::string indented(const std::string& lines) {
  std::string out;
  for (std::size_t at = 0; at < lines.size();) {
    const std::size_t end = std::min(lines.find('\n', at), lines.size());
    out += "    " + lines.substr(at, end - at) + "\n";
    at = end + 1;
  }
  return out;
}

std::string row(const std::string& what, const LockstepSide& a, u64 value_a, const LockstepSide& b, u64 value_b) {
  return fmt::format("  {:<24} {} {:#010x}  {} {:#010x}\n", what, a.name, value_a, b.name, value_b);
}

std::string registers(const LockstepSide& a, const LockstepSide& b) {
  std::string out;
  for (std::size_t i = 0; i < a.machine.cores().size(); ++i) {
    const Cpu &x = *a.machine.cores()[i], &y = *b.machine.cores()[i];
    const auto names = x.register_names();
    for (unsigned r = 0; r < names.size(); ++r)
      if (x.get(r) != y.get(r)) out += row(fmt::format("{} {}", x.name(), names[r].name), a, x.get(r), b, y.get(r));
    if (x.cycles() != y.cycles())
      out += fmt::format("  {:<24} {} {}  {} {}\n", x.name() + " cycles", a.name, x.cycles(), b.name, y.cycles());
  }
  return out;
}

// Each memory once, at the first address that shows it.
std::string memory(const LockstepSide& a, const LockstepSide& b) {
  std::string out;
  std::set<const Memory*> seen;
  std::size_t told = 0;
  for (std::size_t i = 0; i < a.machine.chips().size(); ++i) {
    const auto buses_a = a.machine.chips()[i]->buses(), buses_b = b.machine.chips()[i]->buses();
    for (std::size_t n = 0; n < buses_a.size(); ++n) {
      for (const Bus::Mapped& m : buses_a[n]->mapped()) {
        if (!m.memory || !seen.insert(m.memory).second) continue;
        std::vector<u8> x(m.size), y(m.size);
        if (!buses_a[n]->peek(m.base, x) || !buses_b[n]->peek(m.base, y)) continue;
        for (u32 at = 0; at + 4 <= m.size; at += 4) {
          if (!std::memcmp(&x[at], &y[at], 4) || ++told > words_told) continue;
          u32 u = 0, v = 0;
          std::memcpy(&u, &x[at], 4), std::memcpy(&v, &y[at], 4);
          out += row(fmt::format("{} {:#010x}", m.memory->name(), m.base + at), a, u, b, v);
        }
      }
    }
  }
  if (told > words_told) out += fmt::format("  and {} more words of memory\n", told - words_told);
  return out;
}

// Runs a machine and keeps what it did last.
struct Watched {
  Tail instructions{instructions_told}, accesses{accesses_told};

  Watched(Machine& machine, Time until, bool by_instruction) {
    TraceWriter i{[this](std::string_view text) { instructions.add(text); }};
    TraceWriter r{[this](std::string_view text) { accesses.add(text); }};
    std::optional<InstructionTrace> trace;
    if (by_instruction) trace.emplace(machine, i);
    const RegisterTrace registers{machine, r};
    machine.run_until(until);
  }
};

}  // namespace

bool same_state(Machine& a, Machine& b) { return state_of(a) == state_of(b); }

std::string tell_difference(const LockstepSide& tested, const LockstepSide& reference, Time until,
                            const std::function<std::string(u32)>& symbol) {
  const Watched real{reference.machine, until, true}, doubtful{tested.machine, until, false};
  std::string out = fmt::format("{} and {} differ at {:.9f} s of virtual time\n", tested.name, reference.name,
                                seconds(until.time_since_epoch()));
  for (const Cpu* core : reference.machine.cores()) {
    const std::string name = symbol ? symbol(core->pc()) : std::string{};
    out += fmt::format("  {} at cycle {}, pc {:#010x}{}\n", core->name(), core->cycles(), core->pc(),
                       name.empty() ? "" : " in " + name);
  }
  const std::string differing = registers(tested, reference) + memory(tested, reference);
  out += differing.empty() ? "  no register of a core and no memory differs: a device does\n" : differing;
  const std::string a = doubtful.accesses.text(), b = real.accesses.text();
  if (a != b)
    out += fmt::format("  the last accesses to devices, {}:\n{}  and {}:\n{}", tested.name, indented(a), reference.name,
                       indented(b));
  else if (!a.empty())
    out += fmt::format("  the last accesses to devices, the same for both:\n{}", indented(a));
  out += fmt::format("  the last instructions, as {} executed them (picoseconds, core, address, what changed):\n{}",
                     reference.name, indented(real.instructions.text()));
  return out;
}

}  // namespace emulator
