#include "peripherals/esp32/chip.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "emulator/enumerator.hpp"

namespace esp32 {

namespace {

constexpr u32 sram_base = 0x3ffa'e000, sram_size = 0x4000'0000 - sram_base;  // SRAM2, then SRAM1
constexpr u32 sram1_offset = 0x3ffe'0000 - sram_base;
constexpr u32 instruction_bus = 0x4000'0000, instruction_bus_size = 0x1000'0000;
constexpr u32 sram0_base = 0x4007'0000, sram0_size = 192 * 1024;
constexpr u32 rtc_memory_size = 8 * 1024;
constexpr u32 boot_remap_size = 32 * 1024;
constexpr u32 drom_base = 0x3ff9'0000, drom_offset = 0x6'0000;
constexpr u32 apb_base = 0x3ff4'0000, apb_end = 0x3ff8'0000, ahb_base = 0x6000'0000;  // the same blocks again
constexpr u32 prid_pro = 0xcdcd, prid_app = 0xabab;

parts::SpiNorModel const& flash_model(std::string_view name) {
  const parts::SpiNorModel* model = parts::SpiNor::find(name);
  return model ? *model : *parts::SpiNor::find("w25q32jv");
}

// A MAC address of Espressif's (24:0a:c4), the rest by chance.
Efuse::Identity identity(Machine& machine, const std::string& chip, unsigned revision, unsigned package) {
  const u64 chance = machine.random(chip + " MAC").next();
  return {
      {0x24, 0x0a, 0xc4, static_cast<u8>(chance), static_cast<u8>(chance >> 8), static_cast<u8>(chance >> 16 & 0xfc)},
      revision,
      package};
}

}  // namespace

// The whole chip: Technical Reference Manual 1.3.5 "Peripherals", 2.3 "Interrupt Matrix", 5 "DPort Registers".
std::vector<Esp32::Row> Esp32::table() {
  using enum InterruptSource;
  using I = InterruptSource;
  constexpr u32 page = 0x1000;
  const auto missing = [this](const char* name) {
    return missing_.emplace_back(std::make_unique<Unimplemented>(name)).get();
  };
  return {
      // clang-format off
      // base        size    block                 interrupts                          gate
      {0x3ff0'0000, page,   &dport_},
      {0x3ff0'1000, page,   &aes_,                {},                                 Gate::aes},
      {0x3ff0'2000, page,   &rsa_,                {{I::rsa, &rsa_.irq}},              Gate::rsa},
      {0x3ff0'3000, page,   &sha_,                {},                                 Gate::sha},
      {0x3ff0'4000, page,   missing("SECURE_BOOT")},
      {0x3ff1'0000, 0x2000, &mmu_pro_},
      {0x3ff1'2000, 0x2000, &mmu_app_},
      {0x3ff4'0000, page,   &uart0_,              {{I::uart0, &uart0_.irq}},          Gate::uart0},
      {0x3ff4'2000, page,   &spi1_,               {{I::spi1, &spi1_.irq}},            Gate::spi01},
      {0x3ff4'3000, page,   &spi0_,               {{I::spi0, &spi0_.irq}}},
      {0x3ff4'4000, 0xf00,  &gpio_},
      {0x3ff4'4f00, 0x100,  &gpio_sd_},
      {0x3ff4'5000, page,   &fe2_},
      {0x3ff4'6000, page,   &fe_},
      {0x3ff4'7000, page,   &frc_,                {{timer1, &frc_.irq1}, {timer2, &frc_.irq2}}, Gate::timers},
      {0x3ff4'8000, 0x400,  &rtc_cntl_,           {{rtc_core, &rtc_cntl_.irq}},       {}, true},
      {0x3ff4'8400, 0x400,  &rtc_io_,             {},                                 {}, true},
      {0x3ff4'8800, 0x400,  &sens_,      {},                                 {}, true},
      {0x3ff4'8c00, 0x400,  missing("RTC_I2C"),   {},                                 {}, true},
      {0x3ff4'9000, page,   &io_mux_},
      {0x3ff4'b000, page,   &hinf_},
      {0x3ff4'c000, page,   missing("UHCI1")},
      {0x3ff4'e000, 0x200,  &regi2c_},
      {0x3ff4'f000, page,   &i2s0_, {{I::i2s0, &i2s0_.irq}}, Gate::i2s0},
      {0x3ff5'0000, page,   &uart1_,              {{I::uart1, &uart1_.irq}},          Gate::uart1},
      {0x3ff5'1000, page,   &bt_},
      {0x3ff5'3000, page,   &i2c0_,               {{I::i2c0, &i2c0_.irq}},            Gate::i2c0},
      {0x3ff5'4000, page,   missing("UHCI0")},
      {0x3ff5'5000, page,   &slc_host_},
      {0x3ff5'6000, page,   &rmt_, {{I::rmt, &rmt_.irq}}, Gate::rmt},
      {0x3ff5'7000, page,   &pcnt_, {{I::pcnt, &pcnt_.irq}}, Gate::pcnt},
      {0x3ff5'8000, page,   &slc_},
      {0x3ff5'9000, page,   &ledc_, {{I::ledc, &ledc_.irq}}, Gate::ledc},
      {0x3ff5'a000, page,   &efuse_,              {{I::efuse, &efuse_.irq}}},
      {0x3ff5'b000, page,   missing("SPI_ENCRYPT")},
      {0x3ff5'c000, page,   &nrx_},
      {0x3ff5'd000, page,   &bb_},
      {0x3ff5'e000, page,   &pwm0_, {{I::pwm0, &pwm0_.irq}}, Gate::pwm0},
      {0x3ff5'f000, page,   &timg0_,              {{tg0_t0, &timg0_.irq_t0}, {tg0_t1, &timg0_.irq_t1},
                                                   {tg0_wdt, &timg0_.irq_wdt}, {tg0_lact, &timg0_.irq_lact}}, Gate::timg0},
      {0x3ff6'0000, page,   &timg1_,              {{tg1_t0, &timg1_.irq_t0}, {tg1_t1, &timg1_.irq_t1},
                                                   {tg1_wdt, &timg1_.irq_wdt}, {tg1_lact, &timg1_.irq_lact}}, Gate::timg1},
      {0x3ff6'4000, page,   &spi2_,               {{I::spi2, &spi2_.irq}, {spi2_dma, &spi2_.irq_dma}}, Gate::spi2},
      {0x3ff6'5000, page,   &spi3_,               {{I::spi3, &spi3_.irq}, {spi3_dma, &spi3_.irq_dma}}, Gate::spi3},
      {0x3ff6'6000, page,   &apb_ctrl_},
      {0x3ff6'7000, page,   &i2c1_,               {{I::i2c1, &i2c1_.irq}},            Gate::i2c1},
      {0x3ff6'8000, page,   &sdmmc_, {{sdio_host, &sdmmc_.irq}}},
      {0x3ff6'9000, 0x2000, missing("EMAC")},
      {0x3ff6'b000, page,   &twai_, {{I::twai, &twai_.irq}}, Gate::twai},
      {0x3ff6'c000, page,   &pwm1_, {{I::pwm1, &pwm1_.irq}}, Gate::pwm1},
      {0x3ff6'd000, page,   &i2s1_, {{I::i2s1, &i2s1_.irq}}, Gate::i2s1},
      {0x3ff6'e000, page,   &uart2_,              {{I::uart2, &uart2_.irq}},          Gate::uart2},
      {0x3ff6'f000, page,   missing("PWM2")},
      {0x3ff7'0000, page,   missing("PWM3")},
      {0x3ff7'1000, page,   &bt_core_,            {{I::rwbt, &bt_core_.irq_bt}, {rwbt_nmi, &bt_core_.irq_bt},
                                                   {I::rwble, &bt_core_.irq_ble}, {rwble_nmi, &bt_core_.irq_ble}}},
      {0x3ff7'2000, page,   &bt_mac_},
      {0x3ff7'3000, 0x2000, &wifi_mac_,           {{I::wifi_mac, &wifi_mac_.irq}}},
      {0x3ff7'5000, 0x144,  &wdev_},
      {0x3ff7'5144, 4,      &rng_},
      // clang-format on
  };
}

Esp32::Esp32(std::string chip_name, Machine& machine, const Options& options, const cpu::xtensa::EngineFactory& engine)
    : Chip(std::move(chip_name)),
      machine_(machine),
      scheduler_(machine.scheduler),
      rom_image_(options.rom.empty() ? RomImage{{}, {}, 3} : RomImage::read(options.rom)),
      has_rom_(!options.rom.empty()),
      rom_pro_("rom", RomImage::size),
      rom_app_("rom of APP_CPU", RomImage::size),
      sram0_("sram0", sram0_size),
      sram_("sram", sram_size),
      rtc_fast_("rtc fast", rtc_memory_size),
      rtc_slow_("rtc slow", rtc_memory_size),
      flash_("flash", flash_model(options.flash).size, 0xff),
      psram_memory_(options.psram ? std::make_unique<Memory>("psram", options.psram) : nullptr),
      sram1_code_(bus_pro_, sram_, sram1_offset, sram_base + sram1_offset),
      pro_("PRO_CPU", scheduler_, bus_pro_, cpu::xtensa::lx6, Clock{ClockTree::xtal_hz}, prid_pro, engine),
      app_("APP_CPU", scheduler_, bus_app_, cpu::xtensa::lx6, Clock{ClockTree::xtal_hz}, prid_app, engine),
      rtc_cntl_("RTC_CNTL", scheduler_, clocks_.rtc_slow),
      apb_ctrl_("APB_CTRL", rom_image_.revision >= 3),
      efuse_("EFUSE", scheduler_, identity(machine, name(), rom_image_.revision, options.package)),
      nor_(name() + " flash", scheduler_, flash_, flash_model(options.flash), machine.random(name() + " flash").next()),
      psram_(psram_memory_
                 ? std::make_unique<Psram>(
                       *psram_memory_, [this](u32 offset, u32 size) { bus_pro_.changed(*psram_memory_, offset, size); })
                 : nullptr),
      spi0_("SPI0", scheduler_, clocks_.apb),
      spi1_("SPI1", scheduler_, clocks_.apb),
      mmu_pro_("FLASH_MMU_PRO", bus_pro_, flash_, psram_memory_.get()),
      mmu_app_("FLASH_MMU_APP", bus_app_, flash_, psram_memory_.get()),
      timg0_("TIMG0", scheduler_, gated(Gate::timg0), clocks_.xtal,
             {clocks_.rtc_slow, clocks_.rc_fast_d256, clocks_.xtal32k}),
      timg1_("TIMG1", scheduler_, gated(Gate::timg1), clocks_.xtal,
             {clocks_.rtc_slow, clocks_.rc_fast_d256, clocks_.xtal32k}),
      frc_("FRC_TIMER", scheduler_, gated(Gate::timers)),
      uart0_("UART0", 0, scheduler_, gated(Gate::uart0), clocks_.ref_tick, gpio_, machine.circuit),
      uart1_("UART1", 1, scheduler_, gated(Gate::uart1), clocks_.ref_tick, gpio_, machine.circuit),
      uart2_("UART2", 2, scheduler_, gated(Gate::uart2), clocks_.ref_tick, gpio_, machine.circuit),
      i2c0_("I2C0", 0, scheduler_, gated(Gate::i2c0), gpio_, machine.circuit),
      i2c1_("I2C1", 1, scheduler_, gated(Gate::i2c1), gpio_, machine.circuit),
      spi2_("SPI2", 2, scheduler_, gated(Gate::spi2), gpio_, machine.circuit, bus_pro_),
      spi3_("SPI3", 3, scheduler_, gated(Gate::spi3), gpio_, machine.circuit, bus_pro_),
      sha_("SHA", scheduler_, clocks_.apb),
      aes_("AES", scheduler_, clocks_.apb),
      rsa_("RSA", scheduler_, clocks_.apb),
      gpio_sd_("GPIO_SD", scheduler_, clocks_.apb, gpio_),
      sens_("SENS", scheduler_, clocks_.rc_fast, clocks_.rtc_slow, pads_, rtc_io_,
            machine.world.quantity("temperature", "degC", 25, {-40, 125})),
      ledc_("LEDC", scheduler_, gated(Gate::ledc), clocks_.ref_tick, clocks_.rc_fast, gpio_),
      rmt_("RMT", scheduler_, gated(Gate::rmt), clocks_.ref_tick, gpio_),
      pcnt_("PCNT", scheduler_, gated(Gate::pcnt), gpio_),
      pwm0_("PWM0", 0, scheduler_, clocks_.pll_d2, gated(Gate::pwm0), gpio_),
      pwm1_("PWM1", 1, scheduler_, clocks_.pll_d2, gated(Gate::pwm1), gpio_),
      i2s0_("I2S0", 0, scheduler_, gated(Gate::i2s0), clocks_.pll_d2, gpio_, bus_pro_),
      i2s1_("I2S1", 1, scheduler_, gated(Gate::i2s1), clocks_.pll_d2, gpio_, bus_pro_),
      twai_("TWAI", scheduler_, gated(Gate::twai), gpio_),
      sdmmc_("SDMMC", scheduler_, clocks_.pll_d2, gpio_, machine.circuit, bus_pro_),
      bt_core_("BT_CORE", scheduler_, bus_pro_),
      wifi_mac_("WIFI_MAC", scheduler_, bus_pro_),
      wdev_("WDEV", scheduler_),
      rng_("RNG", machine.random(name() + " RNG")) {
  pads_.supply(options.supply);
  std::ranges::copy(rom_image_.pro, rom_pro_.bytes().begin());
  std::ranges::copy(rom_image_.app, rom_app_.bytes().begin());
  build();
}

ClockSignal& Esp32::gated(Gate gate) {
  for (GatedClock& g : gated_)
    if (g.gate == gate) return g.signal;
  return gated_.emplace_back(gate).signal;
}

void Esp32::build() {
  rows_ = table();
  map_memories(0);
  map_memories(1);
  for (const Row& row : rows_) {
    blocks_.push_back(
        {row.base, row.size, row.block, row.irqs.empty() ? -1 : static_cast<int>(row.irqs.front().first)});
    for (Bus* bus : {&bus_pro_, &bus_app_}) {
      bus->map(row.base, row.size, *row.block);
      if (row.base >= apb_base && row.base < apb_end)
        bus->map_alias(ahb_base + (row.base - apb_base), row.size, row.base);
    }
    for (const auto& [source, wire] : row.irqs) dport_.connect(source, *wire);
  }
  spi1_.attach(0, nor_port_);
  if (psram_) spi1_.attach(1, *psram_);
  constexpr u32 spiq_in_sel = 0x130 + 4 * static_cast<u32>(Input::spiq), sig_in_sel = 1 << 7;
  spi1_.through_matrix = [this] { return (gpio_.peek(spiq_in_sel) & sig_in_sel) != 0; };
  spi1_.clock_hops = [this] { return psram_clock_hops(); };
  nor_.on_changed = [this](u32 offset, u32 size) { bus_pro_.changed(flash_, offset, size); };
  spi2_.dma_channel = [this] { return dport_.dma_channel(2); };
  spi3_.dma_channel = [this] { return dport_.dma_channel(3); };
  connect_dport();
  connect_rtc();
  connect_watchdogs();
  en_.on_change = [this] { reset_pin_changed(); };
  set_clocks();
  look_at_cores();
}

// 1.3.1 "Address Mapping": the instruction bus takes aligned words only. 1.3.2 "Embedded Memory" says that RTC FAST
// belongs to the PRO CPU alone; but MicroPython 1.26 prepares deep sleep there from the APP CPU, and boards do sleep.
// In doubt: both reach it here.
void Esp32::map_memories(unsigned n) {
  Bus& bus = n ? bus_app_ : bus_pro_;
  Memory& rom = n ? rom_app_ : rom_pro_;
  bus.words_only(instruction_bus, instruction_bus_size);
  bus.remap(RomImage::base, boot_remap_size, &rom);
  bus.map_rom(RomImage::base + boot_remap_size, rom, nullptr, boot_remap_size);
  bus.map_rom(drom_base, rom, nullptr, drom_offset);
  bus.map_ram(sram_base, sram_);
  bus.map_ram(sram0_base, sram0_);
  bus.map_rom(0x400a'0000, sram1_code_.memory(), &sram1_code_, 0, 0, true);
  bus.map_ram(0x5000'0000, rtc_slow_);
  bus.map_ram(0x3ff8'0000, rtc_fast_);
  bus.map_ram(0x400c'0000, rtc_fast_);
}

// 1.3.2.1 "Internal ROM 0": its first 32 KiB can show what the instruction bus has of SRAM1 at 0x400b0000. In doubt:
// that nothing can be stored there then.
void Esp32::boot_remap(unsigned n, bool on) {
  constexpr u32 shown = 0x400b'0000 - 0x400a'0000;
  if (on) sram1_code_.follow(shown, boot_remap_size);
  Memory& rom = n ? rom_app_ : rom_pro_;
  (n ? bus_app_ : bus_pro_).remap(RomImage::base, boot_remap_size, on ? &sram1_code_.memory() : &rom, on ? shown : 0);
}

// The clock of PSRAM comes from whatever pad puts out signal 224 (once more through the matrix) or 225 (twice).
unsigned Esp32::psram_clock_hops() const {
  constexpr u32 first_out_sel = 0x530, signal_mask = 0x1ff, once = 224, twice = 225;
  unsigned hops = 0;
  for (u32 pad = 0; pad < Pads::count; ++pad) {
    const u32 signal = gpio_.peek(first_out_sel + 4 * pad) & signal_mask;
    hops = std::max(hops, signal == twice ? 2u : signal == once ? 1u : 0u);
  }
  return hops;
}

Terminal* Esp32::pin(std::string_view pin_name) {
  return pin_name == en_.name() ? &en_ : pads_.find_terminal(pin_name);
}

std::vector<std::string> Esp32::pin_names() const {
  std::vector<std::string> names = pads_.names();
  names.push_back(en_.name());
  return names;
}

std::string Esp32::pin_function(std::string_view pin_name) const {
  for (unsigned i = 0; i < Pads::count; ++i)
    if (Pads::exists(i) && pads_.terminal(i).name() == pin_name) return gpio_.function(i);
  return {};
}

std::string Esp32::interrupt_name(unsigned core, unsigned number) const {
  constexpr auto& names = enumerators<InterruptSource, interrupt_source_count>;
  std::string text;
  for (unsigned source = 0; source < interrupt_source_count; ++source) {
    const Register* map = dport_.find(fmt::format("{}_INTR_MAP[{}]", core ? "APP" : "PRO", source));
    if (!map || dport_.peek(map->offset) != number || number == Dport::no_line) continue;
    text += (text.empty() ? "" : ", ") + in_capitals(names[source], '_');
  }
  return text;
}

void Esp32::observe(AccessObserver* observer) {
  for (const Row& row : rows_) row.block->observe(observer);
  for (unsigned n : {0u, 1u}) core(n).observe(observer);
}

void Esp32::serialize(State& state) {
  std::vector<u8> flash_before;
  if (state.loading()) flash_before.assign(flash_.bytes().begin(), flash_.bytes().end());
  for (Memory* memory : {&flash_, &sram_, &sram0_, &rtc_fast_, &rtc_slow_}) state.raw(memory->bytes());
  if (psram_memory_) state.raw(psram_memory_->bytes());
  state(clocks_, pads_, nor_, en_, held_by_en_, asleep_, app_was_in_reset_, resets_held_, reset_cause_, reset_rtc_too_,
        core_reset_cause_, reset_event_, mmu_pro_, mmu_app_);
  if (psram_) state(*psram_);
  sram1_code_.serialize(state);
  for (GatedClock& g : gated_) state(g.signal);
  for (const Row& row : rows_)
    if (auto* file = dynamic_cast<RegisterFile*>(row.block)) file->serialize(state);
  pro_.serialize(state);
  app_.serialize(state);
  if (!state.loading()) return;
  for (unsigned n : {0u, 1u}) boot_remap(n, dport_.boot_remap(n));
  for (Memory* memory : {&sram_, &sram0_, &rtc_fast_, &rtc_slow_}) bus_pro_.changed(*memory, 0, memory->size());
  if (psram_memory_) bus_pro_.changed(*psram_memory_, 0, psram_memory_->size());
  if (!std::ranges::equal(flash_before, flash_.bytes())) bus_pro_.changed(flash_, 0, flash_.size());
}

}  // namespace esp32
