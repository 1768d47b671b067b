#include "tests/cpu/thumb/fuzz/side.hpp"

#include <fmt/format.h>

#include <cstring>

namespace fuzz {

namespace {
// The numbers of the registers behind r15 (CortexM::register_names).
constexpr unsigned xpsr = 16, msp = 17, psp = 18, primask = 19, control = 20;

constexpr std::array names{"r0", "r1", "r2",  "r3",  "r4",  "r5", "r6", "r7",
                           "r8", "r9", "r10", "r11", "r12", "sp", "lr", "pc"};

std::vector<std::pair<std::string, i64>> values(const State& s) {
  std::vector<std::pair<std::string, i64>> all;
  for (unsigned i = 0; i < 16; ++i) all.emplace_back(names[i], s.r[i]);
  all.insert(all.end(), {{"xpsr", s.xpsr},
                         {"msp", s.msp},
                         {"psp", s.psp},
                         {"primask", s.primask},
                         {"control", s.control},
                         {"cycles", s.cycles},
                         {"sleeping", s.sleeping},
                         {"lockup", s.locked_up}});
  return all;
}
}  // namespace

void Side::start(const State& s) {
  core.reset();
  core.set(control, s.control);
  core.set(primask, s.primask);
  core.set(msp, s.msp);
  core.set(psp, s.psp);
  for (unsigned i = 0; i < 16; ++i)
    if (i != 13) core.set(i, s.r[i]);
  core.context.set_flags(s.xpsr);
  device.log.clear();
}

State Side::state() const {
  State s;
  for (unsigned i = 0; i < 16; ++i) s.r[i] = core.get(i);
  s.xpsr = core.get(xpsr);
  s.msp = core.get(msp);
  s.psp = core.get(psp);
  s.primask = core.get(primask);
  s.control = core.get(control);
  s.cycles = core.cycles();
  s.sleeping = core.sleeping();
  s.locked_up = core.locked_up();
  return s;
}

std::string describe(const State& s) {
  std::string text;
  unsigned column = 0;
  for (const auto& [name, value] : values(s))
    text += fmt::format("{:>9} {:08x}{}", name, value, ++column % 6 ? "" : "\n");
  return text + '\n';
}

std::string differences(const Side& a, const Side& b) {
  const State left = a.state(), right = b.state();
  std::string text;
  if (left != right) {
    const auto x = values(left), y = values(right);
    for (std::size_t i = 0; i < x.size(); ++i)
      if (x[i] != y[i]) text += fmt::format("  {:8} {:08x} here, {:08x} there\n", x[i].first, x[i].second, y[i].second);
  }
  const auto one = a.ram.bytes(), other = b.ram.bytes();
  if (std::memcmp(one.data(), other.data(), one.size()) != 0)
    for (u32 i = 0; i < one.size(); ++i)
      if (one[i] != other[i])
        text += fmt::format("  {:#010x} {:02x} here, {:02x} there\n", Side::ram_base + i, one[i], other[i]);
  const auto list = [&](const char* where, const Recorder& r) {
    for (const auto& access : r.log)
      text += fmt::format("  {} {} {:#05x} {:08x} in cycle {} at {:#x}\n", where, access.writing ? "writes" : "reads",
                          access.offset, access.value, access.cycle, access.pc);
  };
  if (a.device.log != b.device.log) list("here", a.device), list("there", b.device);
  return text;
}

}  // namespace fuzz
