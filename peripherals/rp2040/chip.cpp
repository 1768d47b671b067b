#include "peripherals/rp2040/chip.hpp"

#include <algorithm>

#include "peripherals/rp2040/pin_function.hpp"
#include "peripherals/rp2040/sio_port.hpp"

namespace rp2040 {

namespace {

constexpr Clock reset_clock{6'500'000};  // the ring oscillator, as it starts
constexpr double run_pull_ohms = 50'000;
constexpr const char* usb_boot_serial = "000000000003";  // no GITREF_RP2040; software revision of our boot ROM

parts::SpiNorModel const& flash_model(std::string_view name) {
  const parts::SpiNorModel* model = parts::SpiNor::find(name);
  return model ? *model : *parts::SpiNor::find("w25q16jv");
}

}  // namespace

// The whole chip: 2.2 "Address Map", 2.3.2 "Interrupts", 2.14 "Subsystem Resets".
std::vector<Rp2040::Row> Rp2040::table() {
  using enum Subsystem;
  return {
      // clang-format off
      // base        block           interrupts                               reset     clock
      {0x1800'0000, &ssi_},
      {0x4000'0000, &sysinfo_,     {},                                      sysinfo},
      {0x4000'4000, &syscfg_,      {},                                      syscfg},
      {0x4000'8000, &clocks_,      {{17, &clocks_.irq}}},
      {0x4000'c000, &resets_},
      {0x4001'0000, &psm_},
      {0x4001'4000, &io_bank0_,    {},                                      io_bank0},
      {0x4001'8000, &io_qspi_,     {},                                      io_qspi},
      {0x4001'c000, &pads_bank0_,  {},                                      pads_bank0},
      {0x4002'0000, &pads_qspi_,   {},                                      pads_qspi},
      {0x4002'4000, &xosc_},
      {0x4002'8000, &pll_sys_,     {},                                      pll_sys},
      {0x4002'c000, &pll_usb_,     {},                                      pll_usb},
      {0x4003'0000, &busctrl_,     {},                                      busctrl},
      {0x4003'4000, &uart0_,       {{20, &uart0_.irq}},                     uart0,    &gate(Gate::clk_peri_uart0)},
      {0x4003'8000, &uart1_,       {{21, &uart1_.irq}},                     uart1,    &gate(Gate::clk_peri_uart1)},
      {0x4003'c000, &spi0_,        {{18, &spi0_.irq}},                      spi0,     &gate(Gate::clk_peri_spi0)},
      {0x4004'0000, &spi1_,        {{19, &spi1_.irq}},                      spi1,     &gate(Gate::clk_peri_spi1)},
      {0x4004'4000, &i2c0_,        {{23, &i2c0_.irq}},                      i2c0},
      {0x4004'8000, &i2c1_,        {{24, &i2c1_.irq}},                      i2c1},
      {0x4004'c000, &adc_,         {{22, &adc_.irq}},                       adc,      &gate(Gate::clk_adc_adc)},
      {0x4005'0000, &pwm_,         {{4, &pwm_.irq}},                        pwm},
      {0x4005'4000, &timer_,        {{0, &timer_.irq[0]}, {1, &timer_.irq[1]},
                                     {2, &timer_.irq[2]}, {3, &timer_.irq[3]}}, timer},
      {0x4005'8000, &watchdog_},
      {0x4005'c000, &rtc_,         {{25, &rtc_.irq}},                       rtc,      &gate(Gate::clk_rtc_rtc)},
      {0x4006'0000, &rosc_},
      {0x4006'4000, &vreg_},
      {0x4006'c000, &tbman_,       {},                                      tbman},
      {0x5000'0000, &dma_,         {{11, &dma_.irq0}, {12, &dma_.irq1}},    dma},
      {0x5011'0000, &usb_,         {{5, &usb_.irq}},                        usbctrl,  &gate(Gate::clk_usb_usbctrl)},
      {0x5020'0000, &pio0_,        {{7, &pio0_.irq0}, {8, &pio0_.irq1}},    pio0},
      {0x5030'0000, &pio1_,        {{9, &pio1_.irq0}, {10, &pio1_.irq1}},   pio1},
      // clang-format on
  };
}

Rp2040::Rp2040(std::string chip_name, Machine& machine, const Options& options, const cpu::thumb::EngineFactory& engine)
    : Chip(std::move(chip_name)),
      scheduler_(machine.scheduler),
      rom_("rom", 16 * 1024),
      sram_("sram", sram_size),
      flash_("flash", flash_model(options.flash).size, 0xff),
      core0_("CPU0", scheduler_, bus_, cpu::thumb::cortex_m0plus, reset_clock, engine),
      core1_("CPU1", scheduler_, bus_, cpu::thumb::cortex_m0plus, reset_clock, engine),
      xosc_("XOSC", scheduler_, options.crystal_hz),
      rosc_("ROSC", scheduler_, machine.random(name() + " ROSC")),
      pll_sys_("PLL_SYS", scheduler_, xosc_.clk),
      pll_usb_("PLL_USB", scheduler_, xosc_.clk),
      clocks_("CLOCKS", scheduler_, io_bank0_, {rosc_.clk, rosc_.clk_ph, xosc_.clk, pll_sys_.clk, pll_usb_.clk}),
      watchdog_("WATCHDOG", scheduler_, clocks_.clk_ref),
      sio_("SIO", scheduler_, gate(Gate::clk_sys_sio), io_bank0_, io_qspi_),
      pin_audit_(machine, io_bank0_),
      timer_("TIMER", scheduler_, timer_tick_),
      rtc_("RTC", scheduler_, gate(Gate::clk_rtc_rtc)),
      nor_(name() + " flash", scheduler_, flash_, flash_model(options.flash), machine.random(name() + " flash").next()),
      ssi_("XIP_SSI", scheduler_, gate(Gate::clk_sys_xip), qspi_),
      xip_("XIP_CTRL", scheduler_, ssi_),
      dma_("DMA", scheduler_, gate(Gate::clk_sys_dma), bus_),
      uart0_("UART0", 0, scheduler_, gate(Gate::clk_peri_uart0), io_bank0_, machine.circuit),
      uart1_("UART1", 1, scheduler_, gate(Gate::clk_peri_uart1), io_bank0_, machine.circuit),
      spi0_("SPI0", 0, scheduler_, gate(Gate::clk_peri_spi0), io_bank0_, machine.circuit),
      spi1_("SPI1", 1, scheduler_, gate(Gate::clk_peri_spi1), io_bank0_, machine.circuit),
      i2c0_("I2C0", 0, scheduler_, gate(Gate::clk_sys_i2c0), io_bank0_, machine.circuit),
      i2c1_("I2C1", 1, scheduler_, gate(Gate::clk_sys_i2c1), io_bank0_, machine.circuit),
      adc_("ADC", scheduler_, gate(Gate::clk_adc_adc),
           {&io_bank0_.terminal(26), &io_bank0_.terminal(27), &io_bank0_.terminal(28), &io_bank0_.terminal(29)},
           machine.world.quantity("temperature", "degC", 25, {-40, 125})),
      pwm_("PWM", scheduler_, gate(Gate::clk_sys_pwm), io_bank0_),
      pio0_("PIO0", scheduler_, gate(Gate::clk_sys_pio0), io_bank0_, PerPin::pio0),
      pio1_("PIO1", scheduler_, gate(Gate::clk_sys_pio1), io_bank0_, PerPin::pio1),
      usb_("USBCTRL_REGS", scheduler_, gate(Gate::clk_usb_usbctrl), io_bank0_),
      usb_boot_(scheduler_, boot_chip_, usb_boot_serial) {
  connect_rom(options.rom);
  io_bank0_.supply(options.supply);
  io_qspi_.supply(options.supply);
  adc_.supply(options.supply);
  build();
}

void Rp2040::build() {
  bus_.map_rom(rom_base, rom_, &rom_stores_);
  xip_.map_on(bus_, flash_);
  bus_.map_ram(sram_base, sram_);
  bus_.map(sram_base + 0x100'0000, UnstripedSram::banks * UnstripedSram::bank_size, unstriped_);
  bus_.map(0x5010'0000, 0x1000, usb_.dpram);
  rows_ = table();
  for (const Row& row : rows_) {
    blocks_.push_back({row.base, alias_stride, row.block, row.irqs.empty() ? -1 : static_cast<int>(row.irqs[0].first)});
    if (auto* peripheral = dynamic_cast<Peripheral*>(row.block)) {
      peripheral->map_on(bus_, row.base);
      if (row.reset) resets_.connect(*row.reset, *peripheral, row.clock);
    } else {
      bus_.map(row.base, 4 * alias_stride, *row.block);
    }
    for (const auto& [number, wire] : row.irqs)
      wire->listen([this, number = number](bool level) {
        for (unsigned n = 0; n < 2; ++n) interrupt(n, number, level);
      });
  }
  nor_.on_changed = [this](u32 offset, u32 size) { bus_.changed(flash_, offset, size); };
  connect_dma();
  connect_qspi();
  connect_cores();
  connect_power();
  run_pin_.drive(io_bank0_.supply(), run_pull_ohms);
  run_pin_.on_change = [this] { reset_pin_changed(); };
}

// A real ROM is only code; ours has functions that are performed here.
void Rp2040::connect_rom(std::span<const u8> image) {
  const std::vector<u8> own = image.empty() ? Bootrom::image() : std::vector<u8>{};
  if (image.empty()) image = own;
  std::ranges::copy(image.first(std::min<std::size_t>(image.size(), rom_.size())), rom_.bytes().begin());
  if (own.empty()) return;
  bootrom_.on_usb_boot = [this](u32, u32 mask) { enter_usb_boot(mask); };
  bootrom_.on_usb_task = [this](u32 returned) { return usb_boot_.next_call(returned); };
  bootrom_.on_usb_vector = [this] { return usb_boot_.erase_sector_function(); };
  boot_chip_.on_wake = [this] { core0_.send_event(); };
  for (unsigned n = 0; n < 2; ++n)
    core(n).on_undefined = [this, n](u32 word) { return bootrom_.perform(core(n), word); };
}

// 2.5.3.1 "System DREQ Table".
void Rp2040::connect_dma() {
  for (unsigned i = 0; i < 4; ++i) {
    dma_.connect_dreq(i, pio0_.dreq_tx[i]);
    dma_.connect_dreq(4 + i, pio0_.dreq_rx[i]);
    dma_.connect_dreq(8 + i, pio1_.dreq_tx[i]);
    dma_.connect_dreq(12 + i, pio1_.dreq_rx[i]);
  }
  for (unsigned i = 0; i < Pwm::slices; ++i) dma_.connect_dreq(first_pwm_dreq + i, pwm_.dreq(i));
  dma_.connect_dreq(16, spi0_.dreq_tx);
  dma_.connect_dreq(17, spi0_.dreq_rx);
  dma_.connect_dreq(18, spi1_.dreq_tx);
  dma_.connect_dreq(19, spi1_.dreq_rx);
  dma_.connect_dreq(20, uart0_.dreq_tx);
  dma_.connect_dreq(21, uart0_.dreq_rx);
  dma_.connect_dreq(22, uart1_.dreq_tx);
  dma_.connect_dreq(23, uart1_.dreq_rx);
  dma_.connect_dreq(32, i2c0_.dreq_tx);
  dma_.connect_dreq(33, i2c0_.dreq_rx);
  dma_.connect_dreq(34, i2c1_.dreq_tx);
  dma_.connect_dreq(35, i2c1_.dreq_rx);
  dma_.connect_dreq(36, adc_.dreq);
  dma_.connect_dreq(37, xip_.dreq_stream);
  dma_.connect_dreq(38, ssi_.dreq_tx);
  dma_.connect_dreq(39, ssi_.dreq_rx);
}

void Rp2040::connect_cores() {
  constexpr u32 sio_base = 0xd000'0000;
  constexpr unsigned io_irq_bank0 = 13, io_irq_qspi = 14, sio_irq_proc0 = 15, sio_irq_proc1 = 16;
  for (unsigned n = 0; n < 2; ++n) {
    SioPort& port = sio_.port(n);
    core(n).map_private(sio_base, 0x1000, port, &port);
    core(n).wait_states(0xd, -1, -1);        // 2.3.1: "exactly one cycle", where a load or store takes two
    core(n).wait_states(0x4, 2, 3);          // 2.1.4 (from memory): APB takes three cycles to read, four to write
    core(n).constant_register(sio_base, n);  // CPUID
    core(n).on_send_event = [this, n] { core(1 - n).send_event(); };
    const auto line = [this, n](unsigned number) {
      return [this, n, number](bool level) { interrupt(n, number, level); };
    };
    (n ? io_bank0_.proc1 : io_bank0_.proc0).listen(line(io_irq_bank0));
    (n ? io_qspi_.proc1 : io_qspi_.proc0).listen(line(io_irq_qspi));
  }
  cpu::thumb::CortexM::pair(core0_, core1_);
  sio_.irq_proc0.listen([this](bool level) { interrupt(0, sio_irq_proc0, level); });
  sio_.irq_proc1.listen([this](bool level) { interrupt(1, sio_irq_proc1, level); });
  sio_.on_gpio_in = [this] { pin_audit_.inputs_read(); };
  io_bank0_.on_function = [this](unsigned pin) { pin_audit_.function(pin); };
  sio_.on_event = [this](unsigned n) { core(n).send_event(); };
}

// An interrupt line reaches the NVIC of a core, and its NMI if SYSCFG says so.
void Rp2040::interrupt(unsigned n, unsigned number, bool level) {
  irq_levels_[n] = (irq_levels_[n] & ~(1u << number)) | u32{level} << number;
  core(n).nmi(irq_levels_[n] & syscfg_.nmi_mask(n));
  core(n).interrupt(number, level);
}

// The pads of the flash interface as registers set them.
void Rp2040::connect_qspi() {
  qspi_.attach(nor_);
  io_qspi_.on_setting = [this](unsigned pin) { qspi_changed(pin); };
  for (unsigned pin = 0; pin < IoQspi::pin_count; ++pin) qspi_changed(pin);
}

void Rp2040::qspi_changed(unsigned pin) {
  using Override = QspiPad::Override;
  const IoBank::Setting s = io_qspi_.setting(pin);
  const Pads::Pull pull = pads_qspi_.pull(pin);
  qspi_.configure(static_cast<QspiLine>(pin), {.xip = s.function == static_cast<u32>(IoQspi::Function::xip),
                                               .level = s.level,
                                               .enable = s.enable,
                                               .out = static_cast<Override>(s.out),
                                               .oe = static_cast<Override>(s.oe),
                                               .in = static_cast<Override>(s.in),
                                               .output_disable = (pads_qspi_.output_disable() >> pin & 1) != 0,
                                               .pull_up = pull == Pads::Pull::up || pull == Pads::Pull::keep,
                                               .pull_down = pull == Pads::Pull::down || pull == Pads::Pull::keep});
}

Terminal* Rp2040::pin(std::string_view pin_name) {
  if (pin_name == run_pin_.name()) return &run_pin_;
  if (Terminal* found = io_bank0_.find_terminal(pin_name)) return found;
  return io_qspi_.find_terminal(pin_name);
}

std::vector<std::string> Rp2040::pin_names() const {
  std::vector<std::string> names;
  auto& self = const_cast<Rp2040&>(*this);
  for (unsigned i = 0; i < io_bank0_.pins(); ++i) names.push_back(self.io_bank0_.terminal(i).name());
  for (unsigned i = 0; i < io_qspi_.pins(); ++i) names.push_back(self.io_qspi_.terminal(i).name());
  names.push_back(run_pin_.name());
  return names;
}

std::string Rp2040::pin_function(std::string_view pin_name) const {
  for (unsigned i = 0; i < io_bank0_.pins(); ++i)
    if (io_bank0_.terminal(i).name() == pin_name) return rp2040::pin_function(io_bank0_, pads_bank0_, i);
  return {};
}

// "TIMER 2", where a block has several.
std::string Rp2040::interrupt_name(unsigned, unsigned number) const {
  for (const Row& row : rows_)
    for (std::size_t i = 0; i < row.irqs.size(); ++i)
      if (row.irqs[i].first == number)
        return row.irqs.size() == 1 ? row.block->name() : row.block->name() + " " + std::to_string(i);
  return {};
}

void Rp2040::observe(AccessObserver* observer) {
  for (const Row& row : rows_) row.block->observe(observer);
  for (unsigned n = 0; n < 2; ++n) {
    sio_.port(n).observe(observer);
    core(n).observe(observer);
  }
  usb_.dpram.observe(observer);
  xip_.observe(observer);
}

void Rp2040::serialize(State& state) {
  std::vector<u8> flash_before;
  if (state.loading()) flash_before.assign(flash_.bytes().begin(), flash_.bytes().end());
  state.raw(flash_.bytes());
  state.raw(sram_.bytes());
  state(nor_, qspi_, sio_, xip_, run_pin_, held_by_run_, watchdog_fired_, timer_tick_, irq_levels_, *core_reset_[0],
        *core_reset_[1]);
  state(usb_boot_, usb_switch_, pin_audit_);
  for (const Row& row : rows_)
    if (auto* file = dynamic_cast<RegisterFile*>(row.block)) file->serialize(state);
  core0_.serialize(state);
  core1_.serialize(state);
  if (!state.loading()) return;
  bus_.changed(sram_, 0, sram_.size());
  if (!std::ranges::equal(flash_before, flash_.bytes())) bus_.changed(flash_, 0, flash_.size());
}

}  // namespace rp2040
