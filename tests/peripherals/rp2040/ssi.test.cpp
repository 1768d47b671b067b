// SSI with a flash behind it. RP2040 Datasheet 4.10.
#include <catch2/catch.hpp>

#include "flash_rig.hpp"

using namespace test;
using rp2040::QspiLine;
using rp2040::QspiPad;

TEST_CASE("RP2040 SSI registers are described", "[rp2040]") {
  FlashRig r;
  CHECK(r.ssi.mistakes().empty());
  CHECK(r.xip.mistakes().empty());
  CHECK(r.ssi.unmodelled() == std::vector<std::string>{"CTRLR0.CFS", "CTRLR0.SLV_OE", "CTRLR0.FRF", "MWCR.MHS",
                                                       "MWCR.MDD", "MWCR.MWMOD", "SPI_CTRLR0.SPI_RXDS_EN",
                                                       "SPI_CTRLR0.INST_DDR_EN", "SPI_CTRLR0.SPI_DDR_EN"});
  CHECK(r.ssi.read(0x58) == 0x5153'5049);
  CHECK(r.ssi.read(0x5c) == 0x3430'312a);
  CHECK(r.ssi.read(FlashRig::spi_ctrlr0) == 0x0300'0000);
}

TEST_CASE("RP2040 SSI exchanges bytes with the flash", "[rp2040]") {
  FlashRig r;
  r.serial();
  r.ssi.write(FlashRig::baudr, 8);  // refused while enabled
  CHECK(r.ssi.read(FlashRig::baudr) == 6);
  for (u32 b : {0x9fu, 0u, 0u, 0u}) r.ssi.write(FlashRig::dr0, b);
  CHECK(r.ssi.read(FlashRig::txflr) == 3);  // one is in the shift register
  CHECK((r.ssi.read(FlashRig::sr) & 1) == 1);
  CHECK(r.pins.select_pin());
  r.cycles(8 * 6 - 1);
  CHECK(r.ssi.read(FlashRig::rxflr) == 0);
  r.cycles(1);
  CHECK(r.ssi.read(FlashRig::rxflr) == 1);
  r.cycles(3 * 8 * 6 - 1);
  CHECK((r.ssi.read(FlashRig::sr) & 1) == 1);
  r.cycles(1);
  CHECK(r.ssi.read(FlashRig::sr) == 0xe);  // RFNE, TFE, TFNF
  CHECK(!r.pins.select_pin());
  r.ssi.read(FlashRig::dr0);
  CHECK(r.ssi.read(FlashRig::dr0) == 0xef);
  CHECK(r.ssi.read(0x8c) == 0x40);  // any of the 36
  CHECK(r.ssi.read(FlashRig::dr0) == 0x15);
  CHECK(r.ssi.read(FlashRig::dr0) == 0);
  CHECK(r.ssi.read(0x34) == 5);  // underflow; transmit FIFO empty
  CHECK(r.ssi.read(0x40) == 1);
  CHECK(r.ssi.read(0x40) == 0);
}

TEST_CASE("RP2040 SSI requests interrupts and DMA by its FIFO levels", "[rp2040]") {
  FlashRig r;
  r.serial();
  r.ssi.write(FlashRig::ssienr, 0);
  r.ssi.write(FlashRig::baudr, 0);  // no clock: nothing is sent
  r.ssi.write(FlashRig::ssienr, 1);
  r.ssi.write(0x4c, 2);
  r.ssi.write(0x50, 3);
  CHECK(r.ssi.dreq_tx.level());
  for (int i = 0; i < 4; ++i) r.ssi.write(FlashRig::dr0, 0);
  CHECK(!r.ssi.dreq_tx.level());
  r.ssi.write(0x2c, 2);
  for (int i = 0; i < 12; ++i) r.ssi.write(FlashRig::dr0, 0);
  CHECK(!r.ssi.irq.level());
  r.ssi.write(FlashRig::dr0, 0);
  CHECK(r.ssi.irq.level());
  CHECK(r.ssi.read(0x30) == 2);
  CHECK(r.ssi.read(0x48) == 1);  // ICR
  CHECK(!r.ssi.irq.level());

  r.serial();
  r.ssi.write(0x4c, 1);
  r.ssi.write(0x54, 1);
  r.ssi.write(0x2c, 0x18);
  r.ssi.write(0x1c, 2);
  for (int i = 0; i < 16; ++i) r.ssi.write(FlashRig::dr0, 0xff);
  r.cycles(48);
  CHECK(!r.ssi.dreq_rx.level());
  r.cycles(48);
  CHECK(r.ssi.dreq_rx.level());
  CHECK(!r.ssi.irq.level());
  r.cycles(48);
  CHECK(r.ssi.irq.level());
  r.finish();
  r.ssi.write(FlashRig::dr0, 0);
  r.finish();
  CHECK((r.ssi.read(0x34) & 8) == 8);  // overflow: the last one is lost
  CHECK(r.ssi.read(FlashRig::rxflr) == 16);
  r.ssi.write(FlashRig::ssienr, 0);
  CHECK(r.ssi.read(FlashRig::rxflr) == 0);
}

TEST_CASE("RP2040 SSI reads the flash by enhanced transfers and for XIP", "[rp2040]") {
  FlashRig r;
  r.fill();
  r.quad_xip();
  CHECK(r.flash.continuous_read());
  CHECK(r.ssi.xip_ready());
  for (u32 address : {0u, 4u, 0x1234u, 0x1f'fffcu}) CHECK(r.ssi.xip_read(address) == r.word(address));
  CHECK(r.ssi.xip_read_time() == r.clk_sys.clock().ticks(4 * (8 + 4 + 8)));

  // boot2_w25x10cl: dual, 28 bits of address and mode
  FlashRig dual;
  dual.fill();
  dual.serial();
  dual.ssi.write(FlashRig::ssienr, 0);
  dual.ssi.write(FlashRig::ctrlr0, 1 << 21 | 31 << 16 | 3 << 8);
  dual.ssi.write(FlashRig::spi_ctrlr0, 7 << 2 | 2 << 11 | 2 << 8 | 1);
  dual.ssi.write(FlashRig::ssienr, 1);
  dual.ssi.write(FlashRig::dr0, 0xbb);
  dual.cycles(1000);
  CHECK(dual.ssi.read(FlashRig::rxflr) == 0);  // waits for the address
  dual.ssi.write(FlashRig::dr0, 0x0000'1002);
  dual.cycles(6 * (8 + 14 + 2 + 16) - 1);
  CHECK(dual.ssi.read(FlashRig::rxflr) == 0);
  dual.cycles(1);
  CHECK(dual.ssi.read(FlashRig::dr0) == __builtin_bswap32(dual.word(0x100)));  // the first byte on top
  dual.ssi.write(FlashRig::ssienr, 0);
  dual.ssi.write(FlashRig::spi_ctrlr0, 0x20u << 24 | 7 << 2 | 2 << 11 | 2);
  dual.ssi.write(FlashRig::ssienr, 1);
  CHECK(dual.ssi.xip_read(0x5678) == dual.word(0x5678));

  // the boot ROM's flash_enter_cmd_xip: serial 03h
  FlashRig slow;
  slow.fill();
  slow.serial();
  slow.ssi.write(FlashRig::ssienr, 0);
  slow.ssi.write(FlashRig::ctrlr0, 31 << 16 | 3 << 8);
  slow.ssi.write(FlashRig::spi_ctrlr0, 3u << 24 | 2 << 8 | 6 << 2);
  slow.ssi.write(FlashRig::ssienr, 1);
  CHECK(slow.ssi.xip_read(0x1'2344) == slow.word(0x1'2344));
}

TEST_CASE("RP2040 overrides of the QSPI pins reach the flash", "[rp2040]") {
  FlashRig r;
  r.quad_xip();
  r.serial();
  const auto chip_select = [&](QspiPad::Override out) { r.pins.configure(QspiLine::ss, {.out = out}); };
  const auto send = [&](unsigned n, u32 byte) {
    while (n--) r.ssi.write(FlashRig::dr0, byte);
    r.finish();
  };
  // The boot ROM's flash_exit_xip: 32 clocks with SS low and all lines pulled up.
  chip_select(QspiPad::Override::high);
  send(4, 0);
  CHECK(r.flash.continuous_read());
  for (auto line : {QspiLine::sd0, QspiLine::sd1, QspiLine::sd2, QspiLine::sd3})
    r.pins.configure(line, {.output_disable = true, .pull_up = true});
  chip_select(QspiPad::Override::low);
  send(4, 0);
  CHECK(!r.flash.continuous_read());
  for (auto line : {QspiLine::sd0, QspiLine::sd1, QspiLine::sd2, QspiLine::sd3}) r.pins.configure(line, {});
  chip_select(QspiPad::Override::high);
  r.serial();
  chip_select(QspiPad::Override::low);  // stays selected while the FIFO runs dry
  send(1, 0x9f);
  send(1, 0);
  CHECK(r.pins.select_pin());
  r.ssi.read(FlashRig::dr0);
  CHECK(r.ssi.read(FlashRig::dr0) == 0xef);
  r.pins.configure(QspiLine::sd1, {.in = QspiPad::Override::low});
  send(1, 0);
  CHECK(r.ssi.read(FlashRig::dr0) == 0);
}

TEST_CASE("RP2040 SSI goes on from a snapshot", "[rp2040]") {
  FlashRig a, b;
  a.serial();
  for (u32 byte : {0x9fu, 0u, 0u}) a.ssi.write(FlashRig::dr0, byte);
  a.cycles(60);
  State saved;
  a.scheduler.serialize(saved);
  a.flash.serialize(saved), a.pins.serialize(saved), a.ssi.serialize(saved), a.xip.serialize(saved);
  State load{saved.data()};
  b.scheduler.serialize(load);
  b.flash.serialize(load), b.pins.serialize(load), b.ssi.serialize(load), b.xip.serialize(load);
  CHECK(load.at_end());
  b.cycles(3 * 48 - 60);
  CHECK(b.ssi.read(FlashRig::sr) == 0xe);
  b.ssi.read(FlashRig::dr0);
  CHECK(b.ssi.read(FlashRig::dr0) == 0xef);
}
