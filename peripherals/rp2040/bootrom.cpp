// What the image's UDF instructions do, but for the flash.
#include "peripherals/rp2040/bootrom.hpp"

#include <bit>

#include "peripherals/rp2040/soft_float.hpp"

namespace rp2040 {

namespace {

constexpr u32 call_cycles = 3;  // UDF and BX LR, which the core counts itself
constexpr unsigned pc = 15, xpsr = 16;

constexpr u32 reversed(u32 x) {
  u32 y = 0;
  for (unsigned i = 0; i < 32; ++i) y = y << 1 | (x >> i & 1);
  return y;
}

}  // namespace

Bootrom::Bootrom(Bus& bus, Ssi& ssi) : bus_(bus), ssi_(ssi) {}

void Bootrom::spend(Core& core, u32 cycles) {
  if (cycles > call_cycles) core.stall(core.clock().ticks(cycles - call_cycles));
}

bool Bootrom::perform(Core& core, u32 word) {
  if (word >> 8 != 0xde || core.get(pc) - 2 >= size) return false;
  const auto call = static_cast<Call>(word & 0xff);
  const u32 table = word & 0xc0, operation = word & 0x3f;
  if (table == static_cast<u32>(Call::float_first) || table == static_cast<u32>(Call::double_first)) {
    if (operation >= soft_float::operations) return false;
    const auto o = static_cast<soft_float::Operation>(operation);
    const bool of_double = table == static_cast<u32>(Call::double_first);
    soft_float::Registers r{core.get(0), core.get(1), core.get(2), core.get(3)};
    (of_double ? soft_float::perform_double : soft_float::perform_float)(o, r);
    for (unsigned i = 0; i < r.size(); ++i) core.set(i, r[i]);
    if (soft_float::compares(o)) {  // the flags of cmp r0, #0
      const u32 flags = (r[0] & 0x8000'0000) | u32{r[0] == 0} << 30 | 1u << 29;
      core.set(xpsr, (core.get(xpsr) & 0x0fff'ffff) | flags);
    }
    spend(core, soft_float::cycles(o, of_double));
    return true;
  }
  switch (call) {
    case Call::popcount32:
    case Call::reverse32:
    case Call::clz32:
    case Call::ctz32: bits(core, call); return true;
    case Call::flash_exit_xip: exit_xip(core); return true;
    case Call::flash_erase: erase(core); return true;
    case Call::flash_program: program(core); return true;
    case Call::flash_wait: wait(core); return true;
    case Call::load_boot2: load_boot2(core); return true;
    case Call::usb_boot:
      if (on_usb_boot) on_usb_boot(core.get(0), core.get(1));
      return true;
    case Call::usb_task: usb_task(core); return true;
    case Call::usb_vector: core.set(1, on_usb_vector ? on_usb_vector() : 0); return true;
    case Call::flash_read: read(core); return true;
    default: return false;
  }
}

// Cycles as the comment in bit_functions.S has them.
void Bootrom::bits(Core& core, Call call) {
  const u32 x = core.get(0);
  switch (call) {
    case Call::popcount32: core.set(0, static_cast<u32>(std::popcount(x))); return spend(core, 20);
    case Call::reverse32: core.set(0, reversed(x)); return spend(core, 22);
    case Call::clz32: core.set(0, static_cast<u32>(std::countl_zero(x))); return spend(core, 10);
    default: core.set(0, static_cast<u32>(std::countr_zero(x))); return spend(core, 11);
  }
}

void Bootrom::usb_task(Core& core) {
  const UsbBootCall call = on_usb_task ? on_usb_task(core.get(0)) : UsbBootCall{};
  core.set(0, call.r0);
  core.set(1, call.r1);
  core.set(2, call.function);
}

}  // namespace rp2040
