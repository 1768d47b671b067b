// What debuggers want: registers by the names and in the order of GDB's configurations for these cores, and the debug
// registers of the core itself (4.7.6).
#include <fmt/format.h>

#include "cpu/ir/windows.hpp"
#include "cpu/xtensa/core.hpp"
#include "cpu/xtensa/system.hpp"

namespace cpu::xtensa {

using ir::Context;

namespace {

// How GDB's configurations number registers: kind in the upper byte.
constexpr u32 visible = 0x0000, program_counter = 0x0020, floats = 0x0030, physical = 0x0100, specials = 0x0200,
              users = 0x0300;

// In the order of GDB's configuration for the ESP32; what a core lacks is left out.
constexpr std::array special_order{
    special::mmid,      special::ibreakenable, special::memctl,    special::atomctl,     special::ddr,
    special::ibreaka0,  special::ibreaka1,     special::dbreaka0,  special::dbreaka1,    special::dbreakc0,
    special::dbreakc1,  special::epc1,         special::epc2,      special::epc3,        special::epc4,
    special::epc5,      special::epc6,         special::epc7,      special::depc,        special::eps2,
    special::eps3,      special::eps4,         special::eps5,      special::eps6,        special::eps7,
    special::excsave1,  special::excsave2,     special::excsave3,  special::excsave4,    special::excsave5,
    special::excsave6,  special::excsave7,     special::cpenable,  special::interrupt,   special::intset,
    special::intclear,  special::intenable,    special::vecbase,   special::exccause,    special::debugcause,
    special::ccount,    special::prid,         special::icount,    special::icountlevel, special::excvaddr,
    special::ccompare0, special::ccompare1,    special::ccompare2, special::misc0,       special::misc1,
    special::misc2,     special::misc3};

}  // namespace

void Core::name_registers() {
  const auto add = [&](std::string name, u32 code) {
    register_texts_.push_back(std::move(name));
    register_codes_.push_back(static_cast<u16>(code));
  };
  // The register 226 has two names: INTERRUPT is read, INTSET, which follows it, is written.
  const auto add_special = [&](u32 number) {
    const bool again = number == special::intset && register_codes_.back() == specials + number;
    const std::string_view name = again ? "intset" : special::name_of(number);
    if (special::exists(number, config_)) add(std::string{name}, specials + number);
  };
  const auto add_user = [&](u32 number) {
    if (user::exists(number, config_)) add(std::string{user::name_of(number)}, users + number);
  };
  const auto add_visible = [&] {
    for (u32 i = 0; i < 16; ++i) add(fmt::format("a{}", i), visible + i);
  };
  const bool windowed = config_.has(Option::windows);
  if (!windowed) add_visible();
  add("pc", program_counter);
  if (windowed)
    for (u32 i = 0; i < config_.registers; ++i) add(fmt::format("ar{}", i), physical + i);
  for (u32 n : {special::lbeg, special::lend, special::lcount, special::sar, special::litbase, special::windowbase,
                special::windowstart, special::configid0, special::configid1, special::ps})
    add_special(n);
  add_user(user::threadptr);
  for (u32 n : {special::br, special::scompare1, special::acclo, special::acchi, special::m0, special::m1, special::m2,
                special::m3})
    add_special(n);
  for (u32 n : {user::expstate, user::f64r_lo, user::f64r_hi, user::f64s}) add_user(n);
  if (config_.has(Option::fp))
    for (u32 i = 0; i < 16; ++i) add(fmt::format("f{}", i), floats + i);
  add_user(user::fcr);
  add_user(user::fsr);
  for (u32 n : special_order) add_special(n);
  if (windowed) add_visible();
  for (const std::string& text : register_texts_) names_.push_back({text, 32});
}

u32 Core::get(unsigned reg) const {
  if (reg >= register_codes_.size()) return 0;
  const u32 code = register_codes_[reg];
  if (code >= users) return user_register(code - users);
  if (code >= specials) return special_register(code - specials);
  if (code >= physical) {
    const u32 n = code - physical, at = (n - 4 * context.r[Context::base]) % 64;
    return at < 16 ? context.r[Context::window + at] : context.file[n];
  }
  if (code >= floats) return f_[code - floats];
  return code == program_counter ? pc() : a(code);
}

void Core::set(unsigned reg, u32 value) {
  if (reg >= register_codes_.size()) return;
  const u32 code = register_codes_[reg];
  context.attention |= interrupts;
  if (code >= users) return set_user_register(code - users, value);
  if (code >= specials) return set_special_register(code - specials, value);
  if (code >= physical) {
    const u32 n = code - physical, at = (n - 4 * context.r[Context::base]) % 64;
    (at < 16 ? context.r[Context::window + at] : context.file[n]) = value;
  } else if (code >= floats) {
    f_[code - floats] = value;
  } else {
    (code == program_counter ? context.r[Context::pc] : context.r[Context::window + code]) = value;
  }
}

std::string Core::disassemble(u32 address, unsigned& size) const {
  const u32 word = fetch(address, size);
  return size ? xtensa::disassemble(word, address, config_) : std::string{};
}

void Core::trace(std::function<void(u32)> hook) {
  TranslatedCore::trace(std::move(hook));
  step_if_counting();
}

bool Core::instruction_break(u32 at) const {
  for (u32 i = 0; i < config_.breakpoints; ++i)
    if (sr(special::ibreakenable) >> i & 1 && sr(special::ibreaka0 + i) == at)
      return current_level() < config_.debug_level;
  return false;
}

// Blocks are translated for breakpoints as they are, and for the level of the moment: in doubt above the debug level.
// Watched data is kept out of the engine's direct reach; a debugger's watchpoints see it too.
void Core::debug_registers_changed() {
  std::vector<Watched> wanted;
  for (u32 i = 0; i < config_.breakpoints; ++i) {
    const u32 control = sr(special::dbreakc0 + i);
    if (control >> 30) wanted.push_back({sr(special::dbreaka0 + i) & (~63u | control), 64 - (control & 63)});
  }
  if (wanted != watched_) {
    for (const Watched& w : watched_) bus_.unwatch(w.address, w.size, Watch::access);
    for (const Watched& w : wanted) bus_.watch(w.address, w.size, Watch::access);
    watched_ = wanted;
  }
  const std::array<u32, 3> breaks{sr(special::ibreakenable), sr(special::ibreaka0), sr(special::ibreaka1)};
  if (engine_ && breaks != breaks_) engine_->forget();
  if (breaks != breaks_) context.attention |= 1;
  breaks_ = breaks;
  step_if_counting();
}

bool Core::data_break(u32 address, unsigned width, bool storing) {
  if (watched_.empty() || current_level() >= config_.debug_level) return false;
  for (u32 i = 0; i < config_.breakpoints; ++i) {
    const u32 control = sr(special::dbreakc0 + i), mask = ~63u | control;
    if (!(control >> (storing ? 31 : 30) & 1)) continue;
    const u32 first = sr(special::dbreaka0 + i) & mask, size = 64 - (control & 63);
    if (address - first >= size && first - address >= width) continue;
    fault({.debug = debug_cause::dbreak | i << 8});
    return true;
  }
  return false;
}

// ICOUNT counts instructions below ICOUNTLEVEL and stops before one that would make it 0.
void Core::step_if_counting() {
  const bool counting = sr(special::icountlevel) & 15;
  if (counting == counting_) return;
  counting_ = counting;
  stepping = counting || traced();
  context.attention |= ended;
}

void Core::count_instruction() {
  if (!counting_ || context.budget <= 0 || current_level() >= (sr(special::icountlevel) & 15)) return;
  if (++sr(special::icount) == 0) debug_exception(debug_cause::icount, context.r[Context::pc]);
}

}  // namespace cpu::xtensa
