#pragma once
// SPIS: SPI slave with EasyDMA and a semaphore that guards its buffers. nRF51 Series Reference Manual v3.0.1,
// chapter 27. Bits come from a master that works by bytes (the SpiBus of SCK's net) or from edges on the pins.
// In doubt: a master that works by bytes is understood whatever its clock mode (the sampling edges are not modelled);
// ACQUIRE while the CPU holds the semaphore gives ACQUIRED.
#include "emulator/circuit.hpp"
#include "peripherals/nrf5/easy_dma.hpp"
#include "peripherals/nrf5/peripheral.hpp"
#include "peripherals/nrf5/pin_use.hpp"

namespace nrf5 {

class Spis final : public Peripheral, private PinWatcher, private SpiByteDevice {
 public:
  Spis(std::string name, Scheduler&, Gpio&, Circuit&, Bus&);
  ~Spis() override;
  void reset() override;
  void serialize(State&) override;

 private:
  enum class Owner : u32 { free, cpu, spis, cpu_pending };

  bool enabled() const { return enable == 2; }
  void acquire();
  void release();
  void configure();
  void attach(const Net*);
  void pin_changed(unsigned pin, bool level) override;
  bool selected() const override;
  u8 reply() const override;
  void received(u8 byte) override;
  u8 on_wire(u32 byte) const { return static_cast<u8>(lsb_first ? reversed(byte, 8) : byte); }
  void select_changed(bool on);
  void show_miso(bool driven);

  // clang-format off
  Task        acquire_task{*this, "ACQUIRE", 0x024, &Spis::acquire};   // Register overview
  Task        release_task{*this, "RELEASE", 0x028, &Spis::release};
  EventFlag   end         {*this, "END", 0x104};
  EventFlag   endrx       {*this, "ENDRX", 0x110};
  EventFlag   acquired    {*this, "ACQUIRED", 0x128};
  Shorts      shorts      {*this, {{2, end, acquire_task}}};
  Interrupts  inten       {*this};
  Register    semstat_reg {*this, "SEMSTAT", 0x400, 1, reserved{31, 2}};
  Bits<1, 0, Owner, Access::ro> semstat {semstat_reg, "SEMSTAT"};
  Register    status      {*this, "STATUS", 0x440, 0, reserved{31, 2}};
  Bit<0, Access::w1c> overread {status, "OVERREAD"};
  Bit<1, Access::w1c> overflow {status, "OVERFLOW"};
  Register    enable_reg  {*this, "ENABLE", 0x500, 0, reserved{31, 3}, on_write<&Spis::configure>};
  Bits<2, 0>  enable      {enable_reg, "ENABLE"};
  Register    pselsck_reg {*this, "PSELSCK", 0x508, 0xffff'ffff, on_write<&Spis::configure>};
  Bits<31, 0> pselsck     {pselsck_reg, "PSELSCK"};
  Register    pselmiso_reg{*this, "PSELMISO", 0x50c, 0xffff'ffff, on_write<&Spis::configure>};
  Bits<31, 0> pselmiso    {pselmiso_reg, "PSELMISO"};
  Register    pselmosi_reg{*this, "PSELMOSI", 0x510, 0xffff'ffff, on_write<&Spis::configure>};
  Bits<31, 0> pselmosi    {pselmosi_reg, "PSELMOSI"};
  Register    pselcsn_reg {*this, "PSELCSN", 0x514, 0xffff'ffff, on_write<&Spis::configure>};
  Bits<31, 0> pselcsn     {pselcsn_reg, "PSELCSN"};
  Register    rxdptr_reg  {*this, "RXDPTR", 0x534, 0};
  Bits<31, 0> rxdptr      {rxdptr_reg, "RXDPTR"};
  Register    maxrx_reg   {*this, "MAXRX", 0x538, 0, reserved{31, 8}};
  Bits<7, 0>  maxrx       {maxrx_reg, "MAXRX"};
  Register    amountrx_reg{*this, "AMOUNTRX", 0x53c, 0, reserved{31, 8}};
  Bits<7, 0, u32, Access::ro> amountrx {amountrx_reg, "AMOUNTRX"};
  Register    txdptr_reg  {*this, "TXDPTR", 0x544, 0};
  Bits<31, 0> txdptr      {txdptr_reg, "TXDPTR"};
  Register    maxtx_reg   {*this, "MAXTX", 0x548, 0, reserved{31, 8}};
  Bits<7, 0>  maxtx       {maxtx_reg, "MAXTX"};
  Register    amounttx_reg{*this, "AMOUNTTX", 0x54c, 0, reserved{31, 8}};
  Bits<7, 0, u32, Access::ro> amounttx {amounttx_reg, "AMOUNTTX"};
  Register    config      {*this, "CONFIG", 0x554, 0, reserved{31, 3}};
  Bit<0>      lsb_first   {config, "ORDER"};
  Bit<1>      cpha        {config, "CPHA"};
  Bit<2>      cpol        {config, "CPOL"};
  Register    def_reg     {*this, "DEF", 0x55c, 0, reserved{31, 8}};
  Bits<7, 0>  def         {def_reg, "DEF"};
  Register    orc_reg     {*this, "ORC", 0x5c0, 0, reserved{31, 8}};
  Bits<7, 0>  orc         {orc_reg, "ORC"};
  PowerSwitch power       {*this};
  // clang-format on

  Gpio& gpio_;
  Circuit& circuit_;
  EasyDma memory_;
  PinUse sck_, miso_, mosi_, csn_;
  SpiBus* bus_ = nullptr;  // attached to
  bool drives_ = false;    // MISO
  bool granted_ = false;   // the present transaction has the semaphore
  u32 received_ = 0, sent_ = 0;
};

}  // namespace nrf5
