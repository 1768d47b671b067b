#pragma once
// UART: asynchronous serial with a receive FIFO of six bytes and hardware flow control. nRF51 Series Reference Manual
// v3.0.1, chapter 29. Frames are 8 data bits, even parity or none, one stop bit.
// In doubt, where the manual is silent: a byte written to TXD while another is sent follows it; one written while the
// transmitter is stopped is lost; a full FIFO loses its newest byte; reading an empty RXD gives the last byte again.
#include <deque>
#include <optional>

#include "emulator/circuit.hpp"
#include "peripherals/nrf5/peripheral.hpp"
#include "peripherals/nrf5/pin_use.hpp"

namespace nrf5 {

class Uart final : public Peripheral, private PinWatcher {
 public:
  Uart(std::string name, Scheduler&, Gpio&, Circuit&);
  ~Uart() override;
  FrameFormat format() const;
  void clock(i64 hz) { hz_ = hz; }  // 16 MHz unless the crystal drifts

  void reset() override;
  void serialize(State&) override;

 private:
  static constexpr std::size_t fifo_size = 6, reserve = 4;  // RTS goes when only four places are left

  bool enabled() const { return enable == 4; }
  bool flow_control() const { return hwfc && enabled(); }
  Duration bits(i64 n) const;

  void start_rx();
  void stop_rx();
  void start_tx();
  void stop_tx();
  void suspend();
  void configure();
  void write_txd(u32 byte);
  u32 read_rxd();
  void send_next();
  void frame_sent();
  void receiver_stopped();
  void hear(const SerialFrame&);
  void listen(const Net*);
  void push(u8 byte);
  void update_rts();
  void pin_changed(unsigned pin, bool level) override;

  // clang-format off
  Task        startrx  {*this, "STARTRX", 0x000, &Uart::start_rx};    // Register overview
  Task        stoprx   {*this, "STOPRX", 0x004, &Uart::stop_rx};
  Task        starttx  {*this, "STARTTX", 0x008, &Uart::start_tx};
  Task        stoptx   {*this, "STOPTX", 0x00c, &Uart::stop_tx};
  Task        suspend_ {*this, "SUSPEND", 0x01c, &Uart::suspend};
  EventFlag   cts      {*this, "CTS", 0x100};
  EventFlag   ncts     {*this, "NCTS", 0x104};
  EventFlag   rxdrdy   {*this, "RXDRDY", 0x108};
  EventFlag   txdrdy   {*this, "TXDRDY", 0x11c};
  EventFlag   error    {*this, "ERROR", 0x124};
  EventFlag   rxto     {*this, "RXTO", 0x144};
  Shorts      shorts   {*this, {{3, cts, startrx}, {4, ncts, stoprx}}};
  Interrupts  inten    {*this};
  Register    errorsrc {*this, "ERRORSRC", 0x480, 0, reserved{31, 4}};
  Bit<0, Access::w1c> overrun {errorsrc, "OVERRUN"};
  Bit<1, Access::w1c> parity  {errorsrc, "PARITY"};
  Bit<2, Access::w1c> framing {errorsrc, "FRAMING"};
  Bit<3, Access::w1c> brk     {errorsrc, "BREAK"};
  Register    enable_reg  {*this, "ENABLE", 0x500, 0, reserved{31, 3}, on_write<&Uart::configure>};
  Bits<2, 0>  enable      {enable_reg, "ENABLE"};
  Register    pselrts_reg {*this, "PSELRTS", 0x508, 0xffff'ffff, on_write<&Uart::configure>};
  Bits<31, 0> pselrts     {pselrts_reg, "PSELRTS"};
  Register    pseltxd_reg {*this, "PSELTXD", 0x50c, 0xffff'ffff, on_write<&Uart::configure>};
  Bits<31, 0> pseltxd     {pseltxd_reg, "PSELTXD"};
  Register    pselcts_reg {*this, "PSELCTS", 0x510, 0xffff'ffff, on_write<&Uart::configure>};
  Bits<31, 0> pselcts     {pselcts_reg, "PSELCTS"};
  Register    pselrxd_reg {*this, "PSELRXD", 0x514, 0xffff'ffff, on_write<&Uart::configure>};
  Bits<31, 0> pselrxd     {pselrxd_reg, "PSELRXD"};
  Register    rxd_reg     {*this, "RXD", 0x518, 0, reserved{31, 8}, on_read<&Uart::read_rxd>};
  Bits<7, 0, u32, Access::ro> rxd {rxd_reg, "RXD"};
  Register    txd_reg     {*this, "TXD", 0x51c, 0, reserved{31, 8}, on_write<&Uart::write_txd>};
  Bits<7, 0, u32, Access::wo> txd {txd_reg, "TXD"};
  Register    baudrate_reg{*this, "BAUDRATE", 0x524, 0x0400'0000};
  Bits<31, 0> baudrate    {baudrate_reg, "BAUDRATE"};
  Register    config      {*this, "CONFIG", 0x56c, 0, reserved{31, 4}, on_write<&Uart::configure>};
  Bit<0>      hwfc        {config, "HWFC"};
  Bits<3, 1>  config_parity {config, "PARITY"};                       // 7: included
  PowerSwitch power       {*this};
  // clang-format on

  Gpio& gpio_;
  Circuit& circuit_;
  PinUse txd_pin_{gpio_, PinUse::Kind::output}, rts_pin_{gpio_, PinUse::Kind::output};
  PinUse rxd_pin_{gpio_, PinUse::Kind::input}, cts_pin_{gpio_, PinUse::Kind::input, this};
  bool transmitting_ = false;     // STARTTX
  bool receiving_ = false;        // STARTRX
  bool rts_ = false;              // "come on"
  std::optional<u8> waiting_;     // in TXD
  u8 shifting_ = 0;               // on the wire while sent_ is pending
  bool shifting_to_pin_ = false;  // TXD was connected when the frame began
  std::deque<u8> fifo_;           // the first byte is in RXD
  i64 hz_ = 16'000'000;           // of the crystal
  SerialLine* line_ = nullptr;    // listened to
  unsigned listener_ = 0;
  Event sent_{scheduler_, "UART frame sent", [this] { frame_sent(); }};
  Event stopped_{scheduler_, "UART receiver stopped", [this] { receiver_stopped(); }};
};

}  // namespace nrf5
