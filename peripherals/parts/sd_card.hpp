#pragma once
// SD memory card, on SPI or (sd_mode.hpp) on its own bus. SD Physical Layer Simplified Specification version 2.00,
// chapter 7 "SPI mode"; sections as in it.
//
// Terminals: SCK, MOSI, MISO, CS; on its own bus they are CLK, CMD, DAT0 and DAT3. Quantity: inserted (1); a card that
// is taken out keeps what it holds. Attributes: "megabytes" (64; of 2^20 bytes); "kind": "sdsc" (up to 2048 MB) or
// "sdhc"; "formatted" (true: an empty FAT volume, as cards are sold; false: zeros); "image", the content of a file in
// place of all these but "kind":
// {"file": "card.img"} in a circuit file. The file stays as it is: what is written is part of snapshots only.
// Not modelled: the 74 clocks before CMD0, erasing, locking, CMD6, CMD42 and the others that are told of when
// they come; blocks of other than 512 bytes on writing. In doubt: all times; how many bytes an answer takes to come
// (1).
#include <memory>
#include <vector>

#include "peripherals/parts/lasting.hpp"
#include "peripherals/parts/part.hpp"
#include "peripherals/parts/sd_blocks.hpp"
#include "peripherals/parts/sd_mode.hpp"
#include "peripherals/parts/sd_registers.hpp"
#include "peripherals/parts/spi_pins.hpp"

namespace parts {

class SdCard final : public Part, public Lasting, private emulator::SpiByteDevice {
 public:
  explicit SdCard(const Setup&);
  void wired() override;
  void power_on() override;
  void serialize(emulator::State&) override;

  SdBlocks& blocks() { return *blocks_; }
  std::size_t capacity() const override { return std::size_t{megabytes_} << 20; }
  std::vector<emulator::u8> content() const override { return blocks_->content(); }
  void fill(std::span<const emulator::u8> bytes) override { blocks_->fill(bytes); }

 private:
  using u8 = emulator::u8;
  using u32 = emulator::u32;
  struct Command {
    u8 index;
    bool app, idle;  // behind CMD55; while the card is not yet initialised, too
    void (SdCard::*run)(u32 argument);
  };
  enum class Transfer : u8 { none, reads, writes };

  bool selected() const override { return pins_.selected() && inserted(); }
  u8 reply() const override;
  void received(u8 byte) override;
  bool inserted() const { return inserted_.value() >= 0.5; }

  static const Command* look_up(u8 index, bool app);
  void execute();
  void answer_r1(u8 errors = 0, std::vector<u8> more = {});
  void be_busy(emulator::Duration);
  // Commands.
  void go_idle(u32);
  void send_op_cond(u32);
  void send_if_cond(u32);
  void refuse_io(u32);
  void send_csd(u32) { send_register(sd_csd(kind_, megabytes_)); }
  void send_cid(u32) { send_register(sd_cid(serial_)); }
  void send_scr(u32);
  void sd_status(u32);
  void stop_transmission(u32);
  void send_status(u32) { answer_r1(0, {0}); }
  void set_block_length(u32);
  void read_block(u32 at) { begin_read(at, false); }
  void read_blocks(u32 at) { begin_read(at, true); }
  void write_block(u32 at) { begin_write(at, false); }
  void write_blocks(u32 at) { begin_write(at, true); }
  void app_command(u32);
  void read_ocr(u32);
  void crc_on_off(u32);
  void pre_erase(u32) { answer_r1(); }

  void send_register(std::span<const u8>);
  bool place(u32 argument, u32 length);  // false: R1 has said what is wrong
  void begin_read(u32 at, bool many);
  void begin_write(u32 at, bool many);
  void send_data();
  void token(u8);
  void take_data();

  std::string label_;
  emulator::Quantity& inserted_;
  SdKind kind_;
  u32 megabytes_, serial_;
  std::unique_ptr<SdBlocks> blocks_;

  bool spi_mode_ = false, idle_ = true, app_ = false, checks_crc_ = false;
  bool asked_interface_ = false, initialising_ = false;
  emulator::Time initialised_{};
  u32 block_length_ = SdBlocks::block;
  std::vector<u8> command_;   // the bytes of it so far
  std::vector<u8> out_;       // what is to be sent, the next byte last
  std::vector<u8> received_;  // of a data block
  std::vector<u8> pending_;   // a register that is to be sent as a data block
  Transfer transfer_ = Transfer::none;
  bool many_ = false;      // blocks
  bool in_block_ = false;  // of data, either way
  u32 block_ = 0, offset_ = 0;
  bool busy_ = false;
  emulator::Event data_, done_;
  SpiPins pins_;
  SdMode sd_mode_;
};

}  // namespace parts
