// The boot ROM: its interface, boot flow and flash functions; where it is there, next to the real one's code.
#include <catch2/catch.hpp>

#include "bootrom_rig.hpp"
#include "emulator/image/load.hpp"
#include "emulator/random.hpp"

using namespace test;

namespace {

constexpr const char* b2 = "rom/rp2040_bootrom_b2.bin";

u32 crc(std::span<const u8> bytes) {
  u32 sum = 0xffff'ffff;
  for (const u8 byte : bytes)
    for (unsigned bit = 8; bit--;) sum = sum << 1 ^ ((sum >> 31 ^ (byte >> bit & 1)) ? 0x04c1'1db7 : 0);
  return sum;
}

// A boot2 that puts lr and 0x2a where the test looks, and stays.
void put_boot2(BootRig& r) {
  const u16 program[] = {0x2020,   // movs r0, #0x20
                         0x0600,   // lsls r0, r0, #24
                         0x4671,   // mov r1, lr
                         0x6001,   // str r1, [r0]
                         0x212a,   // movs r1, #42
                         0x6041,   // str r1, [r0, #4]
                         0xe7fe};  // b .
  std::ranges::fill(r.array.bytes().first(256), u8{0});
  std::memcpy(r.array.bytes().data(), program, sizeof program);
  const u32 sum = crc(r.array.bytes().first(252));
  std::memcpy(r.array.bytes().data() + 252, &sum, 4);
  r.at(0x2000'0000, 8)[0] = 1;
}

// Ours, and the real one where it is there.
std::vector<std::vector<u8>> roms() {
  std::vector<std::vector<u8>> all{{}};
  if (auto real = firmware(b2); !real.empty()) all.push_back(std::move(real));
  return all;
}

}  // namespace

TEST_CASE("RP2040 the boot ROM has its tables where the datasheet says", "[rp2040]") {
  BootRig r;
  CHECK(r.rom_word(0x10) == 0x0301'754d);
  for (const char* f :
       {"P3", "R3", "L3", "T3", "MS", "S4", "MC", "C4", "UB", "DT", "DE", "WV", "IF", "EX", "RE", "RP", "FC", "CX"}) {
    INFO(f);
    CHECK(r.function(f) & 1);
    CHECK(r.call(r.half(0x18), {r.half(0x14), static_cast<u32>(f[0]) | static_cast<u32>(f[1]) << 8}) == r.function(f));
  }
  CHECK(r.call(r.half(0x18), {r.half(0x14), 0x1234}) == 0);
  for (const char* d : {"GR", "CR", "SF", "SD", "FZ", "FS", "FE", "DS", "DE"}) CHECK(r.data(d) != 0);
  CHECK(r.rom.bytes()[r.data("FZ")] == 32);
  for (u32 i = 0; i < 32; ++i) {
    CHECK(r.rom_word(r.data("SF") + 4 * i) % 2 == 1);
    CHECK(r.rom_word(r.data("SF") + 4 * i) < r.data("FE"));
    CHECK(r.rom_word(r.data("SD") + 4 * i) > r.data("DS"));
  }
  CHECK(std::string(reinterpret_cast<const char*>(r.rom.bytes().data() + r.data("CR"))) == "Vivarium boot ROM");
  CHECK(r.core.get(13) == 0x2002'0000);
}

TEST_CASE("RP2040 a UDF outside the boot ROM is a HardFault", "[rp2040]") {
  BootRig r;
  r.put_ram(0x2000'0200, {0xde00});
  r.prepare(0x2000'0200, {0xff});
  r.core.run(r.core.cycles() + 2);
  CHECK((r.core.xpsr() & 0x3f) == 3);
}

TEST_CASE("RP2040 the boot ROM counts and turns bits", "[rp2040]") {
  for (auto& image : roms()) {
    BootRig r(image);
    CHECK(r.call(r.function("P3"), {0xf0f0'0001}) == 9);
    CHECK(r.call(r.function("R3"), {0x8000'0013}) == 0xc800'0001);
    CHECK(r.call(r.function("L3"), {0x0000'8000}) == 16);
    CHECK(r.call(r.function("L3"), {0}) == 32);
    CHECK(r.call(r.function("T3"), {0x0000'8000}) == 15);
    CHECK(r.call(r.function("T3"), {0}) == 32);
  }
}

TEST_CASE("RP2040 the boot ROM fills and copies memory", "[rp2040]") {
  for (auto& image : roms()) {
    BootRig r(image);
    const u32 to = 0x2000'1000, from = 0x2000'2000;
    for (u32 offset = 0; offset < 4; ++offset)
      for (u32 source = 0; source < 4; ++source)
        for (u32 size : {0u, 1u, 3u, 4u, 7u, 8u, 15u, 16u, 17u, 33u, 64u, 100u}) {
          std::ranges::fill(r.at(to, 256), u8{0xee});
          for (u32 i = 0; i < 256; ++i) r.at(from, 256)[i] = static_cast<u8>(i + 1);
          const bool aligned = !offset && !source;
          CHECK(r.call(r.function(aligned ? "C4" : "MC"), {to + offset, from + source, size}) == to + offset);
          bool right = true;
          for (u32 i = 0; i < 256; ++i)
            right &= r.at(to, 256)[i] == (i - offset < size ? static_cast<u8>(i - offset + source + 1) : 0xee);
          CHECK(right);
          if (source) continue;
          std::ranges::fill(r.at(to, 256), u8{0xee});
          CHECK(r.call(r.function(aligned ? "S4" : "MS"), {to + offset, 0x1a5, size}) == to + offset);
          for (u32 i = 0; i < 256; ++i) right &= r.at(to, 256)[i] == (i - offset < size ? 0xa5 : 0xee);
          CHECK(right);
        }
  }
}

TEST_CASE("RP2040 the chip boots from flash", "[rp2040]") {
  std::vector<u32> left_behind;
  for (auto& image : roms()) {
    BootRig r(image);
    put_boot2(r);
    r.core.reset();
    CHECK(r.run(100ms));
    CHECK(r.ram_word(0x2000'0000) == 0);
    CHECK(r.ram_word(0x2000'0004) == 42);
    CHECK(r.core.pc() == 0x2004'1f0c);
    CHECK(r.io_qspi().words[0x0c] == 0);
    CHECK((r.resets().words[0] & (1u << 6 | 1u << 8 | 1u << 9 | 1u << 21)) == 0);
    std::vector<u32> state;
    for (u32 offset : {0x00u, 0x04u, 0x08u, 0x10u, 0x14u, 0xf4u}) state.push_back(r.ssi.peek(offset));
    for (u32 pad = 4; pad <= 0x18; pad += 4) state.push_back(r.pads_qspi().words[pad]);
    if (!left_behind.empty()) CHECK(state == left_behind);
    left_behind = state;
  }
}

TEST_CASE("RP2040 without a valid boot2, or with BOOTSEL held, the chip boots from USB", "[rp2040]") {
  for (const bool held : {false, true}) {
    BootRig r;
    if (held) put_boot2(r);
    r.sio.boot_select_held = held;
    r.blocks.at(0x4002'4000).words[4] = 1u << 31;  // XOSC: stable
    r.blocks.at(0x4002'8000).words[0] = 1u << 31;  // PLL_SYS: locked
    r.blocks.at(0x4000'8000).words[0x44] = 2;      // CLK_SYS_SELECTED
    std::vector<std::pair<u32, u32>> boots;
    r.bootrom.on_usb_boot = [&](u32 pins, u32 interfaces) { boots.push_back({pins, interfaces}); };
    r.core.reset();
    r.run(held ? 100ms : 2s);
    CHECK(boots == std::vector<std::pair<u32, u32>>{{0, 0}});
    CHECK(r.core.sleeping());
  }
}

TEST_CASE("RP2040 reset_to_usb_boot goes through the watchdog", "[rp2040]") {
  std::map<u32, u32> written;
  for (auto& image : roms()) {
    BootRig r(image);
    r.prepare(r.function("UB"), {0x200'0000, 1});
    CHECK(r.run(10ms));
    CHECK(r.core.sleeping());
    auto& w = r.watchdog().words;
    CHECK(w[0x0c] == 0x200'0000);
    CHECK(w[0x10] == 1);
    CHECK(w[0x1c] == 0xb007'c0d3);
    CHECK(w[0x20] == (w[0x28] ^ (0u - 0xb007'c0d3)));
    CHECK(w[0x24] == 0x2004'2000);
    CHECK(w[0x04] == 10'000);
    CHECK(w[0x2c] == 0x20c);
    CHECK(w[0x00] == 1u << 30);
    CHECK(r.blocks.at(0x4001'0000).words[8] == 0x1'fffc);
    if (!r.ours) continue;
    std::vector<std::pair<u32, u32>> boots;
    r.bootrom.on_usb_boot = [&](u32 pins, u32 interfaces) { boots.push_back({pins, interfaces}); };
    r.core.reset();
    r.run(1ms);
    CHECK(boots == std::vector<std::pair<u32, u32>>{{0x200'0000, 1}});
    CHECK(w[0x1c] == 0);  // once only
  }
}

TEST_CASE("RP2040 core 1 is launched by the words of 2.8.2", "[rp2040]") {
  for (auto& image : roms()) {
    BootRig r(image);
    r.put_ram(0x2000'0400, {0x202a, 0xe7fe});
    r.sio.cpuid = 1;
    r.core.reset();
    r.run(1ms);
    CHECK(r.core.sleeping());
    r.sio.from_core.clear();
    const auto send = [&](u32 word) {
      r.sio.to_core.push_back(word);
      r.core.send_event();
      r.run(100us);
      REQUIRE(r.sio.from_core.size() == 1);
      const u32 answer = r.sio.from_core.front();
      r.sio.from_core.clear();
      return answer;
    };
    for (u32 word : {0u, 0u, 1u, 0x2000'0000u, 0x2003'0000u}) CHECK(send(word) == word);
    CHECK(send(0) == 0);  // begins anew
    CHECK(send(7) == 0);
    for (u32 word : {0u, 0u, 1u, 0x2000'0100u, 0x2003'0000u, 0x2000'0401u}) CHECK(send(word) == word);
    CHECK(r.r(0) == 42);
    CHECK(r.core.pc() == 0x2000'0402);
    CHECK(r.core.get(13) == 0x2003'0000);
    u32 value = 0;
    CHECK(r.core.load(0xe000'ed08, 4, value));
    CHECK(value == 0x2000'0100);
    CHECK(r.core.load(0xe000'ed10, 4, value));
    CHECK(value == 0);
  }
}

TEST_CASE("RP2040 the boot ROM erases and programs the flash", "[rp2040]") {
  std::vector<u32> left_behind;
  for (auto& image : roms()) {
    BootRig r(image);
    r.fill();
    const std::vector<u8> before(r.array.bytes().begin(), r.array.bytes().end());
    r.quad_xip();
    CHECK(r.flash.continuous_read());
    r.call(r.function("IF"), {});
    r.call(r.function("EX"), {});
    CHECK(!r.flash.continuous_read());
    Time start = r.scheduler.now();
    r.call(r.function("RE"), {0xf000, 0x1'2000, 0x1'0000, 0xd8});
    CHECK(r.scheduler.now() - start > 2 * 45ms + 150ms);
    CHECK(r.scheduler.now() - start < 2 * 45ms + 151ms);
    for (u32 i = 0; i < 300; ++i) r.at(0x2000'1000, 512)[i] = static_cast<u8>(i * 3);
    start = r.scheduler.now();
    r.call(r.function("RP"), {0xf100, 0x2000'1000, 300});
    CHECK(r.scheduler.now() - start > 800us);
    CHECK(r.scheduler.now() - start < 1100us);
    bool right = true;
    for (u32 i = 0; i < r.array.size(); ++i) {
      const u8 expected = i - 0xf100 < 512        ? r.at(0x2000'1000, 512)[i - 0xf100]
                          : i - 0xf000 < 0x1'2000 ? 0xff
                                                  : before[i];
      right &= r.array.bytes()[i] == expected;
    }
    CHECK(right);
    CHECK(r.io_qspi().words[0x0c] == 3 << 8);
    r.call(r.function("FC"), {});
    CHECK(r.io_qspi().words[0x0c] == 0);
    r.call(r.function("CX"), {});
    CHECK(r.ssi.xip_read(0xf100) == r.word(0xf100));
    std::vector<u32> state;
    for (u32 offset : {0x00u, 0x04u, 0x08u, 0x10u, 0x14u, 0xf4u}) state.push_back(r.ssi.peek(offset));
    for (u32 pad = 4; pad <= 0x18; pad += 4) state.push_back(r.pads_qspi().words[pad]);
    if (!left_behind.empty()) CHECK(state == left_behind);
    left_behind = state;
  }
}

TEST_CASE("RP2040 a snapshot in the middle of flash_range_erase", "[rp2040]") {
  BootRig a, b;
  a.fill(), b.fill();
  a.call(a.function("IF"), {});
  a.call(a.function("EX"), {});
  a.prepare(a.function("RE"), {0, 0x3000, 0x1'0000, 0xd8});
  a.run(60ms);
  State saved;
  const auto all = [](BootRig& r, State& s) {
    r.scheduler.serialize(s);
    r.core.serialize(s), r.flash.serialize(s), r.pins.serialize(s), r.ssi.serialize(s), r.xip.serialize(s);
    s.raw(r.array.bytes());
    for (auto& [base, block] : r.blocks)
      for (u32 offset = 0; offset < 0x100; offset += 4) s(block.words[offset]);
  };
  all(a, saved);
  State load{saved.data()};
  all(b, load);
  CHECK(load.at_end());
  for (BootRig* r : {&a, &b}) {
    CHECK(!r->run(1s));
    CHECK(r->core.pc() == BootRig::stop);
    CHECK(std::ranges::count(r->array.bytes().first(0x3000), 0xff) == 0x3000);
    CHECK(r->array.bytes()[0x3001] != 0xff);
  }
  CHECK(a.core.cycles() == b.core.cycles());
}

TEST_CASE("RP2040 boot2 of published firmware brings the flash into quad continuous read", "[rp2040]") {
  for (const char* name : {"pico/RPI_PICO-20241129-v1.24.1.uf2", "pico/rp2-pico-20220618-v1.19.1.uf2",
                           "pico/adafruit-circuitpython-raspberry_pi_pico-en_US-9.2.1.uf2"}) {
    const auto file = firmware(name);
    if (file.empty()) continue;
    INFO(name);
    const Image image = load_image(file, name);
    for (auto& rom : roms()) {
      BootRig r(rom);
      for (const auto& segment : image.segments)
        std::ranges::copy(segment.bytes, r.array.bytes().begin() + (segment.address - 0x1000'0000));
      const u32 entry = r.word(0x104);
      r.core.set_breakpoint(entry & ~1u, true);
      r.core.reset();
      CHECK(!r.run(1s));
      CHECK(r.core.pc() == (entry & ~1u));
      CHECK(r.core.get(13) == r.word(0x100));
      CHECK(r.flash.continuous_read());
      CHECK(r.ssi.xip_ready());
      for (u32 at : {0u, 0x100u, 0x5678u}) CHECK(r.ssi.xip_read(at) == r.word(at));
    }
  }
}
