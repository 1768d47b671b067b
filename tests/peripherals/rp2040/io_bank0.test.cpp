#include <catch2/catch.hpp>

#include "peripherals/rp2040/io_bank0.hpp"

using namespace emulator;
using rp2040::IoBank0;
using rp2040::Pads;
using rp2040::PerPin;
using rp2040::Signal;

namespace {

constexpr u32 ctrl(unsigned pin) { return 8 * pin + 4; }
constexpr u32 status(unsigned pin) { return 8 * pin; }
constexpr u32 pad(unsigned pin) { return 4 + 4 * pin; }
constexpr u32 INTR0 = 0xf0, PROC0_INTE0 = 0x100, PROC0_INTF0 = 0x110, PROC0_INTS0 = 0x120;
constexpr u32 PROC1_INTE0 = 0x130, DORMANT_WAKE_INTE0 = 0x160, DORMANT_WAKE_INTS0 = 0x180;
constexpr u32 level_low = 1, level_high = 2, edge_low = 4, edge_high = 8;
constexpr u32 SPI = 1, UART = 2, I2C = 3, PWM = 4, SIO = 5, PIO0 = 6, PIO1 = 7, NONE = 31;
constexpr u32 OUTOVER(u32 m) { return m << 8; }
constexpr u32 OEOVER(u32 m) { return m << 12; }
constexpr u32 INOVER(u32 m) { return m << 16; }
constexpr u32 IRQOVER(u32 m) { return m << 28; }
constexpr u32 OUTFROMPERI = 1 << 8, OUTTOPAD = 1 << 9, OEFROMPERI = 1 << 12, OETOPAD = 1 << 13, INFROMPAD = 1 << 17,
              INTOPERI = 1 << 19, IRQFROMPAD = 1 << 24, IRQTOPROC = 1 << 26;

struct Bench {
  Pads pads{"PADS_BANK0", Pads::bank0()};
  IoBank0 io{"IO_BANK0", pads};
  Nets nets;
  Terminal outside{"outside"};
  explicit Bench(unsigned pin = 0) {
    Net& net = nets.net("net");
    io.terminal(pin).connect(net);
    outside.connect(net);
  }
  bool input(unsigned pin) const { return io.inputs() >> pin & 1; }
};

}  // namespace

TEST_CASE("RP2040 PADS, IO_BANK0: every bit is described, only the debug port's pads are todo", "[rp2040]") {
  Bench b;
  CHECK(b.pads.mistakes().empty());
  CHECK(b.io.mistakes().empty());
  CHECK(b.io.unmodelled().empty());
  for (const auto& name : b.pads.unmodelled()) CHECK(name.starts_with("SW"));
  CHECK(b.pads.find("SWD")->offset == 0x80);
  CHECK(b.io.find("DORMANT_WAKE_INTS3")->offset == 0x18c);
  CHECK(b.io.find("GPIO29_CTRL")->offset == 0xec);
}

TEST_CASE("RP2040 IO_BANK0: after reset pins are inputs pulled down, without a function", "[rp2040]") {
  Bench b;
  CHECK(b.io.read(ctrl(7)) == NONE);
  CHECK(b.pads.read(pad(7)) == 0x56);
  CHECK(b.io.terminal(7).driven_ohms() == Pads::pull_ohms);
  CHECK(b.io.terminal(7).volts() == 0);
  CHECK(b.io.find_terminal("GPIO29") == &b.io.terminal(29));
  CHECK(b.io.find_terminal("GPIO30") == nullptr);
}

