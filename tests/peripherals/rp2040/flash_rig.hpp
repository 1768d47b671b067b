#pragma once
// A W25Q16JV behind QSPI pins and SSI, with the XIP window on a bus.
#include <catch2/catch.hpp>
#include <numeric>

#include "peripherals/rp2040/xip.hpp"

namespace test {

using namespace emulator;
using namespace std::chrono_literals;

struct FlashRig {
  static constexpr u32 ctrlr0 = 0x00, ctrlr1 = 0x04, ssienr = 0x08, ser = 0x10, baudr = 0x14, txflr = 0x20,
                       rxflr = 0x24, sr = 0x28, dr0 = 0x60, spi_ctrlr0 = 0xf4;
  explicit FlashRig(std::string_view model = "w25q16jv")
      : array("flash", parts::SpiNor::find(model)->size, 0xff),
        flash("flash chip", scheduler, array, *parts::SpiNor::find(model), 0x0123'4567'89ab'cdef) {
    pins.attach(flash);
    flash.on_changed = [this](u32 offset, u32 size) { bus.changed(array, offset, size); };
    ssi.map_on(bus, 0x1800'0000);
    xip.map_on(bus, array);
  }
  void fill() {
    for (u32 i = 0; i < array.size(); ++i) array.bytes()[i] = static_cast<u8>(i ^ i >> 8 ^ i >> 16);
  }
  u32 word(u32 offset) const {
    const auto b = array.bytes().subspan(offset, 4);
    return b[0] | u32{b[1]} << 8 | u32{b[2]} << 16 | u32{b[3]} << 24;
  }
  void cycles(i64 n) { scheduler.run_until(scheduler.now() + clk_sys.clock().ticks(n)); }
  u32 read(u32 address) {
    u32 value = 0;
    REQUIRE(bus.read(address, 4, value));
    return value;
  }
  // As the boot ROM's flash_init_spi().
  void serial() {
    ssi.write(ssienr, 0);
    ssi.write(baudr, 6);
    ssi.write(ctrlr0, 7 << 16);
    ssi.write(ser, 1);
    ssi.write(ssienr, 1);
  }
  void finish() {
    while (ssi.read(sr) & 1) cycles(1);
  }
  // As boot2_w25q080 leaves SSI and flash: quad, continuous read.
  void quad_xip() {
    serial();
    ssi.write(ssienr, 0);
    ssi.write(baudr, 4);
    ssi.write(ctrlr0, 2 << 21 | 31 << 16 | 3 << 8);
    ssi.write(ctrlr1, 0);
    ssi.write(spi_ctrlr0, 8 << 2 | 4 << 11 | 2 << 8 | 1);
    ssi.write(ssienr, 1);
    ssi.write(dr0, 0xeb);
    ssi.write(dr0, 0xa0);
    finish();
    ssi.write(ssienr, 0);
    ssi.write(spi_ctrlr0, 0xa0u << 24 | 8 << 2 | 4 << 11 | 0 << 8 | 2);
    ssi.write(ssienr, 1);
  }

  Scheduler scheduler;
  ClockSignal clk_sys{"clk_sys", 125'000'000};
  Bus bus;
  Memory array;
  parts::SpiNor flash;
  rp2040::QspiBus pins;
  rp2040::Ssi ssi{"SSI", scheduler, clk_sys, pins};
  rp2040::Xip xip{"XIP", scheduler, ssi};
};

}  // namespace test
