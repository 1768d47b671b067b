#include "peripherals/esp32/sdmmc.hpp"

namespace esp32 {

namespace {

constexpr u32 cmd_done = 1 << 2, response_timeout = 1 << 8;
constexpr u32 resets = 7;           // CTRL: controller, FIFO, DMA; they clear themselves
constexpr i64 command_clocks = 48;  // bits of a command
constexpr u32 fifo_empty = 1 << 2;

// clang-format off
const std::initializer_list<RegisterRow> sdmmc_rows{
  {"CTRL", 0x00, 0, "USE_INTERNAL_DMAC[25] ENABLE_OD_PULLUP[24] CARD_VOLTAGE_B[23:20] CARD_VOLTAGE_A[19:16] "
                    "CEATA_INT_STATUS[11] SEND_AUTO_STOP_CCSD[10] SEND_CCSD[9] ABORT_READ_DATA[8] SEND_IRQ_RESPONSE[7] "
                    "READ_WAIT[6] DMA_ENABLE[5] INT_ENABLE[4] DMA_RESET[2] FIFO_RESET[1] CONTROLLER_RESET[0]"},
  {"PWREN", 0x04, 0, "POWER_ENABLE[1:0]"},
  {"CLKDIV", 0x08, 0, "DIV3[31:24] DIV2[23:16] DIV1[15:8] DIV0[7:0]"},
  {"CLKSRC", 0x0c, 0, "CARD1[3:2] CARD0[1:0]"},
  {"CLKENA", 0x10, 0, "LOW_POWER[17:16] ENABLE[1:0]"},
  {"TMOUT", 0x14, 0xffffff40, "DATA[31:8] RESPONSE[7:0]"},
  {"CTYPE", 0x18, 0, "WIDTH8[17:16] WIDTH4[1:0]"},
  {"BLKSIZ", 0x1c, 0x200, "BLOCK_SIZE[15:0]"},
  {"BYTCNT", 0x20, 0x200, "BYTE_COUNT[31:0]"},
  {"INTMASK", 0x24, 0, "SDIO[17:16] INT_MASK[15:0]"},
  {"CMDARG", 0x28, 0, "CMDARG[31:0]"},
  {"CMD", 0x2c, 0x20000000, "START_CMD[31] USE_HOLE[29] VOLT_SWITCH[28] BOOT_MODE[27]? DISABLE_BOOT[26]? "
                            "EXPECT_BOOT_ACK[25]? ENABLE_BOOT[24]? CCS_EXPECTED[23]? READ_CEATA[22]? UPDATE_CLK_REG[21] "
                            "CARD_NUMBER[20:16] SEND_INITIALIZATION[15] STOP_ABORT_CMD[14] WAIT_PRVDATA_COMPLETE[13] "
                            "SEND_AUTO_STOP[12] STREAM_MODE[11] READ_WRITE[10] DATA_EXPECTED[9] CHECK_RESPONSE_CRC[8] "
                            "RESPONSE_LENGTH[7] RESPONSE_EXPECT[6] CMD_INDEX[5:0]"},
  {"RESP[]", 0x30, 0, "RESPONSE[31:0]ro", 4},
  {"MINTSTS", 0x40, 0, "SDIO[17:16]ro INT_STATUS[15:0]ro"},
  {"RINTSTS", 0x44, 0, "SDIO[17:16] INT_STATUS[15:0]"},
  {"STATUS", 0x48, fifo_empty, "DMA_REQ[31]ro DMA_ACK[30]ro FIFO_COUNT[29:17]ro RESPONSE_INDEX[16:11]ro "
                               "DATA_STATE_MC_BUSY[10]ro DATA_BUSY[9]ro DATA_3_STATUS[8]ro COMMAND_FSM_STATES[7:4]ro "
                               "FIFO_FULL[3]ro FIFO_EMPTY[2]ro FIFO_TX_WATERMARK[1]ro FIFO_RX_WATERMARK[0]ro"},
  {"FIFOTH", 0x4c, 0, "DMA_MULTIPLE_TRANSACTION_SIZE[30:28] RX_WMARK[26:16] TX_WMARK[11:0]"},
  {"CDETECT", 0x50, 3, "CARD_DETECT_N[1:0]ro"},
  {"WRTPRT", 0x54, 0, "WRITE_PROTECT[1:0]ro"},
  {"GPIO", 0x58, 0, "GPO[23:8] GPI[7:0]ro"},
  {"TCBCNT", 0x5c, 0, "TCBCNT[31:0]ro"},
  {"TBBCNT", 0x60, 0, "TBBCNT[31:0]ro"},
  {"DEBNCE", 0x64, 0xffffff, "DEBOUNCE_COUNT[23:0]"},
  {"USRID", 0x68, 0, "USRID[31:0]"},
  {"VERID", 0x6c, 0x5432270a, "VERSIONID[31:0]ro"},
  {"HCON", 0x70, 0x03444cc3, "HCON[31:0]ro"},
  {"UHS", 0x74, 0, "DDR[17:16] VOLTAGE[1:0]"},
  {"RST_N", 0x78, 1, "CARD_RESET[1:0]"},
  {"BMOD", 0x80, 0, "PBL[10:8] DE[7] DSL[6:2] FB[1] SWR[0]"},
  {"PLDMND", 0x84, 0, "PD[31:0]wo"},
  {"DBADDR", 0x88, 0, "DBADDR[31:0]"},
  {"IDSTS", 0x8c, 0, "FSM[16:13]ro FBE_CODE[12:10]ro AIS[9] NIS[8] CES[5] DU[4] FBE[2] RI[1] TI[0]"},
  {"IDINTEN", 0x90, 0, "AI[9] NI[8] CES[5] DU[4] FBE[2] RI[1] TI[0]"},
  {"DSCADDR", 0x94, 0, "DSCADDR[31:0]ro"},
  {"BUFADDR", 0x98, 0, "BUFADDR[31:0]ro"},
  {"CARDTHRCTL", 0x100, 0, "CARDTHRESHOLD[27:16] CARDWRTHREN[2] CARDCLRINTEN[1] CARDRDTHREN[0]"},
  {"EMMC_DDR", 0x10c, 0, "HS400_MODE[31] HALF_START_BIT[1:0]"},
  {"ENABLE_SHIFT", 0x110, 0, "ENABLE_SHIFT[3:0]"},
  {"CLOCK", 0x800, 0, "PHASE_OTHER[31:21] DIV_N[20:17] DIV_L[16:13] DIV_H[12:9] PHASE_CORE[8:6] PHASE_DIN[5:3] "
                      "PHASE_DOUT[2:0]"},
};
// clang-format on

}  // namespace

Sdmmc::Sdmmc(std::string name, Scheduler& scheduler, ClockSignal& pll_d2_clk)
    : RegisterFile(name),
      irq(name + "_INTR"),
      rows_(*this, sdmmc_rows),
      clk_(pll_d2_clk),
      done_(scheduler, name + " command", [this] { time_out(); }) {
  connect_registers();
}

void Sdmmc::connect_registers() {
  on_written(ctrl_, [this](u32) {
    ctrl_.value &= ~resets;
    update();
  });
  on_written(cmd_, [this](u32) { command_written(); });
  on_written(intmask_, [this](u32) { update(); });
  on_reading(rows_["MINTSTS"], [this] { return rintsts_.value & intmask_.value; });
  on_written(rintsts_, [this](u32 written) {
    raw_ &= ~written;
    rintsts_.value = raw_;
    update();
  });
  Register& bmod = rows_["BMOD"];
  on_written(bmod, [&bmod](u32) { bmod.value &= ~1u; });
  Register& idsts = rows_["IDSTS"];  // nothing sets its bits
  on_written(idsts, [&idsts](u32) { idsts.value = 0; });
}

i64 Sdmmc::card_clock_ticks() const {
  const Part<12, 9> div_h{rows_["CLOCK"]};
  const Part<7, 0> div0{rows_["CLKDIV"]};
  return (i64{div_h} + 1) * (div0 ? 2 * i64{div0} : 1);
}

void Sdmmc::command_written() {
  if (!start_command_ || done_.pending()) return;
  if (update_clk_reg_ || !clk_.running()) {
    start_command_ = false;
    return;
  }
  const Part<7, 0> patience{rows_["TMOUT"]};
  done_.after(clk_.clock().ticks((command_clocks + (response_expect_ ? i64{patience} : 0)) * card_clock_ticks()));
  start_command_ = false;  // it has been taken
}

void Sdmmc::time_out() {
  raw_ |= cmd_done | (response_expect_ ? response_timeout : 0);
  rintsts_.value = raw_;
  update();
}

void Sdmmc::update() { irq.drive(int_enable_ && (rintsts_.value & intmask_.value)); }

void Sdmmc::reset() {
  RegisterFile::reset();
  done_.cancel();
  raw_ = 0;
  update();
}

void Sdmmc::serialize(State& state) {
  RegisterFile::serialize(state);
  state(irq, raw_, done_);
}

}  // namespace esp32
