#pragma once
// FICR: what the factory wrote into the chip. nRF51 Series Reference Manual v3.0.1, chapter 7.
// Keys and addresses come from the session's seed.
#include "emulator/random.hpp"
#include "emulator/registers.hpp"

namespace nrf5 {
using namespace emulator;

// Orderable variants. HWID of IC revision 3: nRF51 Series Compatibility Matrix, as OpenOCD's device table has it.
struct Variant {
  std::string_view name;  // "QFAA"
  u32 flash_size, ram_size;
  u32 hwid;
};
const Variant& variant(std::string_view name);  // throws std::runtime_error with a sentence if there is none

class Ficr final : public RegisterFile {
 public:
  static constexpr u32 ram_block_size = 8 * 1024;
  Ficr(std::string name, const Variant&, Random);

 private:
  void set(Register&, u32 value);

  // clang-format off
  // Register overview. What is not programmed reads as ones.
  Register              codepagesize_  {*this, "CODEPAGESIZE", 0x010, 1024};
  Bits<31, 0, u32, Access::ro> page_size_{codepagesize_, "CODEPAGESIZE"};
  Register              codesize_      {*this, "CODESIZE", 0x014, 0};  // in pages
  Bits<31, 0, u32, Access::ro> pages_  {codesize_, "CODESIZE"};
  Register              clenr0_        {*this, "CLENR0", 0x028, 0xffff'ffff};
  Bits<31, 0, u32, Access::ro> region0_{clenr0_, "CLENR0"};
  Register              ppfc_          {*this, "PPFC", 0x02c, 0xffff'ffff, reserved{31, 8}};
  Bits<7, 0, u32, Access::ro> factory_code_{ppfc_, "PPFC"};
  Register              numramblock_   {*this, "NUMRAMBLOCK", 0x034, 0};
  Bits<31, 0, u32, Access::ro> ram_blocks_{numramblock_, "NUMRAMBLOCK"};
  Registers<4>          sizeramblock_  {*this, "SIZERAMBLOCK", 0x038, 4, 0xffff'ffff};
  BitsArray<4, 31, 0, u32, Access::ro> ram_block_sizes_{sizeramblock_, "SIZERAMBLOCK"};
  Register              configid_      {*this, "CONFIGID", 0x05c, 0xffff'ffff};
  Bits<15, 0, u32, Access::ro> hwid_   {configid_, "HWID"};
  Bits<31, 16, u32, Access::ro> fwid_  {configid_, "FWID"};
  Registers<2>          deviceid_      {*this, "DEVICEID", 0x060, 4, 0};
  BitsArray<2, 31, 0, u32, Access::ro> ids_{deviceid_, "DEVICEID"};
  Registers<4>          er_            {*this, "ER", 0x080, 4, 0};
  BitsArray<4, 31, 0, u32, Access::ro> ers_{er_, "ER"};
  Registers<4>          ir_            {*this, "IR", 0x090, 4, 0};
  BitsArray<4, 31, 0, u32, Access::ro> irs_{ir_, "IR"};
  Register              deviceaddrtype_{*this, "DEVICEADDRTYPE", 0x0a0, 0xffff'ffff, reserved{31, 1}};
  Bit<0, Access::ro>    random_address_{deviceaddrtype_, "DEVICEADDRTYPE"};
  Registers<2>          deviceaddr_    {*this, "DEVICEADDR", 0x0a4, 4, 0};
  BitsArray<2, 31, 0, u32, Access::ro> address_{deviceaddr_, "DEVICEADDR"};
  Register              overrideen_    {*this, "OVERRIDEEN", 0x0ac, 0xffff'ffff, reserved{2, 1}, reserved{31, 4}};
  Bit<0, Access::ro>    nrf_override_  {overrideen_, "NRF_1MBIT"};
  Bit<3, Access::ro>    ble_override_  {overrideen_, "BLE_1MBIT"};
  Registers<5>          nrf_1mbit_     {*this, "NRF_1MBIT", 0x0b0, 4, 0xffff'ffff};
  BitsArray<5, 31, 0, u32, Access::ro> nrf_1mbits_{nrf_1mbit_, "OVERRIDE"};
  Registers<5>          ble_1mbit_     {*this, "BLE_1MBIT", 0x0ec, 4, 0xffff'ffff};
  BitsArray<5, 31, 0, u32, Access::ro> ble_1mbits_{ble_1mbit_, "OVERRIDE"};
  // clang-format on
};

}  // namespace nrf5