TEST_CASE("RP2040 PADS: DRIVE sets how strongly a level is driven", "[rp2040]") {
  Bench b;
  b.io.write(ctrl(0), SIO);
  const std::array<double, 4> milliamps{2, 4, 8, 12};
  for (u32 drive = 0; drive < 4; ++drive) {
    b.pads.write(pad(0), 0x46 | drive << 4);
    b.io.drive(PerPin::sio, 0, 1);
    b.outside.drive(3.3, (3.3 - 0.5) / milliamps[drive] * 1000);
    CHECK(b.io.terminal(0).volts() == Approx(0.5));
    b.io.drive(PerPin::sio, 1, 1);
    b.outside.drive(0, 2.62 / milliamps[drive] * 1000);
    CHECK(b.io.terminal(0).volts() == Approx(2.62));
  }
}

TEST_CASE("RP2040 PADS: pulls, output disable and input enable", "[rp2040]") {
  Bench b;
  b.pads.write(pad(0), 0x5a);
  CHECK(b.io.terminal(0).volts() == 3.3);
  CHECK(b.input(0));
  b.pads.write(pad(0), 0x1a);
  CHECK_FALSE(b.input(0));
  b.pads.write(pad(0), 0x52);
  CHECK(b.io.terminal(0).floating());
  CHECK(b.input(0));  // its charge stays
  b.io.write(ctrl(0), SIO);
  b.io.drive(PerPin::sio, 0, 1);
  CHECK_FALSE(b.input(0));
  b.pads.write(pad(0), 0xda);
  CHECK(b.input(0));
  CHECK((b.io.read(status(0)) & (OETOPAD | OEFROMPERI)) == (OETOPAD | OEFROMPERI));
}

TEST_CASE("RP2040 PADS: both pulls keep the last level", "[rp2040]") {
  Bench b;
  b.pads.write(pad(0), 0x5e);
  CHECK(b.io.terminal(0).volts() == 0);
  b.outside.drive(3.3, 1000);
  b.outside.release();
  CHECK(b.io.terminal(0).volts() == 3.3);
  b.outside.drive(0, 1000);
  b.outside.release();
  CHECK(b.io.terminal(0).volts() == 0);
}

TEST_CASE("RP2040 PADS: 0.8 V is low, 2.0 V is high, the Schmitt trigger has 0.2 V of hysteresis", "[rp2040]") {
  Bench b;
  const auto seen = [&](double volts) {
    b.outside.drive(volts, 1e-3);
    return b.input(0);
  };
  CHECK_FALSE(seen(0.8));
  CHECK_FALSE(seen(1.45));
  CHECK(seen(2.0));
  CHECK(seen(1.35));
  CHECK_FALSE(seen(0.8));
  b.pads.write(pad(0), 0x54);
  CHECK(seen(1.45));
  CHECK_FALSE(seen(1.35));
  b.pads.write(0, 1);
  b.io.supply(1.8);
  CHECK_FALSE(seen(0.35 * 1.8));
  CHECK(seen(0.65 * 1.8));
}

TEST_CASE("RP2040 IO_BANK0: the selected function drives, the others wait", "[rp2040]") {
  Bench b;
  b.io.drive(PerPin::sio, 0b01, 0b11);
  b.io.drive(PerPin::pio0, 0b10, 0b11);
  b.io.drive(Signal::pwm0_a, true, true);
  CHECK(b.io.terminal(0).volts() == 0);
  b.io.write(ctrl(0), SIO);
  CHECK(b.io.terminal(0).volts() == 3.3);
  b.io.write(ctrl(0), PIO0);
  CHECK(b.io.terminal(0).volts() == 0);
  b.io.write(ctrl(1), PIO0);
  CHECK(b.io.terminal(1).volts() == 3.3);
  b.io.write(ctrl(0), PWM);
  CHECK(b.io.terminal(0).volts() == 3.3);
  b.io.write(ctrl(16), PWM);
  b.io.drive(Signal::pwm0_a, false, true);
  CHECK(b.io.terminal(0).volts() == 0);
  CHECK(b.io.terminal(16).volts() == 0);
  b.io.drive(Signal::pwm0_a, true, false);
  CHECK(b.io.terminal(0).driven_ohms() == Pads::pull_ohms);
  b.io.write(ctrl(1), PIO1);
  CHECK(b.io.terminal(1).driven_ohms() == Pads::pull_ohms);
}

