// The part of BOOTSEL mode that is Thumb code: functions of the guest's are called, and it is lent the ROM's.
#include "peripherals/rp2040/bootrom_builder.hpp"

namespace rp2040 {

using enum ThumbCode::Reg;
using enum ThumbCode::Condition;

namespace {

constexpr u32 usb_dpram_end = 0x5010'1000;

}  // namespace

// What USB boot wants called is called here, with a stack in the USB controller's memory (async_task_worker()).
void BootromBuilder::usb_tasks() {
  const Label next = c.label(), sleep = c.label();
  c.bind(usb_wait);
  c.udf(static_cast<u32>(Call::usb_boot));
  c.bl(usb_clocks);
  c.movs(r0, 1);
  c.lsls(r0, r0, 24);  // USBCTRL
  c.bl(unreset_and_wait);
  c.ldr(r0, usb_dpram_end);
  c.msr_msp(r0);
  c.bind(sleep);
  c.wfe();
  c.bind(next);
  c.udf(static_cast<u32>(Call::usb_task));
  c.cmp(r2, 0);
  c.b(eq, sleep);
  c.blx(r2);
  c.b(next);
  c.pool();
}

// The table that PC_VECTORIZE_FLASH copies to RAM (struct flash_funcs of async_task.c): its size, and functions of
// addresses as the cores see them, which return 0. erase_range goes by the erase_sector of the table in use.
void BootromBuilder::flash_functions() {
  constexpr u32 r4_r5 = 0x30;
  std::vector<Label> all;
  const auto begin = [&] {
    all.push_back(c.bind_here());
    c.push(0x10, true);
  };
  const auto end = [&] {
    c.movs(r0, 0);
    c.pop(0x10, true);
  };
  const auto offset = [&] {
    c.ldr(r3, 0x1000'0000);
    c.subs(r0, r0, r3);
  };
  begin();
  c.bl(enter_xip);
  end();
  begin();
  c.bl(connect);
  c.bl(exit_xip);
  end();
  begin();
  offset();
  c.movs(r1, 1);
  c.lsls(r1, r1, 12);
  c.mov(r2, r1);
  c.movs(r3, 0x20);
  c.bl(range_erase);
  end();
  const Label next = c.label(), done = c.label(), out = c.label();
  all.push_back(c.bind_here());
  c.push(r4_r5, true);
  c.mov(r4, r0);
  c.adds(r5, r0, r1);
  c.bind(next);
  c.cmp(r4, r5);
  c.b(cs, done);
  c.udf(static_cast<u32>(Call::usb_vector));
  c.mov(r0, r4);
  c.blx(r1);
  c.cmp(r0, 0);
  c.b(ne, out);
  c.movs(r1, 1);
  c.lsls(r1, r1, 12);
  c.adds(r4, r4, r1);
  c.b(next);
  c.bind(done);
  c.movs(r0, 0);
  c.bind(out);
  c.pop(r4_r5, true);
  begin();
  offset();
  c.movs(r2, 1);
  c.lsls(r2, r2, 8);
  c.bl(range_program);
  end();
  begin();
  offset();
  c.udf(static_cast<u32>(Call::flash_read));
  end();
  c.pool();
  c.align(4);
  word_at(Bootrom::flash_functions, c.here());
  c.word(4 * static_cast<u32>(all.size()) + 4);
  for (const Label l : all) c.word(c.address(l) | 1);
}

}  // namespace rp2040
