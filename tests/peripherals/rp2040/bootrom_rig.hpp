#pragma once
// One core with a boot ROM, flash, and what else of the chip the ROM touches: plain registers with aliases, a SIO that
// has CPUID, GPIO_HI_IN, the FIFO and the divider.
#include <cstdlib>
#include <cstring>
#include <deque>
#include <filesystem>
#include <map>

#include "cpu/thumb/cortex_m.hpp"
#include "emulator/host/file.hpp"
#include "flash_rig.hpp"
#include "peripherals/rp2040/bootrom.hpp"

namespace test {

// A file of $VIVARIUM_FIRMWARE; empty, said aloud, where it is not there.
inline std::vector<u8> firmware(const std::string& name) {
  const char* folder = std::getenv("VIVARIUM_FIRMWARE");
  const auto path = std::filesystem::path(folder ? folder : "") / name;
  if (folder && std::filesystem::exists(path)) return read_file(path);
  WARN("skipped: " << name << " is not in $VIVARIUM_FIRMWARE");
  return {};
}

// 16 KiB in which a word holds what was written, by the four aliases.
class PlainBlock final : public Device {
 public:
  using Device::Device;
  u32 read(u32 offset) override { return on_read ? on_read(offset & 0xfff) : words[offset & 0xfff]; }
  void write(u32 offset, u32 value) override {
    u32& w = words[offset & 0xfff];
    switch (offset >> 12) {
      case 0: w = value; break;
      case 1: w ^= value; break;
      case 2: w |= value; break;
      default: w &= ~value; break;
    }
    if (on_write) on_write(offset & 0xfff);
  }
  u32 peek(u32 offset) const override { return words.contains(offset & 0xfff) ? words.at(offset & 0xfff) : 0; }
  std::map<u32, u32> words;
  std::function<u32(u32)> on_read;
  std::function<void(u32)> on_write;
};

class PlainSio final : public Device {
 public:
  using Device::Device;
  u32 read(u32 offset) override {
    switch (offset) {
      case 0x00: return cpuid;
      case 0x08: return boot_select_held ? 0 : 2;
      case 0x50: return u32{!to_core.empty()} | u32{from_core.size() < 8} << 1;
      case 0x58: {
        if (to_core.empty()) return 0;
        const u32 word = to_core.front();
        to_core.pop_front();
        return word;
      }
      case 0x70: csr = 1; return quotient;
      case 0x74: return remainder;
      case 0x78: return csr;
      default: return 0;
    }
  }
  void write(u32 offset, u32 value) override {
    switch (offset) {
      case 0x54: from_core.push_back(value); return;
      case 0x60:
      case 0x68: dividend = value; break;
      case 0x64:
      case 0x6c: divisor = value; break;
      case 0x70: quotient = value, csr = 3; return;
      case 0x74: remainder = value, csr = 3; return;
      default: return;
    }
    csr = 3;
    if (offset >= 0x68) {
      const auto n = static_cast<i64>(static_cast<i32>(dividend)), d = static_cast<i64>(static_cast<i32>(divisor));
      quotient = d ? static_cast<u32>(n / d) : n < 0 ? 1 : ~0u;
      remainder = d ? static_cast<u32>(n % d) : dividend;
    } else {
      quotient = divisor ? dividend / divisor : ~0u;
      remainder = divisor ? dividend % divisor : dividend;
    }
  }
  u32 peek(u32) const override { return 0; }
  u32 cpuid = 0, dividend = 0, divisor = 0, quotient = 0, remainder = 0, csr = 1;
  bool boot_select_held = false;
  std::deque<u32> to_core, from_core;
};

struct BootRig : FlashRig {
  static constexpr u32 stop = 0x2000'0100, ram_base = 0x2000'0000;

