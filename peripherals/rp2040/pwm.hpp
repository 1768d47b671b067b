#pragma once
// PWM: eight slices with two channels each. RP2040 Datasheet 4.5. The counters are computed when somebody looks; an
// event is scheduled only where a level changes on a pin, or a wrap raises an interrupt or a DREQ.
// Not modelled: the two cycles of the synchroniser at input B.
#include <array>
#include <memory>

#include "emulator/clock_signal.hpp"
#include "peripherals/rp2040/peripheral.hpp"
#include "peripherals/rp2040/pin_matrix.hpp"
#include "peripherals/rp2040/pwm_counter.hpp"

namespace rp2040 {

class Pwm final : public Peripheral {
 public:
  static constexpr unsigned slices = 8;
  Pwm(std::string name, Scheduler&, ClockSignal& clk_sys, PinMatrix&);

  Wire irq{"PWM_IRQ_WRAP"};
  Wire& dreq(unsigned slice) { return slices_[slice]->dreq; }  // high for one cycle at each wrap
  // Does anybody wait for this slice's DREQ? Without an answer every wrap is an event. Asked when whoever answers says
  // that an answer has changed.
  std::function<bool(unsigned slice)> dreq_used;
  void dreq_use_changed();

  u32 read(u32 offset) override;
  void write(u32 offset, u32 value) override;
  void reset() override;
  void serialize(State&) override;

 private:
  enum class Mode : u32 { div, level, rise, fall };

  struct Slice {
    Slice(Pwm&, Scheduler&, unsigned n);

    // clang-format off
    Register csr;            // Control and status register
    Bit<0>   en;
    Bit<1>   ph_correct;
    Bit<2>   a_inv;
    Bit<3>   b_inv;
    Bits<5, 4, Mode> divmode;
    Bit<6>   ph_ret;         // both read 1 until they are done
    Bit<7>   ph_adv;
    Register div;
    Bits<3, 0>  div_frac;
    Bits<11, 4> div_int;     // 0: 256
    Register ctr;
    Bits<15, 0> ctr_bits;
    Register cc;
    Bits<15, 0>  cc_a;
    Bits<31, 16> cc_b;
    Register top;
    Bits<15, 0> top_bits;
    // clang-format on

    PwmCounter counter;
    Wire dreq;
    Event due, dreq_end;
    Signal a, b;
    bool b_high = false;                                     // input
    bool out_a = false, out_b = false, b_is_output = false;  // as driven
  };

  std::array<std::unique_ptr<Slice>, slices> make_slices();
  void csr_written(u32 written, unsigned slice);
  u32 csr_read(unsigned slice) const;
  void div_written(u32 written, unsigned slice);
  void ctr_written(u32 written, unsigned slice);
  u32 ctr_read(unsigned slice) const;
  void values_written(u32 written, unsigned slice);
  u32 en_read() const;
  void en_written(u32 written);
  u32 intr_read() const;
  u32 ints_read() const { return (intr_read() & inte_.value) | intf_.value; }
  void interrupts_written();

  void settle();
  void settle(unsigned slice);
  void refresh(unsigned slice);  // outputs and the next event, from state
  void schedule(unsigned slice);
  void set_enabled(unsigned slice, bool);
  void set_flow(Slice&);
  void input_changed(unsigned slice, bool level);
  void wrapped(unsigned slice, u64 times);
  void drive(Slice&);
  bool wraps_matter(unsigned slice) const;
  void update();

  Scheduler& scheduler_;
  PinMatrix& matrix_;
  TickCounter ticks_;
  u8 dreqs_used_ = 0xff;
  std::array<std::unique_ptr<Slice>, slices> slices_ = make_slices();  // CH0_CSR … CH7_TOP

  // clang-format off
  static constexpr reserved upper{31, 8};
  Register   en_  {*this, "EN",   0xa0, 0, upper, on_read<&Pwm::en_read>, on_write<&Pwm::en_written>};
  Bits<7, 0> en_ch_{en_, "CH"};
  Register   intr_{*this, "INTR", 0xa4, 0, upper, on_read<&Pwm::intr_read>, on_write<&Pwm::interrupts_written>};
  Bits<7, 0, u32, Access::w1c> intr_ch_{intr_, "CH"};
  Register   inte_{*this, "INTE", 0xa8, 0, upper, on_write<&Pwm::interrupts_written>};
  Bits<7, 0> inte_ch_{inte_, "CH"};
  Register   intf_{*this, "INTF", 0xac, 0, upper, on_write<&Pwm::interrupts_written>};
  Bits<7, 0> intf_ch_{intf_, "CH"};
  Register   ints_{*this, "INTS", 0xb0, 0, upper, on_read<&Pwm::ints_read>};
  Bits<7, 0, u32, Access::ro> ints_ch_{ints_, "CH"};
  // clang-format on
};

}  // namespace rp2040
