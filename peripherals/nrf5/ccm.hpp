#pragma once
// CCM: AES counter with CBC-MAC as Bluetooth low energy uses it. nRF51 Series Reference Manual v3.0.1, chapter 24; the
// packet's blocks are Bluetooth Core Specification 4.0, volume 6, part E, section 2.
// Not modelled: working in step with RADIO while a packet is on air; a packet must lie whole in memory when ENDCRYPT
// comes. MAXPACKETSIZE is 27 bytes of payload.
#include <vector>

#include "emulator/cipher.hpp"
#include "peripherals/nrf5/aes_core.hpp"
#include "peripherals/nrf5/easy_dma.hpp"
#include "peripherals/nrf5/peripheral.hpp"

namespace nrf5 {

class Ccm final : public Peripheral {
 public:
  Ccm(Scheduler&, Bus&, AesCore&);
  bool enabled() const { return enable == 2; }
  void reset() override;
  void serialize(State&) override;

 private:
  enum class Doing : u8 { nothing, key_stream, crypt };
  void generate();
  void crypt();
  void abort();
  void finish();
  void encrypt();
  void decrypt();
  AesBlock counter_block(u16 number) const;
  AesBlock key() const;
  std::array<u8, 4> mic(u8 header, std::span<const u8> plain) const;
  std::vector<u8> apply_key_stream(std::span<const u8>) const;

  // clang-format off
  Task        ksgen       {*this, "KSGEN", 0x000, &Ccm::generate};   // Register overview
  Task        crypt_task  {*this, "CRYPT", 0x004, &Ccm::crypt};
  Task        stop        {*this, "STOP", 0x008, &Ccm::abort};
  EventFlag   end_ksgen   {*this, "ENDKSGEN", 0x100};
  EventFlag   end_crypt   {*this, "ENDCRYPT", 0x104};
  EventFlag   error       {*this, "ERROR", 0x108};
  Shorts      shorts      {*this, {{0, end_ksgen, crypt_task}}};
  Interrupts  inten       {*this};
  Register    micstatus_reg {*this, "MICSTATUS", 0x400, 0, reserved{31, 1}};
  Bit<0, Access::ro> micstatus {micstatus_reg, "MICSTATUS"};
  Register    enable_reg  {*this, "ENABLE", 0x500, 0, reserved{31, 2}};
  Bits<1, 0>  enable      {enable_reg, "ENABLE"};
  Register    mode_reg    {*this, "MODE", 0x504, 1, reserved{31, 1}};
  Bit<0>      decryption  {mode_reg, "MODE"};
  Register    cnfptr_reg  {*this, "CNFPTR", 0x508, 0};
  Bits<31, 0> cnfptr      {cnfptr_reg, "CNFPTR"};
  Register    inptr_reg   {*this, "INPTR", 0x50c, 0};
  Bits<31, 0> inptr       {inptr_reg, "INPTR"};
  Register    outptr_reg  {*this, "OUTPTR", 0x510, 0};
  Bits<31, 0> outptr      {outptr_reg, "OUTPTR"};
  Register    scratchptr_reg {*this, "SCRATCHPTR", 0x514, 0};        // the chip's scratch space; not written here
  Bits<31, 0> scratchptr  {scratchptr_reg, "SCRATCHPTR"};
  PowerSwitch power       {*this};
  // clang-format on

  EasyDma memory_;
  AesCore& core_;
  Doing doing_ = Doing::nothing;
  std::array<AesBlock, 3> key_stream_{};  // for the MIC and for 2 x 16 bytes of payload
  Event done_{scheduler_, "CCM done", [this] { finish(); }};
};

}  // namespace nrf5
