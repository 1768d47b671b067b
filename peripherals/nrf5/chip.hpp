#pragma once
// The nRF51822: Cortex-M0 at 16 MHz, up to 256 KiB of flash and 32 KiB of RAM, and its peripherals.
// nRF51 Series Reference Manual v3.0.1; nRF51822 Product Specification v3.1. docs/nrf51.md lists what is not modelled.
#include "cpu/thumb/cortex_m.hpp"
#include "emulator/chip.hpp"
#include "emulator/chip_words.hpp"
#include "emulator/drift.hpp"
#include "emulator/machine.hpp"
#include "peripherals/nrf5/aar.hpp"
#include "peripherals/nrf5/adc.hpp"
#include "peripherals/nrf5/aes_core.hpp"
#include "peripherals/nrf5/ccm.hpp"
#include "peripherals/nrf5/clock.hpp"
#include "peripherals/nrf5/ecb.hpp"
#include "peripherals/nrf5/ficr.hpp"
#include "peripherals/nrf5/gpio.hpp"
#include "peripherals/nrf5/gpiote.hpp"
#include "peripherals/nrf5/lpcomp.hpp"
#include "peripherals/nrf5/mpu.hpp"
#include "peripherals/nrf5/nvmc.hpp"
#include "peripherals/nrf5/overlay.hpp"
#include "peripherals/nrf5/pin_audit.hpp"
#include "peripherals/nrf5/power.hpp"
#include "peripherals/nrf5/ppi.hpp"
#include "peripherals/nrf5/qdec.hpp"
#include "peripherals/nrf5/radio.hpp"
#include "peripherals/nrf5/rng.hpp"
#include "peripherals/nrf5/rom_table.hpp"
#include "peripherals/nrf5/rtc.hpp"
#include "peripherals/nrf5/shared_id.hpp"
#include "peripherals/nrf5/spi.hpp"
#include "peripherals/nrf5/spis.hpp"
#include "peripherals/nrf5/swi.hpp"
#include "peripherals/nrf5/temp.hpp"
#include "peripherals/nrf5/timer.hpp"
#include "peripherals/nrf5/twi.hpp"
#include "peripherals/nrf5/uart.hpp"
#include "peripherals/nrf5/uicr.hpp"
#include "peripherals/nrf5/wdt.hpp"

namespace nrf5 {

class Nrf51 final : public Chip, public Drifting, public ChipWords, private Directory {
 public:
  static constexpr u32 flash_base = 0, uicr_base = 0x1000'1000, ram_base = 0x2000'0000;
  static constexpr unsigned pin_count = 31;  // P0.31 has no pin in any package

  // `variant`: "QFAA", "QFAB" or "QFAC". `engine`: who executes; the interpreter if none is given.
  Nrf51(std::string name, Machine&, std::string_view variant = "QFAA", const cpu::thumb::EngineFactory& engine = {});

  Bus& bus() override { return bus_; }
  std::span<Cpu* const> cores() override { return cores_; }
  std::span<const Block> blocks() const override { return blocks_; }
  Terminal* pin(std::string_view name) override;  // "P0.00" … "P0.30", "SWDIO/nRESET"
  std::vector<std::string> pin_names() const override;
  std::string pin_function(std::string_view) const override;
  void load(const Image&) override;
  void power_on() override { reset(Reset::power_on); }
  void pin_reset() override { reset(Reset::pin); }
  std::vector<Memory*> persistent() override { return {&flash_, &uicr_words_}; }
  void observe(AccessObserver*) override;
  void serialize(State&) override;

  Gpio& gpio() { return gpio_; }
  cpu::thumb::CortexM& core() { return core_; }
  void supply(double volts);  // VDD
  // Of the 16 MHz crystal: CPU, timers, UART. Not modelled: of the 32.768 kHz clock, of other interfaces' bit times.
  void drift(double parts_per_million) override;
  bool off() const { return off_; }

 private:
  // One row of the chip's table. `through`: what answers on the bus where several blocks share an address.
  struct Row {
    u32 base;
    Device* device;
    int irq = -1;
    Device* through = nullptr;
  };
  std::vector<Row> table();

  void build();
  void connect(unsigned irq, Wire&);
  void reset(Reset);
  void reset_soon(Reset);  // after the instruction that asked for it
  void system_off();
  void detect_changed(bool level);
  void reset_pin_changed();
  void lose_ram(unsigned block);
  EventFlag* event_at(u32 address) override;
  Task* task_at(u32 address) override;

  Scheduler& scheduler_;
  const Variant& variant_;
  Bus bus_;
  Memory flash_, ram_, uicr_words_;
  cpu::thumb::CortexM core_;
  Random ram_noise_;

  Power power_;
  ClockControl clock_;
  Mpu mpu_{"MPU"};
  Overlay power_clock_mpu_{"POWER/CLOCK/MPU", {&power_, &clock_, &mpu_}};
  Gpio gpio_{"GPIO"};
  PinAudit pin_audit_;
  Gpiote gpiote_;
  Timer timer0_, timer1_, timer2_;
  Rtc<3> rtc0_;
  Rtc<4> rtc1_;
  Temp temp_;
  Rng rng_;
  Wdt wdt_;
  std::array<Swi, 6> swi_{Swi{"SWI0"}, Swi{"SWI1"}, Swi{"SWI2"}, Swi{"SWI3"}, Swi{"SWI4"}, Swi{"SWI5"}};
  Nvmc nvmc_;
  Ppi ppi_;
  Ficr ficr_;
  Uicr uicr_;
  RomTable rom_table_{"ROMTABLE"};
  AesCore aes_core_;
  Radio radio_;
  Uart uart0_;
  Spi spi0_, spi1_;
  Twi twi0_, twi1_;
  Spis spis1_;
  Adc adc_;
  Ecb ecb_;
  Ccm ccm_;
  Aar aar_;
  Qdec qdec_;
  Lpcomp lpcomp_;
  SharedId serial0_{"SPI0/TWI0", {{&spi0_, 1}, {&twi0_, 5}}};
  SharedId serial1_{"SPI1/SPIS1/TWI1", {{&spi1_, 1}, {&spis1_, 2}, {&twi1_, 5}}};
  SharedId ccm_aar_{"CCM/AAR", {{&ccm_, 2}, {&aar_, 3}}};

  std::array<Cpu*, 1> cores_{&core_};
  std::vector<Row> rows_;
  std::vector<Block> blocks_;
  std::array<std::vector<const Wire*>, 32> lines_;  // by interrupt number
  Terminal reset_pin_{"SWDIO/nRESET"};
  bool held_in_reset_ = false;
  bool off_ = false;  // System OFF
  Reset reset_reason_ = Reset::power_on;
  Event resetting_;
};

}  // namespace nrf5
