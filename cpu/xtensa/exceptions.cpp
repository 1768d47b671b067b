// Exceptions, windows that are in the way, and what follows from PS. Xtensa ISA Reference Manual, 4.4.1 and 4.7.1.
#include "cpu/ir/windows.hpp"
#include "cpu/xtensa/core.hpp"
#include "cpu/xtensa/system.hpp"

namespace cpu::xtensa {

using ir::Context;
namespace windows = ir::windows;

void Core::go_to(u32 vector) { context.r[Context::pc] = sr(special::vecbase) + vector; }

u32 Core::ps() const { return ps_ | context.r[Context::increment] << ps::callinc_shift; }

void Core::set_ps(u32 value) {
  u32 there = ps::intlevel | ps::excm | ps::um;
  if (config_.has(Option::windows)) there |= ps::owb | ps::woe;
  ps_ = value & there;
  context.r[Context::increment] = config_.has(Option::windows) ? (value & ps::callinc) >> ps::callinc_shift : 0;
  refresh();
}

void Core::refresh() {
  u32* const r = context.r;
  const bool excm = ps_ & ps::excm, windowed = ps_ & ps::woe && !excm;
  r[Context::windowed] = windowed;
  r[Context::free] = windowed ? windows::free_above(r[Context::start], r[Context::base]) : 3;
  r[slot::loop_mask] = excm ? 0 : ~0u;
  r[slot::active_end] = excm ? 0 : r[slot::lend];
  context.attention |= interrupts;
}

// Regions whose attributes forbid everything raise another exception than those where nothing answers (4.6.3), and than
// memory that is there but takes no such access: ROM, or bytes by the instruction bus (ESP-IDF, "Fatal Errors").
bool Core::access_fault(u32 address, bool storing) {
  constexpr u8 illegal = 15;
  const bool prohibited = data_attributes_[address >> 29] == illegal;
  if (prohibited) return fault(storing ? cause::store_prohibited : cause::load_prohibited, address);
  const bool refused = !bus_.fetch(address, 1).empty();
  return fault(refused ? cause::load_store_error : cause::load_store_address_error, address);
}

// Of the instruction at the program counter, which has had no effect.
void Core::take_fault() {
  context.attention &= ~faulted;
  const u32 at = context.r[Context::pc];
  if (fault_.window_need) return overflow(fault_.window_need, at);
  if (fault_.window_fours) return underflow(fault_.window_fours, at);
  if (fault_.debug) return debug_exception(fault_.debug, at);
  if (fault_.has_address) sr(special::excvaddr) = fault_.address;
  raise(fault_.cause, at);
}

void Core::raise(u32 cause, u32 at) {
  sr(special::exccause) = cause;
  context.budget -= config_.timing.exception;
  if (ps_ & ps::excm) {
    sr(special::depc) = at;
    return go_to(config_.vectors.double_exception);
  }
  sr(special::epc1) = at;
  ps_ |= ps::excm;
  refresh();
  go_to(ps_ & ps::um ? config_.vectors.user : config_.vectors.kernel);
}

// A register was named that lies in another frame. WindowCheck() in 4.7.1.3.
void Core::overflow(u32 need, u32 at) {
  const u32 base = context.r[Context::base], start = context.r[Context::start];
  const u32 above = (start | start << windows::positions) >> (base + 1);
  const u32 n = std::min<u32>(static_cast<u32>(std::countr_zero(above | 8)) + 1, need);
  windows::move(context, base + n);
  const int size = std::min(std::countr_zero(above >> n | 4u), 2);
  window_exception(base, at, config_.vectors.windows[static_cast<std::size_t>(2 * size)]);
}

// A return to a frame that is not in the registers.
void Core::underflow(u32 fours, u32 at) {
  const u32 base = context.r[Context::base];
  windows::move(context, base - fours);
  window_exception(base, at, config_.vectors.windows[2 * fours - 1]);
}

void Core::window_exception(u32 old_base, u32 at, u32 vector) {
  sr(special::epc1) = at;
  ps_ = (ps_ & ~ps::owb) | old_base << ps::owb_shift | ps::excm;
  context.budget -= config_.timing.exception;
  refresh();
  go_to(vector);
}

// RFWO and RFWU: the handler has saved or fetched the frame in sight.
void Core::return_from_window(bool was_overflow) {
  u32* const r = context.r;
  const u32 here = 1u << r[Context::base];
  was_overflow ? r[Context::start] &= ~here : r[Context::start] |= here;
  windows::move(context, (ps_ & ps::owb) >> ps::owb_shift);
  ps_ &= ~ps::excm;
  refresh();
  r[Context::pc] = sr(special::epc1);
}

// RETW where the frame below is not as the engine wants it.
void Core::return_windowed(u32 at) {
  const u32 fours = a(0) >> 30, base = context.r[Context::base], start = context.r[Context::start];
  const u32 below = (start | start << windows::positions) >> (base + windows::positions - 3) & 7;
  const u32 nearest = below & 4 ? 1 : below & 2 ? 2 : below & 1 ? 3 : 0;
  if (!fours || (nearest && nearest != fours) || !context.r[Context::windowed])
    return raise(cause::illegal_instruction, at);
  if (!nearest) return underflow(fours, at);
  const u32 to = (a(0) & 0x3fff'ffff) | (at & 0xc000'0000);
  windows::leave(context, fours);
  context.r[Context::pc] = to;
}

// A high-priority interrupt, or a debug exception.
void Core::enter_level(unsigned level, u32 return_address) {
  sr(special::epc1 + level - 1) = return_address;
  sr(special::eps2 + level - 2) = ps();
  ps_ = (ps_ & ~ps::intlevel) | level | ps::excm;
  context.budget -= config_.timing.exception;
  refresh();
  go_to(config_.vectors.level[level]);
}

void Core::debug_exception(u32 cause, u32 at) {
  sr(special::debugcause) = cause;
  enter_level(config_.debug_level, at);
}

}  // namespace cpu::xtensa
