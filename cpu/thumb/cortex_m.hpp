#pragma once
// A Cortex-M core: registers and modes, the exception model, sleep, and the private peripherals. An engine executes it.
// Arm DDI 0419E (ARMv6-M Architecture Reference Manual).
// Not there: the DWT, and the debug registers, which a debugger's port reaches and the processor does not (CMSIS).
#include <array>
#include <functional>
#include <memory>

#include "cpu/thumb/doze.hpp"
#include "cpu/thumb/exceptions.hpp"
#include "cpu/thumb/mpu.hpp"
#include "cpu/thumb/own_registers.hpp"
#include "cpu/thumb/profile.hpp"
#include "cpu/thumb/system_control.hpp"
#include "cpu/translated_core.hpp"
#include "emulator/wire.hpp"

namespace cpu::thumb {

class CortexM;
using EngineFactory = std::function<std::unique_ptr<ir::Engine>(CortexM&, Bus&)>;

class CortexM final : public TranslatedCore {
 public:
  // `engine`: who executes; the interpreter if none is given.
  CortexM(std::string name, Scheduler&, Bus&, const Profile&, Clock, const EngineFactory& engine = {});
  ~CortexM() override;

  // --- for the chip ---
  void interrupt(unsigned irq, bool level);  // an external interrupt's line
  void nmi(bool level);
  void send_event();  // another core's SEV, or an event from the chip
  // Two that reach the same devices and send each other events. An event that would change nothing need not wake them.
  static void pair(CortexM&, CortexM&);
  void power_off();  // nothing but reset() wakes it
  bool deeply_asleep() const { return (sleep_ == Sleep::wfi || sleep_ == Sleep::wfe) && scb_.deep_sleep(); }
  std::function<void()> on_send_event;    // this core's SEV
  std::function<void()> on_system_reset;  // AIRCR.SYSRESETREQ was written
  // An undefined instruction (UDF too): `word` as fetch() gives it, r15 already behind it. True: it has been performed,
  // by get(), set() and stall(), and it took one cycle besides; false: it is the HardFault it would be without this.
  std::function<bool(u32 word)> on_undefined;
  Wire lockup{"LOCKUP"};
  // A device that only this core reaches, outside the Private Peripheral Bus. Its whole 256 MiB region is the core's
  // own. `own`: which of its registers concern nobody else; none, if it is not given.
  void map_private(u32 base, u32 size, Device&, const OwnRegisters* own = nullptr);
  // How many cycles longer (or, below 0, shorter) than by the processor's own manual an instruction takes that reads
  // or writes a device in this region of 256 MiB: address >> 28.
  void wait_states(unsigned region, int reading, int writing);
  // A register of a device that always reads the same. After wait_states().
  void constant_register(u32 address, u32 value);
  void observe(AccessObserver*);
  std::span<Device* const> private_devices() const { return devices_; }

  // --- emulator::Cpu ---
  bool sleeping() const override { return sleep_ != Sleep::awake || !clocked_; }
  bool locked_up() const override { return locked_up_; }
  Stop run(i64 until) override;
  void reset() override;
  void step() override;
  std::span<const RegisterName> register_names() const override;
  u32 get(unsigned reg) const override;
  void set(unsigned reg, u32 value) override;
  bool peek(u32 address, std::span<u8> bytes) const override;
  bool poke(u32 address, std::span<const u8> bytes) override;
  void set_breakpoint(u32 address, bool on) override;
  std::string disassemble(u32 address, unsigned& size) const override;
  std::string exception_name(unsigned number) const override;
  void serialize(State&) override;

  // --- ir::Guest ---
  void translate(ir::Builder&, u32 pc, unsigned instructions) override;
  bool load(u32 address, unsigned width, u32& value) override;
  bool store(u32 address, unsigned width, u32 value) override;
  bool steady(u32 address) const override { return is_steady(is_private(address) ? private_bus_ : bus_, address); }
  void system(u32 word) override;
  void jump(u32 target) override;
  bool attend() override;

