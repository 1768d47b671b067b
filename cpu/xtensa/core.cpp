#include "cpu/xtensa/core.hpp"

#include <fmt/format.h>

#include "cpu/interpreter/interpreter.hpp"
#include "cpu/ir/windows.hpp"
#include "cpu/xtensa/system.hpp"

namespace cpu::xtensa {

using ir::Context;

namespace {
constexpr unsigned most_operations = 220;  // of a block, whose steps are numbered by a byte; an instruction adds few
}

Core::Core(std::string name, Scheduler& scheduler, Bus& bus, const Config& config, Clock clock, u32 prid,
           const EngineFactory& engine)
    : TranslatedCore(std::move(name), scheduler, bus, clock, 1), config_(config), reset_vector_(config.reset_vector) {
  has_flags = false;
  special_[special::prid] = prid;
  special_[special::configid0] = config.configid0;
  special_[special::configid1] = config.configid1;
  for (unsigned i = 0; i < timers_.size(); ++i)
    if (config.timers[i] >= 0)
      timers_[i] = std::make_unique<Event>(scheduler, fmt::format("{} CCOMPARE{}", this->name(), i),
                                           [this, i] { timer_matches(i); });
  on_loop_end_ = [this](u32 end) { engine_->forget(end - 1, 1); };
  name_registers();
  set_engine(engine ? engine(*this, bus) : std::make_unique<Interpreter>(*this, bus));
  reset();
}

Core::~Core() = default;

// 4.4.1 and the reset values of chapter 5; what is undefined there is 0.
void Core::reset() {
  for (u32& r : context.r) r = 0;
  for (u32& r : context.file) r = 0;
  for (u32 number = 0; number < special_.size(); ++number)
    if (number != special::prid && number != special::configid0 && number != special::configid1) special_[number] = 0;
  user_.fill(0);
  f_.fill(0);
  instruction_attributes_.fill(2);
  data_attributes_.fill(2);
  special_[special::vecbase] = config_.vecbase;
  special_[special::atomctl] = 0x28;
  for (auto& timer : timers_)
    if (timer) timer->cancel();
  latched_ = 0;
  ccount_offset_ = 0u - static_cast<u32>(context.cycles());
  last_ccount_ = 0;
  context.attention = interrupts;
  forget_stops();
  context.r[Context::start] = 1;
  set_ps(ps::intlevel | ps::excm);
  context.r[Context::pc] = reset_vector_;
  if (sleeping()) catch_up();
  set_waiting(false);
  if (sleeping()) context.attention |= asleep;
  debug_registers_changed();
}

void Core::observe(AccessObserver* observer) {
  observer_ = observer;
  for (Unimplemented& instruction : unmodelled_) instruction.observe(observer);
}

void Core::run_stall(bool on) {
  if (on == stalled_) return;
  if (!on) catch_up();
  stalled_ = on;
  context.attention |= asleep | ended;
  if (on_sleep) on_sleep();
}

// The bytes of the instruction at an address, perhaps from two memories.
u32 Core::fetch(u32 address, unsigned& bytes) const {
  u32 word = 0;
  auto code = bus_.fetch(address, 4);
  bytes = 0;
  if (code.empty()) return 0;
  const unsigned length = length_of(code[0]);
  for (unsigned i = 0; i < length; ++i) {
    if (code.empty()) code = bus_.fetch(address + i, 4);
    if (code.empty()) return 0;
    word |= u32{code[0]} << 8 * i;
    code = code.subspan(1);
  }
  bytes = length;
  return word;
}

void Core::translate(ir::Builder& builder, u32 pc, unsigned instructions) {
  Translator translator{builder, bus_, config_, sr(special::litbase), loop_ends_, on_loop_end_};
  for (unsigned i = 0; i < instructions && !builder.ended(); ++i) {
    const u32 at = builder.next();
    if (i && !builder.goes_on() && (at ^ pc) >> Bus::page_bits) break;
    if (builder.size() > most_operations) break;
    unsigned bytes = 0;
    const u32 word = fetch(at, bytes);
    u32 what = 0;
    if (breaks_at(at, i == 0))
      what = instead::breakpoint;
    else if (instruction_break(at))
      what = instead::ibreak;
    else if (!bytes)
      what = instead::unfetchable;
    if (what && i) break;
    if (what) return translator.system_at(at, what);
    translator.instruction(at, word);
  }
  if (builder.ended()) return;
  // Goes on in the next block; the jump is none of the guest's and costs nothing.
  const u32 next = builder.next();
  builder.instruction(next, 0, 0);
  builder.end(ir::Code::jump, 0, 0, 0, next, 0);
}

bool Core::load(u32 address, unsigned width, u32& value) {
  if (address & (width - 1)) return unaligned(address, width, value, false);
  if (!may_access(address, width, Watch::read) || data_break(address, width, false)) return false;
  u32 wait = 0;
  if (!bus_.read(address, width, value, &wait)) return access_fault(address, false);
  context.budget -= wait;
  return true;
}

bool Core::store(u32 address, unsigned width, u32 value) {
  if (address & (width - 1)) return unaligned(address, width, value, true);
  if (!may_access(address, width, Watch::write) || data_break(address, width, true)) return false;
  return bus_.write(address, width, value) || access_fault(address, true);
}

// The hardware makes several accesses to memory of one, where bytes can be reached. Where one end is a device it is
// taken as a fault (in doubt).
bool Core::unaligned(u32 address, unsigned width, u32& value, bool storing) {
  const u32 last = address + width - 1;
  if (!config_.has(Option::unaligned) || bus_.fetch(address, 1).empty() || bus_.fetch(last, 1).empty() ||
      bus_.words_only(address))
    return fault(cause::unaligned, address);
  if (!may_access(address, width, storing ? Watch::write : Watch::read) || data_break(address, width, storing))
    return false;
  if (!storing) value = 0;
  for (unsigned i = 0; i < width; ++i) {
    u32 byte = value >> 8 * i & 0xff;
    if (!(storing ? bus_.write(address + i, 1, byte) : bus_.read(address + i, 1, byte)))
      return access_fault(address + i, storing);
    if (!storing) value |= byte << 8 * i;
  }
  return true;
}

bool Core::attend() {
  if (!watchpoint_passed()) return false;
  if (context.attention & faulted) take_fault();
  if (context.attention & interrupts) take_interrupts();
  if (!attended_to_stops()) return false;
  context.attention = 0;
  trace_instruction();
  count_instruction();
  return true;
}

void Core::serialize(State& state) {
  Cpu::serialize(state);
  i64 cycles = context.cycles();
  state(cycles);
  if (!state.loading()) ir::windows::save(context, 0, 4);  // a snapshot does not tell what engine it is from
  for (u32& r : context.r) state(r);
  for (u32& r : context.file) state(r);
  state(special_, user_, f_, instruction_attributes_, data_attributes_, ps_, lines_, latched_, inputs_, ccount_offset_,
        last_ccount_, waiting_, stalled_, clocked_);
  for (auto& timer : timers_)
    if (timer) timer->serialize(state);
  if (!state.loading()) return;
  context.until = cycles;
  context.budget = 0;
  context.at = nullptr;
  engine_->forget();
  loop_ends_.clear();
  if (context.r[slot::lend]) loop_ends_[context.r[slot::lend]] = context.r[slot::lbeg];
  context.attention = interrupts | (sleeping() ? asleep : 0u);
  forget_stops();
  debug_registers_changed();
}

}  // namespace cpu::xtensa
