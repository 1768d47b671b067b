#pragma once
// NXP MFRC522 contactless reader (the RC522 module), on SPI, with a MIFARE Classic 1K card (mifare_card.hpp) that can
// be laid on it. Data sheet MFRC522 revision 3.9; sections as in it.
//
// Terminals: SCK, MOSI, MISO, SDA (the chip select), IRQ, RST (not wired: high). Quantity: card, 1 while it lies there.
// Attributes: "uid" of the card in hexadecimal, 4 or 7 bytes (DEADBEEF); "image", its 1024 bytes: {"file": "card.bin"}
// in a circuit file; "volts" (the board's). What is written to the card is part of snapshots and kept in no file.
//
// Registers, FIFO and alerts, interrupts and their pin, timer, CRC coprocessor, Transceive, Transmit, MFAuthent at 106
// kbit/s. Not modelled: Mem and GenerateRandomID (said when used), Receive by itself, the other bit rates, power-down,
// self-tests, analog settings (registers keep what is written), NTAG and Ultralight cards. In doubt: reset values of
// registers that only keep what is written, and how long an authentication takes (2.5 ms).
#include <array>

#include "peripherals/parts/lasting.hpp"
#include "peripherals/parts/logic_input.hpp"
#include "peripherals/parts/mifare_card.hpp"
#include "peripherals/parts/part.hpp"
#include "peripherals/parts/spi_pins.hpp"

namespace parts {

class Mfrc522 final : public Part, public Lasting, private emulator::SpiByteDevice {
 public:
  explicit Mfrc522(const Setup&);
  void wired() override;
  void power_on() override;
  void serialize(emulator::State&) override;

  const MifareCard& card() const { return card_; }
  std::size_t capacity() const override { return card_.memory().size(); }
  std::vector<emulator::u8> content() const override { return {card_.memory().begin(), card_.memory().end()}; }
  void fill(std::span<const emulator::u8> bytes) override { card_.fill(bytes); }

 private:
  using u8 = emulator::u8;
  enum class Command : u8 {
    idle,
    mem,
    random_id,
    calc_crc,
    transmit,
    keep = 7,
    receive,
    transceive = 12,
    authent = 14,
    reset
  };

  bool selected() const override { return pins_.selected() && rst_.level(); }
  u8 reply() const override { return out_; }
  void received(u8 byte) override;
  u8 read_register(u8 address);
  void write_register(u8 address, u8 value);
  void reset();
  u8 status1() const;
  void raise(u8 interrupts);
  void set_interrupts(u8 address, u8 value);
  void show_irq();
  void fifo_changed();

  // mfrc522_air.cpp
  void start(Command);
  void finish();  // the command ends by itself
  void calc_crc();
  void send(std::vector<u8> bytes, unsigned last_bits);
  void sent();
  void heard();
  void begin_authentication();
  std::vector<u8> take_fifo(std::size_t count);
  bool reaches_card() const;
  bool encrypts() const;
  emulator::Duration timer_period() const;
  void start_timer();
  void timer_ran_out();

  Command command() const { return static_cast<Command>(regs_[1] & 15); }

  std::string label_;
  double volts_;
  emulator::Quantity& card_there_;
  MifareCard card_;
  LogicInput rst_;
  emulator::Terminal irq_;
  std::array<u8, 64> regs_{};
  std::vector<u8> fifo_;
  bool addressed_ = false, reading_ = false;  // of the bytes since chip select
  u8 address_ = 0, out_ = 0;
  RfFrame frame_;  // on its way to the card, or from it
  emulator::u16 crc_ = 0;
  emulator::Event sent_, heard_, timer_;
  SpiPins pins_;
};

// 9.2, table 20.
namespace rc522 {
inline constexpr emulator::u8 command = 0x01, com_ien = 0x02, div_ien = 0x03, com_irq = 0x04, div_irq = 0x05,
                              error = 0x06, status1 = 0x07, status2 = 0x08, fifo_data = 0x09, fifo_level = 0x0a,
                              water_level = 0x0b, control = 0x0c, bit_framing = 0x0d, coll = 0x0e, mode = 0x11,
                              tx_mode = 0x12, rx_mode = 0x13, tx_control = 0x14, demod = 0x19, crc_high = 0x21,
                              crc_low = 0x22, t_mode = 0x2a, t_prescaler = 0x2b, t_reload_high = 0x2c,
                              t_reload_low = 0x2d, t_counter_high = 0x2e, t_counter_low = 0x2f, version = 0x37;
// Interrupts in ComIrqReg (9.3.1.5).
inline constexpr emulator::u8 tx_irq = 0x40, rx_irq = 0x20, idle_irq = 0x10, hi_alert = 0x08, lo_alert = 0x04,
                              err_irq = 0x02, timer_irq = 0x01;
// ErrorReg (9.3.1.7).
inline constexpr emulator::u8 buffer_overflow = 0x10, crc_error = 0x04, protocol_error = 0x01;
inline constexpr emulator::u8 crypto_on = 0x08;  // Status2Reg
}  // namespace rc522

}  // namespace parts
