// The image: its functions that are Thumb code, stubs and tables.
#include <array>

#include "peripherals/rp2040/bootrom_builder.hpp"
#include "peripherals/rp2040/soft_float.hpp"

namespace rp2040 {

namespace {

using enum ThumbCode::Reg;
using enum ThumbCode::Condition;

constexpr u32 io_qspi = 0x4001'8000, ssi = 0x1800'0000, xip_ctrl = 0x1400'0000, set_alias = 0x2000;
constexpr u32 reset_io_qspi = 1u << 6, reset_pads_qspi = 1u << 9;
constexpr u32 r4_r5 = 0x30, r4_r6 = 0x70;

}  // namespace

void BootromBuilder::bit_functions() {
  function("P3", host(Call::popcount32));
  function("R3", host(Call::reverse32));
  function("L3", host(Call::clz32));
  function("T3", host(Call::ctz32));
}

// memset(r0, r1, r2) and memset4: r0 stays.
void BootromBuilder::memory_set() {
  const auto spread = [&] {
    c.mov(r12, r0);
    c.uxtb(r1, r1);
    c.lsls(r3, r1, 8);
    c.orrs(r1, r3);
    c.lsls(r3, r1, 16);
    c.orrs(r1, r3);
  };
  const Label aligned = c.label(), done = c.label(), set = c.bind_here();
  spread();
  const Label head = c.bind_here();
  c.movs(r3, 3);
  c.tst(r0, r3);
  c.b(eq, aligned);
  c.cmp(r2, 0);
  c.b(eq, done);
  c.strb(r1, r0, 0);
  c.adds(r0, 1);
  c.subs(r2, 1);
  c.b(head);
  c.bind(done);
  c.mov(r0, r12);
  c.bx(lr);
  const Label set4 = c.bind_here();
  spread();
  c.bind(aligned);
  c.push(r4_r5);
  c.mov(r3, r1);
  c.mov(r4, r1);
  c.mov(r5, r1);
  const auto loop = [&](u32 step, auto body) {
    const Label test = c.label();
    c.b(test);
    const Label again = c.bind_here();
    body();
    c.bind(test);
    c.subs(r2, step);
    c.b(cs, again);
    c.adds(r2, step);
  };
  loop(16, [&] { c.stmia(r0, 0x3a); });
  loop(4, [&] { c.stmia(r0, 0x02); });
  loop(1, [&] {
    c.strb(r1, r0, 0);
    c.adds(r0, 1);
  });
  c.pop(r4_r5);
  c.mov(r0, r12);
  c.bx(lr);
  function("MS", set);
  function("S4", set4);
}

// memcpy(r0, r1, r2) and memcpy44: r0 stays.
void BootromBuilder::memory_copy() {
  const auto byte = [&] {
    c.ldrb(r3, r1, 0);
    c.adds(r1, 1);
    c.strb(r3, r0, 0);
    c.adds(r0, 1);
  };
  const auto loop = [&](u32 step, auto body) {
    const Label test = c.label();
    c.b(test);
    const Label again = c.bind_here();
    body();
    c.bind(test);
    c.subs(r2, step);
    c.b(cs, again);
  };
  const Label aligned = c.label(), done = c.label(), bytewise = c.label(), copy = c.bind_here();
  c.mov(r12, r0);
  c.mov(r3, r0);
  c.eors(r3, r1);
  c.lsls(r3, r3, 30);
  c.b(ne, bytewise);
  const Label head = c.bind_here();
  c.movs(r3, 3);
  c.tst(r0, r3);
  c.b(eq, aligned);
  c.cmp(r2, 0);
  c.b(eq, done);
  byte();
  c.subs(r2, 1);
  c.b(head);
  c.bind(bytewise);
  loop(1, byte);
  c.bind(done);
  c.mov(r0, r12);
  c.bx(lr);
  const Label copy44 = c.bind_here();
  c.mov(r12, r0);
  c.bind(aligned);
  c.push(r4_r6);
  loop(16, [&] {
    c.ldmia(r1, 0x78);
    c.stmia(r0, 0x78);
  });
  c.adds(r2, 16);
  loop(4, [&] {
    c.ldmia(r1, 0x08);
    c.stmia(r0, 0x08);
  });
  c.adds(r2, 4);
  loop(1, byte);
  c.pop(r4_r6);
  c.mov(r0, r12);
  c.bx(lr);
  function("MC", copy);
  function("C4", copy44);
}

void BootromBuilder::flash_setup() {
  c.bind(connect);  // IO_QSPI and PADS_QSPI to a known state, and the XIP function on all six pins
  c.push(0x10, true);
  c.ldr(r0, reset_io_qspi | reset_pads_qspi);
  c.bl(reset_and_wait);
  c.ldr(r0, io_qspi);
  c.movs(r1, 0);
  for (u32 pin = 0; pin < 6; ++pin) c.str(r1, r0, 4 + 8 * pin);
  c.pop(0x10, true);

  c.bind(flush);
  c.ldr(r0, xip_ctrl);
  c.movs(r1, 1);
  c.str(r1, r0, 4);  // FLUSH
  c.ldr(r2, r0, 4);  // waits
  c.ldr(r0, xip_ctrl + set_alias);
  c.str(r1, r0, 0);  // CTRL.EN
  c.ldr(r0, io_qspi);
  c.movs(r1, 0);
  c.str(r1, r0, 0x0c);  // GPIO_QSPI_SS_CTRL: no override
  c.ldr(r1, r0, 0x0c);
  c.bx(lr);

  enter_xip = c.bind_here();  // serial 03h reads
  c.ldr(r0, ssi);
  c.movs(r1, 0);
  c.str(r1, r0, 8);  // SSIENR
  c.ldr(r1, 31u << 16 | 3 << 8);
  c.str(r1, r0, 0);  // CTRLR0: frames of 32 bits, EEPROM read
  c.ldr(r1, 3u << 24 | 2 << 8 | 6 << 2);
  c.ldr(r2, ssi + 0xf4);
  c.str(r1, r2, 0);  // SPI_CTRLR0: 8 bits of instruction, 24 of address
  c.movs(r1, 1);
  c.str(r1, r0, 8);
  c.bx(lr);
  c.pool();
  function("IF", connect);
  function("FC", flush);
  function("CX", enter_xip);
}

// Loops whose whole state is in the registers, so that interrupts and snapshots may come between any two blocks.
void BootromBuilder::flash_change() {
  c.bind(exit_xip);
  c.udf(static_cast<u32>(Call::flash_exit_xip));
  c.bx(lr);

  const auto loop = [&](ThumbCode::Reg count, Call step) {
    const Label done = c.label(), again = c.bind_here();
    c.cmp(count, 0);
    c.b(eq, done);
    c.udf(static_cast<u32>(step));
    c.udf(static_cast<u32>(Call::flash_wait));
    c.b(again);
    c.bind(done);
    c.bx(lr);
    return again;
  };
  function("EX", exit_xip);
  function("RE", range_erase = loop(r1, Call::flash_erase));
  function("RP", range_program = loop(r2, Call::flash_program));
}

void BootromBuilder::debugger() {
  const Label trampoline = c.bind_here();
  c.movs(r6, 1);
  c.orrs(r7, r6);
  c.blx(r7);
  const Label end = c.bind_here();
  c.bkpt(0);
  c.b(trampoline);
  function("DT", trampoline);
  function("DE", end);
}

u32 BootromBuilder::table(const std::vector<Entry>& entries) {
  const u32 at = c.here();
  for (const Entry& e : entries) {
    c.half(static_cast<u8>(e.code[0]) | static_cast<u32>(static_cast<u8>(e.code[1])) << 8);
    c.half(e.pointer);
  }
  c.half(0);
  return at;
}

u32 BootromBuilder::float_table(Call first, u32& from, u32& to) {
  std::array<u32, soft_float::operations> stubs;
  from = c.here();
  for (u32 i = 0; i < stubs.size(); ++i) stubs[i] = c.address(host(static_cast<Call>(static_cast<u32>(first) + i))) | 1;
  to = c.here();
  c.align(4);
  const u32 at = c.here();
  for (const u32 stub : stubs) c.word(stub);
  return at;
}

void BootromBuilder::tables() {
  const auto text = [&](std::string_view s) {
    const u32 at = c.here();
    for (std::size_t i = 0; i <= s.size(); i += 2)
      c.half(static_cast<u8>(i < s.size() ? s[i] : 0) | static_cast<u32>(i + 1 < s.size() ? s[i + 1] : 0) << 8);
    return at;
  };
  u32 fs = 0, fe = 0, ds = 0, de = 0;
  c.align(4);
  const u32 revision = c.here();
  c.word(0);
  const u32 floats = float_table(Call::float_first, fs, fe), doubles = float_table(Call::double_first, ds, de);
  const u32 table_size = c.here();
  c.half(soft_float::operations);
  const u32 copyright = text("Vivarium boot ROM");
  data = {{"GR", revision}, {"CR", copyright}, {"SF", floats}, {"SD", doubles}, {"FZ", table_size},
          {"FS", fs},       {"FE", fe},        {"DS", ds},     {"DE", de}};
  half_at(0x14, table(functions));
  half_at(0x16, table(data));
}

std::vector<u8> Bootrom::image() {
  BootromBuilder b;
  for (ThumbCode::Label* l : {&b.enable_clocks, &b.reset_and_wait, &b.unreset_and_wait, &b.main, &b.core1,
                              &b.usb_reboot, &b.usb_wait, &b.usb_clocks, &b.connect, &b.exit_xip, &b.flush})
    *l = b.c.label();
  b.start();
  b.reset_helpers();
  b.launch_core1();
  b.boot();
  b.usb();
  b.set_usb_clocks();
  b.usb_tasks();
  b.bit_functions();
  b.memory_set();
  b.memory_copy();
  b.flash_setup();
  b.flash_change();
  b.flash_functions();
  b.debugger();
  b.function("WV", b.core1);
  b.c.pool();
  b.c.resolve();
  b.tables();
  return std::move(b.bytes);
}

}  // namespace rp2040
