#pragma once
// The flash on the lines of SPI0 and SPI1.
#include "peripherals/esp32/flash_spi.hpp"
#include "peripherals/parts/spi_nor.hpp"

namespace esp32 {

class NorPort final : public QuadDevice {
 public:
  explicit NorPort(parts::SpiNor& nor) : nor_(nor) {}
  void select(bool on) override { nor_.select(on); }
  Lines clock(u8 in) override {
    const auto [levels, driven] = nor_.clock(in);
    return {levels, driven};
  }

 private:
  parts::SpiNor& nor_;
};

}  // namespace esp32
