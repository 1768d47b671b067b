#pragma once
// NVMC: programs and erases flash and UICR. nRF51 Series Reference Manual v3.0.1, chapter 6; times: nRF51822 Product
// Specification v3.1, "NVMC". The processor is halted while it works.
// In doubt: a store while CONFIG does not enable writing, or of less than a word, is a bus fault.
// Not modelled: wear, and a second program of a word before its erase damaging it; bits just go from 1 to 0.
#include <functional>

#include "emulator/bus.hpp"
#include "emulator/registers.hpp"
#include "emulator/time.hpp"
#include "peripherals/nrf5/mpu.hpp"

namespace nrf5 {

class Nvmc final : public RegisterFile {
 public:
  static constexpr u32 page_size = 1024;
  enum class Enable : u32 { read, write, erase };

  // Flash is at address 0.
  Nvmc(std::string name, Scheduler&, Bus&, const Mpu&, Memory& flash, Memory& uicr);

  std::function<void(Duration)> stall;  // the processor stands still for that long

  StoreHandler& flash_stores() { return flash_stores_; }
  bool program_uicr(u32 offset, u32 value);

  void serialize(State&) override;

 private:
  struct Stores final : StoreHandler {
    explicit Stores(Nvmc& n) : nvmc(n) {}
    bool store(u32 offset, u32 value, unsigned width) override { return nvmc.program_flash(offset, value, width); }
    Nvmc& nvmc;
  };

  bool program_flash(u32 offset, u32 value, unsigned width);
  void program(Memory&, u32 offset, u32 value);
  void erase(Memory&, u32 offset, u32 size);
  void erase_page(u32 address);
  void erase_page_of_region0(u32 address);
  void erase_all(u32 written);
  void erase_uicr(u32 written);
  u32 region0_end() const;
  void busy(Duration);
  u32 read_ready() const { return scheduler_.now() >= busy_until_; }

  // clang-format off
  // Register overview
  Register               ready_     {*this, "READY", 0x400, 1, on_read<&Nvmc::read_ready>, reserved{31, 1}};
  Bit<0, Access::ro>     ready_bit_ {ready_, "READY"};

  Register               config_    {*this, "CONFIG", 0x504, 0, reserved{31, 2}};
  Bits<1, 0, Enable>     wen_       {config_, "WEN"};

  // ERASEPAGE is also called ERASEPCR1.
  Register               erasepage_ {*this, "ERASEPAGE", 0x508, 0, on_write<&Nvmc::erase_page>};
  Bits<31, 0>            page_      {erasepage_, "ERASEPAGE"};

  Register               eraseall_  {*this, "ERASEALL", 0x50c, 0, on_write<&Nvmc::erase_all>, reserved{31, 1}};
  Bit<0>                 all_       {eraseall_, "ERASEALL"};

  Register               erasepcr0_ {*this, "ERASEPCR0", 0x510, 0, on_write<&Nvmc::erase_page_of_region0>};
  Bits<31, 0>            page_of_region0_{erasepcr0_, "ERASEPCR0"};

  Register               eraseuicr_ {*this, "ERASEUICR", 0x514, 0, on_write<&Nvmc::erase_uicr>, reserved{31, 1}};
  Bit<0>                 uicr_bit_  {eraseuicr_, "ERASEUICR"};
  // clang-format on

  Scheduler& scheduler_;
  Bus& bus_;
  const Mpu& mpu_;
  Memory& flash_;
  Memory& uicr_;
  Stores flash_stores_{*this};
  Time busy_until_{};
};

}  // namespace nrf5
