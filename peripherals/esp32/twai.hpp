#pragma once
// TWAI: a CAN 2.0 controller with the registers of the SJA1000 in PeliCAN mode, one word each, on the APB clock. ESP32
// Technical Reference Manual, chapter "Two-wire Automotive Interface"; CAN controller SJA1000 data sheet (Philips, 2000
// Jan 04), 6.4; addresses from ESP-IDF's soc/esp32/register/soc/twai_struct.h.
// Bits are levels on the pins: whatever joins TX and RX of several controllers (transceivers, open-drain pads on one
// net) is their bus; arbitration and acknowledges follow from it. While the bus rests nothing is computed.
// A bit is 1 + (TSEG1 + 1) + (TSEG2 + 1) quanta of 2 * (BRP + 1) cycles, twice that with BRP_DIV (revision 2 on). Edges
// from recessive to dominant synchronise, hard at a start of frame, else by at most SJW + 1 quanta.
// Not modelled: CLKOUT (CDR.CD is held), BUS_OFF_ON puts out nothing, triple sampling (SAM is held), basic mode (CDR.CM
// is held: the layout is always the extended one), the errata of the receive FIFO.
// In doubt: an edge counts from where the bit began, without rounding to quanta; a frame that would overrun the FIFO
// is lost as a whole; IR bits are set only if IER allows them; when the bus is off, RX reads as the bus does.
#include <deque>
#include <span>

#include "emulator/clock_signal.hpp"
#include "emulator/wire.hpp"
#include "peripherals/esp32/can_protocol.hpp"
#include "peripherals/esp32/gpio_matrix.hpp"
#include "peripherals/esp32/register_rows.hpp"

namespace esp32 {

// Does a frame pass the acceptance filter? SJA1000 data sheet, 6.4.15.
bool twai_accepts(const CanFrame&, std::span<const u8, 4> code, std::span<const u8, 4> mask, bool single);

class Twai final : public RegisterFile, private CanListener {
 public:
  Twai(std::string name, Scheduler&, ClockSignal& apb_clk, GpioMatrix&);

  Wire irq;

  void reset() override;
  void serialize(State&) override;

 private:
  static constexpr std::size_t fifo_bytes = 64;
  using Buffer = std::array<u8, 13>;

  void connect_registers();
  void mode_written(u32 written);
  void command_written(u32 written);
  u32 status() const;
  u32 read_interrupts();
  u32 read_window(unsigned index) const;
  void write_window(u32 written, unsigned index);
  void raise(u32 interrupts);
  void update();
  void note_states();
  std::size_t fifo_used() const;

  // Time.
  i64 quantum() const;
  i64 sample_point() const { return (2 + i64{tseg1_}) * quantum(); }
  i64 bit_time() const { return (3 + i64{tseg1_} + i64{tseg2_}) * quantum(); }
  void start_clock();
  void plan();
  void step();
  void edge(bool level);

  // CanListener.
  void received(const CanFrame&) override;
  void sent() override;
  void given_up() override;
  void lost_arbitration(unsigned bit) override;
  void erred(CanError, CanField, bool receiving) override;
  void counted() override;
  void off() override;
  void back() override;

  RegisterRows rows_;
  Register &mode_{rows_["MODE"]}, &ier_{rows_["IER"]}, &alc_{rows_["ALC"]}, &ecc_{rows_["ECC"]};
  Flag<3> afm_{mode_};
  Flag<2> stm_{mode_};
  Flag<1> lom_{mode_};
  Flag<0> rm_{mode_};
  Flag<4> brp_div_{ier_};
  Part<7, 6> sjw_{rows_["BTR0"]};
  Part<5, 0> brp_{rows_["BTR0"]};
  Part<6, 4> tseg2_{rows_["BTR1"]};
  Part<3, 0> tseg1_{rows_["BTR1"]};
  Part<7, 0> ewl_{rows_["EWL"]};

  ClockSignal& clk_;
  GpioMatrix& pins_;
  TickCounter cycles_;
  CanProtocol protocol_{*this};
  Buffer transmit_{};
  std::array<u8, 4> code_{}, mask_{};
  std::deque<Buffer> fifo_;
  u32 raw_ = 0;  // IR without RI
  bool overrun_ = false, complete_ = true, bus_off_ = false;
  bool warned_ = false, was_passive_ = false;
  bool captured_arbitration_ = false, captured_error_ = false;
  bool clocked_ = false, sampled_ = false, synchronised_ = false;
  i64 bit_began_ = 0;
  i64 bit_ends_ = 0;
  Event step_;
};

}  // namespace esp32
