#include "cpu/unicorn/engine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

#include "cpu/interpreter/semantics.hpp"

namespace cpu::unicorn {

using ir::Code;
using ir::Context;
using Stop = emulator::Cpu::Stop;

namespace {

constexpr std::array register_ids{UC_ARM_REG_R0,  UC_ARM_REG_R1,  UC_ARM_REG_R2,  UC_ARM_REG_R3, UC_ARM_REG_R4,
                                  UC_ARM_REG_R5,  UC_ARM_REG_R6,  UC_ARM_REG_R7,  UC_ARM_REG_R8, UC_ARM_REG_R9,
                                  UC_ARM_REG_R10, UC_ARM_REG_R11, UC_ARM_REG_R12, UC_ARM_REG_SP, UC_ARM_REG_LR,
                                  UC_ARM_REG_PC,  UC_ARM_REG_XPSR};

// A decoded instruction is its operations and then its end.
const ir::Op& end_of(const ir::Block& b) { return b.ops[b.size - 1]; }

bool holds(Code branch, const Context& flags) {
  using namespace condition;  // in the order of the codes
  constexpr std::array conditions{eq, ne, cs, cc, mi, pl, vs, vc, hi, ls, ge, lt, gt, le};
  return conditions[static_cast<std::size_t>(branch) - static_cast<std::size_t>(Code::branch_eq)](flags);
}

uc_engine* open() {
  uc_engine* uc = nullptr;
  check(uc_open(UC_ARCH_ARM, UC_MODE_THUMB, &uc), "open a core");
  check(uc_ctl_set_cpu_model(uc, UC_CPU_ARM_CORTEX_M0), "be a Cortex-M0");  // before anything else
  return uc;
}

}  // namespace

Engine::Engine(ir::Guest& guest, Bus& bus)
    : guest_(guest),
      bus_(bus),
      uc_(open()),
      accesses_(uc_.get(), guest, bus),
      decoded_(bus, false, guest.code_alignment) {
  if (guest.code_alignment != 2) throw std::runtime_error("the Unicorn engine executes Arm cores only");
  uc_hook hook;
  check(uc_hook_add(uc_.get(), &hook, UC_HOOK_CODE, reinterpret_cast<void*>(on_instruction), this, 1, 0),
        "watch instructions");
  check(uc_hook_add(uc_.get(), &hook, UC_HOOK_INTR, reinterpret_cast<void*>(on_exception), this, 1, 0),
        "watch exceptions");
}

Engine::~Engine() = default;

Stop Engine::run() {
  Context& c = guest_.context;
  accesses_.map.update();
  changed_ = true;
  for (;;) {
    if (c.attention || guest_.stepping) {
      if (!guest_.attend()) return guest_.stop_reason;
      changed_ = true;
    }
    if (c.budget <= 0) return Stop::budget;
    decoded_.release();
    const ir::Block* next = decode(c.r[Context::pc]);
    if (end_of(*next).code != Code::system)
      execute();
    else if (fetch(next->all_touches(), bus_.cached(), c.budget))
      perform_system(*next);
  }
}

const ir::Block* Engine::decode(u32 pc) {
  const ir::Block* known = decoded_.find(pc);
  if (!decoded_.is_empty(known)) return known;
  ir::Builder builder{pc};
  guest_.translate(builder, pc, 1);
  // Unicorn may have translated it long ago, as the tail of a block; memory that anyone can store to may have changed
  // since, unnoticed because nothing there had been executed.
  if (!bus_.constant(pc) && !bus_.fetch(pc, 2).empty()) stale_.push_back({pc, u64{pc} + 4});
  return decoded_.insert(builder);
}

void Engine::perform_system(const ir::Block& block) {
  Context& c = guest_.context;
  const ir::Exit& exit = exit_of(block);
  c.budget -= exit.fall_cycles;
  c.r[Context::pc] = block.fall_pc;
  guest_.system(end_of(block).imm);
  changed_ = true;
}

// Lets Unicorn run until something is not its business.
void Engine::execute() {
  const u32 pc = guest_.context.r[Context::pc];
  remove_stale();
  accesses_.map.show_code(pc);
  if (changed_) write_registers();
  present_ = nullptr;
  entering_ = true;
  const uc_err error = uc_emu_start(uc_.get(), pc | 1, 0xffff'ffff, 0, 0);
  if (entering_) check(error ? error : UC_ERR_EXCEPTION, fmt::format("execute at {:#010x}", pc));
  if (present_) {
    if (error) step_over(error);
    complete();
  }
  if (accesses_.failure) std::rethrow_exception(std::exchange(accesses_.failure, nullptr));
}

// Unicorn ended with an error. If that happened behind the present instruction (a jump out of Thumb), it is complete.
void Engine::step_over(uc_err error) {
  u32 at = 0;
  check(uc_reg_read(uc_.get(), UC_ARM_REG_PC, &at), "read registers");
  if (at != present_->start) return;
  if (present_->ops->code != Code::nop) check(error, fmt::format("execute the instruction at {:#010x}", at));
  at = present_->fall_pc;
  check(uc_reg_write(uc_.get(), UC_ARM_REG_PC, &at), "write registers");
}

void Engine::on_instruction(uc_engine* uc, u64 pc, u32, void* self) {
  Engine& e = *static_cast<Engine*>(self);
  try {
    if (e.present_) e.complete();
    if (e.goes_on(static_cast<u32>(pc))) return;
  } catch (...) {  // not through Unicorn, which is C
    e.accesses_.failure = std::current_exception();
  }
  e.present_ = nullptr;
  uc_emu_stop(uc);
}

// At the boundary before an instruction: may Unicorn execute it at once?
bool Engine::goes_on(u32 pc) {
  const Context& c = guest_.context;
  if (!entering_ && (c.attention || guest_.stepping || c.budget <= 0 || changed_ || accesses_.failure)) return false;
  entering_ = false;
  if (c.r[Context::pc] != pc) return false;
  const ir::Block* next = decode(pc);
  if (end_of(*next).code == Code::system || !stale_.empty() ||
      !fetch(next->all_touches(), bus_.cached(), guest_.context.budget))
    return false;
  accesses_.begin();
  present_ = next;
  return true;
}

// Unicorn has executed the present instruction: the context follows.
void Engine::complete() {
  Context& c = guest_.context;
  const ir::Block& done = *std::exchange(present_, nullptr);
  std::array<u32, registers> value;
  std::array<void*, registers> to;
  std::array<int, registers> ids;
  for (std::size_t i = 0; i < registers; ++i) to[i] = &value[i], ids[i] = register_ids[i];
  check(uc_reg_read_batch(uc_.get(), ids.data(), to.data(), registers), "read registers");
  if (accesses_.failure || !accesses_.finish()) {
    changed_ = true;
    return;
  }
  changed_ |= value[13] & 3;
  value[13] &= ~3u;  // always 0 in a stack pointer (DDI 0419E, B1.4.1)
  std::copy_n(value.begin(), 15, c.r);
  c.set_flags(value[16]);
  spend(done, value[15], value[16] >> 24 & 1);
}

// Its cycles, and where it leads.
void Engine::spend(const ir::Block& done, u32 next, bool thumb) {
  Context& c = guest_.context;
  const ir::Exit& exit = exit_of(done);
  const Code end = end_of(done).code;
  const bool conditional = end >= Code::branch_eq && end <= Code::branch_le;
  const bool falls = conditional && (done.taken_pc == done.fall_pc ? !holds(end, c) : next == done.fall_pc);
  c.budget -= falls ? exit.fall_cycles : exit.taken_cycles;
  c.r[Context::pc] = next;
  if (end != Code::jump_reg && end != Code::call_reg && end != Code::pop_jump) return;
  guest_.jump(next | u32{thumb});
  changed_ |= c.r[Context::pc] != next || !thumb;
}

void Engine::write_registers() {
  Context& c = guest_.context;
  std::array<u32, 16> value;  // r0 to r14, flags
  std::array<void*, 16> from;
  std::array<int, 16> ids;
  std::copy_n(c.r, 15, value.begin());
  value[15] = c.flags();
  for (std::size_t i = 0; i < from.size(); ++i) from[i] = &value[i], ids[i] = register_ids[i];
  ids[15] = UC_ARM_REG_APSR_NZCV;
  check(uc_reg_write_batch(uc_.get(), ids.data(), from.data(), ids.size()), "write registers");
  changed_ = false;
}

void Engine::remove_stale() {
  for (const Range& r : stale_) check(uc_ctl_remove_cache(uc_.get(), r.from, r.to), "forget code");
  stale_.clear();
}

void Engine::forget() {
  decoded_.forget_all();
  bus_.each_memory([&](u32 base, u32 size) { stale_.push_back({base, u64{base} + size}); });
}

void Engine::forget(u32 address, u32 size) {
  // Unicorn's blocks reach further than what was decoded here; memory that only a controller can change is told whole.
  if (decoded_.forget(address, size) || bus_.constant(address)) stale_.push_back({address, u64{address} + size});
}

}  // namespace cpu::unicorn
