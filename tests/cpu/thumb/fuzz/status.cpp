#include "tests/cpu/thumb/fuzz/status.hpp"

#include <fmt/format.h>
#include <unicorn/unicorn.h>

#include <cstring>
#include <memory>
#include <stdexcept>

namespace fuzz {

namespace {

void check(uc_err error) {
  if (error != UC_ERR_OK) throw std::runtime_error(fmt::format("Unicorn: {}", uc_strerror(error)));
}

// Unicorn by itself, with the same code and RAM.
class Raw {
 public:
  explicit Raw(Side& side) {
    check(uc_open(UC_ARCH_ARM, UC_MODE_THUMB, &uc_));
    check(uc_ctl_set_cpu_model(uc_, UC_CPU_ARM_CORTEX_M0));
    check(uc_mem_map_ptr(uc_, Side::code_base, Side::code_size, UC_PROT_READ | UC_PROT_EXEC, side.code.bytes().data()));
    check(uc_mem_map(uc_, Side::ram_base, Side::ram_size, UC_PROT_ALL));
    uc_hook hook;
    check(uc_hook_add(uc_, &hook, UC_HOOK_INTR, reinterpret_cast<void*>(on_exception), this, 1, 0));
  }
  ~Raw() { uc_close(uc_); }
  Raw(const Raw&) = delete;
  Raw& operator=(const Raw&) = delete;

