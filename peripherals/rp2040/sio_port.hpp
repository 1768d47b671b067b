#pragma once
// SIO as one core sees it: its CPUID, its side of the FIFOs, its divider and its interpolators, and what it shares with
// the other core. RP2040 Datasheet 2.3.1.7 "List of Registers".
// In doubt: ACCUMx_ADD has 24 bits in the list of registers, but the datasheet's own example reads all 32: so has this.
#include <memory>
#include <string>
#include <vector>

#include "cpu/thumb/own_registers.hpp"
#include "emulator/steady.hpp"
#include "peripherals/rp2040/divider.hpp"
#include "peripherals/rp2040/interpolator.hpp"
#include "peripherals/rp2040/sio.hpp"

namespace rp2040 {

class SioPort final : public RegisterFile, public cpu::thumb::OwnRegisters, public Steady {
 public:
  SioPort(std::string name, Sio&, unsigned core);
  u32 read(u32 offset) override;
  void write(u32 offset, u32 value) override;
  bool is_own(u32 offset) const override;
  bool steady(u32 offset) const override;
  void reset() override;
  void serialize(State&) override;

 private:
  using Reader = std::function<u32()>;
  using Writer = std::function<void(u32)>;

  // A register of one field, `width` bits wide. `look` is for peek() where reading has an effect.
  Register& add(const std::string& name, u32 offset, Access, Reader read, Writer write = {}, Reader look = {},
                unsigned width = 32);
  void add_gpio();
  void add_fifo();
  void add_divider();
  void add_interpolator(unsigned n);
  void add_lane_control(unsigned n, unsigned lane, const std::string& prefix, u32 offset);
  void add_spinlocks();

  bool is_watched() const { return observer_ && observer_->wants_accesses; }

  Sio& sio_;
  unsigned core_;
  std::vector<std::unique_ptr<Register>> registers_;
  Divider divider_;
  std::array<Interpolator, 2> interpolators_{Interpolator{Interpolator::Special::blend},
                                             Interpolator{Interpolator::Special::clamp}};
};

}  // namespace rp2040
