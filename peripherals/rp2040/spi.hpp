#pragma once
// SPI0 and SPI1: Arm PL022 SSP. RP2040 Datasheet 4.4; Arm PrimeCell SSP (PL022) TRM (DDI 0194), chapters 2 and 3.
// A controller's data go over the SpiBus of SCK's net at the end of a frame; SCK and TX themselves only show their idle
// levels, CSN every frame. The waveform is drawn for whoever watches the nets (docs/buses.md). A target gets its bits
// from such a controller or from edges on SCK.
// With SPH = 0 CSN goes high between frames and a target takes one frame each time it is selected (TRM 2.3.8 on).
// Not modelled, and complained about when chosen: the TI and Microwire formats (SSPCR0.FRF).
// In doubt: CSN falls half a bit before the first clock edge, rises half a bit after the last and stays high for a bit
// (the TRM draws this without numbers); a frame that began ends also when SSE goes; an empty FIFO reads as 0; a target
// with nothing to send sends zeros; a target takes a word from its FIFO when the first bit is sampled.
#include <deque>
#include <vector>

#include "emulator/circuit.hpp"
#include "emulator/clock_signal.hpp"
#include "emulator/spi_drawing.hpp"
#include "peripherals/rp2040/named_bits.hpp"
#include "peripherals/rp2040/peripheral.hpp"
#include "peripherals/rp2040/pin_matrix.hpp"
#include "peripherals/rp2040/primecell_id.hpp"

namespace rp2040 {

class Spi final : public Peripheral, private SpiDevice {
 public:
  Spi(std::string name, unsigned number, Scheduler&, ClockSignal& clk_peri, PinMatrix&, Circuit&);
  ~Spi() override;

  Wire irq, dreq_tx, dreq_rx;

  SpiFormat format() const;
  void reset() override;
  void serialize(State&) override;

 private:
  static constexpr std::size_t fifo_size = 8;
  static constexpr u32 i_ror = 1, i_rt = 2, i_rx = 4, i_tx = 8;
  // Of a controller: a frame; CSN still low after it; CSN high before another may begin.
  enum class Phase : u8 { idle, frame, hold, gap };

  // Registers.
  u32 read_dr();
  void write_dr(u32 written);
  u32 status() const;
  u32 raw_now() const;
  u32 masked_now() const { return raw_now() & imsc; }
  void set_prescaler() { cpsdvsr = cpsdvsr & ~1u; }
  void clear_interrupts(u32 written);
  void configure();
  void update();

  i64 period() const { return i64{cpsdvsr} * (1 + scr); }
  unsigned bits() const { return dss + 1; }
  u32 frame_mask() const { return (1u << bits()) - 1; }
  bool runs() const { return sse && dss >= 3 && frf == 0; }

  // Controller.
  void begin();
  void enter(Phase, i64 half_bits);
  void plan();
  void step();
  void frame_done();
  void draw();
  u32 exchange(u32 out);
  void push(u32 data);
  void time_out();

  // Target.
  bool selected() const override { return sse && ms && !pins_.level(csn_); }
  u32 answer(u32 out, unsigned bits) const override;
  void shift(bool mosi) override;
  void attach();
  void csn_changed();
  void sck_changed(bool level);
  void show();

  // clang-format off
  Register    cr0      {*this, "SSPCR0", 0x000, 0, reserved{31, 16}, on_write<&Spi::configure>};  // 4.4.4
  Bits<15, 8> scr      {cr0, "SCR"};
  Bit<7>      sph      {cr0, "SPH"};
  Bit<6>      spo      {cr0, "SPO"};
  Bits<5, 4>  frf      {cr0, "FRF"};
  Bits<3, 0>  dss      {cr0, "DSS"};
  Register    cr1      {*this, "SSPCR1", 0x004, 0, reserved{31, 4}, on_write<&Spi::configure>};
  Bit<3>      sod      {cr1, "SOD"};
  Bit<2>      ms       {cr1, "MS"};
  Bit<1>      sse      {cr1, "SSE"};
  Bit<0>      lbm      {cr1, "LBM"};
  // DMA writes bytes and halfwords here, which the bus shows on every lane (2.1.5): the upper ones are nobody's mistake.
  Register    dr       {*this, "SSPDR", 0x008, 0, on_read<&Spi::read_dr>, on_write<&Spi::write_dr>};
  Bits<15, 0> data     {dr, "DATA"};
  Bits<31, 16, u32, Access::ro> lanes {dr, "upper lanes"};
  Register    sr       {*this, "SSPSR", 0x00c, 3, reserved{31, 5}, on_read<&Spi::status>};
  NamedBits<4, 0, Access::ro> sr_bits {sr, {"BSY", "RFF", "RNE", "TNF", "TFE"}};
  Register    cpsr     {*this, "SSPCPSR", 0x010, 0, reserved{31, 8}, on_write<&Spi::set_prescaler>};
  Bits<7, 0>  cpsdvsr  {cpsr, "CPSDVSR"};
  Register    imsc_reg {*this, "SSPIMSC", 0x014, 0, reserved{31, 4}, on_write<&Spi::update>};
  NamedBits<3, 0> imsc {imsc_reg, {"TXIM", "RXIM", "RTIM", "RORIM"}};
  Register    ris_reg  {*this, "SSPRIS", 0x018, 8, reserved{31, 4}, on_read<&Spi::raw_now>};
  NamedBits<3, 0, Access::ro> ris {ris_reg, {"TXRIS", "RXRIS", "RTRIS", "RORRIS"}};
  Register    mis_reg  {*this, "SSPMIS", 0x01c, 0, reserved{31, 4}, on_read<&Spi::masked_now>};
  NamedBits<3, 0, Access::ro> mis {mis_reg, {"TXMIS", "RXMIS", "RTMIS", "RORMIS"}};
  Register    icr      {*this, "SSPICR", 0x020, 0, reserved{31, 2}, on_write<&Spi::clear_interrupts>};
  NamedBits<1, 0, Access::w1c> icr_bits {icr, {"RTIC", "RORIC"}};
  Register    dmacr    {*this, "SSPDMACR", 0x024, 0, reserved{31, 2}, on_write<&Spi::update>};
  Bit<1>      txdmae   {dmacr, "TXDMAE"};
  Bit<0>      rxdmae   {dmacr, "RXDMAE"};
  PrimeCellId id       {*this, "SSP", 0x022, 3};
  // clang-format on

  ClockSignal& clk_peri_;
  PinMatrix& pins_;
  Circuit& circuit_;
  Signal rx_, csn_, sck_, tx_;
  TickCounter cycles_;
  std::deque<u16> tx_fifo_, rx_fifo_;
  Phase phase_ = Phase::idle;
  i64 due_ = 0;  // the edge of clk_peri at which the phase ends
  u16 shifting_ = 0;
  u32 latched_ = 0;     // i_rt, i_ror
  bool taken_ = false;  // target: a frame has passed since CSN fell
  u8 clocked_ = 0;      // target: bits of the present frame
  u16 incoming_ = 0;
  Event step_, timeout_;
  SpiDrawing drawing_;
  std::vector<SpiBus*> buses_;
};

}  // namespace rp2040
