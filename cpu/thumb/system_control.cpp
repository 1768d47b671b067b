#include "cpu/thumb/system_control.hpp"

#include <algorithm>

#include "cpu/thumb/cortex_m.hpp"

namespace cpu::thumb {

namespace {

constexpr u32 priority_mask(const Profile& p) { return 0xffu << (8 - p.priority_bits) & 0xff; }

template <typename F>
void each_bit(u32 bits, F f) {
  for (; bits; bits &= bits - 1) f(static_cast<unsigned>(std::countr_zero(bits)));
}

}  // namespace

u32 Nvic::read_enabled() const { return core_.exceptions().enabled().bits(exception::interrupt0); }
u32 Nvic::read_pending() const { return core_.exceptions().pending().bits(exception::interrupt0); }

void Nvic::set_enable(u32 written) {
  each_bit(written, [&](unsigned n) {
    if (n < core_.profile().interrupts) core_.exceptions().enable(exception::interrupt0 + n, true);
  });
  core_.exceptions_changed();
}

void Nvic::clear_enable(u32 written) {
  each_bit(written, [&](unsigned n) { core_.exceptions().enable(exception::interrupt0 + n, false); });
  core_.exceptions_changed();
}

void Nvic::set_pending(u32 written) {
  each_bit(written, [&](unsigned n) {
    if (n < core_.profile().interrupts) core_.pend(exception::interrupt0 + n);
  });
}

void Nvic::clear_pending(u32 written) {
  each_bit(written, [&](unsigned n) { core_.exceptions().unpend(exception::interrupt0 + n); });
  core_.exceptions_changed();
}

u32 Nvic::read_priority(unsigned index) const {
  u32 value = 0;
  for (unsigned i = 0; i < 4; ++i)
    value |= static_cast<u32>(core_.exceptions().priority(exception::interrupt0 + 4 * index + i)) << 8 * i;
  return value;
}

void Nvic::write_priority(u32 written, unsigned index) {
  for (unsigned i = 0; i < 4; ++i)
    core_.exceptions().set_priority(exception::interrupt0 + 4 * index + i,
                                    static_cast<u8>(written >> 8 * i & priority_mask(core_.profile())));
  core_.exceptions_changed();
}

SystemControlBlock::SystemControlBlock(CortexM& core) : RegisterFile("SCB"), core_(core) {
  cpuid.value = cpuid.reset_value = core.profile().cpuid;
}

u32 SystemControlBlock::read_icsr() const {
  Exceptions& e = core_.exceptions();
  u32 value = core_.xpsr() & 0x1ff;
  if (const auto best = e.best_pending(Exceptions::thread_priority)) value |= *best << 12;
  for (unsigned n = exception::interrupt0; n < exception::interrupt0 + core_.profile().interrupts; ++n)
    if (e.pending().has(n)) value |= 1u << 22;
  value |= u32{e.pending().has(exception::systick)} << 26 | u32{e.pending().has(exception::pendsv)} << 28 |
           u32{e.pending().has(exception::nmi)} << 31;
  return value;
}

void SystemControlBlock::write_icsr(u32) {
  Exceptions& e = core_.exceptions();
  if (nmipendset) core_.pend(exception::nmi);
  if (pendsvset)
    core_.pend(exception::pendsv);
  else if (pendsvclr)
    e.unpend(exception::pendsv);
  if (pendstset)
    core_.pend(exception::systick);
  else if (pendstclr)
    e.unpend(exception::systick);
  icsr.value = 0;
  core_.exceptions_changed();
}

void SystemControlBlock::write_vtor() {
  if (!core_.profile().vtor) vtor.value = 0;
}

u32 SystemControlBlock::read_aircr() const { return 0xfa05'0000; }

void SystemControlBlock::write_aircr(u32 written) {
  const bool requested = sysresetreq;
  aircr.value = 0;
  if (written >> 16 == 0x05fa && requested && core_.on_system_reset) core_.on_system_reset();
}

u32 SystemControlBlock::read_shpr2() const {
  return static_cast<u32>(core_.exceptions().priority(exception::svcall)) << 24;
}

u32 SystemControlBlock::read_shpr3() const {
  return static_cast<u32>(core_.exceptions().priority(exception::systick)) << 24 |
         static_cast<u32>(core_.exceptions().priority(exception::pendsv)) << 16;
}

void SystemControlBlock::write_shpr2(u32 written) {
  core_.exceptions().set_priority(exception::svcall, static_cast<u8>(written >> 24 & priority_mask(core_.profile())));
  core_.exceptions_changed();
}

void SystemControlBlock::write_shpr3(u32 written) {
  core_.exceptions().set_priority(exception::systick, static_cast<u8>(written >> 24 & priority_mask(core_.profile())));
  core_.exceptions().set_priority(exception::pendsv, static_cast<u8>(written >> 16 & priority_mask(core_.profile())));
  core_.exceptions_changed();
}

SysTick::SysTick(CortexM& core, Scheduler& scheduler)
    : RegisterFile("SysTick"), core_(core), zero_(scheduler, core.name() + " SysTick zero", [this] { reach_zero(); }) {
  calib.value = calib.reset_value = core.profile().systick_calibration | 1u << 31;
  clksource = true;
  csr.reset_value = csr.value;
}

void SysTick::reset() {
  RegisterFile::reset();
  zero_.cancel();
  running_ = false;
  stopped_at_ = 0;
  left_ = -1;
}

u32 SysTick::counter() const {
  if (!running_) return stopped_at_;
  const i64 left = left_ >= 0 ? left_ : zero_at_ - core_.cycles();
  return left <= 0 ? 0 : static_cast<u32>(left);
}

void SysTick::hold() {
  if (!running_ || left_ >= 0) return;
  left_ = std::max<i64>(zero_at_ - core_.cycles(), 0);
  zero_.cancel();
}

void SysTick::go_on() {
  if (left_ < 0) return;
  zero_at_ = core_.cycles() + left_;
  zero_.after(core_.clock().ticks(left_));
  left_ = -1;
}

// From 0 the counter goes to RELOAD at the next tick; with RELOAD 0 it stays where it is (B3.3.1).
void SysTick::restart(u32 from) {
  zero_.cancel();
  running_ = enable;
  stopped_at_ = from;
  if (!running_) return;
  if (from == 0 && reload == 0u) {
    running_ = false;
    return;
  }
  zero_at_ = core_.cycles() + (from ? from : reload + i64{1});
  zero_.after(core_.clock().ticks(zero_at_ - core_.cycles()));
}

void SysTick::reach_zero() {
  countflag = true;
  if (tickint) core_.pend(exception::systick);
  stopped_at_ = 0;
  if (reload == 0u) {
    running_ = false;
    return;
  }
  zero_at_ += reload + i64{1};
  zero_.after(core_.clock().ticks(reload + i64{1}));
}

u32 SysTick::read_csr() {
  const u32 value = csr.value;
  countflag = false;
  return value;
}

void SysTick::write_csr() {
  clksource = true;  // without a reference clock the bit reads as one (B3.3.3)
  const u32 now = counter();
  if (enable != running_) restart(now);
}

u32 SysTick::read_cvr() const { return counter(); }

void SysTick::write_cvr() {
  current = 0;
  countflag = false;
  restart(0);
}

void SysTick::serialize(State& state) {
  RegisterFile::serialize(state);
  state(zero_at_, left_, stopped_at_, running_);
  zero_.serialize(state);
}

}  // namespace cpu::thumb
