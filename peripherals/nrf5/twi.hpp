#pragma once
// TWI: I2C-compatible master. nRF51 Series Reference Manual v3.0.1, chapter 28.
// Start and stop conditions take one bit time each. After a byte was received the clock stays low until RXD is read;
// the acknowledge bit follows, none if STOP was triggered before. SUSPEND takes effect after that bit.
// Bytes go over the I2cBus of the two nets; their waveform is drawn for whoever watches those (docs/buses.md).
// Not modelled: several masters; OVERRUN cannot happen here.
// In doubt: after a missing acknowledge there is no TXDSENT; STOP on an idle bus gives STOPPED; SCL is high for half of
// each bit.
#include <optional>

#include "emulator/circuit.hpp"
#include "emulator/i2c_drawing.hpp"
#include "peripherals/nrf5/peripheral.hpp"
#include "peripherals/nrf5/pin_use.hpp"

namespace nrf5 {

class Twi final : public Peripheral {
 public:
  Twi(std::string name, Scheduler&, Gpio&, Circuit&);
  std::function<void(unsigned pin)> on_line;  // this pin is a line of a bus now
  void clock(i64 hz) { hz_ = hz; }            // 16 MHz unless the crystal drifts; from the next step on

  void reset() override;
  void serialize(State&) override;

 private:
  // What the bus is doing. In idle, tx_hold, rx_hold and failed it waits for the guest, in rx_full for RXD to be read,
  // in rx_wait for the target.
  enum class Phase : u8 {
    idle,
    address,
    tx_hold,
    tx_byte,
    rx_wait,
    rx_byte,
    rx_full,
    rx_ack,
    rx_hold,
    failed,
    stopping
  };

  bool enabled() const { return enable == 5; }
  void start_rx() { start(true); }
  void start_tx() { start(false); }
  void start(bool reading);
  void stop();
  void suspend();
  void resume();
  void configure();
  void write_txd(u32 byte);
  u32 read_rxd();

  I2cBus* wires() const;  // null while a pin is not connected
  I2cBus* bus() const;    // null where the lines cannot carry anything
  bool pulled_up(const PinUse&) const;
  void enter(Phase, int bits);
  void step();
  void send_address();
  void address_sent();
  void byte_sent();
  void byte_received();
  void acknowledged();
  void stopped();
  void fail();
  void go_on();  // from a hold, with whatever was asked for meanwhile
  void send_next();
  void receive_next();
  bool draws();

  // clang-format off
  Task        startrx     {*this, "STARTRX", 0x000, &Twi::start_rx};   // Register overview
  Task        starttx     {*this, "STARTTX", 0x008, &Twi::start_tx};
  Task        stop_       {*this, "STOP", 0x014, &Twi::stop};
  Task        suspend_    {*this, "SUSPEND", 0x01c, &Twi::suspend};
  Task        resume_     {*this, "RESUME", 0x020, &Twi::resume};
  EventFlag   stopped_    {*this, "STOPPED", 0x104};
  EventFlag   rxdready    {*this, "RXDREADY", 0x108};
  EventFlag   txdsent     {*this, "TXDSENT", 0x11c};
  EventFlag   error       {*this, "ERROR", 0x124};
  EventFlag   bb          {*this, "BB", 0x138};
  EventFlag   suspended   {*this, "SUSPENDED", 0x148};
  Shorts      shorts      {*this, {{0, bb, suspend_}, {1, bb, stop_}}};
  Interrupts  inten       {*this};
  Register    errorsrc    {*this, "ERRORSRC", 0x4c4, 0, reserved{31, 3}};
  Bit<0, Access::w1c> overrun {errorsrc, "OVERRUN"};
  Bit<1, Access::w1c> anack   {errorsrc, "ANACK"};
  Bit<2, Access::w1c> dnack   {errorsrc, "DNACK"};
  Register    enable_reg  {*this, "ENABLE", 0x500, 0, reserved{31, 3}, on_write<&Twi::configure>};
  Bits<2, 0>  enable      {enable_reg, "ENABLE"};
  Register    pselscl_reg {*this, "PSELSCL", 0x508, 0xffff'ffff, on_write<&Twi::configure>};
  Bits<31, 0> pselscl     {pselscl_reg, "PSELSCL"};
  Register    pselsda_reg {*this, "PSELSDA", 0x50c, 0xffff'ffff, on_write<&Twi::configure>};
  Bits<31, 0> pselsda     {pselsda_reg, "PSELSDA"};
  Register    rxd_reg     {*this, "RXD", 0x518, 0, reserved{31, 8}, on_read<&Twi::read_rxd>};
  Bits<7, 0, u32, Access::ro> rxd {rxd_reg, "RXD"};
  Register    txd_reg     {*this, "TXD", 0x51c, 0, reserved{31, 8}, on_write<&Twi::write_txd>};
  Bits<7, 0>  txd         {txd_reg, "TXD"};
  Register    frequency_reg {*this, "FREQUENCY", 0x524, 0x0400'0000};
  Bits<31, 0> frequency   {frequency_reg, "FREQUENCY"};
  Register    address_reg {*this, "ADDRESS", 0x588, 0, reserved{31, 7}};
  Bits<6, 0>  address     {address_reg, "ADDRESS"};
  PowerSwitch power       {*this};
  // clang-format on

  Gpio& gpio_;
  Circuit& circuit_;
  PinUse scl_, sda_;
  Phase phase_ = Phase::idle;
  bool reading_ = false;
  bool stop_asked_ = false, suspend_asked_ = false, is_suspended_ = false;
  std::optional<bool> start_asked_;  // reading or not
  std::optional<u8> waiting_;        // in TXD
  u8 shifting_ = 0;
  bool acknowledges_ = false;  // the byte received
  I2cDrawing drawing_{scheduler_, name() + " waveform"};
  i64 hz_ = 16'000'000;
  Event step_{scheduler_, name() + " bus", [this] { step(); }};
};

}  // namespace nrf5
