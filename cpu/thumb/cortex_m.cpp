#include "cpu/thumb/cortex_m.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "cpu/interpreter/interpreter.hpp"
#include "cpu/thumb/translator.hpp"

namespace cpu::thumb {

namespace {

constexpr u32 private_base = 0xe000'0000, private_size = 0x0010'0000;  // Private Peripheral Bus (B3.1)

constexpr unsigned xpsr_index = 16;
constexpr std::array<Cpu::RegisterName, 21> names{
    {{"r0", 32}, {"r1", 32}, {"r2", 32},   {"r3", 32},  {"r4", 32},  {"r5", 32},     {"r6", 32},
     {"r7", 32}, {"r8", 32}, {"r9", 32},   {"r10", 32}, {"r11", 32}, {"r12", 32},    {"sp", 32},
     {"lr", 32}, {"pc", 32}, {"xpsr", 32}, {"msp", 32}, {"psp", 32}, {"primask", 8}, {"control", 8}}};

}  // namespace

CortexM::CortexM(std::string name, Scheduler& scheduler, Bus& bus, const Profile& profile, Clock clock,
                 const EngineFactory& engine)
    : TranslatedCore(std::move(name), scheduler, bus, clock, 2),
      profile_(profile),
      nvic_(*this),
      scb_(*this),
      systick_(*this, scheduler),
      mpu_(*this) {
  private_bus_.map(0xe000'e010, 0x10, systick_);
  private_bus_.map(0xe000'e100, 0x320, nvic_);
  private_bus_.map(0xe000'ed00, 0x40, scb_);
  devices_ = {&systick_, &nvic_, &scb_};
  if (profile.mpu) {
    private_bus_.map(0xe000'ed90, 0x20, mpu_);
    devices_.push_back(&mpu_);
  }
  set_engine(engine ? engine(*this, bus) : std::make_unique<Interpreter>(*this, bus));
}

CortexM::~CortexM() = default;

void CortexM::observe(AccessObserver* observer) {
  for (Device* d : devices_) d->observe(observer);
  context.accesses_wanted = observer ? &observer->wants_accesses : nullptr;
}

void CortexM::constant_register(u32 address, u32 value) {
  context.constant_at = address;
  context.constant = value;
  context.constant_gain = -waits_[address >> 28].reading;
}

void CortexM::map_private(u32 base, u32 size, Device& device, const OwnRegisters* own) {
  private_bus_.map(base, size, device, Narrow::replicate);
  private_devices_in_[base >> 28] = {base, size, &device, own};
  private_regions_ |= static_cast<u16>(1u << (base >> 28));
}

bool CortexM::is_private(u32 address) const {
  return address - private_base < private_size || private_regions_ >> (address >> 28) & 1;
}

// Not in what belongs to this core.
bool CortexM::meets_others(u32 address) const {
  if (address - private_base < private_size) return false;
  if (!is_private(address)) return TranslatedCore::meets_others(address);
  const PrivateRegion& region = private_devices_in_[address >> 28];
  return !region.own || !region.own->is_own(address - region.base);
}

void CortexM::reset() {
  cancel_doze();
  nvic_.reset();
  scb_.reset();
  systick_.reset();
  mpu_.reset();
  exceptions_.reset();
  for (u32& r : context.r) r = 0;
  context.set_flags(0);
  context.attention = interrupts;
  const bool stood_still = sleeping() || locked_up_;
  spsel_ = npriv_ = primask_ = psp_in_use_ = event_ = locked_up_ = false;
  ipsr_ = 0;
  other_sp_ = 0;
  if (stood_still) wake();
  if (!clocked_) context.attention |= asleep;
  forget_stops();
  lockup.drive(false);
  u32 sp = 0, start = 0;
  const u32 table = scb_.vector_table();
  const bool read = load_word(table, sp) && load_word(table + 4, start);
  context.r[13] = sp & ~3u;
  context.r[14] = 0xffff'ffff;  // B1.5.5
  context.r[15] = start & ~1u;
  set_thumb(start & 1);
  if (!read) lock_up();
}

// An instruction that has to wait for cached memory is begun when it has all it needs.
void CortexM::step() {
  const u32 at = context.r[15];
  bool complete = false;
  do {
    complete = !bus_.cached().covers(at) || has_words(at);
    TranslatedCore::step();
  } while (!complete && context.r[15] == at && !sleeping() && !locked_up_ && bus_.cached().wait());
}

bool CortexM::has_words(u32 at) {
  ir::Builder builder{at};
  translate(builder, at, 1);
  return std::ranges::all_of(builder.touches(), [&](const ir::Touch& t) { return bus_.cached().holds(t.address); });
}

void CortexM::power_off() {
  cancel_doze();
  set_sleep(Sleep::off);
  context.attention |= asleep;
}

void CortexM::pend(unsigned exception) {
  if (!exceptions_.pending().has(exception) && scb_.send_event_on_pend()) event_ = true;  // B1.5.18
  exceptions_.pend(exception);
  exceptions_changed();
}

void CortexM::interrupt(unsigned irq, bool level) {
  if (!exceptions_.line(exception::interrupt0 + irq, level)) return;
  if (scb_.send_event_on_pend()) event_ = true;
  exceptions_changed();
}

void CortexM::nmi(bool level) {
  if (exceptions_.line(exception::nmi, level)) exceptions_changed();
}

void CortexM::send_event() {
  settle_doze(scheduler_.now());
  if (may_doze()) return doze();
  watch_round();
  event_ = true;
  if (sleeping() && wakes()) wake();
}

Cpu::Stop CortexM::run(i64 until) {
  struct Running {
    explicit Running(bool& r) : runs(r) { runs = true; }
    ~Running() { runs = false; }
    bool& runs;
  };
  const auto why = [&] {
    const Running running{runs_};
    return TranslatedCore::run(until);
  }();
  if (partner_dozes_) partner_->settle_doze(now());
  return why;
}

void CortexM::wake() {
  catch_up();
  set_sleep(Sleep::awake);
}

void CortexM::clock_changed() {
  systick_.go_on();
  context.attention |= interrupts;
  if (sleep_ != Sleep::awake && wakes()) wake();
}

u32 CortexM::fetch(u32 address, unsigned& bytes) const {
  const auto code = bus_.fetch(address, 4);
  bytes = 0;
  if (code.size() < 2) return 0;
  const u32 first = code[0] | u32{code[1]} << 8;
  bytes = 2;
  if (!is_wide(first)) return first;
  if (code.size() < 4) return bytes = 0;
  bytes = 4;
  return first << 16 | code[2] | u32{code[3]} << 8;
}

void CortexM::translate(ir::Builder& builder, u32 pc, unsigned instructions) {
  Translator translator{builder, bus_, profile_};
  for (unsigned i = 0; i < instructions && !builder.ended(); ++i) {
    const u32 at = builder.next();
    if (i && !builder.goes_on() && (at ^ pc) >> Bus::page_bits) break;
    if (breaks_at(at, i == 0)) {
      if (i) break;
      return translator.system_at(at, breakpoint_word, 0);
    }
    unsigned bytes = 0;
    const u32 word = at & 1 || !permitted(at, Mpu::Kind::execute) ? 0 : fetch(at, bytes);
    if (!bytes) {  // nothing executable there: a HardFault when it is reached
      if (i) break;
      return translator.system_at(at, unfetchable_word, 0);
    }
    translator.instruction(at, word, bytes);
  }
  if (!builder.ended()) {
    // Goes on in the next block; the jump is none of the guest's and costs nothing.
    const u32 next = builder.next();
    builder.instruction(next, 0, 0);
    builder.end(ir::Code::jump, 0, 0, 0, next, 0);
  }
}

bool CortexM::permitted(u32 address, Mpu::Kind kind) const {
  return !mpu_.enforced() || mpu_.allows(address, kind, privileged(), exceptions_.active_priority() < 0);
}

// What was translated may not be executed any more, and data cannot be reached past load() and store().
void CortexM::protection_changed() {
  forget_round();
  every_access = mpu_.enforced();
  engine_->forget();
  context.attention |= ended;
}

bool CortexM::load(u32 address, unsigned width, u32& value) {
  if (address & (width - 1)) return fault();  // ARMv6-M: every unaligned access faults (A3.2)
  if (every_access && !permitted(address, Mpu::Kind::read)) return fault();
  if (address - private_base < private_size && !privileged()) return fault();  // B3.1: privileged only
  if (partner_dozes_ && meets_others(address)) partner_->settle_doze(now());
  if ((bus_.on_watch || must_wait) && !may_access(address, width, Watch::read)) return false;
  if (!read(address, width, value)) return fault();
  if (watches_round()) watch_load(address, width, value);
  return true;
}

// Where memory or a device keeps the core waiting, the instruction takes longer.
bool CortexM::read(u32 address, unsigned width, u32& value) {
  const PrivateRegion& own = private_devices_in_[address >> 28];
  if (width == 4 && address - own.base < own.size) {
    value = own.device->read(address - own.base);
    context.budget -= waits_[address >> 28].reading;
    return true;
  }
  u32 wait = 0;
  const bool done =
      is_private(address) ? private_bus_.read(address, width, value) : bus_.read(address, width, value, &wait);
  context.budget -= i64{wait} + waits_[address >> 28].reading;
  return done;
}

bool CortexM::write(u32 address, unsigned width, u32 value) {
  const PrivateRegion& own = private_devices_in_[address >> 28];
  if (width == 4 && address - own.base < own.size) {
    own.device->write(address - own.base, value);
    context.budget -= waits_[address >> 28].writing;
    return true;
  }
  const bool done = is_private(address) ? private_bus_.write(address, width, value) : bus_.write(address, width, value);
  context.budget -= waits_[address >> 28].writing;
  return done;
}

bool CortexM::store(u32 address, unsigned width, u32 value) {
  if (address & (width - 1)) return fault();
  if (every_access && !permitted(address, Mpu::Kind::write)) return fault();
  if (address - private_base < private_size && !privileged()) return fault();
  if (partner_dozes_ && meets_others(address)) partner_->settle_doze(now());
  if (watches_round()) end_round(false);
  if ((bus_.on_watch || must_wait) && !may_access(address, width, Watch::write)) return false;
  return write(address, width, value) || fault();
}

void CortexM::wait_states(unsigned region, int reading, int writing) {
  waits_[region] = {static_cast<i8>(reading), static_cast<i8>(writing)};
}

bool CortexM::load_word(u32 address, u32& value) {
  if (const u8* word = bus_.plain_word(address, false)) return std::memcpy(&value, word, 4), true;
  return !(address & 3) && read(address, 4, value);
}
bool CortexM::store_word(u32 address, u32 value) {
  if (u8* word = bus_.plain_word(address, true)) return std::memcpy(word, &value, 4), true;
  return !(address & 3) && bus_.write(address, 4, value);
}

bool CortexM::peek(u32 address, std::span<u8> bytes) const {
  return is_private(address) ? private_bus_.peek(address, bytes) : bus_.peek(address, bytes);
}

bool CortexM::poke(u32 address, std::span<const u8> bytes) { return !is_private(address) && bus_.poke(address, bytes); }

void CortexM::set_breakpoint(u32 address, bool on) { TranslatedCore::set_breakpoint(address & ~1u, on); }

std::string CortexM::disassemble(u32 address, unsigned& size) const {
  const u32 word = fetch(address & ~1u, size);
  return size ? thumb::disassemble(word, size, address & ~1u) : std::string{};
}

std::span<const Cpu::RegisterName> CortexM::register_names() const { return names; }

u32 CortexM::xpsr() const { return context.flags() | u32{thumb_} << 24 | ipsr_; }

u32 CortexM::get(unsigned reg) const {
  if (reg < 16) return reg == 15 ? pc() : context.r[reg];
  switch (reg - xpsr_index) {
    case 0: return xpsr();
    case 1: return read_special(8);
    case 2: return read_special(9);
    case 3: return primask_;
    case 4: return read_special(20);
    default: return 0;
  }
}

void CortexM::set(unsigned reg, u32 value) {
  forget_round();
  if (reg == 13)
    context.r[13] = value & ~3u;
  else if (reg == 15)
    context.r[15] = value & ~1u;
  else if (reg < 15)
    context.r[reg] = value;
  else if (reg == xpsr_index) {
    context.set_flags(value);
    set_thumb(value >> 24 & 1);
    ipsr_ = value & 0x3f;
    select_stack(uses_psp());
  } else if (reg == xpsr_index + 1)
    write_special(8, value);
  else if (reg == xpsr_index + 2)
    write_special(9, value);
  else if (reg == xpsr_index + 3)
    primask_ = value & 1;
  else if (reg == xpsr_index + 4)
    write_special(20, value);
  context.attention |= interrupts;
}

void CortexM::serialize(State& state) {
  Cpu::serialize(state);
  i64 cycles = context.cycles();
  u32 flags = context.flags();
  state(cycles, flags);
  for (u32& r : context.r) state(r);
  state(other_sp_, psp_in_use_, spsel_, npriv_, primask_, thumb_, ipsr_, event_, sleep_, clocked_, locked_up_);
  exceptions_.serialize(state);
  nvic_.serialize(state);
  scb_.serialize(state);
  systick_.serialize(state);
  mpu_.serialize(state);
  if (!state.loading()) return;
  cancel_doze();
  doze_ = {};
  context.until = cycles;
  context.budget = 0;
  context.at = nullptr;
  context.set_flags(flags);
  if (every_access || mpu_.enforced()) protection_changed();
  context.attention = interrupts;
  forget_stops();
}

}  // namespace cpu::thumb
