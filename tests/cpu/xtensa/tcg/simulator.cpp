// Runs one ELF file on our core the way QEMU's `-M sim -semihosting` runs it: RAM, nothing else, and SIMCALL for exit
// and write. Exits as the program does.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstring>
#include <fstream>
#include <iostream>
#include <iterator>

#include "cpu/xtensa/core.hpp"
#include "tests/cpu/xtensa/de233_fpu.hpp"

namespace {

using namespace emulator;

constexpr u32 simcall = 0x00'5100;

struct Simulator {
  Simulator(const cpu::xtensa::Config& config, u32 ram_base, u32 rom_base)
      : ram_base(ram_base), rom_base(rom_base), core("core", scheduler, bus, config, Clock{40'000'000}, 0) {
    bus.map_ram(ram_base, low);
    bus.map_ram(ram_base + ram_size - static_cast<u32>(high.bytes().size()), high);  // the stack
    if (rom_base != ram_base) bus.map_ram(rom_base, rom);
    core.reset();
  }

  void load(const std::vector<u8>& file);
  int run(i64 limit);

  static constexpr u32 ram_size = 128 << 20;
  u32 ram_base, rom_base;
  Scheduler scheduler;
  Bus bus;
  Memory low{"ram", 4 << 20}, high{"stack", 1 << 20}, rom{"rom", 0x1000};
  cpu::xtensa::Core core;

 private:
  unsigned number_of(std::string_view name) const {
    const auto names = core.register_names();
    return static_cast<unsigned>(std::ranges::find(names, name, &Cpu::RegisterName::name) - names.begin());
  }
  u32 a(unsigned n) const { return core.get(number_of("a" + std::to_string(n))); }
  void set_a(unsigned n, u32 value) { core.set(number_of("a" + std::to_string(n)), value); }
  u32 instruction() const {
    u32 word = 0;
    core.peek(core.pc(), {reinterpret_cast<u8*>(&word), 3});
    return word;
  }
  void step();
  void write_out();
};

void Simulator::load(const std::vector<u8>& file) {
  const auto word = [&](std::size_t at) {
    if (at + 4 > file.size()) throw std::runtime_error{"the ELF file ends too soon"};
    u32 value;
    std::memcpy(&value, &file[at], 4);
    return value;
  };
  if (word(0) != 0x464c'457f || (word(16) >> 16) != 94) throw std::runtime_error{"this is no ELF file for Xtensa"};
  for (u32 n = 0; n < (word(44) & 0xffff); ++n) {
    const std::size_t header = word(28) + n * 32;
    const u32 offset = word(header + 4), address = word(header + 12), size = word(header + 16);
    if (word(header) != 1 || !size) continue;
    if (offset + std::size_t{size} > file.size()) throw std::runtime_error{"the ELF file ends too soon"};
    if (!core.poke(address, {&file[offset], size}))
      throw std::runtime_error{fmt::format("there is no memory at {:#x}", address)};
  }
  core.set(number_of("pc"), word(24));
}

void Simulator::step() {
  scheduler.run_until(core.now());
  if (core.sleeping()) {
    if (scheduler.next() == Time::max()) throw std::runtime_error{"the core sleeps for ever"};
    core.skip_to(std::max(core.cycles() + 1, core.cycle_at(scheduler.next())));
    scheduler.run_until(core.now());
    return;
  }
  scheduler.set_source(&core);
  core.step();
  scheduler.set_source(nullptr);
}

void Simulator::write_out() {
  std::vector<u8> bytes(a(5));
  core.peek(a(4), bytes);
  std::cout.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  set_a(2, a(5));
  set_a(3, 0);
}

int Simulator::run(i64 limit) {
  while (core.cycles() < limit) {
    if (core.sleeping() || instruction() != simcall) {
      step();
      continue;
    }
    if (a(2) == 1) return static_cast<int>(a(3) & 0xff);
    if (a(2) != 4) throw std::runtime_error{fmt::format("SIMCALL {} is not known here", a(2))};
    write_out();
    core.set(number_of("pc"), core.pc() + 3);
  }
  throw std::runtime_error{fmt::format("not at its end after {} cycles, but at {:#x}", limit, core.pc())};
}

}  // namespace

int main(int argc, char** argv) {
  std::string file, name;
  i64 limit = 20'000'000;
  CLI::App app{"Runs an ELF file on an Xtensa core with nothing but RAM and SIMCALL."};
  app.add_option("file", file, "the program")->required();
  app.add_option("--core", name, "lx6, de233_fpu (an LX6 cut down to QEMU's of that name) or lx106")->required();
  app.add_option("--limit", limit, "cycles")->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  try {
    std::ifstream in{file, std::ios::binary};
    if (!in) throw std::runtime_error{fmt::format("{} cannot be read", file)};
    const std::vector<u8> bytes{std::istreambuf_iterator<char>{in}, {}};
    const bool de233 = name == "de233_fpu", lx106 = name == "lx106";
    if (!de233 && !lx106 && name != "lx6") throw std::runtime_error{fmt::format("there is no core {}", name)};
    const auto cut = test::de233_fpu();
    const auto& config = de233 ? cut : lx106 ? cpu::xtensa::lx106 : cpu::xtensa::lx6;
    const u32 ram = de233 ? 0 : 0x4000'0000;
    Simulator simulator{config, ram, de233 ? 0xfe00'0000 : lx106 ? 0x5000'0000 : ram};
    simulator.load(bytes);
    return simulator.run(limit);
  } catch (const std::exception& e) {
    fmt::print(stderr, "{}: {}\n", file, e.what());
    return 255;
  }
}
