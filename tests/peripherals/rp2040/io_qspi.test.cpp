#include <catch2/catch.hpp>

#include "peripherals/rp2040/io_qspi.hpp"

using namespace emulator;
using rp2040::IoQspi;
using rp2040::Pads;

namespace {

constexpr u32 SS_STATUS = 0x08, SS_CTRL = 0x0c, SD3_CTRL = 0x2c, INTR = 0x30, PROC1_INTE = 0x40, PROC1_INTS = 0x48;
constexpr u32 OEOVER_LSB = 12;

struct Bench {
  Pads pads{"PADS_QSPI", Pads::qspi()};
  IoQspi io{"IO_QSPI", pads};
};

}  // namespace

TEST_CASE("RP2040 IO_QSPI, PADS_QSPI: every bit is described", "[rp2040]") {
  Bench b;
  CHECK(b.pads.mistakes().empty());
  CHECK(b.pads.unmodelled().empty());
  CHECK(b.io.mistakes().empty());
  CHECK(b.io.unmodelled().empty());
  CHECK(b.io.find("DORMANT_WAKE_INTS")->offset == 0x54);
  CHECK(b.pads.find("GPIO_QSPI_SS")->offset == 0x18);
  CHECK(b.io.find_terminal("QSPI_SS") == &b.io.terminal(IoQspi::ss));
}

TEST_CASE("RP2040 IO_QSPI: the pads' order is not the bank's", "[rp2040]") {
  Bench b;
  CHECK(b.io.inputs() == 1u << IoQspi::ss);  // the only pull-up after reset
  b.pads.write(0x08, 0x5a);
  CHECK(b.io.inputs() == (1u << IoQspi::ss | 1u << IoQspi::sd0));
  CHECK(b.io.read(INTR) == (0x0011'1111 ^ 0x0000'0330 ^ 0x0000'0800));  // SD0's edge came after power-up
}

TEST_CASE("RP2040 IO_QSPI: BOOTSEL is seen once SS is no longer driven", "[rp2040]") {
  Bench b;
  Nets nets;
  Terminal button{"button"};
  b.io.terminal(IoQspi::ss).connect(nets.net("SS"));
  button.connect(nets.net("SS"));
  b.io.write(SS_CTRL, 0);
  b.io.drive(IoQspi::Function::xip, 0b000010, 0b000011);
  button.drive(0, 1000);
  CHECK((b.io.inputs() & 2) != 0);
  b.io.write(SS_CTRL, 2u << OEOVER_LSB);
  CHECK((b.io.inputs() & 2) == 0);
  button.release();
  CHECK((b.io.inputs() & 2) != 0);
  CHECK((b.io.read(SS_STATUS) >> 12 & 3) == 1);
}

TEST_CASE("RP2040 IO_QSPI: SIO drives the pins it has, listeners and interrupts hear", "[rp2040]") {
  Bench b;
  u32 heard = 0;
  b.io.listen_inputs([&](u32 changed) { heard |= changed; });
  b.io.write(SD3_CTRL, 5);
  b.io.write(PROC1_INTE, 8u << 20);
  b.io.drive(IoQspi::Function::sio, 0b101000, 0b111111);
  CHECK(b.io.terminal(IoQspi::sd3).volts() == 3.3);
  CHECK(b.io.terminal(IoQspi::sd1).floating());
  CHECK(heard == 1u << IoQspi::sd3);
  CHECK(b.io.proc1.level());
  CHECK(b.io.read(PROC1_INTS) == 8u << 20);
  CHECK_FALSE(b.io.proc0.level());
}

TEST_CASE("RP2040 IO_QSPI: a restored bank goes on as the saved one", "[rp2040]") {
  Bench saved, restored;
  saved.io.drive(IoQspi::Function::xip, 0b111111, 0b111111);
  saved.io.write(SD3_CTRL, 5);
  saved.io.drive(IoQspi::Function::sio, 0b100000, 0b100000);
  State out;
  saved.io.serialize(out);
  State in{out.data()};
  restored.io.serialize(in);
  CHECK(in.at_end());
  CHECK(restored.io.terminal(IoQspi::sd3).volts() == 3.3);
  restored.io.write(SD3_CTRL, 31);
  restored.io.write(SS_CTRL, 0);
  CHECK(restored.io.terminal(IoQspi::ss).volts() == 3.3);
  CHECK(restored.io.terminal(IoQspi::sd3).floating());
}
