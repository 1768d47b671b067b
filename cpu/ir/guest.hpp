#pragma once
// A core as its engine sees it: it translates its instruction set, answers slow accesses, and decides at boundaries.
#include "cpu/ir/builder.hpp"
#include "cpu/ir/context.hpp"
#include "emulator/bus.hpp"
#include "emulator/cpu.hpp"

namespace cpu::ir {

class Guest {
 public:
  // `code_alignment`: 1 or 2, of every instruction's address.
  explicit Guest(unsigned code_alignment = 2) : code_alignment(code_alignment) {}
  virtual ~Guest() = default;
  Context context;
  const unsigned code_alignment;

  // Emits the block that begins at pc: at most `instructions` of them.
  virtual void translate(Builder&, u32 pc, unsigned instructions) = 0;

  // Accesses that the engine could not make directly. False: a fault was raised; the instruction has had no effect.
  virtual bool load(u32 address, unsigned width, u32& value) = 0;
  virtual bool store(u32 address, unsigned width, u32 value) = 0;
  // A load from there, not of plain memory, has no effect, and gives the same until the budget is used up.
  virtual bool steady(u32 /*address*/) const { return false; }
  // An instruction of the guest's own; context.r[pc] is already the next. `word` is the instruction.
  virtual void system(u32 word) = 0;
  // The same in the middle of a block, as a `helper` operation: only context.at tells where. False: a fault was raised;
  // the instruction has had no effect.
  virtual bool help(const Op& /*op*/) { return true; }
  // A jump to an address from a register that is not plain (no code there yet, or magic): sets context.r[pc].
  virtual void jump(u32 target) = 0;
  // At an instruction boundary with attention set or before the first instruction: takes exceptions, sleeps. False:
  // stop, for `stop_reason`.
  virtual bool attend() = 0;
  emulator::Cpu::Stop stop_reason{};
  bool has_flags = true;      // else comparisons need not leave any
  bool every_access = false;  // load() and store() want to see them all; takes effect with the next run()
  bool stepping = false;      // attend() wants to hear before every instruction
  bool every_round = false;   // of loops that only wait, too
};

// Executes a guest's instructions.
class Engine {
 public:
  virtual ~Engine() = default;
  virtual std::string_view name() const = 0;
  // Until the cycle counter reaches context.until (context.budget cycles from now).
  virtual emulator::Cpu::Stop run() = 0;
  virtual u32 pc() const = 0;  // of the present instruction
  virtual void forget() = 0;   // everything that was translated
  virtual void forget(u32 address, u32 size) = 0;
};

}  // namespace cpu::ir