  // Without an image: our own.
  explicit BootRig(std::vector<u8> image = {})
      : ours(image.empty()), core("core", scheduler, bus, cpu::thumb::cortex_m0plus, Clock{125'000'000}) {
    if (ours) {
      image = rp2040::Bootrom::image();
      core.on_undefined = [this](u32 word) { return bootrom.perform(core, word); };
    }
    std::memcpy(rom.bytes().data(), image.data(), image.size());
    bus.map_rom(0, rom);
    bus.map_ram(ram_base, ram);
    bus.map(0xd000'0000, 0x1000, sio);
    for (auto& [base, block] : blocks) bus.map(base, 0x4000, block, Narrow::replicate);
    resets().words[0] = 0x1ff'ffff;
    resets().on_read = [this](u32 offset) { return offset == 8 ? ~resets().words[0] : resets().words[offset]; };
    blocks.at(0x4000'8000).words[0x38] = 4;
    blocks.at(0x4006'c000).words[0] = 1;  // PLATFORM: ASIC
    io_qspi().on_write = pads_qspi().on_write = [this](u32) { pins_changed(); };
    scheduler.on_earlier = [this](Time) { core.end_run(); };
    core.set_breakpoint(stop, true);
  }
  PlainBlock& resets() { return blocks.at(0x4000'c000); }
  PlainBlock& io_qspi() { return blocks.at(0x4001'8000); }
  PlainBlock& pads_qspi() { return blocks.at(0x4002'0000); }
  PlainBlock& watchdog() { return blocks.at(0x4005'8000); }

  void pins_changed() {
    constexpr u32 pad_at[] = {0x04, 0x18, 0x08, 0x0c, 0x10, 0x14};
    for (u32 i = 0; i < 6; ++i) {
      const u32 ctrl = io_qspi().words[4 + 8 * i], pad = pads_qspi().words[pad_at[i]];
      using Override = rp2040::QspiPad::Override;
      pins.configure(static_cast<rp2040::QspiLine>(i), {.xip = (ctrl & 0x1f) == 0,
                                                        .level = false,
                                                        .enable = false,
                                                        .out = static_cast<Override>(ctrl >> 8 & 3),
                                                        .oe = static_cast<Override>(ctrl >> 12 & 3),
                                                        .in = static_cast<Override>(ctrl >> 16 & 3),
                                                        .output_disable = (pad & 0x80) != 0,
                                                        .pull_up = (pad & 8) != 0,
                                                        .pull_down = (pad & 4) != 0});
    }
  }
  // As a machine does it. False: a breakpoint or lockup ended it.
  bool run(Duration d) {
    const Time end = scheduler.now() + d;
    while (scheduler.now() < end) {
      const Time next = std::min(end, scheduler.next());
      scheduler.set_source(&core);
      const auto why = core.run(core.cycle_at(next));
      scheduler.set_source(nullptr);
      if (core.sleeping()) core.skip_to(core.cycle_at(std::min(end, scheduler.next())));
      scheduler.run_until(std::max(scheduler.now(), core.now()));
      if (why == Cpu::Stop::breakpoint || why == Cpu::Stop::lockup) return false;
    }
    return true;
  }
  u32 half(u32 at) const { return rom.bytes()[at] | u32{rom.bytes()[at + 1]} << 8; }
  u32 rom_word(u32 at) const { return half(at) | half(at + 2) << 16; }
  u32 find(u32 table, const char* code) const {
    for (u32 at = half(table); half(at); at += 4)
      if (half(at) == (static_cast<u8>(code[0]) | u32{static_cast<u8>(code[1])} << 8)) return half(at + 2);
    return 0;
  }
  u32 function(const char* code) const { return find(0x14, code); }
  u32 data(const char* code) const { return find(0x16, code); }
  void prepare(u32 function, std::initializer_list<u32> arguments) {
    core.set(13, 0x2002'0000);
    core.set(14, stop | 1);
    core.set(16, 0x0100'0000);
    unsigned n = 0;
    for (u32 a : arguments) core.set(n++, a);
    core.set(15, function);
  }
  u32 call(u32 function, std::initializer_list<u32> arguments, Duration limit = 60s) {
    prepare(function, arguments);
    REQUIRE(!run(limit));
    REQUIRE(core.pc() == stop);
    return core.get(0);
  }
  u32 r(unsigned n) const { return core.get(n); }
  std::span<u8> at(u32 address, u32 size) { return ram.bytes().subspan(address - ram_base, size); }
  u32 ram_word(u32 address) {
    u32 value = 0;
    std::memcpy(&value, at(address, 4).data(), 4);
    return value;
  }
  void put_ram(u32 address, std::initializer_list<u16> code) {
    std::memcpy(at(address, 0).data(), code.begin(), 2 * code.size());
    bus.changed(ram, address - ram_base, static_cast<u32>(2 * code.size()));
  }

  bool ours;
  Memory rom{"rom", rp2040::Bootrom::size}, ram{"sram", 264 * 1024};
  PlainSio sio{"SIO"};
  std::map<u32, PlainBlock> blocks = make_blocks();
  cpu::thumb::CortexM core;
  rp2040::Bootrom bootrom{bus, ssi};

 private:
  static std::map<u32, PlainBlock> make_blocks() {
    std::map<u32, PlainBlock> b;
    // SYSCFG, CLOCKS, RESETS, PSM, IO_QSPI, PADS_BANK0, PADS_QSPI, XOSC, PLL_SYS, WATCHDOG, ROSC, VREG_AND_CHIP_RESET,
    // TBMAN
    for (u32 base : {0x4000'4000u, 0x4000'8000u, 0x4000'c000u, 0x4001'0000u, 0x4001'8000u, 0x4001'c000u, 0x4002'0000u,
                     0x4002'4000u, 0x4002'8000u, 0x4005'8000u, 0x4006'0000u, 0x4006'4000u, 0x4006'c000u})
      b.try_emplace(base, "block");
    return b;
  }
};

}  // namespace test
