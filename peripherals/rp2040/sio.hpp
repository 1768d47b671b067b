#pragma once
// SIO: what both cores reach in a single cycle. RP2040 Datasheet 2.3.1 "SIO". Each core has a port of its own
// (sio_port.hpp); this is what they share: GPIO, the two FIFOs and the spinlocks. It has no atomic aliases and is reset
// by the PSM.
// In doubt: any write to FIFO_ST clears ROE and WOF (2.3.1.4 says so; the table of registers says write 1 to clear);
// reading an empty FIFO gives 0; a write to the FIFO is an event for the other core (software adds SEV anyway).
#include <array>
#include <deque>
#include <functional>
#include <memory>

#include "emulator/clock_signal.hpp"
#include "emulator/wire.hpp"
#include "peripherals/rp2040/io_qspi.hpp"
#include "peripherals/rp2040/pin_matrix.hpp"

namespace rp2040 {

class SioPort;

class Sio {
 public:
  static constexpr unsigned cores = 2;
  static constexpr std::size_t fifo_depth = 8;
  static constexpr u32 gpio_mask = 0x3fff'ffff, qspi_mask = 0x3f;

  Sio(const std::string& name, Scheduler&, ClockSignal& clk_sys, PinMatrix&, IoQspi&);
  ~Sio();
  Sio(const Sio&) = delete;
  Sio& operator=(const Sio&) = delete;

  SioPort& port(unsigned core);
  Wire irq_proc0, irq_proc1;                    // SIO_IRQ_PROC0, SIO_IRQ_PROC1
  std::function<void(unsigned core)> on_event;  // wakes this core from WFE
  std::function<void()> on_gpio_in;             // software reads the pins

  void reset();
  void serialize(State&);

 private:
  friend class SioPort;

  // GPIO_OUT, GPIO_OE, GPIO_HI_OUT, GPIO_HI_OE
  enum Gpio : unsigned { out, oe, hi_out, hi_oe };
  enum class Change : u8 { whole, set, clear, exclusive_or };
  void write_gpio(unsigned which, Change, u32 value);
  u32 gpio(unsigned which) const { return gpio_[which]; }
  u32 gpio_in() const { return matrix_.inputs() & gpio_mask; }
  u32 gpio_hi_in() const { return qspi_.inputs() & qspi_mask; }
  void drive();

  u32 fifo_status(unsigned core) const;
  void clear_fifo_errors(unsigned core);
  void push(unsigned core, u32 value);
  u32 pop(unsigned core);
  u32 front(unsigned core) const { return received_[core].empty() ? 0 : received_[core].front(); }
  void update();

  u32 claim(unsigned lock);
  void release(unsigned lock) { locks_ &= ~(1u << lock); }
  u32 locks() const { return locks_; }

  i64 cycle() const { return ticks_.edges(); }

  PinMatrix& matrix_;
  IoQspi& qspi_;
  TickCounter ticks_;
  std::array<std::unique_ptr<SioPort>, cores> ports_;
  std::array<u32, 4> gpio_{};
  std::array<std::deque<u32>, cores> received_;  // what each core will read
  std::array<bool, cores> overflowed_{};         // WOF
  std::array<bool, cores> underflowed_{};        // ROE
  u32 locks_ = 0;
};

}  // namespace rp2040
