#pragma once
// An Xtensa core: registers and windows, exceptions and interrupts, timers, sleep. An engine executes it.
// Tensilica, "Xtensa Instruction Set Architecture (ISA) Reference Manual" (2010), chapters 4 to 6; what the manual
// leaves to a configuration is in profile.hpp. Not modelled: memory protection (region protection hardly used by
// firmware: every access is allowed), caches and their instructions, the trace port, ECC. PIE (ESP32-S3) is decoded and
// says so when it is executed.
#include <array>
#include <unordered_set>

#include "cpu/translated_core.hpp"
#include "cpu/xtensa/profile.hpp"
#include "emulator/access.hpp"

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
  // User register GPIO_OUT, of the dedicated GPIO (ESP32-S2 and -S3): was written.
  std::function<void(u32)> on_gpio_out;

  // --- emulator::Cpu ---
  bool sleeping() const override { return waiting_ || stalled_ || !clocked_; }
  void reset() override;
  std::span<const RegisterName> register_names() const override { return names_; }
  u32 get(unsigned reg) const override;
  void set(unsigned reg, u32 value) override;
  std::string disassemble(u32 address, unsigned& size) const override;
  void serialize(State&) override;

  // --- ir::Guest ---
  void translate(ir::Builder&, u32 pc, unsigned instructions) override;
  bool load(u32 address, unsigned width, u32& value) override;
  bool store(u32 address, unsigned width, u32 value) override;
  void system(u32 word) override;
  bool help(const ir::Op&) override;
  void jump(u32 target) override;
  bool attend() override;

  const Config& config() const { return config_; }

 private:
  void clock_changed() override;

  const Config& config_;
  u32 reset_vector_;
  std::vector<RegisterName> names_;
  AccessObserver* observer_ = nullptr;
  bool waiting_ = false;  // in WAITI
  bool stalled_ = false;
};

}  // namespace cpu::xtensa