  // --- for the private peripherals ---
  Exceptions& exceptions() { return exceptions_; }
  void exceptions_changed();
  void protection_changed();      // other accesses are allowed now
  void pend(unsigned exception);  // by software
  const Profile& profile() const { return profile_; }
  // Fetches the instruction at an address; 0 bytes where nothing executable is mapped.
  u32 fetch(u32 address, unsigned& bytes) const;
  u32 xpsr() const;

 private:
  // More reasons in context.attention.
  enum : u32 { interrupts = own, faulted = own << 1 };
  enum class Sleep : u8 { awake, wfi, wfe, off };
  // Instead of an instruction, for system(): a debugger's breakpoint; nothing there that can be executed.
  static constexpr u32 breakpoint_word = 0xffff'ffff, unfetchable_word = 0xffff'fffe;

  // --- doze.cpp ---
  std::array<u32, 17> registers() const;
  bool unobserved() const;
  bool may_doze() const;
  void doze();
  void settle_doze(Time);
  void watch_round();
  void watch_instruction();
  void watch_load(u32 address, unsigned width, u32 value);
  void end_round(bool as_it_began);
  void forget_round();
  void cancel_doze();
  bool watches_round() const { return doze_.round == Doze::Round::watched; }

  bool is_private(u32 address) const;
  bool permitted(u32 address, Mpu::Kind) const;
  bool meets_others(u32 address) const override;
  void clock_stops() override { systick_.hold(); }
  void clock_changed() override;
  bool has_words(u32 at);
  bool read(u32 address, unsigned width, u32& value);
  bool write(u32 address, unsigned width, u32 value);
  void wake();
  bool fault() { return context.attention |= faulted, false; }
  int execution_priority(bool with_primask = true) const;
  void take_interrupts();
  bool wakes() const;
  void enter(unsigned number, u32 return_address);
  bool push_frame(u32 return_address, u32& exc_return);
  void begin_handler(unsigned number, u32 exc_return);
  void return_from_exception(u32 exc_return);
  void hard_fault(u32 return_address);
  void lock_up();
  void sleep(Sleep);
  void set_sleep(Sleep);
  u32 read_special(u32 sysm) const;
  void write_special(u32 sysm, u32 value);
  void status_access(u32 word);
  bool privileged() const { return in_handler() || !npriv_; }
  bool in_handler() const { return ipsr_ != 0; }
  bool uses_psp() const { return spsel_ && !in_handler(); }
  void select_stack(bool psp);
  void set_thumb(bool);
  bool load_word(u32 address, u32& value);
  bool store_word(u32 address, u32 value);

  const Profile& profile_;
  Bus private_bus_;
  struct PrivateRegion {  // the device that makes it one
    u32 base = 0, size = 0;
    Device* device = nullptr;
    const OwnRegisters* own = nullptr;
  };
  std::array<PrivateRegion, 16> private_devices_in_{};  // by address >> 28
  u16 private_regions_ = 0;                             // bit n: 0xn000'0000
  struct Waits {
    i8 reading = 0, writing = 0;
  };
  std::array<Waits, 16> waits_{};  // by region
  Exceptions exceptions_;
  Nvic nvic_;
  SystemControlBlock scb_;
  SysTick systick_;
  Mpu mpu_;
  std::vector<Device*> devices_;

  // r[13] is the stack pointer in use; the other one waits here.
  u32 other_sp_ = 0;
  bool psp_in_use_ = false;
  bool spsel_ = false, npriv_ = false, primask_ = false, thumb_ = true;
  u32 ipsr_ = 0;
  bool event_ = false;
  Sleep sleep_ = Sleep::awake;
  bool locked_up_ = false;

  CortexM* partner_ = nullptr;
  Doze doze_;
  bool partner_dozes_ = false, runs_ = false;
};

}  // namespace cpu::thumb
