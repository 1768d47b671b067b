#pragma once
// The ESP32: two Xtensa LX6 cores, 520 KiB of SRAM, flash (and PSRAM) outside behind caches, and its peripherals.
// ESP32 Technical Reference Manual. docs/esp32.md lists what is not modelled.
#include <deque>
#include <memory>
#include <optional>

#include "cpu/xtensa/core.hpp"
#include "emulator/chip.hpp"
#include "emulator/chip_words.hpp"
#include "emulator/drift.hpp"
#include "emulator/machine.hpp"
#include "peripherals/esp32/aes.hpp"
#include "peripherals/esp32/apb_ctrl.hpp"
#include "peripherals/esp32/bt_core.hpp"
#include "peripherals/esp32/clock_tree.hpp"
#include "peripherals/esp32/dport.hpp"
#include "peripherals/esp32/efuse.hpp"
#include "peripherals/esp32/flash_mmu.hpp"
#include "peripherals/esp32/flash_spi.hpp"
#include "peripherals/esp32/frc_timer.hpp"
#include "peripherals/esp32/gpio.hpp"
#include "peripherals/esp32/i2c.hpp"
#include "peripherals/esp32/i2s.hpp"
#include "peripherals/esp32/io_mux.hpp"
#include "peripherals/esp32/ledc.hpp"
#include "peripherals/esp32/mcpwm.hpp"
#include "peripherals/esp32/nor_port.hpp"
#include "peripherals/esp32/pads.hpp"
#include "peripherals/esp32/pcnt.hpp"
#include "peripherals/esp32/psram.hpp"
#include "peripherals/esp32/radio_registers.hpp"
#include "peripherals/esp32/regi2c.hpp"
#include "peripherals/esp32/reversed_sram.hpp"
#include "peripherals/esp32/rmt.hpp"
#include "peripherals/esp32/rng.hpp"
#include "peripherals/esp32/rom.hpp"
#include "peripherals/esp32/rsa.hpp"
#include "peripherals/esp32/rtc_cntl.hpp"
#include "peripherals/esp32/rtc_io.hpp"
#include "peripherals/esp32/sdio_slave.hpp"
#include "peripherals/esp32/sdmmc.hpp"
#include "peripherals/esp32/sens.hpp"
#include "peripherals/esp32/sha.hpp"
#include "peripherals/esp32/sigma_delta.hpp"
#include "peripherals/esp32/spi.hpp"
#include "peripherals/esp32/timg.hpp"
#include "peripherals/esp32/twai.hpp"
#include "peripherals/esp32/uart.hpp"
#include "peripherals/esp32/wifi_mac.hpp"

namespace esp32 {

class Esp32 final : public Chip, public Drifting, public ChipWords {
 public:
  struct Options {
    std::string_view flash = "w25q32jv";  // a part that parts::SpiNor knows
    u32 psram = 0;                        // bytes: none, 4 or 8 MiB
    unsigned package = 0;                 // Efuse::Identity
    std::vector<u8> rom = {};             // the mask ROM; without it the chip can not start
    double supply = 3.3;                  // volts, VDD3P3
  };
  Esp32(std::string name, Machine&, const Options&, const cpu::xtensa::EngineFactory& engine = {});

  Bus& bus() override { return bus_pro_; }
  std::vector<Bus*> buses() override { return {&bus_pro_, &bus_app_}; }
  std::span<Cpu* const> cores() override { return cores_; }
  std::span<const Block> blocks() const override { return blocks_; }
  Terminal* pin(std::string_view name) override;  // "GPIO0" ... "GPIO39", "EN"
  std::vector<std::string> pin_names() const override;
  std::string pin_function(std::string_view) const override;
  std::string interrupt_name(unsigned core, unsigned number) const override;  // by the interrupt matrix
  void load(const Image&) override;
  void power_on() override;
  void pin_reset() override;
  void drift(double parts_per_million) override;  // of the 40 MHz crystal
  std::vector<Memory*> persistent() override { return {&flash_}; }
  void observe(AccessObserver*) override;
  void serialize(State&) override;

 private:
  // One row of the chip's table.
  struct Row {
    u32 base, size;
    Device* block;
    std::vector<std::pair<InterruptSource, Wire*>> irqs = {};
    std::optional<Gate> gate = std::nullopt;  // its bits in DPORT
    bool rtc = false;                         // in the RTC domain: only a power-on resets it
  };
  std::vector<Row> table();
  // A block's clock behind its gate.
  struct GatedClock {
    explicit GatedClock(Gate g) : gate(g) {}
    Gate gate;
    ClockSignal signal{"APB_CLK", ClockTree::xtal_hz};
  };

