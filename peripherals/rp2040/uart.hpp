#pragma once
// UART0 and UART1: Arm PL011. RP2040 Datasheet 4.2; Arm PrimeCell UART (PL011) TRM (DDI 0183), chapters 2 and 3.
// The TX pin carries every bit. Frames also travel whole over the SerialLine of the pin's net; see SerialReceiver.
// Not modelled: IrDA (4.2 says it is not supported). DSR, DCD and RI are not on pins and read as inactive.
// In doubt: an empty receive FIFO reads as 0; what is written to a full transmit FIFO is lost; reserved FIFO levels act
// as 7/8; loopback leaves the pin carrying what is sent; FEN = 0 flushes the transmit FIFO (PL011 TRM 3.3.8).
#include <deque>

#include "emulator/circuit.hpp"
#include "emulator/clock_signal.hpp"
#include "emulator/serial_receiver.hpp"
#include "emulator/steady.hpp"
#include "peripherals/rp2040/named_bits.hpp"
#include "peripherals/rp2040/peripheral.hpp"
#include "peripherals/rp2040/pin_matrix.hpp"
#include "peripherals/rp2040/primecell_id.hpp"

namespace rp2040 {

class Uart final : public Peripheral, public Steady {
 public:
  Uart(std::string name, unsigned number, Scheduler&, ClockSignal& clk_peri, PinMatrix&, Circuit&);

  Wire irq, dreq_tx, dreq_rx;

  FrameFormat format() const;
  bool steady(u32 offset) const override { return offset == fr.offset && !(observer_ && observer_->wants_accesses); }
  void reset() override;
  void serialize(State&) override;

 private:
  static constexpr std::size_t fifo_size = 32;
  // Interrupts, as in UARTRIS; the errors also as in UARTDR, a bit higher up.
  static constexpr u32 i_ri = 1, i_cts = 2, i_dcd = 4, i_dsr = 8, i_rx = 1 << 4, i_tx = 1 << 5, i_rt = 1 << 6,
                       i_fe = 1 << 7, i_pe = 1 << 8, i_be = 1 << 9, i_oe = 1 << 10;

  // Registers.
  u32 read_dr();
  void write_dr(u32 written);
  void clear_errors() { rsr = 0; }
  u32 flags() const;
  void set_line_control();
  void configure();
  u32 masked_now() const { return ris & imsc; }
  void clear_interrupts(u32 written);
  void raise(u32 interrupts);
  void drop(u32 interrupts);
  void update();
  std::size_t depth() const { return fen ? fifo_size : 1; }
  std::size_t tx_trigger() const;
  std::size_t rx_trigger() const;
  bool request_to_send() const;
  void look_at_modem();

  // Transmitter.
  bool sending() const { return tx_length_ > 0; }
  bool parity_bit(u8 byte) const;
  void send_next();
  void drive_tx(bool level);
  void plan_edge();
  void next_edge();
  void frame_sent();
  void update_break();
  void send_frame(const SerialFrame&);

  // Receiver.
  bool can_receive() const { return uarten && rxe && divisor_ && clk_peri_.running(); }
  Duration half_bits(i64 n) const { return clk_peri_.clock().ticks(n * divisor_ / 8); }
  unsigned frame_bits() const { return 1 + data_bits() + pen; }  // without stop bits
  unsigned data_bits() const { return 5 + wlen; }
  SerialReceiver::Uart settings();
  void push(const SerialReceiver::Character&);