TEST_CASE("RP2040 IO_BANK0: the table of functions", "[rp2040]") {
  struct Row {
    unsigned pin;
    std::array<Signal, 6> f;  // F1 F2 F3 F4 F8 F9
  };
  using enum Signal;
  const std::vector<Row> rows{{0, {spi0_rx, uart0_tx, i2c0_sda, pwm0_a, none, usb_ovcur_det}},
                              {7, {spi0_tx, uart1_rts, i2c1_scl, pwm3_b, none, usb_vbus_det}},
                              {13, {spi1_csn, uart0_rx, i2c0_scl, pwm6_b, none, usb_vbus_det}},
                              {15, {spi1_tx, uart0_rts, i2c1_scl, pwm7_b, usb_digital_dp, usb_ovcur_det}},
                              {16, {spi0_rx, uart0_tx, i2c0_sda, pwm0_a, usb_digital_dm, usb_vbus_det}},
                              {20, {spi0_rx, uart1_tx, i2c0_sda, pwm2_a, gpin0, usb_vbus_en}},
                              {25, {spi1_csn, uart1_rx, i2c0_scl, pwm4_b, gpout3, usb_vbus_det}},
                              {29, {spi1_csn, uart0_rx, i2c0_scl, pwm6_b, none, usb_vbus_en}}};
  for (const Row& row : rows) {
    CAPTURE(row.pin);
    unsigned column = 0;
    for (const u32 f : {1u, 2u, 3u, 4u, 8u, 9u}) CHECK(IoBank0::signal(row.pin, f) == row.f[column++]);
    for (const u32 f : {0u, 5u, 6u, 7u, 10u, 31u}) CHECK(IoBank0::signal(row.pin, f) == none);
  }
}

TEST_CASE("RP2040 IO_BANK0: overrides of output, output enable and input", "[rp2040]") {
  Bench b;
  b.io.drive(PerPin::sio, 0, 1);
  const auto volts = [&](u32 over) {
    b.io.write(ctrl(0), SIO | over);
    return b.io.terminal(0).volts();
  };
  CHECK(volts(0) == 0);
  CHECK(volts(OUTOVER(1)) == 3.3);
  CHECK(volts(OUTOVER(2)) == 0);
  CHECK(volts(OUTOVER(3)) == 3.3);
  CHECK(b.io.read(status(0)) == (OUTTOPAD | OEFROMPERI | OETOPAD | INFROMPAD | INTOPERI | IRQFROMPAD | IRQTOPROC));
  volts(OEOVER(1));
  CHECK(b.io.terminal(0).driven_ohms() == Pads::pull_ohms);
  volts(OEOVER(2));
  CHECK(b.io.read(status(0)) == OEFROMPERI);
  b.io.drive(PerPin::sio, 1, 0);
  CHECK(volts(OEOVER(3)) == 3.3);
  CHECK((b.io.read(status(0)) & (OUTFROMPERI | OETOPAD | OEFROMPERI)) == (OUTFROMPERI | OETOPAD));
  volts(OEOVER(3) | INOVER(1));
  CHECK_FALSE(b.input(0));
  volts(INOVER(1));
  CHECK(b.input(0));
  volts(INOVER(2) | OEOVER(3));
  CHECK_FALSE(b.input(0));
  CHECK((b.io.read(status(0)) & (INFROMPAD | INTOPERI)) == INFROMPAD);
  volts(INOVER(3));
  CHECK(b.input(0));
  CHECK((b.io.read(status(0)) & (INFROMPAD | INTOPERI)) == INTOPERI);
}

