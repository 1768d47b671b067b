// Code that a computer sends to a chip in BOOTSEL mode and has executed there, as picotool does.
#include <catch2/catch.hpp>

#include "bootrom_rig.hpp"
#include "emulator/image/image.hpp"
#include "peripherals/rp2040/chip.hpp"
#include "peripherals/rp2040/thumb_code.hpp"
#include "usb_boot_bench.hpp"

using namespace rp2040;
using namespace std::chrono_literals;
using Bytes = std::vector<u8>;
using enum ThumbCode::Reg;

namespace {

constexpr u32 ram = 0x2000'0000, program = ram + 0x100, function = ram + 0x400, vectors = ram + 0x1000;

// Nothing is in its flash, so the chip ends in BOOTSEL mode: with our ROM's device, or that of a real ROM's code.
struct Bench {
  explicit Bench(std::vector<u8> rom = {})
      : chip("RP2040", machine, {.rom = std::move(rom)}), host{*chip.usb(), [this] {
                                                                 machine.run_until(machine.now() + 10us);
                                                               }} {
    machine.add(chip);
    machine.power_on();
    chip.usb()->power(true);
    enumerate();
  }
  void enumerate() {
    for (int i = 0; i < 200 && !chip.usb()->attached(); ++i) machine.run_until(machine.now() + 10ms);
    REQUIRE(chip.usb()->attached());
    host.enumerate([this] { machine.run_until(machine.now() + 10ms); });
  }
  void command(u8 id, const Bytes& arguments) {
    REQUIRE(host.send(3, BootHost::picoboot(id, arguments)));
    REQUIRE(host.acknowledged_in());
    CHECK(host.picoboot_status() == 0);
  }
  void write(u32 address, const Bytes& data) {
    const u32 size = static_cast<u32>(data.size());
    REQUIRE(host.send(3, BootHost::picoboot(5, BootHost::words({address, size}), size)));
    REQUIRE(host.send(3, data));
    REQUIRE(host.acknowledged_in());
  }
  Bytes read(u32 address, u32 size) {
    REQUIRE(host.send(3, BootHost::picoboot(0x84, BootHost::words({address, size}), size)));
    const Bytes data = host.receive(4, size);
    REQUIRE(host.out_packet(3, {}) == usb::Handshake::ack);
    return data;
  }
  void assemble(u32 to, void (*code)(ThumbCode&)) {
    Bytes image(512);
    ThumbCode c{image, 0x100};
    code(c);
    c.pool();
    c.resolve();
    write(to, Bytes(image.begin() + 0x100, image.begin() + 0x180));
  }
  void execute(void (*code)(ThumbCode&)) {
    assemble(program, code);
    command(8, BootHost::words({program}));
  }
  // The flash functions' table is in RAM from now on, and this one of them is another. (The table cannot be written by
  // PICOBOOT: that gives it up.)
  void replace(u32 index, void (*code)(ThumbCode&)) {
    command(9, BootHost::words({vectors}));
    assemble(function, code);
    write(ram, BootHost::words({vectors + 4 + 4 * index, function | 1}));
    execute([](ThumbCode& c) {
      c.ldr(r2, ram);
      c.ldr(r0, r2, 0);
      c.ldr(r1, r2, 4);
      c.str(r1, r0, 0);
      c.bx(lr);
    });
  }
  Bytes flash(u32 offset, u32 size) {
    const auto all = chip.persistent().front()->bytes();
    return {all.begin() + offset, all.begin() + offset + size};
  }

  Machine machine{1};
  Rp2040 chip;
  BootHost host;
};

std::vector<std::vector<u8>> roms() {
  std::vector<std::vector<u8>> all{{}};
  if (auto real = test::firmware("rom/rp2040_bootrom_b2.bin"); !real.empty()) all.push_back(std::move(real));
  return all;
}

}  // namespace