  u32 get(int reg) const {
    u32 value = 0;
    check(uc_reg_read(uc_, reg, &value));
    return value;
  }
  void set(int reg, u32 value) { check(uc_reg_write(uc_, reg, &value)); }
  uc_err step(u32 pc) {
    exception = 0;
    return uc_emu_start(uc_, pc | 1, 0xffff'ffff, 0, 1);
  }
  u32 exception = 0;  // of the last step

 private:
  static void on_exception(uc_engine* uc, u32 number, void* self) {
    static_cast<Raw*>(self)->exception = number;
    uc_emu_stop(uc);
  }
  uc_engine* uc_ = nullptr;
};

void start(Raw& raw, const State& s) {
  raw.set(UC_ARM_REG_CONTROL, 0);
  raw.set(UC_ARM_REG_MSP, s.msp);
  raw.set(UC_ARM_REG_PSP, s.psp);
  raw.set(UC_ARM_REG_CONTROL, s.control);
  raw.set(UC_ARM_REG_PRIMASK, s.primask);
  for (int i = 0; i < 13; ++i) raw.set(UC_ARM_REG_R0 + i, s.r[static_cast<unsigned>(i)]);
  raw.set(UC_ARM_REG_LR, s.r[14]);
  raw.set(UC_ARM_REG_APSR_NZCVQ, s.xpsr);
}

State state_of(const Raw& raw) {
  State s;
  for (int i = 0; i < 13; ++i) s.r[static_cast<unsigned>(i)] = raw.get(UC_ARM_REG_R0 + i);
  // Unicorn's MSR keeps the two low bits of a stack pointer, which are always 0 (B1.4.1).
  s.r[13] = raw.get(UC_ARM_REG_SP) & ~3u;
  s.r[14] = raw.get(UC_ARM_REG_LR);
  s.r[15] = raw.get(UC_ARM_REG_PC);
  s.xpsr = raw.get(UC_ARM_REG_XPSR) & ~(1u << 27);  // ARMv6-M has no Q flag
  s.msp = raw.get(UC_ARM_REG_MSP) & ~3u;
  s.psp = raw.get(UC_ARM_REG_PSP) & ~3u;
  s.primask = raw.get(UC_ARM_REG_PRIMASK);
  s.control = raw.get(UC_ARM_REG_CONTROL);
  return s;
}

void put(Side& side, u32 at, u32 word, unsigned bytes) {
  const u16 halves[] = {static_cast<u16>(bytes == 4 ? word >> 16 : word), static_cast<u16>(word)};
  std::memcpy(side.code.bytes().data() + at, halves, bytes);
  const u16 wait_here = 0xe7fe;
  std::memcpy(side.code.bytes().data() + at + bytes, &wait_here, 2);
}

constexpr u32 code_at = Side::cases_at;

// Unicorn 2.0.1 ends on YIELD and WFE, and lets a Cortex-M0 execute what other architectures have: CBZ, CBNZ, IT,
// SETEND, CPS on other masks.
constexpr bool is_wrong_in_unicorn(u32 word) {
  return word == 0xbf10 || word == 0xbf20 || (word & 0xf500) == 0xb100 || ((word & 0xff00) == 0xbf00 && word & 15) ||
         (word & 0xfff7) == 0xb650 || ((word & 0xffe8) == 0xb660 && (word & 7) != 2);
}

}  // namespace

std::optional<std::string> compare_status_access(Generator& generator, unsigned cases, u64& done) {
  constexpr u32 specials[] = {0, 1, 2, 3, 5, 6, 7, 8, 9, 16, 20};
  Side ours{{}};
  ours.code.bytes()[4] = 1;                                               // reset begins in Thumb
  std::vector<std::pair<u32, unsigned>> words{{0xb662, 2}, {0xb672, 2}};  // CPSIE, CPSID
  for (u32 special : specials)
    for (u32 reg : {0u, 3u, 7u, 8u, 12u, 14u}) {
      words.emplace_back(0xf3ef'8000 | reg << 8 | special, 4);   // MRS
      words.emplace_back(0xf380'8800 | reg << 16 | special, 4);  // MSR
    }
  for (std::size_t i = 0; i < words.size(); ++i)
    put(ours, code_at + 8 * static_cast<u32>(i), words[i].first, words[i].second);
  Raw raw{ours};
  for (unsigned n = 0; n < cases; ++n, ++done) {
    const std::size_t i = n % words.size();
    State before = generator.state(code_at + 8 * static_cast<u32>(i));
    ours.start(before);
    start(raw, before);
    ours.core.step();
    const uc_err error = raw.step(before.r[15]);
    State here = ours.state();
    const State there = state_of(raw);
    here.cycles = 0;
    if (!error && here == there) continue;
    return fmt::format("{} disagrees with Unicorn ({})\nfrom\n{}here\n{}there\n{}",
                       cpu::thumb::disassemble(words[i].first, words[i].second, before.r[15]), uc_strerror(error),
                       describe(before), describe(here), describe(there));
  }
  return std::nullopt;
}

std::optional<std::string> compare_decoding() {
  Side ours{{}};
  constexpr u32 per_round = (Side::code_size - code_at - 64) / 8;
  std::string wrong;
  for (u32 from = 0; from < 0xe800; from += per_round) {
    for (u32 i = 0; i < per_round && from + i < 0xe800; ++i) put(ours, code_at + 8 * i, from + i, 2);
    Raw raw{ours};
    for (u32 i = 0; i < per_round && from + i < 0xe800; ++i) {
      const u32 word = from + i, at = code_at + 8 * i;
      if (is_open(word, 2) || is_wrong_in_unicorn(word)) continue;
      for (int reg = UC_ARM_REG_R0; reg <= UC_ARM_REG_R12; ++reg) raw.set(reg, Side::ram_base + Side::ram_size / 2 + 1);
      raw.set(UC_ARM_REG_LR, Side::ram_base + Side::ram_size / 2 + 1);
      raw.set(UC_ARM_REG_SP, Side::ram_base + Side::ram_size / 2);
      const uc_err error = raw.step(at);
      const auto* found = cpu::thumb::find_instruction(word, 2);
      // A jump that leaves Thumb ends with that error too, but elsewhere.
      const bool there = error != UC_ERR_INSN_INVALID || raw.get(UC_ARM_REG_PC) - at > 2,
                 here = found && found->name != "UDF";
      if (here != there)
        wrong += fmt::format("  {:04x} {}: {}\n", word, cpu::thumb::disassemble(word, 2, 0),
                             there ? "Unicorn executes it" : "Unicorn finds it undefined");
    }
  }
  return wrong.empty() ? std::nullopt : std::optional{"the decoder table and Unicorn disagree on\n" + wrong};
}

// A 32-bit word: like one of ours but for a bit or two, or any.
u32 wide_word(Generator& generator) {
  if (generator.below(4) == 0) return 0xe800'0000 + (generator.below(0x1800) << 16 | generator.below(0x10000));
  Chosen c = generator.instruction();
  while (c.bytes != 4) c = generator.instruction();
  for (u32 n = generator.below(3); n; --n) c.word ^= 1u << generator.below(27);
  return c.word;
}

std::optional<std::string> compare_wide_decoding(Generator& generator, unsigned cases, u64& done) {
  Side ours{{}};
  constexpr u32 per_round = (Side::code_size - code_at - 64) / 8;
  for (; done < cases; done += per_round) {
    std::vector<u32> words(per_round);
    for (u32 i = 0; i < per_round; ++i) put(ours, code_at + 8 * i, words[i] = wide_word(generator), 4);
    Raw raw{ours};
    for (u32 i = 0; i < per_round; ++i) {
      const u32 at = code_at + 8 * i;
      const bool there = raw.step(at) != UC_ERR_INSN_INVALID || raw.get(UC_ARM_REG_PC) - at > 4;
      const auto* found = cpu::thumb::find_instruction(words[i], 4);
      const bool here = found && found->name != "UDF.W";
      // Where we ignore bits that the manual has fixed, Unicorn need not: that is UNPREDICTABLE.
      if (here == there || (here && (is_open(words[i], 4) || with_fixed_bits(words[i], 4) != words[i]))) continue;
      return fmt::format("the decoder table and Unicorn disagree: {:08x} {}: {}\n", words[i],
                         cpu::thumb::disassemble(words[i], 4, 0),
                         there ? "Unicorn executes it" : "Unicorn finds it undefined");
    }
  }
  return std::nullopt;
}

}  // namespace fuzz
