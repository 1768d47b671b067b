#pragma once
// The RP2040: two Cortex-M0+ cores, 264 KiB of SRAM, flash outside through the SSI, and its peripherals.
// RP2040 Datasheet. docs/rp2040.md lists what is not modelled.
#include "cpu/thumb/cortex_m.hpp"
#include "emulator/chip.hpp"
#include "emulator/chip_words.hpp"
#include "emulator/drift.hpp"
#include "emulator/machine.hpp"
#include "peripherals/parts/spi_nor.hpp"
#include "peripherals/rp2040/adc.hpp"
#include "peripherals/rp2040/bootrom.hpp"
#include "peripherals/rp2040/busctrl.hpp"
#include "peripherals/rp2040/clocks.hpp"
#include "peripherals/rp2040/dma.hpp"
#include "peripherals/rp2040/i2c.hpp"
#include "peripherals/rp2040/io_bank0.hpp"
#include "peripherals/rp2040/io_qspi.hpp"
#include "peripherals/rp2040/pads.hpp"
#include "peripherals/rp2040/pin_audit.hpp"
#include "peripherals/rp2040/pio.hpp"
#include "peripherals/rp2040/pll.hpp"
#include "peripherals/rp2040/psm.hpp"
#include "peripherals/rp2040/pwm.hpp"
#include "peripherals/rp2040/resets.hpp"
#include "peripherals/rp2040/rosc.hpp"
#include "peripherals/rp2040/rtc.hpp"
#include "peripherals/rp2040/sio.hpp"
#include "peripherals/rp2040/spi.hpp"
#include "peripherals/rp2040/sram.hpp"
#include "peripherals/rp2040/ssi.hpp"
#include "peripherals/rp2040/syscfg.hpp"
#include "peripherals/rp2040/sysinfo.hpp"
#include "peripherals/rp2040/tbman.hpp"
#include "peripherals/rp2040/timer.hpp"
#include "peripherals/rp2040/uart.hpp"
#include "peripherals/rp2040/usb.hpp"
#include "peripherals/rp2040/usb_boot.hpp"
#include "peripherals/rp2040/usb_boot_chip.hpp"
#include "peripherals/rp2040/usb_switch.hpp"
#include "peripherals/rp2040/vreg_and_chip_reset.hpp"
#include "peripherals/rp2040/watchdog.hpp"
#include "peripherals/rp2040/xip.hpp"
#include "peripherals/rp2040/xosc.hpp"

namespace rp2040 {

class Rp2040 final : public Chip, public Drifting, public ChipWords {
 public:
  static constexpr u32 rom_base = 0, xip_base = 0x1000'0000, sram_base = 0x2000'0000, sram_size = 264 * 1024;
  static constexpr unsigned pin_count = 30, irq_count = 26, first_pwm_dreq = 24;

  struct Options {
    std::string_view flash = "w25q16jv";  // a part that parts::SpiNor knows
    i64 crystal_hz = 12'000'000;
    std::vector<u8> rom = {};  // a real boot ROM; without it, one of our own
    double supply = 3.3;       // volts, IOVDD
  };
  Rp2040(std::string name, Machine&, const Options&, const cpu::thumb::EngineFactory& engine = {});

  Bus& bus() override { return bus_; }
  std::span<Cpu* const> cores() override { return cores_; }
  std::span<const Block> blocks() const override { return blocks_; }
  Terminal* pin(std::string_view name) override;  // "GPIO0" … "GPIO29", "QSPI_SS" …, "RUN"
  std::vector<std::string> pin_names() const override;
  std::string pin_function(std::string_view) const override;
  std::string interrupt_name(unsigned core, unsigned number) const override;
  Duration quantum() const override { return std::chrono::microseconds{10}; }
  void drift(double parts_per_million) override { xosc_.drift(parts_per_million); }  // of the crystal
  usb::DevicePort* usb() override { return &usb_switch_; }
  void load(const Image&) override;
  void power_on() override;
  void pin_reset() override;
  std::vector<Memory*> persistent() override { return {&flash_}; }
  void observe(AccessObserver*) override;
  void serialize(State&) override;

