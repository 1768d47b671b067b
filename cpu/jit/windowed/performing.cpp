// What host code can not do itself, and how the guest's state goes there and back.
#include <bit>
#include <cstring>
#include <utility>

#include "cpu/ir/windows.hpp"
#include "cpu/jit/access.hpp"
#include "cpu/jit/windowed/engine.hpp"
#include "cpu/xtensa/translator.hpp"

namespace cpu::jit::windowed {

using namespace ir;

namespace {
u32 rotated_right(u32 bits16, u32 by) { return (bits16 >> by | bits16 << (windows::positions - by)) & 0xffff; }
u32 frames_of(const Context& c) {
  return c.r[Context::windowed] ? rotated_right(c.r[Context::start], c.r[Context::base]) : 1u | no_windows;
}
}  // namespace

State Engine::from_context() {
  Context& c = guest_.context;
  const u32 offset = c.r[Context::base] * four;
  u8* const file = file_.bytes.data();
  std::memcpy(file, c.file, file_bytes);
  if (offset > static_cast<u32>(last_in_file)) std::memcpy(file + file_bytes, file, beyond_bytes);
  std::memcpy(file + offset, c.r + Context::window, window_bytes);
  return {frames_of(c), offset};
}

void Engine::to_context(State s) {
  registers_to_context(s.offset);
  frames_to_context(s);
}

void Engine::registers_to_context(u32 offset) {
  Context& c = guest_.context;
  u8* const file = file_.bytes.data();
  std::memcpy(c.r + Context::window, file + offset, window_bytes);
  if (offset > static_cast<u32>(last_in_file)) std::memcpy(file, file + file_bytes, beyond_bytes);
  std::memcpy(c.file, file, file_bytes);
}

void Engine::frames_to_context(State s) {
  u32* const r = guest_.context.r;
  r[Context::base] = s.offset / four;
  if (s.frames & no_windows) return;
  r[Context::start] = rotated_right(s.frames, windows::positions - r[Context::base]);
  r[Context::free] = static_cast<u32>(std::countr_zero(s.frames >> 1 | 8));
}

// Where the window is now. What one that reaches beyond the file's end names lies there, else at the beginning.
State Engine::moved(State before) {
  const Context& c = guest_.context;
  const State now{frames_of(c), c.r[Context::base] * four};
  if (now.offset == before.offset) return now;
  u8* const file = file_.bytes.data();
  if (before.offset > static_cast<u32>(last_in_file)) std::memcpy(file, file + file_bytes, beyond_bytes);
  if (now.offset > static_cast<u32>(last_in_file)) std::memcpy(file + file_bytes, file, beyond_bytes);
  return now;
}

// The registers in sight stay where host code has them, unless it is left.
Left Engine::slow(void* self, const Step* step, State state) {
  auto& engine = *static_cast<Engine*>(self);
  const Block& block = *Block::of(step);
  const Op& op = block.ops[step->index];
  u32* const r = engine.guest_.context.r;
  // A device may reset the core: then nothing of what was counts, and its registers are 0.
  constexpr u32 mark = 0x5eed'5eed;
  engine.frames_to_context(state);
  const u32 before = std::exchange(r[xtensa::slot::scratch2], mark);
  Reason reason = Reason::thrown;
  try {
    reason = engine.perform_lightly(block, op, state);
  } catch (...) {  // there is no way for it through host code
    engine.thrown_ = std::current_exception();
  }
  if (r[xtensa::slot::scratch2] != mark) return {leave_reason(reason, op.imm), {0, in_context}};
  r[xtensa::slot::scratch2] = before;
  if (reason == Reason::boundary) reason = engine.attend();
  state = engine.moved(state);
  if (reason == Reason::go_on) return {0, state};
  if (reason == Reason::elsewhere) return {static_cast<u64>(reason), state};
  engine.registers_to_context(state.offset);
  return {leave_reason(reason, op.imm), {0, in_context}};
}

// At a boundary.
Reason Engine::attend() {
  Context& c = guest_.context;
  c.at = nullptr;
  if (c.attention && !guest_.attend()) return Reason::stopped;
  const bool goes_on = c.budget > 0 && !guest_.stepping && !guest_.every_access && begins_at(bus_.window(), ram_base_);
  return goes_on ? Reason::elsewhere : Reason::boundary;
}

// Only what the operation names goes to the context and back.
Reason Engine::perform_lightly(const Block& block, const Op& op, State& state) {
  Context& c = guest_.context;
  const auto home = [&](u32 reg) { return file_.bytes.data() + state.offset + 4 * (reg - Context::window); };
  const auto in_sight = [](u32 reg) { return reg >= Context::window; };
  if (op.code == Code::system) {
    const u32 reg = Context::window + (op.imm >> 4 & 15), base = c.r[Context::base];
    std::memcpy(c.r + reg, home(reg), 4);
    const Reason reason = perform_system(block, op);
    if (c.r[Context::base] == base) std::memcpy(home(reg), c.r + reg, 4);
    return reason;
  }
  for (u32 reg : {op.d, op.a, op.b})
    if (in_sight(reg)) std::memcpy(c.r + reg, home(reg), 4);
  const Reason reason = perform(block, op);
  if (op.code == Code::leave || op.code == Code::unwind) return reason;
  if (op.code == Code::enter) state = moved(state);  // the register is one of the new frame's
  if (in_sight(op.d)) std::memcpy(home(op.d), c.r + op.d, 4);
  if (op.code == Code::help && in_sight(op.a)) std::memcpy(home(op.a), c.r + op.a, 4);
  return reason;
}

// False: a fault.
bool Engine::perform(const Op& op) {
  Context& c = guest_.context;
  const u32* const r = c.r;
  switch (op.code) {
    case Code::window: return op.imm <= r[Context::free] || guest_.help(op);
    case Code::enter: {
      const u32 fours = r[Context::increment], lower = r[op.a] - op.imm;
      if (fours > r[Context::free] || !r[Context::windowed]) return guest_.help(op);
      windows::enter(c, fours);
      c.r[op.d] = lower;
      return true;
    }
    case Code::unwind:
      if (!windows::frame_below(r[Context::start], r[Context::base], op.imm) || !r[Context::windowed])
        return guest_.help(op);
      windows::leave(c, op.imm);
      return true;
    case Code::help: return guest_.help(op);
    default: return access(guest_, op);
  }
}

// An instruction at the end of a block (Compiler::goes_on_behind).
Reason Engine::perform_system(const Block& block, const Op& op) {
  Context& c = guest_.context;
  c.budget += cost_of(block) - exit_of(block).fall_cycles;
  c.r[Context::pc] = block.fall_pc;
  guest_.system(op.imm);
  return Reason::boundary;
}

// A return by a number of fours that compilers do not use, or to a frame that is not there.
Reason Engine::leave(const Block& block, const Op& op) {
  Context& c = guest_.context;
  const u32 to = c.r[op.a], fours = to >> 30;
  if (!windows::frame_below(c.r[Context::start], c.r[Context::base], fours) || !c.r[Context::windowed]) {
    c.budget -= exit_of(block).fall_cycles;
    c.r[Context::pc] = block.fall_pc;
    guest_.system(op.imm);
    return Reason::boundary;
  }
  windows::leave(c, fours);
  c.budget -= exit_of(block).taken_cycles;
  c.r[Context::pc] = (to & 0x3fff'ffff) | (op.imm & 0xc000'0000);
  return Reason::boundary;
}

Reason Engine::perform(const Block& block, const Op& op) {
  Context& c = guest_.context;
  const i64 cost = cost_of(block);
  c.budget += cost;  // taken off where the block was entered
  if (op.code == Code::leave) return leave(block, op);
  c.at = &op;
  const bool done = perform(op);
  if (!done) {
    c.r[Context::pc] = op.pc;
    c.budget -= op.cycles;
    return Reason::boundary;
  }
  c.at = nullptr;
  const bool may_go_on = !c.attention && (exact(block) || c.budget >= cost) && begins_at(bus_.window(), ram_base_);
  if (!may_go_on && op.code != Code::window) {
    const Op& next = (&op)[1];
    c.r[Context::pc] = next.pc;
    if (next.code == Code::loop_end) go_round(next);
    c.budget -= next.cycles;
    return Reason::boundary;
  }
  c.budget -= cost;
  return Reason::go_on;
}

// The way on from the end of a loop.
void Engine::go_round(const Op& end) {
  u32* const r = guest_.context.r;
  if (r[end.b] != end.imm || !r[end.a]) return;
  --r[end.a];
  r[Context::pc] = r[end.d];
}

}  // namespace cpu::jit::windowed
