#include "emulator/gdb/target_description.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <span>

#include "emulator/gdb/text.hpp"

namespace emulator::gdb {

namespace {

// A register as GDB names it, what else a core may call it, and how GDB shows it ("" leaves that to GDB).
struct Known {
  std::string_view name, also, type;
};

struct Feature {
  std::string_view architecture, name;
  bool required;  // the core is of this architecture if it has all of these
  std::span<const Known> registers;
};

constexpr std::array<Known, 17> m_profile{{{"r0", "", ""},
                                           {"r1", "", ""},
                                           {"r2", "", ""},
                                           {"r3", "", ""},
                                           {"r4", "", ""},
                                           {"r5", "", ""},
                                           {"r6", "", ""},
                                           {"r7", "", ""},
                                           {"r8", "", ""},
                                           {"r9", "", ""},
                                           {"r10", "", ""},
                                           {"r11", "", ""},
                                           {"r12", "", ""},
                                           {"sp", "r13", "data_ptr"},
                                           {"lr", "r14", ""},
                                           {"pc", "r15", "code_ptr"},
                                           {"xpsr", "psr", ""}}};
constexpr std::array<Known, 8> m_system{{{"msp", "", "data_ptr"},
                                         {"psp", "", "data_ptr"},
                                         {"primask", "", ""},
                                         {"basepri", "", ""},
                                         {"faultmask", "", ""},
                                         {"control", "", ""},
                                         {"msplim", "", "data_ptr"},
                                         {"psplim", "", "data_ptr"}}};
// GDB manual G.5.2 "ARM Features".
constexpr std::array<Feature, 2> features{
    {{"arm", "org.gnu.gdb.arm.m-profile", true, m_profile}, {"arm", "org.gnu.gdb.arm.m-system", false, m_system}}};
// Architectures without such sets: GDB has the numbers of their registers built in, in the order in which the core
// names them (Xtensa: xtensa-config.c of each core), and warns if it is told any. The core is of this architecture if
// it has all of these.
struct Ordered {
  std::string_view architecture;
  std::array<std::string_view, 4> registers;
};
constexpr std::array<Ordered, 1> ordered{{{"xtensa", {"a0", "sar", "ps", "exccause"}}}};
constexpr std::string_view other_feature = "org.vivarium.other";
constexpr std::array<std::string_view, 5> wanted_at_stops{"sp", "lr", "pc", "windowbase", "windowstart"};

bool same_name(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

std::optional<unsigned> find(const Cpu& core, const Known& known) {
  const auto names = core.register_names();
  for (unsigned i = 0; i < names.size(); ++i)
    if (same_name(names[i].name, known.name) || (!known.also.empty() && same_name(names[i].name, known.also))) return i;
  return {};
}

bool has_all(const Cpu& core, const Feature& feature) {
  return std::ranges::all_of(feature.registers, [&](const Known& k) { return find(core, k).has_value(); });
}

std::string_view architecture_of(const Cpu& core) {
  for (const Feature& f : features)
    if (f.required && has_all(core, f)) return f.architecture;
  for (const Ordered& o : ordered)
    if (std::ranges::all_of(o.registers, [&](std::string_view name) { return find(core, {name, "", ""}).has_value(); }))
      return o.architecture;
  return {};
}

std::string element(std::string_view name, std::size_t number, std::string_view type) {
  return fmt::format("<reg name=\"{}\" bitsize=\"32\" regnum=\"{}\"{}/>\n", escape_xml(name), number,
                     type.empty() ? "" : fmt::format(" type=\"{}\"", type));
}

// The bytes of a register's value, least significant first: every core here is little-endian.
std::string hex_of(u32 value) {
  const std::array<u8, 4> bytes{static_cast<u8>(value), static_cast<u8>(value >> 8), static_cast<u8>(value >> 16),
                                static_cast<u8>(value >> 24)};
  return to_hex(bytes);
}

}  // namespace

TargetDescription::TargetDescription(const Cpu& core) {
  const auto names = core.register_names();
  const std::string_view architecture = architecture_of(core);
  std::vector<bool> told(names.size());
  const auto number = [&](unsigned reg, std::string_view name) {
    if (std::ranges::find(wanted_at_stops, name) != wanted_at_stops.end()) expedited_.push_back(order_.size());
    order_.push_back(reg);
  };
  const auto tell = [&](unsigned reg, std::string_view name, std::string_view type) {
    xml_ += element(name, order_.size(), type);
    number(reg, name);
    told[reg] = true;
  };

  xml_ = "<?xml version=\"1.0\"?>\n<!DOCTYPE target SYSTEM \"gdb-target.dtd\">\n<target version=\"1.0\">\n";
  if (!architecture.empty()) xml_ += fmt::format("<architecture>{}</architecture>\n", architecture);
  for (const Feature& f : features) {
    if (f.architecture != architecture) continue;
    xml_ += fmt::format("<feature name=\"{}\">\n", f.name);
    for (const Known& k : f.registers)
      if (const auto reg = find(core, k)) tell(*reg, k.name, k.type);
    xml_ += "</feature>\n";
  }
  if (std::ranges::find(ordered, architecture, &Ordered::architecture) != ordered.end()) {
    for (unsigned reg = 0; reg < names.size(); ++reg) number(reg, names[reg].name);
  } else if (std::ranges::find(told, false) != told.end()) {
    xml_ += fmt::format("<feature name=\"{}\">\n", other_feature);
    for (unsigned reg = 0; reg < names.size(); ++reg)
      if (!told[reg]) tell(reg, names[reg].name, "");
    xml_ += "</feature>\n";
  }
  xml_ += "</target>\n";
}

std::string TargetDescription::value(const Cpu& core, std::size_t number) const {
  return hex_of(core.get(order_.at(number)));
}

std::string TargetDescription::values(const Cpu& core) const {
  std::string all;
  for (unsigned reg : order_) all += hex_of(core.get(reg));
  return all;
}

bool TargetDescription::set(Cpu& core, std::size_t number, std::string_view hex) const {
  const auto bytes = from_hex(hex);
  if (number >= order_.size() || !bytes || bytes->size() != 4) return false;
  u32 value = 0;
  for (unsigned i = 0; i < 4; ++i) value |= u32{(*bytes)[i]} << 8 * i;
  core.set(order_[number], value);
  return true;
}

bool TargetDescription::set_all(Cpu& core, std::string_view hex) const {
  if (hex.size() != 8 * order_.size() || !from_hex(hex)) return false;
  // Only what is new: one register may be seen under two names (sp is msp or psp), and the other name's old value shall
  // not undo the change.
  const std::string before = values(core);
  for (std::size_t number = 0; number < order_.size(); ++number)
    if (const auto digits = hex.substr(8 * number, 8); from_hex(digits) != from_hex(before.substr(8 * number, 8)))
      set(core, number, digits);
  return true;
}

std::string TargetDescription::expedited(const Cpu& core) const {
  std::string text;
  for (std::size_t number : expedited_) text += fmt::format("{:02x}:{};", number, value(core, number));
  return text;
}

}  // namespace emulator::gdb
