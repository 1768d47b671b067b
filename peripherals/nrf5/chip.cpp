#include "peripherals/nrf5/chip.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "peripherals/nrf5/pin_function.hpp"

namespace nrf5 {

namespace {

constexpr u32 block_size = 0x1000;
constexpr Clock hfclk{16'000'000};
constexpr double reset_pull_ohms = 13'000;

}  // namespace

// The whole chip: memory map (chapter 5, "Instantiation"), interrupt numbers, instances.
std::vector<Nrf51::Row> Nrf51::table() {
  return {
      // clang-format off
      // base        block           irq
      {0x1000'0000, &ficr_},
      {0x1000'1000, &uicr_},
      {0x4000'0000, &power_,          0, &power_clock_mpu_},
      {0x4000'0000, &clock_,          0, &power_clock_mpu_},
      {0x4000'0000, &mpu_,           -1, &power_clock_mpu_},
      {0x4000'1000, &radio_,          1},
      {0x4000'2000, &uart0_,          2},
      {0x4000'3000, &spi0_,           3, &serial0_},
      {0x4000'3000, &twi0_,           3, &serial0_},
      {0x4000'4000, &spi1_,           4, &serial1_},
      {0x4000'4000, &spis1_,          4, &serial1_},
      {0x4000'4000, &twi1_,           4, &serial1_},
      {0x4000'6000, &gpiote_,         6},
      {0x4000'7000, &adc_,            7},
      {0x4000'8000, &timer0_,         8},
      {0x4000'9000, &timer1_,         9},
      {0x4000'a000, &timer2_,        10},
      {0x4000'b000, &rtc0_,          11},
      {0x4000'c000, &temp_,          12},
      {0x4000'd000, &rng_,           13},
      {0x4000'e000, &ecb_,           14},
      {0x4000'f000, &ccm_,           15, &ccm_aar_},
      {0x4000'f000, &aar_,           15, &ccm_aar_},
      {0x4001'0000, &wdt_,           16},
      {0x4001'1000, &rtc1_,          17},
      {0x4001'2000, &qdec_,          18},
      {0x4001'3000, &lpcomp_,        19},
      {0x4001'4000, &swi_[0],        20},
      {0x4001'5000, &swi_[1],        21},
      {0x4001'6000, &swi_[2],        22},
      {0x4001'7000, &swi_[3],        23},
      {0x4001'8000, &swi_[4],        24},
      {0x4001'9000, &swi_[5],        25},
      {0x4001'e000, &nvmc_},
      {0x4001'f000, &ppi_},
      {0x5000'0000, &gpio_},
      {0xf000'0000, &rom_table_},
      // clang-format on
  };
}

Nrf51::Nrf51(std::string chip_name, Machine& machine, std::string_view variant_name,
             const cpu::thumb::EngineFactory& engine)
    : Chip(std::move(chip_name)),
      scheduler_(machine.scheduler),
      variant_(variant(variant_name)),
      flash_("flash", variant_.flash_size, 0xff),
      ram_("ram", variant_.ram_size),
      uicr_words_("uicr", Uicr::size, 0xff),
      core_("CPU", scheduler_, bus_, cpu::thumb::cortex_m0, hfclk, engine),
      ram_noise_(machine.random(name() + " RAM")),
      power_("POWER", scheduler_, variant_.ram_size / Ficr::ram_block_size),
      clock_("CLOCK", scheduler_),
      pin_audit_(machine, gpio_),
      gpiote_("GPIOTE", scheduler_, gpio_),
      timer0_("TIMER0", scheduler_, 32),
      timer1_("TIMER1", scheduler_, 16),
      timer2_("TIMER2", scheduler_, 16),
      rtc0_("RTC0", scheduler_, clock_.lfclk),
      rtc1_("RTC1", scheduler_, clock_.lfclk),
      temp_("TEMP", scheduler_, machine.world.quantity("temperature", "degC", 25, {-40, 125})),
      rng_("RNG", scheduler_, machine.random(name() + " RNG")),
      wdt_("WDT", scheduler_, clock_),
      nvmc_("NVMC", scheduler_, bus_, mpu_, flash_, uicr_words_),
      ppi_("PPI", scheduler_, *this),
      ficr_("FICR", variant_, machine.random(name() + " FICR")),
      uicr_("UICR", uicr_words_, nvmc_),
      radio_(scheduler_, bus_, machine.air),
      uart0_("UART0", scheduler_, gpio_, machine.circuit),
      spi0_("SPI0", scheduler_, gpio_, machine.circuit),
      spi1_("SPI1", scheduler_, gpio_, machine.circuit),
      twi0_("TWI0", scheduler_, gpio_, machine.circuit),
      twi1_("TWI1", scheduler_, gpio_, machine.circuit),
      spis1_("SPIS1", scheduler_, gpio_, machine.circuit, bus_),
      adc_(scheduler_, gpio_),
      ecb_(scheduler_, bus_, aes_core_),
      ccm_(scheduler_, bus_, aes_core_),
      aar_(scheduler_, bus_, aes_core_),
      qdec_(scheduler_, gpio_),
      lpcomp_(scheduler_, gpio_),
      resetting_(scheduler_, name() + " reset", [this] { reset(reset_reason_); }) {
  for (Twi* twi : {&twi0_, &twi1_}) twi->on_line = [this](unsigned pin) { pin_audit_.bus_line(pin); };
  build();
}

void Nrf51::drift(double parts_per_million) {
  const i64 hz = 16'000'000 + std::llround(16 * parts_per_million);
  core_.change_clock(hz);
  for (Timer* timer : {&timer0_, &timer1_, &timer2_}) timer->clock(hz);
  uart0_.clock(hz);
  for (Spi* spi : {&spi0_, &spi1_}) spi->clock(hz);
  for (Twi* twi : {&twi0_, &twi1_}) twi->clock(hz);
  clock_.lfclk.drift(scheduler_.now(), parts_per_million);
}

void Nrf51::build() {
  bus_.map_rom(flash_base, flash_, &nvmc_.flash_stores());
  bus_.map_ram(ram_base, ram_);
  rows_ = table();
  const Device* last_shared = nullptr;
  for (const Row& row : rows_) {
    blocks_.push_back({row.base, block_size, row.device, row.irq});
    if (!row.through || row.through != last_shared)
      bus_.map(row.base, block_size, row.through ? *row.through : *row.device);
    last_shared = row.through;
    auto* peripheral = dynamic_cast<Peripheral*>(row.device);
    if (!peripheral) continue;
    peripheral->route_events(&ppi_);
    if (row.irq >= 0) connect(static_cast<unsigned>(row.irq), peripheral->irq);
  }
  nvmc_.stall = [this](Duration d) { core_.stall(d); };
  power_.on_system_off = [this] { system_off(); };
  power_.on_ram_off = [this](unsigned block) { lose_ram(block); };
  wdt_.on_reset = [this] { reset(Reset::watchdog); };
  core_.on_system_reset = [this] { reset_soon(Reset::soft); };
  core_.lockup.listen([this](bool locked) {
    if (locked) reset_soon(Reset::lockup);
  });
  gpio_.detect.listen([this](bool level) { detect_changed(level); });
  lpcomp_.anadetect.listen([this](bool level) {
    if (off_ && level) reset_soon(Reset::wake_by_comparator);
  });
  for (SharedId* shared : {&serial0_, &serial1_, &ccm_aar_}) shared->on_switch = [this] { ppi_.resolve(); };
  reset_pin_.on_change = [this] { reset_pin_changed(); };
  reset_pin_.drive(gpio_.supply(), reset_pull_ohms);
  ppi_.resolve();
}

// Several blocks may share a number: any of them holds the line up.
void Nrf51::connect(unsigned irq, Wire& wire) {
  lines_[irq].push_back(&wire);
  wire.listen(
      [this, irq](bool level) { core_.interrupt(irq, level || std::ranges::any_of(lines_[irq], &Wire::level)); });
}

Terminal* Nrf51::pin(std::string_view pin_name) {
  if (pin_name == reset_pin_.name()) return &reset_pin_;
  Terminal* found = gpio_.find_terminal(pin_name);
  return found == &gpio_.terminal(pin_count) ? nullptr : found;
}

std::vector<std::string> Nrf51::pin_names() const {
  std::vector<std::string> names;
  for (unsigned i = 0; i < pin_count; ++i) names.push_back(fmt::format("P0.{:02}", i));
  names.push_back(reset_pin_.name());
  return names;
}

void Nrf51::supply(double volts) {
  gpio_.supply(volts);
  reset_pin_.drive(volts, reset_pull_ohms);
  power_.supply(volts);
}

// Where blocks share an ID, the enabled one's.
EventFlag* Nrf51::event_at(u32 address) {
  for (const Row& row : rows_) {
    const u32 offset = address - row.base;
    if (offset >= block_size) continue;
    if (auto* shared = dynamic_cast<SharedId*>(row.through)) return shared->find_event(offset);
    if (auto* p = dynamic_cast<Peripheral*>(row.device))
      if (EventFlag* found = p->find_event(offset)) return found;
  }
  return nullptr;
}

Task* Nrf51::task_at(u32 address) {
  for (const Row& row : rows_) {
    const u32 offset = address - row.base;
    if (offset >= block_size) continue;
    if (auto* shared = dynamic_cast<SharedId*>(row.through)) return shared->find_task(offset);
    if (auto* p = dynamic_cast<Peripheral*>(row.device))
      if (Task* found = p->find_task(offset)) return found;
  }
  return nullptr;
}

std::string Nrf51::pin_function(std::string_view pin_name) const {
  const PinUser users[] = {{&uart0_, 4}, {&spi0_, 1}, {&spi1_, 1}, {&twi0_, 5}, {&twi1_, 5}, {&spis1_, 2}, {&qdec_, 1}};
  for (unsigned i = 0; i < pin_count; ++i)
    if (fmt::format("P0.{:02}", i) == pin_name) return nrf5::pin_function(gpio_, gpiote_, users, i);
  return {};
}

void Nrf51::observe(AccessObserver* observer) {
  for (const Row& row : rows_) {
    row.device->observe(observer);
    if (row.through) row.through->observe(observer);
  }
  core_.observe(observer);
}

void Nrf51::serialize(State& state) {
  std::vector<u8> flash_before;
  if (state.loading()) flash_before.assign(flash_.bytes().begin(), flash_.bytes().end());
  state.raw(flash_.bytes());
  state.raw(ram_.bytes());
  state.raw(uicr_words_.bytes());
  state(ram_noise_, held_in_reset_, off_, reset_reason_, resetting_, reset_pin_, pin_audit_);
  for (const Row& row : rows_)
    if (auto* file = dynamic_cast<RegisterFile*>(row.device)) file->serialize(state);
  core_.serialize(state);
  if (!state.loading()) return;
  ppi_.resolve();
  bus_.changed(ram_, 0, ram_.size());
  if (!std::ranges::equal(flash_before, flash_.bytes())) bus_.changed(flash_, 0, flash_.size());
}

}  // namespace nrf5