  void build();
  void map_memories(unsigned core);
  void boot_remap(unsigned core, bool on);
  void connect_dport();
  void connect_rtc();
  void connect_watchdogs();
  void set_clocks();
  void gates_changed();
  void look_at_cores();
  void request_core_reset(unsigned core, ResetCause);
  void request_reset(ResetCause, bool rtc_too);
  void perform_reset();
  void reset_digital(ResetCause);
  void reset_rtc();
  void fall_asleep(bool deep);
  void wake(bool deep);
  u32 wake_levels();
  u32 ext1_active();
  void reset_pin_changed();
  bool boots_from_flash();
  unsigned psram_clock_hops() const;
  i64 bt_low_power_hz() const;
  void need_rom() const;
  ClockSignal& gated(Gate);
  cpu::xtensa::Core& core(unsigned n) { return n ? app_ : pro_; }

  Machine& machine_;
  Scheduler& scheduler_;
  RomImage rom_image_;
  bool has_rom_;
  Memory rom_pro_, rom_app_, sram0_, sram_, rtc_fast_, rtc_slow_, flash_;
  std::unique_ptr<Memory> psram_memory_;
  Bus bus_pro_, bus_app_;
  ReversedSram sram1_code_;
  ClockTree clocks_;
  std::deque<GatedClock> gated_;
  cpu::xtensa::Core pro_, app_;

  Pads pads_;
  IoMux io_mux_{"IO_MUX", pads_};
  RtcIo rtc_io_{"RTC_IO", pads_};
  Gpio gpio_{"GPIO", pads_, io_mux_};
  Dport dport_{"DPORT"};
  RtcCntl rtc_cntl_;
  ApbCtrl apb_ctrl_;
  Efuse efuse_;
  parts::SpiNor nor_;
  NorPort nor_port_{nor_};
  std::unique_ptr<Psram> psram_;
  FlashSpi spi0_, spi1_;
  FlashMmu mmu_pro_, mmu_app_;
  Timg timg0_, timg1_;
  FrcTimer frc_;
  Uart uart0_, uart1_, uart2_;
  I2c i2c0_, i2c1_;
  Spi spi2_, spi3_;
  Sha sha_;
  Aes aes_;
  Rsa rsa_;
  SigmaDelta gpio_sd_;
  Sens sens_;
  Ledc ledc_;
  Rmt rmt_;
  Pcnt pcnt_;
  Mcpwm pwm0_, pwm1_;
  I2s i2s0_, i2s1_;
  Twai twai_;
  Sdmmc sdmmc_;
  SdioSlave slc_{"SLC", SdioSlave::Part::slc}, slc_host_{"SLCHOST", SdioSlave::Part::slc_host},
      hinf_{"HINF", SdioSlave::Part::hinf};
  Regi2c regi2c_{"ANA"};
  // The radio's front end: what calibration polls for is there at once.
  RadioRegisters fe2_{"FE2", 0x1000}, fe_{"FE", 0x1000, {{0x7c, 1u << 31, 1u << 31}, {0x174, ~0u, ~0u}}},
      nrx_{"NRX", 0x1000}, bb_{"BB", 0x1000}, bt_{"BT", 0x1000}, bt_mac_{"BT_MAC", 0x1000};
  BtCore bt_core_;
  WifiMac wifi_mac_;
  Wdev wdev_;
  Rng rng_;
  std::vector<std::unique_ptr<Unimplemented>> missing_;

  std::array<Cpu*, 2> cores_{&pro_, &app_};
  std::vector<Row> rows_;
  std::vector<Block> blocks_;
  Terminal en_{"EN"};
  bool held_by_en_ = false, asleep_ = false, app_was_in_reset_ = true;
  u64 resets_held_ = 0;  // by gate: as they were when they were last looked at
  // What is to be reset, and why: it takes the cores away from what they are doing, so it comes between instructions.
  u8 reset_cause_ = 0;
  bool reset_rtc_too_ = false;
  std::array<u8, 2> core_reset_cause_{};
  Event reset_event_{scheduler_, "reset", [this] { perform_reset(); }};
};

}  // namespace esp32
