#pragma once
// SDMMC host with empty slots: no part speaks SD's own protocol yet, so every command ends with a response timeout, as
// it does where no card is in. ESP32 Technical Reference Manual, chapter "SD/MMC Host Controller"; layout from
// ESP-IDF's soc/esp32/register/soc/sdmmc_struct.h.
// Cards on SPI are the affair of SPI2 and SPI3. Not modelled: data, the internal DMA, card detection (CDETECT says
// that there is none), clock phases.
// In doubt: the card's clock is 160 MHz / (CLOCK.DIV_H + 1) / (2 * CLKDIV, or 1); a timeout sets CMD_DONE, too.
#include "emulator/clock_signal.hpp"
#include "emulator/wire.hpp"
#include "peripherals/esp32/register_rows.hpp"

namespace esp32 {

class Sdmmc final : public RegisterFile {
 public:
  Sdmmc(std::string name, Scheduler&, ClockSignal& pll_d2_clk);

  Wire irq;

  void reset() override;
  void serialize(State&) override;

 private:
  void connect_registers();
  void command_written();
  i64 card_clock_ticks() const;
  void time_out();
  void update();

  RegisterRows rows_;
  Register &ctrl_{rows_["CTRL"]}, &cmd_{rows_["CMD"]}, &rintsts_{rows_["RINTSTS"]}, &intmask_{rows_["INTMASK"]};
  Flag<4> int_enable_{ctrl_};
  Flag<31> start_command_{cmd_};
  Flag<21> update_clk_reg_{cmd_};
  Flag<6> response_expect_{cmd_};
  ClockSignal& clk_;
  u32 raw_ = 0;  // RINTSTS, which ones that are written clear
  Event done_;
};

}  // namespace esp32