TEST_CASE("RP2040 BOOTSEL: PC_EXEC calls a function that was written to RAM, again and again", "[rp2040]") {
  for (const auto& rom : roms()) {
    Bench b{rom};
    b.write(ram, {40, 0, 0, 0});
    for (u8 expected = 41; expected < 44; ++expected) {
      b.execute([](ThumbCode& c) {
        c.push(0x10, true);
        c.ldr(r0, ram);
        c.ldr(r1, r0, 0);
        c.adds(r1, 1);
        c.str(r1, r0, 0);
        c.mov(r1, sp);
        c.str(r1, r0, 4);
        c.pop(0x10, true);
      });
      const Bytes answer = b.read(ram, 8);
      CHECK(answer[0] == expected);
      CHECK(BootHost::word(answer, 4) >> 12 == 0x5010'0000 >> 12);  // the stack is in the USB controller's memory
    }
  }
}

TEST_CASE("RP2040 BOOTSEL: a function that PC_EXEC calls reaches the flash through the SSI", "[rp2040]") {
  for (const auto& rom : roms()) {
    Bench b{rom};
    b.command(6, {});  // EXIT_XIP
    b.execute([](ThumbCode& c) {
      c.ldr(r0, 0x1800'0000);
      c.ldr(r1, 0x4001'800c);  // GPIO_QSPI_SS_CTRL
      c.movs(r2, 2);
      c.lsls(r2, r2, 8);
      c.str(r2, r1, 0);  // OUTOVER: low
      c.movs(r3, 0x9f);  // JEDEC ID
      c.str(r3, r0, 0x60);
      for (int i = 0; i < 3; ++i) c.str(r2, r0, 0x60);
      const auto busy = c.bind_here();
      c.ldr(r3, r0, 0x24);  // RXFLR
      c.cmp(r3, 4);
      c.b(ThumbCode::ne, busy);
      c.ldr(r2, ram);
      for (u32 i = 0; i < 4; ++i) {
        c.ldr(r3, r0, 0x60);
        c.strb(r3, r2, i);
      }
      c.movs(r2, 0);
      c.str(r2, r1, 0);
      c.bx(lr);
    });
    CHECK(b.read(ram + 1, 3) == Bytes{0xef, 0x40, 0x15});  // W25Q16JV
  }
}

TEST_CASE("RP2040 BOOTSEL: a function that does not return leaves the host waiting, and a reset helps", "[rp2040]") {
  for (const auto& rom : roms()) {
    Bench b{rom};
    b.write(program, {0xfe, 0xe7});  // b .
    REQUIRE(b.host.send(3, BootHost::picoboot(8, BootHost::words({program}))));
    b.machine.run_until(b.machine.now() + 1s);
    CHECK(b.host.port.in(b.host.address, 4).handshake == usb::Handshake::nak);
    CHECK(b.chip.cores()[0]->pc() == program);
    b.chip.pin_reset();
    b.machine.run_until(b.machine.now() + 10us);
    CHECK_FALSE(b.chip.usb()->attached());
    b.enumerate();
    b.command(6, {});
  }
}

TEST_CASE("RP2040 BOOTSEL: PC_VECTORIZE_FLASH copies the table of flash functions to RAM", "[rp2040]") {
  for (const auto& rom : roms()) {
    Bench b{rom};
    b.command(9, BootHost::words({vectors}));
    const Bytes table = b.read(vectors, 28);
    CHECK(BootHost::word(table, 0) == 28);
    for (u32 i = 1; i < 7; ++i) {
      CHECK(BootHost::word(table, 4 * i) < 0x4000);
      CHECK((BootHost::word(table, 4 * i) & 1) == 1);
    }
    for (const u32 bad : {vectors + 1, 0x1000'0000u, 0x1500'0000u, 0x2004'1ff0u}) {
      const Bytes before = bad == 0x2004'1ff0u ? b.read(bad & ~3u, 8) : Bytes{};
      b.command(9, BootHost::words({bad}));  // acknowledged, but nothing happens
      if (!before.empty()) CHECK(b.read(bad & ~3u, 8) == before);
    }
    b.command(6, {});
    b.write(0x1000'1000, Bytes(256, 0x5a));  // by the ROM's functions, called through the table
    CHECK(b.flash(0x1000, 256) == Bytes(256, 0x5a));
  }
}

TEST_CASE("RP2040 BOOTSEL: PC_VECTORIZE_FLASH lets the guest's function program a page", "[rp2040]") {
  for (const auto& rom : roms()) {
    Bench b{rom};
    b.command(6, {});
    b.replace(4, [](ThumbCode& c) {  // do_flash_page_program(address, data)
      c.ldr(r2, ram + 0x800);
      c.str(r0, r2, 0);
      c.ldr(r3, r1, 0);
      c.str(r3, r2, 4);
      c.movs(r0, 0);
      c.bx(lr);
    });
    b.write(0x1000'2000, Bytes{1, 2, 3, 4});
    CHECK(b.read(ram + 0x800, 8) == BootHost::words({0x1000'2000, 0x0403'0201}));
    CHECK(b.flash(0x2000, 4) == Bytes(4, 0xff));
    b.chip.persistent().front()->bytes()[0x2000] = 0x42;
    const Bytes page = b.read(0x1000'2000, 256);  // by the ROM's function
    CHECK(page[0] == 0x42);
    CHECK(page[1] == 0xff);
    b.write(vectors + 4, Bytes(4));  // the table is written to: the ROM's functions again
    b.write(0x1000'3000, Bytes(256, 0x77));
    CHECK(b.flash(0x3000, 256) == Bytes(256, 0x77));
  }
}

TEST_CASE("RP2040 BOOTSEL: PC_VECTORIZE_FLASH: a range is erased by the sector's function, whose errors are told",
          "[rp2040]") {
  for (const auto& rom : roms()) {
    Bench b{rom};
    b.command(6, {});
    b.write(ram + 0x800, BootHost::words({0, 0}));
    b.replace(2, [](ThumbCode& c) {  // do_flash_erase_sector(address): counts
      c.ldr(r2, ram + 0x800);
      c.str(r0, r2, 4);
      c.ldr(r0, r2, 0);
      c.adds(r0, 1);
      c.str(r0, r2, 0);
      c.movs(r0, 0);
      c.bx(lr);
    });
    b.chip.persistent().front()->bytes()[0x4000] = 0x42;
    b.command(3, BootHost::words({0x1000'4000, 0x3000}));
    CHECK(b.read(ram + 0x800, 8) == BootHost::words({3, 0x1000'6000}));
    CHECK(b.flash(0x4000, 1) == Bytes{0x42});
    b.replace(5, [](ThumbCode& c) {  // do_flash_page_read(address, data)
      c.movs(r0, 7);
      c.bx(lr);
    });
    REQUIRE(b.host.send(3, BootHost::picoboot(0x84, BootHost::words({0x1000'4000, 256}), 256)));
    CHECK(b.host.in_packet(4).handshake == usb::Handshake::stall);
    CHECK(b.host.picoboot_status() == 7);
  }
}