  // clang-format off
  // 4.2.8. DMA writes bytes here, which the bus shows on every lane (2.1.5): the upper ones are nobody's mistake.
  Register    dr_reg   {*this, "UARTDR", 0x000, 0, on_read<&Uart::read_dr>, on_write<&Uart::write_dr>};
  Bits<31, 12, u32, Access::ro> dr_lanes {dr_reg, "upper lanes"};
  Bit<11, Access::ro> dr_oe {dr_reg, "OE"};
  Bit<10, Access::ro> dr_be {dr_reg, "BE"};
  Bit<9, Access::ro>  dr_pe {dr_reg, "PE"};
  Bit<8, Access::ro>  dr_fe {dr_reg, "FE"};
  Bits<7, 0>  dr_data  {dr_reg, "DATA"};
  Register    rsr_reg  {*this, "UARTRSR", 0x004, 0, reserved{31, 4}, on_write<&Uart::clear_errors>};
  NamedBits<3, 0, Access::w1c> rsr {rsr_reg, {"OE", "BE", "PE", "FE"}};
  Register    fr       {*this, "UARTFR", 0x018, 0x90, reserved{31, 9}, on_read<&Uart::flags>};
  Bit<8, Access::ro>  fr_ri   {fr, "RI"};
  Bit<7, Access::ro>  fr_txfe {fr, "TXFE"};
  Bit<6, Access::ro>  fr_rxff {fr, "RXFF"};
  Bit<5, Access::ro>  fr_txff {fr, "TXFF"};
  Bit<4, Access::ro>  fr_rxfe {fr, "RXFE"};
  Bit<3, Access::ro>  fr_busy {fr, "BUSY"};
  Bit<2, Access::ro>  fr_dcd  {fr, "DCD"};
  Bit<1, Access::ro>  fr_dsr  {fr, "DSR"};
  Bit<0, Access::ro>  fr_cts  {fr, "CTS"};
  Register    ilpr     {*this, "UARTILPR", 0x020, 0, reserved{31, 8}, todo{"ILPDVSR", 7, 0}};
  Register    ibrd_reg {*this, "UARTIBRD", 0x024, 0, reserved{31, 16}};
  Bits<15, 0> ibrd     {ibrd_reg, "BAUD_DIVINT"};
  Register    fbrd_reg {*this, "UARTFBRD", 0x028, 0, reserved{31, 6}};
  Bits<5, 0>  fbrd     {fbrd_reg, "BAUD_DIVFRAC"};
  Register    lcr_h    {*this, "UARTLCR_H", 0x02c, 0, reserved{31, 8}, on_write<&Uart::set_line_control>};
  Bit<7>      sps      {lcr_h, "SPS"};
  Bits<6, 5>  wlen     {lcr_h, "WLEN"};
  Bit<4>      fen      {lcr_h, "FEN"};
  Bit<3>      stp2     {lcr_h, "STP2"};
  Bit<2>      eps      {lcr_h, "EPS"};
  Bit<1>      pen      {lcr_h, "PEN"};
  Bit<0>      brk      {lcr_h, "BRK"};
  Register    cr       {*this, "UARTCR", 0x030, 0x300, reserved{31, 16}, reserved{6, 3}, todo{"SIRLP", 2},
                        todo{"SIREN", 1},
                        on_write<&Uart::configure>};
  Bit<15>     ctsen    {cr, "CTSEN"};
  Bit<14>     rtsen    {cr, "RTSEN"};
  Bit<13>     out2     {cr, "OUT2"};
  Bit<12>     out1     {cr, "OUT1"};
  Bit<11>     rts      {cr, "RTS"};
  Bit<10>     dtr      {cr, "DTR"};
  Bit<9>      rxe      {cr, "RXE"};
  Bit<8>      txe      {cr, "TXE"};
  Bit<7>      lbe      {cr, "LBE"};
  Bit<0>      uarten   {cr, "UARTEN"};
  Register    ifls     {*this, "UARTIFLS", 0x034, 0x12, reserved{31, 6}, on_write<&Uart::update>};
  Bits<5, 3>  rxiflsel {ifls, "RXIFLSEL"};
  Bits<2, 0>  txiflsel {ifls, "TXIFLSEL"};
  Register    imsc_reg {*this, "UARTIMSC", 0x038, 0, reserved{31, 11}, on_write<&Uart::update>};
  NamedBits<10, 0> imsc {imsc_reg, {"OEIM", "BEIM", "PEIM", "FEIM", "RTIM", "TXIM", "RXIM", "DSRMIM", "DCDMIM",
                         "CTSMIM", "RIMIM"}};
  Register    ris_reg  {*this, "UARTRIS", 0x03c, 0, reserved{31, 11}};
  NamedBits<10, 0, Access::ro> ris {ris_reg, {"OERIS", "BERIS", "PERIS", "FERIS", "RTRIS", "TXRIS", "RXRIS",
                                    "DSRRMIS", "DCDRMIS", "CTSRMIS", "RIRMIS"}};
  Register    mis_reg  {*this, "UARTMIS", 0x040, 0, reserved{31, 11}, on_read<&Uart::masked_now>};
  NamedBits<10, 0, Access::ro> mis {mis_reg, {"OEMIS", "BEMIS", "PEMIS", "FEMIS", "RTMIS", "TXMIS", "RXMIS",
                                    "DSRMMIS", "DCDMMIS", "CTSMMIS", "RIMMIS"}};
  Register    icr_reg  {*this, "UARTICR", 0x044, 0, reserved{31, 11}, on_write<&Uart::clear_interrupts>};
  NamedBits<10, 0, Access::w1c> icr {icr_reg, {"OEIC", "BEIC", "PEIC", "FEIC", "RTIC", "TXIC", "RXIC", "DSRMIC",
                                     "DCDMIC", "CTSMIC", "RIMIC"}};
  Register    dmacr    {*this, "UARTDMACR", 0x048, 0, reserved{31, 3}, on_write<&Uart::update>};
  Bit<2>      dmaonerr {dmacr, "DMAONERR"};
  Bit<1>      txdmae   {dmacr, "TXDMAE"};
  Bit<0>      rxdmae   {dmacr, "RXDMAE"};
  PrimeCellId id       {*this, "UART", 0x011, 3};
  // clang-format on

  Scheduler& scheduler_;
  ClockSignal& clk_peri_;
  PinMatrix& pins_;
  Circuit& circuit_;
  Signal tx_, rx_, cts_, rts_;
  TickCounter cycles_;
  u32 divisor_ = 0;  // 64 * IBRD + FBRD as latched by UARTLCR_H: sixteenths of a bit, in 64ths of a cycle
  u32 modem_ = 0;    // i_cts, i_dsr, i_dcd, i_ri where the line is asserted

  std::deque<u8> tx_fifo_;
  u16 tx_frame_ = 0;  // the frame on the line, first bit lowest
  u8 tx_length_ = 0;  // in bits
  u8 tx_next_ = 0;    // the bit that the next event begins
  u8 tx_byte_ = 0;
  u32 tx_divisor_ = 0;
  i64 tx_start_ = 0;  // the edge of clk_peri at which the frame began
  bool tx_level_ = true;
  Event edge_, break_sent_;

  std::deque<u16> rx_fifo_;
  bool overrun_ = false;
  SerialReceiver receiver_;
  Event timeout_;
};

}  // namespace rp2040
