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

constexpr u32 ram = 0x2000'0000, program = ram + 0x100;

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
  void execute(void (*code)(ThumbCode&)) {
    Bytes image(512);
    ThumbCode c{image, 0x100};
    code(c);
    c.pool();
    c.resolve();
    write(program, Bytes(image.begin() + 0x100, image.begin() + 0x180));
    command(8, BootHost::words({program}));
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
