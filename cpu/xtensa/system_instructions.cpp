// Instructions that end a block because they concern what comes next, and the special and user registers. Xtensa ISA
// Reference Manual, chapters 5 and 6.
#include <fmt/format.h>

#include "cpu/ir/windows.hpp"
#include "cpu/xtensa/core.hpp"
#include "cpu/xtensa/pie.hpp"
#include "cpu/xtensa/system.hpp"

namespace cpu::xtensa {

using ir::Context;

namespace {
constexpr u32 field(u32 word, unsigned from, unsigned bits = 4) { return word >> from & ((1u << bits) - 1); }
constexpr u32 op0(u32 w) { return field(w, 0); }
constexpr u32 t_of(u32 w) { return field(w, 4); }
constexpr u32 s_of(u32 w) { return field(w, 8); }
constexpr u32 r_of(u32 w) { return field(w, 12); }
constexpr u32 op1(u32 w) { return field(w, 16); }
constexpr u32 op2(u32 w) { return field(w, 20); }

// An instruction that the core has and we lack: of PIE, or of the DFP accelerator, in op1 11, 14 and 15.
std::string_view unmodelled(u32 w, const Config& config) {
  if (config.has(Option::pie))
    if (const pie::Row* row = pie::find(w)) return pie::mnemonic(*row);
  if (!config.has(Option::dfp_accelerator) || op0(w) != 0) return {};
  return op1(w) >= 14 || (op1(w) == 11 && (op2(w) == 0 || op2(w) >= 14)) ? "of the DFP accelerator" : "";
}

}  // namespace

void Core::system(u32 word) {
  u32& pc = context.r[Context::pc];
  switch (word) {
    case instead::breakpoint: context.attention |= hit_breakpoint; return;
    case instead::unfetchable: {
      const bool prohibited = instruction_attributes_[pc >> 29] == 15;
      sr(special::excvaddr) = pc;
      return raise(prohibited ? cause::instruction_prohibited : cause::instruction_address_error, pc);
    }
    case instead::ibreak: return debug_exception(debug_cause::ibreak, pc);
    default: break;
  }
  const u32 instruction = word & 0xff'ffff, at = pc - length_of(instruction);
  if (word >> 24 == instead::unknown >> 24) {
    undefined(instruction, at);
    return raise(cause::illegal_instruction, at);
  }
  perform(instruction, at);
}

void Core::undefined(u32 word, u32 at) {
  unsigned bytes = 0;
  const auto what = unmodelled(fetch(at, bytes), config_);
  if (what.empty()) return;
  const std::string text = fmt::format("{} instruction {}", name(), what);
  const auto known = std::ranges::find(unmodelled_, text, &Device::name);
  Unimplemented& instruction = known == unmodelled_.end() ? unmodelled_.emplace_back(text) : *known;
  instruction.observe(observer_);
  instruction.read(word);
}

void Core::perform(u32 word, u32 at) {
  const u32 next = context.r[Context::pc];
  if (op0(word) == 13) {  // RETW.N, BREAK.N, ILL.N
    if (t_of(word) == 1) return return_windowed(at);
    if (t_of(word) == 2) return break_instruction(debug_cause::break_n, at);
    return raise(cause::illegal_instruction, at);
  }
  if (op0(word) != 0) return raise(cause::illegal_instruction, at);  // ENTRY of a register beyond a3, say
  const u32 kind = op2(word) << 4 | op1(word);
  switch (kind) {
    case 0x00: return perform_special(word, at);
    case 0x40:  // ROTW
      ir::windows::move(context, context.r[Context::base] + t_of(word));
      refresh();
      return fall_through(next);
    case 0x03:  // RSR, WSR, XSR
    case 0x13:
    case 0x61: return special_access(word, at);
    default: return raise(cause::illegal_instruction, at);
  }
}

void Core::perform_special(u32 word, u32 at) {
  const u32 next = context.r[Context::pc];
  switch (r_of(word)) {
    case 0:
      if (t_of(word) == 9) return return_windowed(at);
      return raise(cause::illegal_instruction, at);
    case 3: return return_from(word);
    case 4: return break_instruction(debug_cause::break_, at);
    case 5:
      if (s_of(word) == 0) return raise(cause::syscall, at);
      if (!on_simulator_call || !on_simulator_call()) return raise(cause::illegal_instruction, at);
      return fall_through(next);
    case 6: {  // RSIL
      const u32 before = ps();
      ps_ = (ps_ & ~ps::intlevel) | s_of(word);
      refresh();
      context.r[Context::window + t_of(word)] = before;
      return fall_through(next);
    }
    case 7: fall_through(next); return wait_for_interrupt(s_of(word));
    default: return raise(cause::illegal_instruction, at);
  }
}

// RFE, RFDE, RFWO, RFWU, RFI
void Core::return_from(u32 word) {
  u32& pc = context.r[Context::pc];
  if (t_of(word) == 1) {
    const u32 level = s_of(word);
    pc = sr(special::epc1 + level - 1);
    return set_ps(sr(special::eps2 + level - 2));
  }
  switch (s_of(word)) {
    case 0:
      ps_ &= ~ps::excm;
      refresh();
      pc = sr(special::epc1);
      return;
    case 2: pc = sr(special::depc); return;
    case 4: return return_from_window(true);
    default: return return_from_window(false);
  }
}

// 4.7.6: above the debug level it does nothing.
void Core::break_instruction(u32 cause, u32 at) {
  if (current_level() >= config_.debug_level) return fall_through(context.r[Context::pc]);
  debug_exception(cause, at);
}

// At the end of a loop the next instruction is its first.
void Core::fall_through(u32 next) {
  u32* const r = context.r;
  if (next != r[slot::active_end] || !r[slot::lcount]) return;
  --r[slot::lcount];
  r[Context::pc] = r[slot::lbeg];
}

void Core::special_access(u32 word, u32 at) {
  const u32 next = context.r[Context::pc], number = field(word, 8, 8);
  const bool exchange = op1(word) == 1, writing = exchange || op2(word) == 1;
  const auto way = exchange ? special::Way::exchange : writing ? special::Way::write : special::Way::read;
  if (!special::exists(number, config_) || !special::allows(number, way)) return raise(cause::illegal_instruction, at);
  u32& reg = context.r[Context::window + t_of(word)];
  const u32 value = reg;
  if (exchange || !writing) reg = special_register(number);
  if (writing) set_special_register(number, value);
  fall_through(next);
}

u32 Core::special_register(u32 number) const {
  const u32* const r = context.r;
  switch (number) {
    case special::lbeg: return r[slot::lbeg];
    case special::lend: return r[slot::lend];
    case special::lcount: return r[slot::lcount];
    case special::sar: return r[slot::sar];
    case special::br: return r[slot::br];
    case special::windowbase: return r[Context::base];
    case special::windowstart: return r[Context::start];
    case special::ps: return ps();
    case special::interrupt: return pending();
    case special::intclear: return 0;
    case special::ccount: return ccount();
    default: return sr(number);
  }
}

void Core::set_special_register(u32 number, u32 value) {
  u32* const r = context.r;
  switch (number) {
    case special::lbeg: r[slot::lbeg] = value; return;
    case special::lend: return set_loop_end(value);
    case special::lcount: r[slot::lcount] = value; return;
    case special::sar: r[slot::sar] = value & 63; return;
    case special::br: r[slot::br] = value & 0xffff; return;
    case special::acchi: sr(number) = static_cast<u32>(static_cast<i32>(static_cast<i8>(value))); return;
    case special::windowbase: ir::windows::move(context, value); return refresh();
    case special::windowstart: r[Context::start] = value & 0xffff; return refresh();
    case special::ps: return set_ps(value);
    case special::intset: latched_ |= value & inputs_of(InterruptType::software); return interrupts_changed();
    case special::intclear:
      latched_ &= ~(value & (inputs_of(InterruptType::software) | inputs_of(InterruptType::edge)));
      return;
    case special::intenable: sr(number) = value; return interrupts_changed();
    case special::litbase:  // which literals blocks were translated with
      if (value != sr(number)) engine_->forget();
      sr(number) = value;
      return;
    case special::vecbase: sr(number) = value & (config_.has(Option::windows) ? ~0x3ffu : ~0xffu); return;
    case special::exccause: sr(number) = value & 63; return;
    case special::ccount: return set_ccount(value);
    case special::cpenable: sr(number) = value & 0xff; return;
    case special::atomctl: sr(number) = value & 63; return;
    case special::ccompare0:
    case special::ccompare1:
    case special::ccompare2: {
      const u32 timer = number - special::ccompare0;
      sr(number) = value;
      latched_ &= ~(1u << config_.timers[timer]);
      return arm(timer);
    }
    case special::configid0:
    case special::configid1:
    case special::debugcause:
    case special::prid: return;  // read only
    default: sr(number) = value;
  }
  if (special::is_debug(number)) debug_registers_changed();
}

void Core::set_loop_end(u32 value) {
  u32* const r = context.r;
  r[slot::lend] = value;
  r[slot::active_end] = value & r[slot::loop_mask];
  if (loop_ends_.try_emplace(value, r[slot::lbeg]).second) on_loop_end_(value);
}

u32 Core::user_register(u32 number) const { return user_[number]; }

void Core::set_user_register(u32 number, u32 value) {
  switch (number) {
    case user::fcr: user_[number] = value & 0x7f; return;
    case user::fsr: user_[number] = value & 0xf80; return;
    case user::gpio_out:
      user_[number] = value & 0xff;
      if (on_gpio_out) on_gpio_out(user_[number]);
      return;
    default: user_[number] = value;
  }
}

}  // namespace cpu::xtensa