TEST_CASE("RP2040 IO_BANK0: a block hears its signal from whichever pins have it", "[rp2040]") {
  Bench b{1};
  std::vector<bool> heard;
  unsigned routings = 0;
  b.io.listen(Signal::uart0_rx, [&](bool on) { heard.push_back(on); });
  b.io.on_routing(Signal::uart0_rx, [&] { ++routings; });
  b.outside.drive(3.3, 10);
  CHECK(heard.empty());
  CHECK_FALSE(b.io.level(Signal::uart0_rx));
  CHECK_FALSE(b.io.routed(Signal::uart0_rx));
  b.io.write(ctrl(1), UART);
  CHECK(heard == std::vector<bool>{true});
  CHECK(routings == 1);
  CHECK(b.io.nets(Signal::uart0_rx) == std::vector<Net*>{b.nets.find("net")});
  b.io.write(ctrl(13), UART);
  CHECK(routings == 2);
  CHECK(b.io.nets(Signal::uart0_rx).size() == 1);
  b.outside.drive(0, 10);
  CHECK(heard == std::vector<bool>{true, false});
  b.pads.write(pad(13), 0x5a);
  CHECK(b.io.level(Signal::uart0_rx));
  b.io.write(ctrl(13), I2C);
  CHECK(heard == std::vector<bool>{true, false, true, false});
  b.io.write(ctrl(1), SPI);
  CHECK(routings == 4);
  CHECK_FALSE(b.io.routed(Signal::uart0_rx));
  CHECK(b.io.routed(Signal::spi0_csn));
}

TEST_CASE("RP2040 IO_BANK0: a listener that changes the level it hears leaves no stale news", "[rp2040]") {
  Bench b;
  std::vector<bool> late;
  b.io.write(ctrl(0), PWM);
  b.io.listen(Signal::pwm0_a, [&](bool on) {
    if (on) b.io.drive(Signal::pwm0_a, false, true);
  });
  b.io.listen(Signal::pwm0_a, [&](bool on) { late.push_back(on); });
  b.io.drive(Signal::pwm0_a, true, true);
  CHECK_FALSE(b.io.level(Signal::pwm0_a));
  CHECK((late.empty() || !late.back()));
}

