#pragma once
// UICR: what a programmer or the firmware stored about itself. nRF51 Series Reference Manual v3.0.1, chapter 8.
// Its words live in a memory that NVMC programs and erases.
// Not modelled: RBPCONF's read-back protection (nothing here reads back through a debug port).
#include "emulator/bus.hpp"
#include "emulator/registers.hpp"
#include "peripherals/nrf5/nvmc.hpp"

namespace nrf5 {

class Uicr final : public RegisterFile {
 public:
  static constexpr u32 size = 0x100;
  Uicr(std::string name, Memory&, Nvmc&);

  u32 read(u32 offset) override;
  void write(u32 offset, u32 value) override;
  u32 peek(u32 offset) const override;
  void reset() override {}  // keeps everything

 private:
  u32 word(u32 offset) const;

  // clang-format off
  // Register overview
  Register              clenr0_      {*this, "CLENR0", 0x000, 0xffff'ffff};
  Bits<31, 0>           region0_     {clenr0_, "CLENR0"};
  Register              rbpconf_     {*this, "RBPCONF", 0x004, 0xffff'ffff, todo{"PR0", 7, 0}, todo{"PALL", 15, 8}, reserved{31, 16}};
  Register              xtalfreq_reg_{*this, "XTALFREQ", 0x008, 0xffff'ffff, reserved{31, 8}};
  Bits<7, 0>            xtalfreq_    {xtalfreq_reg_, "XTALFREQ"};
  Register              fwid_reg_    {*this, "FWID", 0x010, 0xffff'ffff, reserved{31, 16}};
  Bits<15, 0, u32, Access::ro> fwid_ {fwid_reg_, "FWID"};
  // NRFFW[0] is also called BOOTLOADERADDR.
  Registers<15>         nrffw_       {*this, "NRFFW", 0x014, 4, 0xffff'ffff};
  BitsArray<15, 31, 0>  nrffws_      {nrffw_, "NRFFW"};
  Registers<12>         nrfhw_       {*this, "NRFHW", 0x050, 4, 0xffff'ffff};
  BitsArray<12, 31, 0>  nrfhws_      {nrfhw_, "NRFHW"};
  Registers<32>         customer_    {*this, "CUSTOMER", 0x080, 4, 0xffff'ffff};
  BitsArray<32, 31, 0>  customers_   {customer_, "CUSTOMER"};
  // clang-format on

  Memory& memory_;
  Nvmc& nvmc_;
};

}  // namespace nrf5
