#pragma once
// An Xtensa core: registers and windows, exceptions and interrupts, timers, sleep. An engine executes it.
// Tensilica, "Xtensa Instruction Set Architecture (ISA) Reference Manual" (2010), chapters 4 to 6; what the manual
// leaves to a configuration is in profile.hpp. Not modelled: caches and their instructions (which do nothing), memory
// protection where something is mapped (the region attributes only decide which exception an access to nothing raises),
// rings (these cores have one), the trace port, ECC. PIE (ESP32-S3, pie.hpp) is decoded; each of its instructions says
// its name when it is executed, and is an illegal instruction.
#include <array>
#include <deque>

#include "cpu/translated_core.hpp"
#include "cpu/xtensa/profile.hpp"
#include "cpu/xtensa/translator.hpp"
#include "emulator/access.hpp"
#include "emulator/device.hpp"

namespace cpu::xtensa {

using EngineFactory = std::function<std::unique_ptr<ir::Engine>(ir::Guest&, Bus&)>;

class Core final : public TranslatedCore {
 public:
  // `engine`: who executes; the interpreter if none is given.
  Core(std::string name, Scheduler&, Bus&, const Config&, Clock, u32 prid, const EngineFactory& engine = {});
  ~Core() override;

  // --- for the chip ---
  void interrupt(unsigned number, bool level);  // an external interrupt input, by its number in INTERRUPT; NMI included
  void run_stall(bool);                         // held by the chip: no instruction until released
  void set_reset_vector(u32 address) { reset_vector_ = address; }  // else Config's
  void observe(AccessObserver*);
  // ERI, behind RER and WER: 0 and nothing, unless the chip has something there.
  std::function<u32(u32 address)> on_external_read;
  std::function<void(u32 address, u32 value)> on_external_write;
  std::function<void(u32)> on_gpio_out;  // user register GPIO_OUT of the dedicated GPIO was written (ESP32-S2, -S3)
  // SIMCALL: a simulator's service. True: it has been performed; false: it is an illegal instruction.
  std::function<bool()> on_simulator_call;

  // --- emulator::Cpu ---
  bool sleeping() const override { return waiting_ || stalled_ || !clocked_; }
  void reset() override;
  std::span<const RegisterName> register_names() const override { return names_; }
  u32 get(unsigned reg) const override;
  void set(unsigned reg, u32 value) override;
  std::string disassemble(u32 address, unsigned& size) const override;
  std::string exception_name(unsigned number) const override;  // of an interrupt, by its number in INTERRUPT
  void trace(std::function<void(u32 pc)> hook) override;
  void serialize(State&) override;

  // --- ir::Guest ---
  void translate(ir::Builder&, u32 pc, unsigned instructions) override;
  bool load(u32 address, unsigned width, u32& value) override;
  bool store(u32 address, unsigned width, u32 value) override;
  bool steady(u32 address) const override { return is_steady(bus_, address); }
  void system(u32 word) override;
  bool help(const ir::Op&) override;
  void jump(u32 target) override { context.r[ir::Context::pc] = target; }
  bool attend() override;

  const Config& config() const { return config_; }
  // For a compiler: where registers are that no slot of the context holds. `lines` and `latched` together: INTERRUPT.
  struct Places {
    u32 *special, *user, *f;
    u32* ps;  // besides CALLINC
    const u32 *lines, *latched, *ccount_offset;
  };
  Places places() { return {special_.data(), user_.data(), f_.data(), &ps_, &lines_, &latched_, &ccount_offset_}; }
  u32 a(unsigned n) const { return context.r[ir::Context::window + n]; }
  u32 ps() const;
  u32 special_register(u32 number) const;
  void set_special_register(u32 number, u32 value);

 private:
  enum Attention : u32 { interrupts = own, faulted = own << 1 };
  // Why the instruction at the program counter could not be executed.
  struct Fault {
    u32 cause = 0, address = 0;
    bool has_address = false;
    u32 window_need = 0;   // not 0: a window overflow, so many fours were named
    u32 window_fours = 0;  // not 0: a window underflow, returning by so many
    u32 debug = 0;         // not 0: a debug exception
  };
  struct Watched {
    u32 address, size;
    bool operator==(const Watched&) const = default;
  };

