#pragma once
// SPI0 and SPI1: the controllers of the flash and of PSRAM, on one set of lines. SPI1 performs what software asks for;
// SPI0 serves the caches, whose windows show the memories themselves (chip.hpp), so its registers are held only.
// ESP32 Technical Reference Manual 7 "SPI Controller", 7.4 (flash); names as in ESP-IDF soc/spi_reg.h.
// Not modelled: DMA of SPI1, the slave's side, CRC, suspend and resume of erasures by hardware, FLASH_READ, bit orders
// and half-clock delays, more than one line for commands; each says so. Bytes go at the rate of CLOCK; what the chip
// waits for CS is not counted.
// Data that come in through the GPIO matrix are synchronised there, two APB cycles late (4.2.3): at 40 MHz that is one
// clock, at 80 MHz two, and drivers give as many dummy clocks more (ESP-IDF: FLASH_IO_MATRIX_DUMMY_40M, _80M).
// A clock that goes out by way of the matrix's own signals 224 and 225 is late likewise, two cycles each time: so
// ESP-IDF's driver sets PSRAM's, and sends as many clocks before the first bit.
// In doubt: WRSR takes its data from RD_STATUS, RDSR leaves it there, RES leaves the identity in RD_STATUS.
#include <array>
#include <functional>
#include <vector>

#include "emulator/clock_signal.hpp"
#include "emulator/wire.hpp"
#include "peripherals/esp32/register_rows.hpp"

namespace esp32 {

// A memory on the lines, clock by clock: levels of IO3 to IO0 in, levels and which of them it drives out.
struct QuadDevice {
  struct Lines {
    u8 levels, driven;
  };
  virtual ~QuadDevice() = default;
  virtual void select(bool) = 0;
  virtual Lines clock(u8 in) = 0;
};

class FlashSpi final : public RegisterFile {
 public:
  FlashSpi(std::string name, Scheduler&, ClockSignal& apb_clk);

  Wire irq;
  void attach(unsigned chip_select, QuadDevice& device) { devices_[chip_select] = &device; }
  std::function<unsigned()> clock_hops;  // how often chip select 1's clock passes the matrix once more
  std::function<bool()> through_matrix;  // do data come in through the GPIO matrix? Else around it

  void reset() override;
  void serialize(State&) override;

 private:
  struct Transfer {
    unsigned command_bits = 8, address_bits = 0, address_lines = 1, dummy = 0, out_bits = 0, out_lines = 1, in_bits = 0,
             in_lines = 1;
    u32 command = 0, address = 0;  // the address's first bit is the highest
    std::vector<u8> out = {};
  };

  void connect_registers();
  void command_written(u32 written);
  void user_command();
  void flash_command(unsigned bit);
  std::vector<u8> perform(const Transfer&);
  u8 shift(QuadDevice*, u8 out, unsigned lines, bool sampling);
  QuadDevice* selected() const;
  void finish(i64 clocks);
  void done();
  void store_data(std::span<const u8>, unsigned first_word);
  std::vector<u8> data(std::size_t bytes, unsigned first_word) const;
  i64 clock_divider() const;
  void update();

  RegisterRows rows_;
  Register &ctrl_{rows_["CTRL"]}, &user_{rows_["USER"]};
  ClockSignal& apb_;
  QuadDevice* devices_[3]{};
  i64 clocks_ = 0;                // of the present transfer
  unsigned unclocked_ = 0;        // periods that the device's clock does not have yet
  unsigned late_ = 0;             // data that come in, by so many clocks
  std::array<u8, 4> arriving_{};  // what was on the lines, the latest first
  Event done_;
};

}  // namespace esp32
