#pragma once
// ECB: AES electronic codebook, encryption only. nRF51 Series Reference Manual v3.0.1, chapter 23.
#include "emulator/cipher.hpp"
#include "peripherals/nrf5/aes_core.hpp"
#include "peripherals/nrf5/easy_dma.hpp"
#include "peripherals/nrf5/peripheral.hpp"

namespace nrf5 {

class Ecb final : public Peripheral {
 public:
  Ecb(Scheduler&, Bus&, AesCore&);
  void reset() override;
  void serialize(State&) override;

 private:
  void start();
  void stop();
  void finish();
  void abort();

  // clang-format off
  Task        start_ecb {*this, "STARTECB", 0x000, &Ecb::start};   // Register overview
  Task        stop_ecb  {*this, "STOPECB", 0x004, &Ecb::stop};
  EventFlag   end_ecb   {*this, "ENDECB", 0x100};
  EventFlag   error_ecb {*this, "ERRORECB", 0x104};
  Interrupts  inten     {*this};
  Register    ecbdataptr{*this, "ECBDATAPTR", 0x504, 0};           // ECB data structure
  Bits<31, 0> data      {ecbdataptr, "ECBDATAPTR"};
  PowerSwitch power     {*this};
  // clang-format on

  EasyDma memory_;
  AesCore& core_;
  u32 address_ = 0;  // of the operation under way
  Event done_{scheduler_, "ECB done", [this] { finish(); }};
};

}  // namespace nrf5
