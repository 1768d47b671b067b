// How the chip boots, as Thumb code. The order of the steps: bootrom_rt0.S and bootrom_main.c of B2.
#include <algorithm>
#include <array>

#include "peripherals/rp2040/bootrom_builder.hpp"

namespace rp2040 {

namespace {

using enum ThumbCode::Reg;
using enum ThumbCode::Condition;

constexpr u32 clocks = 0x4000'8000, syscfg = 0x4000'4000, resets = 0x4000'c000, psm = 0x4001'0000,
              pads_bank0 = 0x4001'c000, watchdog = 0x4005'8000, chip_reset = 0x4006'4008, sio = 0xd000'0000,
              scb = 0xe000'ed00, xosc = 0x4002'4000, pll_sys = 0x4002'8000;
constexpr u32 set_alias = 0x2000, clear_alias = 0x3000;
constexpr u32 stack_top = 0x2004'1f00, boot2 = stack_top;  // the last 256 bytes of SRAM5 are for boot2
constexpr u32 reset_io_qspi = 1u << 6, reset_pads_qspi = 1u << 9, reset_timer = 1u << 21;
constexpr u32 boot_magic = 0xb007'c0d3;

}  // namespace

// rom_table_lookup(table, code), the vectors' code, and what both cores begin with.
void BootromBuilder::start() {
  const Label lookup = c.bind_here(), found = c.label(), next = c.label();
  c.ldrh(r2, r0, 0);
  c.movs(r3, 0);
  c.cmp(r2, 0);
  c.b(eq, found);
  c.ldrh(r3, r0, 2);
  c.cmp(r2, r1);
  c.b(ne, next);
  c.bind(found);
  c.mov(r0, r3);
  c.bx(lr);
  c.bind(next);
  c.adds(r0, 4);
  c.b(lookup);

  dead = c.bind_here();
  c.wfi();
  c.b(dead);

  // NMI, which a reset by a debugger may bring at once: unmask nothing. The boot calls it too.
  const Label nmi = c.bind_here();
  c.mov(r12, lr);
  c.bl(enable_clocks);
  c.ldr(r0, syscfg);
  c.movs(r1, 0);
  c.str(r1, r0, 0);  // PROC0_NMI_MASK
  c.str(r1, r0, 4);  // PROC1_NMI_MASK
  c.bx(r12);
  c.bind(enable_clocks);
  c.ldr(r0, clocks + 0xa0);
  c.movs(r1, 0);
  c.mvns(r1, r1);
  c.str(r1, r0, 0);  // WAKE_EN0
  c.str(r1, r0, 4);  // WAKE_EN1
  c.bx(lr);

  const Label reset = c.bind_here(), no_rescue = c.label(), no_magic = c.label(), core0 = c.label();
  c.ldr(r0, sio);
  c.ldr(r1, r0, 0);  // CPUID
  c.cmp(r1, 0);
  c.b(eq, core0);
  c.b(core1);
  c.bind(core0);
  c.bl(nmi);
  c.ldr(r1, chip_reset);
  c.ldr(r2, r1, 0);
  c.lsrs(r3, r2, 25);  // PSM_RESTART_FLAG: a debugger's rescue
  c.b(cc, no_rescue);
  c.str(r2, r1, 0);
  c.b(dead);
  c.bind(no_rescue);
  c.movs(r0, 1);
  c.lsls(r0, r0, 8);  // PADS_BANK0
  c.bl(unreset_and_wait);
  c.ldr(r1, pads_bank0 + clear_alias + 0x6c);
  c.movs(r2, 0x40);                                          // IE
  for (u32 pin = 0; pin < 4; ++pin) c.str(r2, r1, 4 * pin);  // GPIO26 to 29: the ADC's
  // Scratch 4 to 7: a program in RAM to start (2.8.1.1)
  c.ldr(r4, watchdog + 0x1c);
  c.ldr(r5, boot_magic);
  c.ldr(r0, r4, 0);
  c.cmp(r0, r5);
  c.b(ne, no_magic);
  c.ldr(r1, r4, 4);
  c.ldr(r2, r4, 8);
  c.ldr(r3, r4, 12);
  c.eors(r1, r3);
  c.adds(r0, r0, r1);
  c.b(ne, no_magic);
  c.str(r0, r4, 0);
  c.msr_msp(r2);
  c.blx(r3);
  c.bind(no_magic);
  c.b(main);
  c.pool();

  word_at(0, stack_top);
  word_at(4, c.address(reset) | 1);
  word_at(8, c.address(nmi) | 1);
  word_at(12, c.address(dead) | 1);
  std::ranges::copy(std::array<u8, 4>{'M', 'u', 1, 3}, bytes.begin() + 0x10);
  half_at(0x18, c.address(lookup) | 1);
}

void BootromBuilder::reset_helpers() {
  c.bind(reset_and_wait);
  c.ldr(r1, resets + set_alias);
  c.str(r0, r1, 0);
  c.bind(unreset_and_wait);
  c.ldr(r1, resets);
  c.ldr(r2, resets + clear_alias);
  c.str(r0, r2, 0);
  const Label again = c.bind_here();
  c.ldr(r2, r1, 8);  // RESET_DONE
  c.bics(r0, r2);
  c.b(ne, again);
  c.bx(lr);
}

// 2.8.2: core 1 waits for 0, 0, 1, vector table, stack pointer, entry, and answers each word with itself.
void BootromBuilder::launch_core1() {
  const Label reply = c.label(), room = c.label(), receive = c.label(), drain = c.label(), drained = c.label(),
              last = c.label(), last_room = c.label();
  c.bind(core1);
  c.ldr(r4, sio);
  c.ldr(r7, scb);
  c.movs(r1, 4);
  c.str(r1, r7, 0x10);  // SCR.SLEEPDEEP
  const Label restart = c.bind_here();
  c.bind(drain);
  c.ldr(r1, r4, 0x50);  // FIFO_ST
  c.lsrs(r1, r1, 1);    // VLD
  c.b(cc, drained);
  c.ldr(r1, r4, 0x58);  // FIFO_RD
  c.b(drain);
  c.bind(drained);
  c.movs(r0, 0);
  c.bl(reply);
  c.cmp(r0, 1);
  c.b(ne, restart);
  c.bl(reply);
  c.str(r0, r7, 8);  // VTOR
  c.bl(reply);
  c.msr_msp(r0);
  c.bl(reply);
  c.bind(last);
  c.ldr(r1, r4, 0x50);
  c.lsrs(r1, r1, 2);  // RDY
  c.b(cs, last_room);
  c.wfe();
  c.b(last);
  c.bind(last_room);
  c.str(r0, r4, 0x54);  // FIFO_WR
  c.sev();
  c.movs(r1, 0);
  c.str(r1, r7, 0x10);
  c.blx(r0);
  const Label returned = c.bind_here();
  c.wfi();
  c.b(returned);

  c.bind(reply);
  c.ldr(r1, r4, 0x50);
  c.lsrs(r1, r1, 2);
  c.b(cs, room);
  c.wfe();
  c.b(reply);
  c.bind(room);
  c.str(r0, r4, 0x54);
  c.sev();
  c.bind(receive);
  c.wfe();
  c.ldr(r0, r4, 0x50);
  c.lsrs(r0, r0, 1);
  c.b(cc, receive);
  c.ldr(r0, r4, 0x58);
  c.cmp(r0, 0);
  c.b(eq, restart);
  c.bx(lr);
  c.pool();
}

// 2.8.1: is the flash's select pin held low (BOOTSEL)? Then USB, else boot2 from the flash.
void BootromBuilder::boot() {
  const Label sample = c.label(), no_flash = c.label(), attempt = c.label(), good = c.label();
  const auto delay = [&](u32 count) {
    c.ldr(r0, count);
    const Label loop = c.bind_here();
    c.subs(r0, 1);
    c.b(ne, loop);
  };
  c.bind(main);
  c.ldr(r0, reset_io_qspi | reset_pads_qspi | reset_timer);
  c.bl(reset_and_wait);
  delay(400);  // 100 us at 12 MHz: pull-ups charge the trace
  c.ldr(r4, sio);
  c.movs(r5, 0);
  c.movs(r6, 9);
  c.bind(sample);
  delay(4);
  c.ldr(r0, r4, 8);  // GPIO_HI_IN
  c.lsrs(r0, r0, 1);
  c.movs(r1, 1);
  c.ands(r0, r1);
  c.adds(r5, r5, r0);
  c.subs(r6, 1);
  c.b(ne, sample);
  c.cmp(r5, 5);
  c.b(cc, no_flash);

  c.bl(connect);
  c.bl(exit_xip);
  c.movs(r6, 0);
  c.bind(attempt);
  c.mov(r0, r6);
  c.udf(static_cast<u32>(Call::load_boot2));
  c.cmp(r0, 0);
  c.b(ne, good);
  c.adds(r6, 1);
  c.cmp(r6, 128);
  c.b(ne, attempt);
  c.bind(no_flash);
  c.bl(connect);
  c.bl(exit_xip);
  c.movs(r0, 0);
  c.movs(r1, 0);
  c.b(usb_wait);
  c.bind(good);
  c.bl(flush);
  c.movs(r0, 0);
  c.mov(lr, r0);  // boot2 starts the program behind it
  c.ldr(r0, boot2 | 1);
  c.bx(r0);
  c.pool();
}

// reset_to_usb_boot(gpio_activity_pin_mask, disable_interface_mask): by the watchdog, through scratch 4 to 7.
void BootromBuilder::usb() {
  const Label reboot = c.bind_here(), switched = c.label(), sleep = c.label();
  c.ldr(r2, watchdog);
  c.str(r0, r2, 0x0c);  // SCRATCH0
  c.str(r1, r2, 0x10);
  c.ldr(r0, psm);
  c.ldr(r1, 0x1'fffc);
  c.str(r1, r0, 8);  // WDSEL: all but ROSC and XOSC
  c.ldr(r0, watchdog + clear_alias);
  c.ldr(r1, 0x4700'0000);
  c.str(r1, r0, 0);  // CTRL.ENABLE, PAUSE_*
  c.ldr(r0, boot_magic);
  c.str(r0, r2, 0x1c);
  c.negs(r0, r0);
  c.ldr_address(r1, usb_reboot);
  c.eors(r0, r1);
  c.str(r0, r2, 0x20);
  c.ldr(r0, stack_top + 0x100);
  c.str(r0, r2, 0x24);
  c.str(r1, r2, 0x28);
  c.ldr(r0, 10'000);
  c.str(r0, r2, 4);  // LOAD: 10 ms
  c.ldr(r0, clocks);
  c.movs(r1, 2);  // clk_ref from the crystal
  c.str(r1, r0, 0x30);
  c.bind(switched);
  c.ldr(r1, r0, 0x38);
  c.lsrs(r1, r1, 3);
  c.b(cc, switched);
  c.ldr(r0, 0x20c);
  c.str(r0, r2, 0x2c);  // TICK
  c.ldr(r0, watchdog + set_alias);
  c.ldr(r1, 1u << 30);
  c.str(r1, r0, 0);
  c.bind(sleep);
  c.wfi();
  c.b(sleep);

  c.bind(usb_reboot);
  c.bl(connect);
  c.bl(exit_xip);
  c.ldr(r2, watchdog);
  c.ldr(r0, r2, 0x0c);
  c.ldr(r1, r2, 0x10);
  c.b(usb_wait);
  c.pool();
  function("UB", reboot);
}

// clk_usb and clk_sys from PLL_SYS at 48 MHz (_usb_clock_setup()). The crystal has been started by then.
void BootromBuilder::set_usb_clocks() {
  const Label xosc_starts = c.label(), unlocked = c.label(), switching = c.label();
  c.bind(usb_clocks);
  c.push(0x10, true);
  c.ldr(r0, xosc);
  c.bind(xosc_starts);
  c.ldr(r1, r0, 4);  // STATUS
  c.cmp(r1, 0);
  c.b(ge, xosc_starts);  // STABLE is its sign
  c.movs(r0, 1);
  c.lsls(r0, r0, 12);  // PLL_SYS
  c.bl(unreset_and_wait);
  c.ldr(r0, pll_sys);
  c.ldr(r2, pll_sys + clear_alias);
  c.movs(r1, 100);
  c.str(r1, r0, 8);  // FBDIV_INT
  c.ldr(r1, 5u << 16 | 5 << 12);
  c.str(r1, r0, 0xc);  // PRIM
  c.movs(r1, 0x21);
  c.str(r1, r2, 4);  // PWR.PD, VCOPD
  c.bind(unlocked);
  c.ldr(r1, r0, 0);
  c.cmp(r1, 0);
  c.b(ge, unlocked);  // CS.LOCK
  c.movs(r1, 8);
  c.str(r1, r2, 4);  // POSTDIVPD
  c.ldr(r4, clocks);
  c.ldr(r1, 1u << 11 | 1 << 5);
  c.str(r1, r4, 0x54);  // CLK_USB_CTRL: ENABLE, AUXSRC pll_sys
  c.movs(r1, 1);
  c.str(r1, r4, 0x3c);  // CLK_SYS_CTRL: SRC aux, which is pll_sys
  c.bind(switching);
  c.ldr(r1, r4, 0x44);
  c.lsrs(r1, r1, 2);
  c.b(cc, switching);
  c.pop(0x10, true);
}

}  // namespace rp2040
