#include "tests/cpu/xtensa/fuzz/model.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "tests/cpu/xtensa/de233_fpu.hpp"

namespace xtensa_fuzz {

namespace {

constexpr std::string_view tlbs = "RITLB0 IITLB PITLB WITLB RITLB1 RDTLB0 IDTLB PDTLB WDTLB RDTLB1";
constexpr std::string_view caches = "DPFR DPFW DPFRO DPFWO DHWB DHWBI DHI DII IPF IHI III";

const std::vector<Vector> windowed_vectors{{0x000, "window overflow 4"},
                                           {0x040, "window underflow 4"},
                                           {0x080, "window overflow 8"},
                                           {0x0c0, "window underflow 8"},
                                           {0x100, "window overflow 12"},
                                           {0x140, "window underflow 12"},
                                           {0x180, "level 2"},
                                           {0x1c0, "level 3"},
                                           {0x200, "level 4"},
                                           {0x240, "level 5"},
                                           {0x280, "debug"},
                                           {0x2c0, "NMI"},
                                           {0x300, "kernel exception"},
                                           {0x340, "user exception"},
                                           {0x3c0, "double exception"}};

// Of the core's own exceptions and interrupts; EPC, EPS and EXCSAVE of `levels` levels.
void add_exceptions(std::vector<Register>& all, unsigned levels) {
  static constexpr std::string_view names[3][8] = {
      {"", "epc1", "epc2", "epc3", "epc4", "epc5", "epc6", "epc7"},
      {"", "", "eps2", "eps3", "eps4", "eps5", "eps6", "eps7"},
      {"", "excsave1", "excsave2", "excsave3", "excsave4", "excsave5", "excsave6", "excsave7"}};
  static constexpr u8 first[] = {176, 192, 208};
  for (int kind = 0; kind < 3; ++kind)
    for (unsigned level = kind == 1 ? 2 : 1; level <= levels; ++level)
      all.push_back({names[kind][level], static_cast<u8>(first[kind] + level)});
  const Register rest[] = {{"depc", 192},
                           {"interrupt", 226, true, false},
                           {"intset", 226, false, true},
                           {"intclear", 227, false, true},
                           {"intenable", 228},
                           {"ps", 230},
                           {"vecbase", 231},
                           {"exccause", 232},
                           {"debugcause", 233, true, false},
                           {"excvaddr", 238},
                           {"prid", 235, true, false},
                           {"configid0", 176, true, false},
                           {"configid1", 208, true, false}};
  all.insert(all.end(), std::begin(rest), std::end(rest));
}

Model lx6() {
  Model m{.name = "lx6",
          .qemu = "de233_fpu",
          .config = test::de233_fpu(),
          .options = windows | loops | mac16 | booleans | fp | misc | div | atomic | threads,
          .registers = 32,
          .enter = 7,
          .software_interrupt = 7,
          .base = 0,
          .reset = 0xfe00'0000,
          .vectors = windowed_vectors,
          .special = {{"lbeg", 0},
                      {"lend", 1},
                      {"lcount", 2},
                      {"sar", 3},
                      {"br", 4},
                      {"scompare1", 12},
                      {"acclo", 16},
                      {"acchi", 17},
                      {"m0", 32},
                      {"m1", 33},
                      {"m2", 34},
                      {"m3", 35},
                      {"windowbase", 72},
                      {"windowstart", 73},
                      {"cpenable", 224},
                      {"misc0", 244},
                      {"misc1", 245}},
          .user = {{"threadptr", 231}, {"fcr", 232}, {"fsr", 233}},
          .words = {},
          .left_out = {
              {"MULUH MULSH",
               "de233_fpu has them not; nor misc2, misc3, F64R and F64S, accesses that are not "
               "aligned, and more than 32 registers"},
              {"DIV0.S RECIP0.S SQRT0.S RSQRT0.S NEXP01.S MADDN.S",
               "QEMU does nothing there; its own tests of whole divisions and square roots cover them"},
              {tlbs, "de233_fpu has an MMU"},
              {caches, "de233_fpu has caches"},
              {"RER WER", "there is nothing at the other end"},
              {"SIMCALL RFDO RFDD", "not on a chip"},
              {"", "ccount ccompare* icount* ibreak* dbreak* ddr memctl atomctl mmid expstate: time and debugging"}}};
  add_exceptions(m.special, 7);
  return m;
}

Model lx106() {
  Model m{.name = "lx106",
          .qemu = "lx106",
          .config = cpu::xtensa::lx106,
          .options = base,
          .registers = 16,
          .enter = 3,
          .software_interrupt = 7,
          .base = 0x6000'0000,
          .reset = 0x5000'0000,
          .vectors = {{0x10, "debug"},
                      {0x20, "NMI"},
                      {0x30, "kernel exception"},
                      {0x50, "user exception"},
                      {0x70, "double exception"}},
          .special = {{"sar", 3}, {"litbase", 5}},
          .user = {},
          .words = {},
          .left_out = {{tlbs, "regions, not the core alone"},
                       {caches, "it has none"},
                       {"RER WER", "there is nothing at the other end"},
                       {"RUR WUR", "it has no user registers"},
                       {"SIMCALL RFDO RFDD", "not on a chip"},
                       {"", "ccount ccompare0 icount* ibreak* dbreak* ddr mmid: time and debugging"}}};
  add_exceptions(m.special, 3);
  return m;
}

void add_words(Model& m) {
  using enum Word::What;
  m.words = {{"pc", control, 0}, {"ps", control, 0}, {"windowbase", control, 0}};
  for (u8 i = 0; i < m.registers; ++i) m.words.push_back({fmt::format("a{}", i), address, i});
  for (const auto& [name, number, read, write] : m.special) {
    const bool driver = name == fmt::format("excsave{}", m.enter);
    if (read && !driver && name != "ps" && name != "windowbase")
      m.words.push_back({std::string{name}, special, number});
  }
  for (const auto& [name, number, read, write] : m.user) m.words.push_back({std::string{name}, user, number});
  for (u8 i = 0; m.has(fp) && i < 16; ++i) m.words.push_back({fmt::format("f{}", i), floating, i});
}

}  // namespace

unsigned Model::word(std::string_view wanted) const {
  const auto at = std::ranges::find(words, wanted, &Word::name);
  if (at == words.end()) throw std::out_of_range{fmt::format("{} has no {}", name, wanted)};
  return static_cast<unsigned>(at - words.begin());
}

const std::vector<Model>& models() {
  static const std::vector<Model> all = [] {
    std::vector<Model> made{lx6(), lx106()};
    for (Model& m : made) add_words(m);
    return made;
  }();
  return all;
}

}  // namespace xtensa_fuzz
