#pragma once
// A serial flash chip on SPI, one data line each way: peripherals/parts/spi_nor.hpp behind pins.
//
// Terminals: CLK, DI, DO, CS; /WP and /HOLD are pulled up, as on modules. Attributes: "model" (w25q32jv, or another of
// those that a board file's "flash" knows), "image", what it holds from its beginning: {"file": "flash.bin"} in a
// circuit file, "volts" (the board's). The rest is erased; what is written is part of snapshots and is kept in no file.
// Not modelled: two and four data lines, and what spi_nor.hpp names.
#include "peripherals/parts/lasting.hpp"
#include "peripherals/parts/part.hpp"
#include "peripherals/parts/spi_nor.hpp"
#include "peripherals/parts/spi_pins.hpp"

namespace parts {

class SpiFlash final : public Part, public Lasting {
 public:
  explicit SpiFlash(const Setup&);
  void wired() override { pins_.join(machine_.circuit); }
  void power_on() override { chip_.power_on(); }
  void serialize(emulator::State&) override;

  std::size_t capacity() const override { return array_.size(); }
  std::vector<emulator::u8> content() const override { return {array_.bytes().begin(), array_.bytes().end()}; }
  void fill(std::span<const emulator::u8> bytes) override;

 private:
  std::string label_;
  emulator::Memory array_;
  SpiNor chip_;
  SpiPins pins_;
};

}  // namespace parts
