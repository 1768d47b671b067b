// A chip small enough to see through: cores with seven instructions, flash, RAM and one peripheral.
#pragma once

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "emulator/machine.hpp"
#include "emulator/registers.hpp"

namespace fake {

using namespace emulator;

// Instructions are halfwords and take a cycle each; the operand is in the low byte.
enum Op : u16 { nop, add, store, load, jump, sleep, die };
constexpr u16 code(Op op, int operand = 0) { return static_cast<u16>(op << 8 | (operand & 0xff)); }

class Core final : public Cpu {
 public:
  static constexpr unsigned sp = 13, lr = 14, pc_register = 15, xpsr = 16, msp = 17;

  Core(std::string name, Bus& bus, std::vector<RegisterName> names)
      : Cpu(std::move(name), Clock{16'000'000}), bus_(bus), names_(std::move(names)), registers_(names_.size()) {}

  Stop run(i64 until) override {
    ended_ = false;
    while (cycles_ < until) {
      if (asleep) return Stop::sleeping;
      if (locked) return Stop::lockup;
      if (breakpoints.contains(pc())) return Stop::breakpoint;
      execute();
      if (ended_) return Stop::ended;
    }
    return Stop::budget;
  }
  void end_run() override { ended_ = true; }
  i64 cycles() const override { return cycles_; }
  bool sleeping() const override { return asleep; }
  bool locked_up() const override { return locked; }
  void skip_to(i64 cycle) override { cycles_ = std::max(cycles_, cycle); }
  void reset() override {
    std::ranges::fill(registers_, 0);
    registers_[1] = 0x2000'0000;
    registers_[sp] = 0x2000'1000;
    if (registers_.size() > msp) registers_[msp] = registers_[sp];
    registers_[xpsr] = 1u << 24;
    asleep = locked = false;
  }
  void step() override {
    if (!asleep && !locked) execute();
  }
  std::span<const RegisterName> register_names() const override { return names_; }
  u32 get(unsigned reg) const override { return registers_.at(reg); }
  void set(unsigned reg, u32 value) override { registers_.at(reg) = value; }
  u32 pc() const override { return registers_[pc_register]; }
  bool peek(u32 address, std::span<u8> bytes) const override { return bus_.peek(address, bytes); }
  bool poke(u32 address, std::span<const u8> bytes) override { return bus_.poke(address, bytes); }
  void set_breakpoint(u32 address, bool on) override {
    on ? void(breakpoints.insert(address)) : void(breakpoints.erase(address));
  }
  std::string disassemble(u32, unsigned& size) const override { return size = 2, "?"; }
  void trace(std::function<void(u32)>) override {}

  bool asleep = false, locked = false;
  std::set<u32> breakpoints;

 private:
  void execute() {
    u32 instruction = 0;
    bus_.read(pc(), 2, instruction);
    const int operand = static_cast<i8>(instruction);
    u32 next = pc() + 2;
    switch (instruction >> 8) {
      case add: registers_[0] += static_cast<u32>(operand); break;
      case store: bus_.write(registers_[1] + static_cast<u32>(operand), 4, registers_[0]); break;
      case load: bus_.read(registers_[1] + static_cast<u32>(operand), 4, registers_[0]); break;
      case jump: next += static_cast<u32>(2 * operand); break;
      case sleep: asleep = true; break;
      case die: locked = true; return;
      default: break;
    }
    registers_[pc_register] = next;
    ++cycles_;
  }

  Bus& bus_;
  std::vector<RegisterName> names_;
  std::vector<u32> registers_;
  i64 cycles_ = 0;
  bool ended_ = false;
};

inline std::vector<Cpu::RegisterName> cortex_m_names() {
  return {{"r0", 32}, {"r1", 32}, {"r2", 32},   {"r3", 32},  {"r4", 32},  {"r5", 32},     {"r6", 32},
          {"r7", 32}, {"r8", 32}, {"r9", 32},   {"r10", 32}, {"r11", 32}, {"r12", 32},    {"sp", 32},
          {"lr", 32}, {"pc", 32}, {"xPSR", 32}, {"msp", 32}, {"psp", 32}, {"primask", 1}, {"control", 2}};
}

struct Uart final : RegisterFile {
  enum class Parity : u8 { none, even };
  Uart() : RegisterFile("UART0") {}
  Register starttx{*this, "STARTTX", 0x008, 0, reserved{31, 1}};
  Bit<0> start{starttx, "START"};
  Register rxd{*this, "RXD", 0x518, 0x41, reserved{31, 8}, on_read<&Uart::take>};
  Bits<7, 0> data{rxd, "DATA"};
  Register config{*this, "CONFIG", 0x56c, 0x2, reserved{31, 4}, todo{"HWFC", 0}};
  Bits<3, 1> parity{config, "PARITY"};
  u32 take() { return ++taken, rxd.value; }
  int taken = 0;
};

class FakeChip final : public Chip {
 public:
  explicit FakeChip(unsigned core_count = 1, std::vector<Cpu::RegisterName> names = cortex_m_names()) : Chip("FAKE") {
    bus_.map_rom(0, flash);
    bus_.map_ram(0x2000'0000, ram);
    bus_.map(0x4000'2000, 0x1000, uart);
    bus_.map(0x4000'3000, 0x1000, radio_);
    for (unsigned i = 0; i < core_count; ++i) {
      made_.push_back(std::make_unique<Core>("core" + std::to_string(i), bus_, names));
      cores_.push_back(made_.back().get());
    }
    power_on();
  }
  void program(const std::vector<u16>& codes, u32 at = 0) {
    std::memcpy(flash.bytes().data() + at, codes.data(), 2 * codes.size());
  }
  Core& core(unsigned i = 0) { return *made_[i]; }

  Bus& bus() override { return bus_; }
  std::span<Cpu* const> cores() override { return cores_; }
  std::span<const Block> blocks() const override { return blocks_; }
  Terminal* pin(std::string_view) override { return nullptr; }
  std::vector<std::string> pin_names() const override { return {}; }
  void load(const Image&) override {}
  void power_on() override { pin_reset(); }
  void pin_reset() override {
    for (auto& c : made_) c->reset();
  }
  std::vector<Memory*> persistent() override { return {&flash}; }
  void observe(AccessObserver* observer) override { uart.observe(observer), radio_.observe(observer); }
  void serialize(State&) override {}

  Memory flash{"flash", 0x1000, 0xff};
  Memory ram{"ram", 0x1000};
  Uart uart;

 private:
  Bus bus_;
  Unimplemented radio_{"RADIO"};
  std::vector<std::unique_ptr<Core>> made_;
  std::vector<Cpu*> cores_;
  std::array<Block, 2> blocks_{{{0x4000'2000, 0x1000, &uart, 2}, {0x4000'3000, 0x1000, &radio_, 1}}};
};

}  // namespace fake
