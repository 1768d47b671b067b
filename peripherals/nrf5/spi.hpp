#pragma once
// SPI: master with double-buffered transmitter and receiver. nRF51 Series Reference Manual v3.0.1, chapter 26.
// Chip selects are GPIO pins. Bytes go over the SpiBus of SCK's net; their waveform is drawn for whoever watches the
// nets (docs/buses.md). In doubt: a third byte received while two wait to be read replaces the second.
#include <deque>
#include <optional>

#include "emulator/circuit.hpp"
#include "emulator/spi_drawing.hpp"
#include "peripherals/nrf5/peripheral.hpp"
#include "peripherals/nrf5/pin_use.hpp"

namespace nrf5 {

class Spi final : public Peripheral {
 public:
  Spi(std::string name, Scheduler&, Gpio&, Circuit&);
  void clock(i64 hz) { hz_ = hz; }  // 16 MHz unless the crystal drifts; from the next byte on
  void reset() override;
  void serialize(State&) override;

 private:
  bool enabled() const { return enable == 1; }
  SpiFormat format() const;
  u32 hertz() const;
  void configure();
  void write_txd(u32 byte);
  u32 read_rxd();
  void send(u8 byte);
  void finish();
  void draw();
  u8 exchange() const;

  // clang-format off
  EventFlag   ready       {*this, "READY", 0x108};                       // Register overview
  Interrupts  inten       {*this};
  Register    enable_reg  {*this, "ENABLE", 0x500, 0, reserved{31, 3}, on_write<&Spi::configure>};
  Bits<2, 0>  enable      {enable_reg, "ENABLE"};
  Register    pselsck_reg {*this, "PSELSCK", 0x508, 0xffff'ffff, on_write<&Spi::configure>};
  Bits<31, 0> pselsck     {pselsck_reg, "PSELSCK"};
  Register    pselmosi_reg{*this, "PSELMOSI", 0x50c, 0xffff'ffff, on_write<&Spi::configure>};
  Bits<31, 0> pselmosi    {pselmosi_reg, "PSELMOSI"};
  Register    pselmiso_reg{*this, "PSELMISO", 0x510, 0xffff'ffff, on_write<&Spi::configure>};
  Bits<31, 0> pselmiso    {pselmiso_reg, "PSELMISO"};
  Register    rxd_reg     {*this, "RXD", 0x518, 0, reserved{31, 8}, on_read<&Spi::read_rxd>};
  Bits<7, 0, u32, Access::ro> rxd {rxd_reg, "RXD"};
  Register    txd_reg     {*this, "TXD", 0x51c, 0, reserved{31, 8}, on_write<&Spi::write_txd>};
  Bits<7, 0>  txd         {txd_reg, "TXD"};
  Register    frequency_reg {*this, "FREQUENCY", 0x524, 0x0400'0000};
  Bits<31, 0> frequency   {frequency_reg, "FREQUENCY"};
  Register    config      {*this, "CONFIG", 0x554, 0, reserved{31, 3}, on_write<&Spi::configure>};
  Bit<0>      lsb_first   {config, "ORDER"};
  Bit<1>      cpha        {config, "CPHA"};
  Bit<2>      cpol        {config, "CPOL"};
  PowerSwitch power       {*this};
  // clang-format on

  Gpio& gpio_;
  Circuit& circuit_;
  PinUse sck_, mosi_, miso_;
  i64 hz_ = 16'000'000;
  std::optional<u8> waiting_;  // in TXD while another byte is on the wire
  u8 shifting_ = 0;
  std::deque<u8> received_;  // the first is in RXD
  SpiDrawing drawing_{scheduler_, name() + " waveform"};
  Event done_{scheduler_, name() + " byte done", [this] { finish(); }};
};

}  // namespace nrf5
