#pragma once
// SDMMC host: a DesignWare mobile storage host with two slots, HS1 and HS2, on pads of their own (IO_MUX). ESP32
// Technical Reference Manual, chapter "SD/MMC Host Controller"; layout from ESP-IDF's
// soc/esp32/register/soc/sdmmc_struct.h, its use from ESP-IDF's driver.
// Commands and data go over the SpiBus of CMD's and DAT0's nets (peripherals/parts/sd_mode.hpp), at the end of their
// time on the wire; an empty slot ends every command with a response timeout. Data move by the internal DMA. Not
// modelled: access to the FIFO by the processor (complained about), DDR, eight lines beyond their speed, boot modes,
// SDIO interrupts, clock phases, CLKENA (the clock always runs). In doubt: the card's clock is 160 MHz / (CLOCK.DIV_H +
// 1) / (2 * CLKDIV, or 1); a timeout sets CMD_DONE, too; the answer to an automatic stop is in RESP1; DTO of a write
// comes when the card is ready again; how often a busy line is looked at (every 32 clocks).
#include <vector>

#include "emulator/bus.hpp"
#include "emulator/circuit.hpp"
#include "emulator/clock_signal.hpp"
#include "emulator/wire.hpp"
#include "peripherals/esp32/gpio_matrix.hpp"
#include "peripherals/esp32/register_rows.hpp"

namespace esp32 {

class Sdmmc final : public RegisterFile {
 public:
  Sdmmc(std::string name, Scheduler&, ClockSignal& pll_d2_clk, GpioMatrix&, Circuit&, Bus&);

  Wire irq;

  void reset() override;
  void serialize(State&) override;

 private:
  // What is on the wires. `sent`: a command whose answer has been read and comes into effect at the end of its time.
  enum class Phase : u8 { idle, command, answer, wait_block, block_in, block_out, token, busy, stop, stop_answer };

  void connect_registers();
  void ctrl_written();
  void command_written();
  u32 status();
  u32 detected() const;
  void raise(u32 interrupts);
  void dma_event(u32 bits);
  void update();

  // Lines.
  unsigned slot() const { return card_number_ & 1; }
  SpiBus* line(Output hs1, Output hs2) const;
  SpiBus* command_line() const { return line(Output::hs1_cmd, Output::hs2_cmd); }
  SpiBus* data_line() const { return line(Output::hs1_data0, Output::hs2_data0); }
  bool data_low() const;
  void clocks(Phase, i64 n);
  void step();

  // Commands.
  void put_command(u32 index, u32 argument);
  bool read_answer(bool is_long, i64& clocks_used);
  void command_sent();
  void answered();
  void stop_sent();
  void command_over();

  // Data.
  void begin_data();
  i64 block_clocks() const;
  u32 block_size() const;
  void look_for_block();
  void read_block();
  void block_arrived();
  void next_out();
  void block_left();
  void look_at_token();
  void look_at_busy();
  void data_over(u32 errors = 0);
  bool move(std::span<u8> bytes, bool to_memory);

  RegisterRows rows_;
  Register &ctrl_{rows_["CTRL"]}, &cmd_{rows_["CMD"]}, &rintsts_{rows_["RINTSTS"]}, &intmask_{rows_["INTMASK"]},
      &idsts_{rows_["IDSTS"]}, &idinten_{rows_["IDINTEN"]}, &bytcnt_{rows_["BYTCNT"]};
  Flag<25> use_internal_dmac_{ctrl_};
  Flag<4> int_enable_{ctrl_};
  Flag<31> start_command_{cmd_};
  Flag<21> update_clk_reg_{cmd_};
  Part<20, 16> card_number_{cmd_};
  Flag<15> send_initialization_{cmd_};
  Flag<12> send_auto_stop_{cmd_};
  Flag<10> writes_{cmd_};
  Flag<9> data_expected_{cmd_};
  Flag<8> check_response_crc_{cmd_};
  Flag<7> response_long_{cmd_};
  Flag<6> response_expect_{cmd_};
  Part<5, 0> cmd_index_{cmd_};

  ClockSignal& clk_;
  GpioMatrix& pins_;
  Circuit& circuit_;
  Bus& bus_;
  u32 raw_ = 0, dma_raw_ = 0;  // RINTSTS and IDSTS, which ones that are written clear
  Phase phase_ = Phase::idle;
  u32 pending_ = 0;       // of an answer: interrupts that come with it
  bool waiting_ = false;  // a command was written while another, or data, are under way
  u32 left_ = 0;          // bytes of the data
  i64 patience_ = 0;      // clocks until a block is too late
  std::vector<u8> block_;
  u32 descriptor_ = 0, done_in_buffer_ = 0;
  Event step_;
};

}  // namespace esp32
