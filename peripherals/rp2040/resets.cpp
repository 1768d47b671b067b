#include "peripherals/rp2040/resets.hpp"

#include <algorithm>

namespace rp2040 {

namespace {

// clang-format off
constexpr std::array<std::string_view, Resets::count> names{
    "ADC", "BUSCTRL", "DMA", "I2C0", "I2C1", "IO_BANK0", "IO_QSPI", "JTAG", "PADS_BANK0", "PADS_QSPI", "PIO0",
    "PIO1", "PLL_SYS", "PLL_USB", "PWM", "RTC", "SPI0", "SPI1", "SYSCFG", "SYSINFO", "TBMAN", "TIMER", "UART0",
    "UART1", "USBCTRL"};
// clang-format on

}  // namespace

Resets::Resets(std::string name) : Peripheral(std::move(name)) {
  for (unsigned i = 0; i < count; ++i) {
    reset_.add_field({std::string{names[i]}, i, 1, Access::rw, true});
    wdsel_.add_field({std::string{names[i]}, i, 1, Access::rw, true});
    reset_done_.add_field({std::string{names[i]}, i, 1, Access::ro, true});
  }
}

void Resets::connect(Subsystem subsystem, Peripheral& block, ClockSignal* clock) {
  const unsigned i = static_cast<unsigned>(subsystem);
  entries_[i].blocks.push_back(&block);
  block.hold_in_reset(held(subsystem));
  if (!clock) return;
  entries_[i].clocks.push_back(clock);
  clock->listen({{}, [this] { update(); }});
}

void Resets::hold(unsigned subsystem, bool held) {
  done_ = (done_ & ~(1u << subsystem)) | u32{!held} << subsystem;
  for (Peripheral* block : entries_[subsystem].blocks) block->hold_in_reset(held);
}

void Resets::update() {
  for (unsigned i = 0; i < count; ++i) {
    const bool wanted = reset_.value >> i & 1, done = done_ >> i & 1;
    if (wanted && done) hold(i, true);
    if (!wanted && !done && std::ranges::all_of(entries_[i].clocks, &ClockSignal::running)) hold(i, false);
  }
}

void Resets::watchdog_fired() {
  for (unsigned i = 0; i < count; ++i)
    if (wdsel_.value >> i & 1) hold(i, true);
  update();
}

void Resets::reset() {
  Peripheral::reset();
  update();
}

void Resets::serialize(State& state) {
  Peripheral::serialize(state);
  state(done_);
}

}  // namespace rp2040
