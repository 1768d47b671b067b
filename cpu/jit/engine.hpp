#pragma once
// Compiles blocks that are executed often to host code. The interpreter, which is the definition of what they mean,
// executes the others, single steps, and the last stretch before a deadline.
#include <exception>
#include <unordered_map>

#include "cpu/interpreter/interpreter.hpp"
#include "cpu/jit/make.hpp"
#include "cpu/jit/x86_64/compiler.hpp"

namespace cpu::jit {

class Engine final : public ir::Engine {
 public:
  Engine(ir::Guest&, Bus&, Options);

  std::string_view name() const override { return "jit"; }
  emulator::Cpu::Stop run() override;
  u32 pc() const override { return interpreter_.pc(); }
  void forget() override;
  void forget(u32 address, u32 size) override;

 private:
  void execute(u32 pc);
  void execute_native(u32 pc);
  bool is_hot(u32 pc);
  bool compile(ir::Block&);
  bool compile_joined(u32 pc);
  const ir::Block* plain(u32 pc);
  void wait(u32 pc);
  static void set_entry_cost(const ir::Block&);
  void settle_window();
  static u64 slow(void* self, const ir::Step*);  // Stubs::Slow
  static u64 system(void* self, u32 word);       // Stubs::System
  Reason perform(const ir::Block&, const ir::Op&);

  ir::Guest& guest_;
  Bus& bus_;
  Options options_;
  Interpreter interpreter_;
  CodeCache code_;
  Stubs stubs_;
  WindowPlace place_;                  // of the window, as it went into the code
  bool has_code_ = false;              // some of the RAM there is code, or was
  std::unordered_map<u32, u16> runs_;  // of blocks that are not compiled, by address
  ir::BlockCache blocks_;              // of several instructions; those that are compiled with what usually follows
  ir::BlockCache plain_;               // the same without
  ir::BlockCache steps_;               // of one
  std::exception_ptr thrown_;
};

}  // namespace cpu::jit