TEST_CASE("RP2040 IO_BANK0: level interrupts follow the pin, edges stay until cleared", "[rp2040]") {
  Bench b{9};  // second word, second nibble
  CHECK(b.io.read(INTR0 + 4) == 0x1111'1111);
  CHECK(b.io.read(INTR0 + 12) == 0x0011'1111);
  b.outside.drive(3.3, 10);
  CHECK(b.io.read(INTR0 + 4) == (0x1111'1101 | (level_high | edge_high) << 4));
  b.outside.drive(0, 10);
  CHECK(b.io.read(INTR0 + 4) == (0x1111'1101 | (level_low | edge_low | edge_high) << 4));
  b.io.write(INTR0 + 4, (level_low | edge_high) << 4);
  CHECK(b.io.read(INTR0 + 4) == (0x1111'1101 | (level_low | edge_low) << 4));
  b.io.write(INTR0 + 4, ~0u);
  CHECK(b.io.read(INTR0 + 4) == 0x1111'1111);
}

TEST_CASE("RP2040 IO_BANK0: each destination has its own enables, forces and wire", "[rp2040]") {
  Bench b{9};
  b.io.write(PROC0_INTE0 + 4, edge_high << 4);
  b.io.write(PROC1_INTE0 + 4, level_high << 4);
  b.io.write(DORMANT_WAKE_INTE0 + 4, edge_low << 4);
  b.outside.drive(3.3, 10);
  CHECK(b.io.read(PROC0_INTS0 + 4) == edge_high << 4);
  CHECK(b.io.proc0.level());
  CHECK(b.io.proc1.level());
  CHECK_FALSE(b.io.dormant_wake.level());
  b.outside.drive(0, 10);
  CHECK(b.io.proc0.level());
  CHECK_FALSE(b.io.proc1.level());
  CHECK(b.io.dormant_wake.level());
  CHECK(b.io.read(DORMANT_WAKE_INTS0 + 4) == edge_low << 4);
  b.io.write(INTR0 + 4, (edge_low | edge_high) << 4);
  CHECK_FALSE(b.io.proc0.level());
  CHECK_FALSE(b.io.dormant_wake.level());
  b.io.write(PROC0_INTF0, level_high);
  CHECK(b.io.proc0.level());
  CHECK(b.io.read(PROC0_INTS0) == level_high);
  CHECK(b.io.read(INTR0) == 0x1111'1111);
  b.io.write(PROC0_INTF0, 0);
  CHECK_FALSE(b.io.proc0.level());
}

TEST_CASE("RP2040 IO_BANK0: the interrupt override acts in front of the detectors", "[rp2040]") {
  Bench b;
  b.io.write(ctrl(0), NONE | IRQOVER(1));
  CHECK(b.io.read(status(0)) == IRQTOPROC);
  CHECK((b.io.read(INTR0) & 0xf) == (level_high | edge_high));
  b.io.write(INTR0, 0xf);
  b.outside.drive(3.3, 10);
  CHECK((b.io.read(INTR0) & 0xf) == (level_low | edge_low));
}

TEST_CASE("RP2040 IO_BANK0: atomic aliases clear only the edges that were written", "[rp2040]") {
  Bench b;
  Bus bus;
  b.io.map_on(bus, 0x4001'4000);
  b.outside.drive(3.3, 10);
  b.outside.drive(0, 10);
  CHECK(bus.write(0x4001'4000 + 0x2000 + INTR0, 4, edge_high));
  CHECK((b.io.read(INTR0) & 0xf) == (level_low | edge_low));
  CHECK(bus.write(0x4001'4000 + 0x3000 + ctrl(0), 4, NONE));
  CHECK(b.io.read(ctrl(0)) == 0);
}

TEST_CASE("RP2040 IO_BANK0: held in reset no pin has a function and no edge is kept", "[rp2040]") {
  Bench b;
  b.io.write(ctrl(0), SIO);
  b.io.drive(PerPin::sio, 1, 1);
  b.io.write(PROC0_INTE0, edge_high | edge_low);
  CHECK(b.io.proc0.level());
  b.io.hold_in_reset(true);
  CHECK(b.io.terminal(0).driven_ohms() == Pads::pull_ohms);
  b.outside.drive(3.3, 10);
  b.io.hold_in_reset(false);
  CHECK(b.io.read(ctrl(0)) == NONE);
  CHECK((b.io.read(INTR0) & 0xf) == level_high);
  CHECK_FALSE(b.io.proc0.level());
  b.io.write(ctrl(0), SIO);  // SIO was not reset
  b.outside.release();
  CHECK(b.io.terminal(0).volts() == 3.3);
}

TEST_CASE("RP2040 IO_BANK0: a restored bank goes on as the saved one", "[rp2040]") {
  Bench saved{5}, restored{5};
  saved.io.write(ctrl(5), UART);
  saved.io.write(ctrl(6), SIO | OUTOVER(1));
  saved.io.drive(PerPin::sio, 1u << 6, 1u << 6);
  saved.pads.write(pad(5), 0x5a);
  saved.io.write(PROC0_INTE0, edge_low << 20);
  State out;
  saved.io.serialize(out);
  saved.pads.serialize(out);
  State in{out.data()};
  restored.io.serialize(in);
  restored.pads.serialize(in);
  restored.nets.settle();
  CHECK(in.at_end());
  CHECK(restored.io.level(Signal::uart1_rx));
  CHECK(restored.io.terminal(6).volts() == 0);
  restored.io.drive(PerPin::sio, 0, 1u << 6);
  CHECK(restored.io.terminal(6).volts() == 3.3);
  CHECK_FALSE(restored.io.proc0.level());
  restored.outside.drive(0, 10);
  CHECK(restored.io.proc0.level());
  CHECK_FALSE(restored.io.level(Signal::uart1_rx));
}
