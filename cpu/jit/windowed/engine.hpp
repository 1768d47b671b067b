#pragma once
// The compiling engine for guests with windowed registers (Xtensa). The interpreter executes a block until it is hot;
// then it is compiled together with what usually follows. The last stretch before a deadline goes through host code
// that looks at the time before every instruction, or step by step where there is none yet.
#include <exception>
#include <optional>

#include "cpu/interpreter/interpreter.hpp"
#include "cpu/jit/make.hpp"
#include "cpu/jit/x86_64/windowed/compiler.hpp"

namespace cpu::jit::windowed {

class Engine final : public ir::Engine {
 public:
  Engine(ir::Guest&, Bus&, Options);

  std::string_view name() const override { return "jit"; }
  emulator::Cpu::Stop run() override;
  u32 pc() const override { return interpreter_.pc(); }
  void forget() override;
  void forget(u32 address, u32 size) override;

 private:
  // Host code and the blocks that it is made of.
  struct Compiled {
    Compiled(Engine&, bool exact, std::size_t code_bytes);
    bool exact;
    CodeCache code;
    Stubs stubs;
    ir::BlockCache blocks;
  };

  Reason execute(u32 pc);
  Reason execute_cold(u32 pc);
  Reason execute_exactly(u32 pc);
  Reason execute_native(Compiled&, u32 pc);
  bool compile(Compiled&, u32 pc);
  bool compile(Compiled&, ir::Block&);
  unsigned seen(u32 pc) const;
  void settle_window();
  // --- performing.cpp ---
  State from_context();
  void to_context(State);
  void frames_to_context(State);
  State moved(State);
  void registers_to_context(u32 offset);
  static Left slow(void* self, const ir::Step*, State);  // Stubs::Slow
  Reason perform_lightly(const ir::Block&, const ir::Op&, State&);
  Reason perform_system(const ir::Block&, const ir::Op&);
  Reason perform(const ir::Block&, const ir::Op&);
  Reason attend();
  bool perform(const ir::Op&);
  Reason leave(const ir::Block&, const ir::Op&);
  void go_round(const ir::Op& end);
  bool exact(const ir::Block& b) const { return exact_.blocks.find(b.start) == &b; }

  ir::Guest& guest_;
  std::optional<xtensa::Core::Places> core_;
  Bus& bus_;
  u16 hot_;
  Interpreter interpreter_;
  u32 ram_base_ = 0;  // of the bus's window, as it went into the code
  File file_;
  ir::BlockCache cold_;
  ir::BlockCache steps_;  // single instructions
  Compiled fast_, exact_;
  std::exception_ptr thrown_;
};

}  // namespace cpu::jit::windowed