  // --- core.cpp ---
  u32 fetch(u32 address, unsigned& bytes) const;
  bool unaligned(u32 address, unsigned width, u32& value, bool storing);
  // --- exceptions.cpp ---
  bool fault(u32 cause) { return fault({.cause = cause}); }
  bool fault(u32 cause, u32 address) { return fault({.cause = cause, .address = address, .has_address = true}); }
  bool fault(const Fault& f) { return fault_ = f, context.attention |= faulted, false; }
  bool access_fault(u32 address, bool storing);
  void take_fault();
  void raise(u32 cause, u32 at);  // a general exception of the instruction at `at`
  void overflow(u32 need, u32 at);
  void underflow(u32 fours, u32 at);
  void window_exception(u32 old_base, u32 at, u32 vector);
  void return_from_window(bool was_overflow);
  void return_windowed(u32 at);
  void enter_level(unsigned level, u32 return_address);
  void debug_exception(u32 cause, u32 at);
  void set_ps(u32 value);
  void refresh();  // what follows from PS, WINDOWBASE and WINDOWSTART
  void go_to(u32 vector);
  // --- interrupts.cpp ---
  u32 inputs_of(InterruptType) const;
  u32 pending() const { return latched_ | lines_; }
  void tell_interrupt(unsigned level) const;
  unsigned current_level() const;
  unsigned best_interrupt() const;
  void interrupts_changed();
  void take_interrupts();
  void wait_for_interrupt(u32 level);
  void set_waiting(bool);
  void wake();
  u32 ccount() const { return static_cast<u32>(context.cycles()) + ccount_offset_; }
  void set_ccount(u32);
  void arm(unsigned timer);
  void timer_matches(unsigned timer);
  void clock_stops() override;
  void clock_changed() override;
  // --- system_instructions.cpp: `at` is the instruction's own address ---
  void undefined(u32 word, u32 at);
  void perform(u32 word, u32 at);
  void perform_special(u32 word, u32 at);
  void return_from(u32 word);
  void break_instruction(u32 cause, u32 at);
  void special_access(u32 word, u32 at);
  void set_loop_end(u32);
  void fall_through(u32 next);
  u32 user_register(u32 number) const;
  void set_user_register(u32 number, u32 value);
  // --- helps.cpp, fp.cpp ---
  bool unwind_fault(const ir::Op&);
  bool move_stack(const ir::Op&);
  bool divide(const ir::Op&);
  bool conditional_store(const ir::Op&);
  void mac(const ir::Op&, u32 packed);
  bool mac_load(const ir::Op&, u32 packed);
  bool fp_enabled() const { return special_[224] & 1; }  // CPENABLE
  bool floating(const ir::Op&);
  bool float_access(const ir::Op&);
  void booleans(const ir::Op&);
  void tlb(const ir::Op&);
  // --- debug.cpp ---
  void name_registers();
  void debug_registers_changed();
  bool instruction_break(u32 at) const;
  bool data_break(u32 address, unsigned width, bool storing);
  void step_if_counting();
  void count_instruction();

  u32& sr(u32 number) { return special_[number]; }
  u32 sr(u32 number) const { return special_[number]; }

  const Config& config_;
  u32 reset_vector_;
  std::deque<std::string> register_texts_;
  std::vector<RegisterName> names_;
  std::vector<u16> register_codes_;  // what each of names_ is, as GDB's configuration numbers it
  AccessObserver* observer_ = nullptr;
  std::deque<Unimplemented> unmodelled_;  // instructions that the core has and we do not, as they are met
  LoopEnds loop_ends_;
  std::function<void(u32)> on_loop_end_;
  Fault fault_;

  std::array<u32, 256> special_{};  // those that no slot of the context holds
  std::array<u32, 256> user_{};
  std::array<u32, 16> f_{};
  std::array<u8, 8> instruction_attributes_{}, data_attributes_{};  // of regions of 512 MiB (RITLB1, RDTLB1)
  u32 ps_ = 0;                                                      // besides CALLINC
  u32 lines_ = 0;                                                   // INTERRUPT: level inputs that are high,
  u32 latched_ = 0;                                                 // and what stays until it is cleared
  u32 inputs_ = 0;                                                  // all inputs, for edges
  u32 ccount_offset_ = 0;
  u32 last_ccount_ = 0;  // where the clock was stopped
  std::array<std::unique_ptr<Event>, 3> timers_;
  bool waiting_ = false;  // in WAITI
  bool stalled_ = false;
  std::vector<Watched> watched_;  // by DBREAKA and DBREAKC
  std::array<u32, 3> breaks_{};   // IBREAKENABLE and IBREAKA as code was translated for
  bool counting_ = false;         // ICOUNT
};

}  // namespace cpu::xtensa
