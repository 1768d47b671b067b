#pragma once
// A PIO block on pins that somebody outside may drive, and what those pins did, by clk_sys cycle.
#include <initializer_list>
#include <memory>
#include <vector>

#include "peripherals/rp2040/pio.hpp"

namespace rp2040_test {
using namespace emulator;
using rp2040::PerPin;
using rp2040::Pio;
using rp2040::Signal;

constexpr u32 CTRL = 0x000, FSTAT = 0x004, FDEBUG = 0x008, FLEVEL = 0x00c, IRQ = 0x030, IRQ_FORCE = 0x034;
constexpr u32 INPUT_SYNC_BYPASS = 0x038, DBG_PADOUT = 0x03c, DBG_PADOE = 0x040, DBG_CFGINFO = 0x044;
constexpr u32 INTR = 0x128, IRQ0_INTE = 0x12c, IRQ0_INTF = 0x130, IRQ0_INTS = 0x134, IRQ1_INTE = 0x138;
constexpr u32 IRQ1_INTF = 0x13c, IRQ1_INTS = 0x140;
constexpr u32 TXF(unsigned i) { return 0x010 + 4 * i; }
constexpr u32 RXF(unsigned i) { return 0x020 + 4 * i; }
constexpr u32 INSTR_MEM(unsigned i) { return 0x048 + 4 * i; }
constexpr u32 CLKDIV(unsigned i) { return 0x0c8 + 0x18 * i; }
constexpr u32 EXECCTRL(unsigned i) { return 0x0cc + 0x18 * i; }
constexpr u32 SHIFTCTRL(unsigned i) { return 0x0d0 + 0x18 * i; }
constexpr u32 ADDR(unsigned i) { return 0x0d4 + 0x18 * i; }
constexpr u32 INSTR(unsigned i) { return 0x0d8 + 0x18 * i; }
constexpr u32 PINCTRL(unsigned i) { return 0x0dc + 0x18 * i; }

constexpr u32 wrap(u32 bottom, u32 top) { return top << 12 | bottom << 7; }
constexpr u32 side_en = 1u << 30, side_pindir = 1u << 29, sticky = 1u << 17, inline_out_en = 1u << 18;
constexpr u32 autopush = 1u << 16, autopull = 1u << 17, in_right = 1u << 18, out_right = 1u << 19;
constexpr u32 join_rx = 1u << 31, join_tx = 1u << 30;
constexpr u32 push_threshold(u32 n) { return n % 32 << 20; }
constexpr u32 pull_threshold(u32 n) { return n % 32 << 25; }
constexpr u32 set_pins(u32 base, u32 count) { return count << 26 | base << 5; }
constexpr u32 out_pins(u32 base, u32 count) { return count << 20 | base; }
constexpr u32 side_pins(u32 base, u32 count) { return count << 29 | base << 10; }
constexpr u32 in_pins(u32 base) { return base << 15; }
constexpr u32 divide(double by) { return static_cast<u32>(by * 256) << 8; }

// Pins that a block drives where it enables them, and the outside elsewhere.
class Pins final : public rp2040::PinMatrix {
 public:
  void drive(Signal, bool, bool) override {}
  void drive(PerPin, u32 levels, u32 enables) override {
    levels_ = levels;
    enables_ = enables;
    if (on_drive) on_drive();
    settle();
  }
  bool level(Signal) const override { return false; }
  void listen(Signal, std::function<void(bool)>) override {}
  u32 inputs() const override { return now_; }
  void listen_inputs(std::function<void(u32)> listener) override { listeners_.push_back(std::move(listener)); }
  std::vector<Net*> nets(Signal) const override { return {}; }
  void on_routing(Signal, std::function<void()>) override {}

  void outside(u32 levels) {
    outside_ = levels;
    settle();
  }
  u32 levels() const { return levels_; }
  u32 enables() const { return enables_; }
  std::function<void()> on_drive;

 private:
  void settle() {
    const u32 before = now_;
    now_ = (levels_ & enables_) | (outside_ & ~enables_);
    if (now_ != before)
      for (auto& l : listeners_) l(now_ ^ before);
  }
  u32 levels_ = 0, enables_ = 0, outside_ = 0, now_ = 0;
  std::vector<std::function<void(u32)>> listeners_;
};

struct Bench {
  static constexpr i64 hz = 125'000'000;
  static constexpr Duration period{8000};
  struct Change {
    i64 cycle;
    u32 levels, enables;
    bool operator==(const Change&) const = default;
  };

  Scheduler s;
  ClockSignal clk_sys{"clk_sys", hz};
  Pins pins;
  Pio p{"PIO0", s, clk_sys, pins, PerPin::pio0};
  std::vector<Change> changes;

  Bench() {
    pins.on_drive = [this] { changes.push_back({cycle(), pins.levels(), pins.enables()}); };
  }
  i64 cycle() const { return s.now().time_since_epoch() / period; }
  void to(i64 cycle) { s.run_until(Time{period * cycle}); }
  void pass(i64 cycles) { to(cycle() + cycles); }
  void load(std::initializer_list<u16> words, unsigned at = 0) {
    for (const u16 w : words) p.write(INSTR_MEM(at++), w);
  }
  // Executes one now; the cycle passes.
  void exec(u16 word, unsigned sm = 0) {
    p.write(INSTR(sm), word);
    pass(1);
  }
  void enable(u32 machines) { p.write(CTRL, machines | machines << 8); }  // with CLKDIV_RESTART
  u32 level(unsigned pin) const { return pins.levels() >> pin & 1; }
  // The cycles, from the first that is given on, in which a pin changed its level.
  std::vector<i64> edges(unsigned pin, i64 from = 0) const {
    std::vector<i64> found;
    u32 level = 0;
    for (const Change& c : changes) {
      if ((c.levels >> pin & 1) != level && c.cycle >= from) found.push_back(c.cycle - from);
      level = c.levels >> pin & 1;
    }
    return found;
  }
  u32 x(unsigned sm = 0) { return read_back(0x4020, sm); }  // in x, 32
  u32 y(unsigned sm = 0) { return read_back(0x4040, sm); }
  u32 isr(unsigned sm = 0) { return read_back(0, sm); }
  u32 osr(unsigned sm = 0) { return read_back(0xa0c7, sm); }  // mov isr, osr

 private:
  u32 read_back(u16 word, unsigned sm) {
    if (word) exec(word, sm);
    exec(0x8000, sm);  // push noblock
    return p.read(RXF(sm));
  }
};

}  // namespace rp2040_test