 private:
  // One row of the chip's table. Interrupts go to both cores, except those that each core has of its own.
  struct Row {
    u32 base;
    Device* block;
    std::vector<std::pair<unsigned, Wire*>> irqs = {};
    std::optional<Subsystem> reset = std::nullopt;  // its bit in RESETS
    ClockSignal* clock = nullptr;                   // what it needs to leave reset
  };
  std::vector<Row> table();

  void build();
  void connect_dma();
  void connect_qspi();
  void connect_cores();
  void qspi_changed(unsigned pin);
  void connect_rom(std::span<const u8> image);
  void interrupt(unsigned core, unsigned number, bool level);
  void connect_power();
  void set_core_clock();
  void look_at_sleep();
  void stage_held(Stage, bool held);
  void enter_usb_boot(u32 disable_interface_mask);
  void leave_usb_boot();
  void reset_all(VregAndChipReset::Cause);
  void watchdog_reset();
  void reset_pin_changed();
  ClockSignal& gate(Gate g) { return clocks_.gates[g]; }
  cpu::thumb::CortexM& core(unsigned n) { return n ? core1_ : core0_; }

  Scheduler& scheduler_;
  // The ROM answers stores without an error and forgets them; TinyUSB relies on it (it writes through a null pointer).
  struct : StoreHandler {
    bool store(u32, u32, unsigned) override { return true; }
  } rom_stores_;
  Bus bus_;
  Memory rom_, sram_, flash_;
  cpu::thumb::CortexM core0_, core1_;
  UnstripedSram unstriped_{bus_, sram_};

  Xosc xosc_;
  Rosc rosc_;
  Pll pll_sys_, pll_usb_;
  Pads pads_bank0_{"PADS_BANK0", Pads::bank0()}, pads_qspi_{"PADS_QSPI", Pads::qspi()};
  IoBank0 io_bank0_{"IO_BANK0", pads_bank0_};
  IoQspi io_qspi_{"IO_QSPI", pads_qspi_};
  Clocks clocks_;
  Resets resets_{"RESETS"};
  Psm psm_{"PSM"};
  Watchdog watchdog_;
  ClockSignal timer_tick_{"timer tick"};  // the watchdog's, while TIMER has its clock
  Sio sio_;
  PinAudit pin_audit_;
  Timer timer_;
  Rtc rtc_;
  VregAndChipReset vreg_{"VREG_AND_CHIP_RESET"};
  Tbman tbman_{"TBMAN"};
  Sysinfo sysinfo_{"SYSINFO"};
  Syscfg syscfg_{"SYSCFG"};
  Busctrl busctrl_{"BUSCTRL"};
  parts::SpiNor nor_;
  QspiBus qspi_;
  Ssi ssi_;
  Xip xip_;
  Bootrom bootrom_{bus_, ssi_};
  Dma dma_;
  Uart uart0_, uart1_;
  Spi spi0_, spi1_;
  I2c i2c0_, i2c1_;
  Adc adc_;
  Pwm pwm_;
  Pio pio0_, pio1_;
  Usb usb_;
  UsbBootChip boot_chip_{bus_, flash_};
  UsbBoot usb_boot_;
  UsbSwitch usb_switch_{usb_, usb_boot_};

  std::array<Cpu*, 2> cores_{&core0_, &core1_};
  std::vector<Row> rows_;
  std::vector<Block> blocks_;
  std::array<std::unique_ptr<Event>, 2> core_reset_;  // AIRCR.SYSRESETREQ
  std::array<u32, 2> irq_levels_{};                   // of the interrupt lines at each core
  Terminal run_pin_{"RUN"};
  bool held_by_run_ = false;
  // Takes the cores away from what they are doing, so it comes between instructions.
  Event watchdog_fired_{scheduler_, "watchdog reset", [this] { watchdog_reset(); }};
};

}  // namespace rp2040
