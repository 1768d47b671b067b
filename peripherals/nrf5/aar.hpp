#pragma once
// AAR: accelerated address resolver. nRF51 Series Reference Manual v3.0.1, chapter 25; the hash function ah is
// Bluetooth Core Specification 4.0, volume 3, part H, section 2.2.2.
#include "emulator/cipher.hpp"
#include "peripherals/nrf5/aes_core.hpp"
#include "peripherals/nrf5/easy_dma.hpp"
#include "peripherals/nrf5/peripheral.hpp"

namespace nrf5 {

class Aar final : public Peripheral {
 public:
  Aar(Scheduler&, Bus&, AesCore&);
  bool enabled() const { return enable == 3; }
  void reset() override;
  void serialize(State&) override;

 private:
  void begin();
  void abort();
  void try_key();
  bool matches(unsigned key) const;

  // clang-format off
  Task        start       {*this, "START", 0x000, &Aar::begin};   // Register overview
  Task        stop        {*this, "STOP", 0x008, &Aar::abort};
  EventFlag   end         {*this, "END", 0x100};
  EventFlag   resolved    {*this, "RESOLVED", 0x104};
  EventFlag   not_resolved{*this, "NOTRESOLVED", 0x108};
  Interrupts  inten       {*this};
  Register    status_reg  {*this, "STATUS", 0x400, 0, reserved{31, 4}};
  Bits<3, 0, u32, Access::ro> status {status_reg, "STATUS"};
  Register    enable_reg  {*this, "ENABLE", 0x500, 0, reserved{31, 2}};
  Bits<1, 0>  enable      {enable_reg, "ENABLE"};
  Register    nirk_reg    {*this, "NIRK", 0x504, 1, reserved{31, 5}};
  Bits<4, 0>  nirk        {nirk_reg, "NIRK"};
  Register    irkptr_reg  {*this, "IRKPTR", 0x508, 0};
  Bits<31, 0> irkptr      {irkptr_reg, "IRKPTR"};
  Register    addrptr_reg {*this, "ADDRPTR", 0x510, 0};
  Bits<31, 0> addrptr     {addrptr_reg, "ADDRPTR"};
  Register    scratchptr_reg {*this, "SCRATCHPTR", 0x514, 0};     // the chip's scratch space; not written here
  Bits<31, 0> scratchptr  {scratchptr_reg, "SCRATCHPTR"};
  PowerSwitch power       {*this};
  // clang-format on

  EasyDma memory_;
  AesCore& core_;
  u32 key_ = 0;  // being tried
  Event done_{scheduler_, "AAR key tried", [this] { try_key(); }};
};

}  // namespace nrf5
