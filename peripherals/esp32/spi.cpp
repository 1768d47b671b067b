// Registers, interrupts, DMA.
#include "peripherals/esp32/spi.hpp"

namespace esp32 {

namespace {

// DMA_INT_RAW.
constexpr u32 out_total_eof = 1 << 8, out_eof = 1 << 7, out_done = 1 << 6, in_suc_eof = 1 << 5, in_done = 1 << 3,
              inlink_dscr_error = 1 << 2, outlink_dscr_error = 1 << 1, inlink_dscr_empty = 1 << 0;
constexpr std::array<u32, 5> out_events{out_done, out_eof, out_total_eof, outlink_dscr_error, 0};
constexpr std::array<u32, 5> in_events{in_done, in_suc_eof, 0, inlink_dscr_error, inlink_dscr_empty};

// clang-format off
const std::initializer_list<RegisterRow> spi_rows{
  {"CMD", 0x000, 0, "FLASH_READ[31] FLASH_WREN[30]? FLASH_WRDI[29]? FLASH_RDID[28]? FLASH_RDSR[27]? FLASH_WRSR[26]? "
                    "FLASH_PP[25]? FLASH_SE[24]? FLASH_BE[23]? FLASH_CE[22]? FLASH_DP[21]? FLASH_RES[20]? FLASH_HPM[19]? "
                    "USR[18] FLASH_PES[17]? FLASH_PER[16]?"},
  {"ADDR", 0x004, 0, "ADDR[31:0]"},
  {"CTRL", 0x008, 0x20a400, "WR_BIT_ORDER[26] RD_BIT_ORDER[25] FREAD_QIO[24]? FREAD_DIO[23]? WRSR_2B[22]? WP[21]? "
                            "FREAD_QUAD[20]? RESANDRES[15]? FREAD_DUAL[14]? FASTRD_MODE[13] WAIT_FLASH_IDLE_EN[12]? "
                            "TX_CRC_EN[11]? FCS_CRC_EN[10]?"},
  {"CTRL1", 0x00c, 0x5fff0000, "CS_HOLD_DELAY[31:28] CS_HOLD_DELAY_RES[27:16]"},
  {"RD_STATUS", 0x010, 0, "STATUS_EXT[31:24]? WB_MODE[23:16]? STATUS[15:0]?"},
  {"CTRL2", 0x014, 0x11, "CS_DELAY_NUM[31:28] CS_DELAY_MODE[27:26] MOSI_DELAY_NUM[25:23] MOSI_DELAY_MODE[22:21] "
                         "MISO_DELAY_NUM[20:18] MISO_DELAY_MODE[17:16] CK_OUT_HIGH_MODE[15:12] CK_OUT_LOW_MODE[11:8] "
                         "HOLD_TIME[7:4] SETUP_TIME[3:0]"},
  {"CLOCK", 0x018, 0x80003043, "CLK_EQU_SYSCLK[31] CLKDIV_PRE[30:18] CLKCNT_N[17:12] CLKCNT_H[11:6] CLKCNT_L[5:0]"},
  {"USER", 0x01c, 0x80000040, "USR_COMMAND[31] USR_ADDR[30] USR_DUMMY[29] USR_MISO[28] USR_MOSI[27] USR_DUMMY_IDLE[26] "
                              "USR_MOSI_HIGHPART[25] USR_MISO_HIGHPART[24] USR_PREP_HOLD[23]? USR_CMD_HOLD[22]? "
                              "USR_ADDR_HOLD[21]? USR_DUMMY_HOLD[20]? USR_DIN_HOLD[19]? USR_DOUT_HOLD[18]? "
                              "USR_HOLD_POL[17]? SIO[16]? FWRITE_QIO[15]? FWRITE_DIO[14]? FWRITE_QUAD[13]? "
                              "FWRITE_DUAL[12]? WR_BYTE_ORDER[11] RD_BYTE_ORDER[10] CK_OUT_EDGE[7] CK_I_EDGE[6] "
                              "CS_SETUP[5] CS_HOLD[4] DOUTDIN[0]"},
  {"USER1", 0x020, 0x5c000007, "USR_ADDR_BITLEN[31:26] USR_DUMMY_CYCLELEN[7:0]"},
  {"USER2", 0x024, 0x70000000, "USR_COMMAND_BITLEN[31:28] USR_COMMAND_VALUE[15:0]"},
  {"MOSI_DLEN", 0x028, 0, "USR_MOSI_DBITLEN[23:0]"},
  {"MISO_DLEN", 0x02c, 0, "USR_MISO_DBITLEN[23:0]"},
  {"SLV_WR_STATUS", 0x030, 0, "SLV_WR_ST[31:0]"},
  {"PIN", 0x034, 6, "CS_KEEP_ACTIVE[30] CK_IDLE_EDGE[29] MASTER_CK_SEL[13:11]? MASTER_CS_POL[8:6] CK_DIS[5]? "
                    "CS_DIS[2:0]"},
  {"SLAVE", 0x038, 0x200, "SYNC_RESET[31] SLAVE_MODE[30]? SLV_WR_RD_BUF_EN[29]? SLV_WR_RD_STA_EN[28]? "
                          "SLV_CMD_DEFINE[27]? TRANS_CNT[26:23]ro SLV_LAST_STATE[22:20]ro SLV_LAST_COMMAND[19:17]ro "
                          "CS_I_MODE[11:10]? TRANS_INTEN[9] SLV_WR_STA_INTEN[8] SLV_RD_STA_INTEN[7] "
                          "SLV_WR_BUF_INTEN[6] SLV_RD_BUF_INTEN[5] TRANS_DONE[4] SLV_WR_STA_DONE[3] "
                          "SLV_RD_STA_DONE[2] SLV_WR_BUF_DONE[1] SLV_RD_BUF_DONE[0]"},
  {"SLAVE1", 0x03c, 0x2000000, "SLV_STATUS_BITLEN[31:27]? SLV_STATUS_FAST_EN[26]? SLV_STATUS_READBACK[25]? "
                               "SLV_RD_ADDR_BITLEN[15:10]? SLV_WR_ADDR_BITLEN[9:4]? SLV_WRSTA_DUMMY_EN[3]? "
                               "SLV_RDSTA_DUMMY_EN[2]? SLV_WRBUF_DUMMY_EN[1]? SLV_RDBUF_DUMMY_EN[0]?"},
  {"SLAVE2", 0x040, 0, "DUMMY_CYCLELENS[31:0]?"},
  {"SLAVE3", 0x044, 0, "CMD_VALUES[31:0]?"},
  {"SLV_WRBUF_DLEN", 0x048, 0, "SLV_WRBUF_DBITLEN[23:0]?"},
  {"SLV_RDBUF_DLEN", 0x04c, 0, "SLV_RDBUF_DBITLEN[23:0]?"},
  {"CACHE_FCTRL", 0x050, 0, "CACHE_FLASH_PES_EN[3]? CACHE_FLASH_USR_CMD[2]? CACHE_USR_CMD_4BYTE[1]? CACHE_REQ_EN[0]?"},
  {"CACHE_SCTRL", 0x054, 0x15c04830, "SRAM[28:1]?"},
  {"SRAM_CMD", 0x058, 0, "SRAM_RSTIO[4]? SRAM_QIO[1]? SRAM_DIO[0]?"},
  {"SRAM_DRD_CMD", 0x05c, 0, "BITLEN[31:28]? VALUE[15:0]?"},
  {"SRAM_DWR_CMD", 0x060, 0, "BITLEN[31:28]? VALUE[15:0]?"},
  {"SLV_RD_BIT", 0x064, 0, "SLV_RDATA_BIT[23:0]?"},
  {"W[]", 0x080, 0, "BUF[31:0]", 16},
  {"TX_CRC", 0x0c0, 0, "TX_CRC_DATA[31:0]?"},
  {"EXT0", 0x0f0, 0x800a0050, "T_PP_ENA[31]? T_PP_SHIFT[19:16]? T_PP_TIME[11:0]?"},
  {"EXT1", 0x0f4, 0x800f0000, "T_ERASE_ENA[31]? T_ERASE_SHIFT[19:16]? T_ERASE_TIME[11:0]?"},
  {"EXT2", 0x0f8, 0, "ST[2:0]ro"},
  {"EXT3", 0x0fc, 0, "INT_HOLD_ENA[1:0]?"},
  {"DMA_CONF", 0x100, 0x200, "DMA_CONTINUE[16]? DMA_TX_STOP[15] DMA_RX_STOP[14] OUT_DATA_BURST_EN[12] "
                             "INDSCR_BURST_EN[11] OUTDSCR_BURST_EN[10] OUT_EOF_MODE[9] OUT_AUTO_WRBACK[8] "
                             "OUT_LOOP_TEST[7]? IN_LOOP_TEST[6]? AHBM_RST[5] AHBM_FIFO_RST[4] OUT_RST[3] IN_RST[2]"},
  {"DMA_OUT_LINK", 0x104, 0, "RESTART[30] START[29] STOP[28] ADDR[19:0]"},
  {"DMA_IN_LINK", 0x108, 0, "RESTART[30] START[29] STOP[28] AUTO_RET[20] ADDR[19:0]"},
  {"DMA_STATUS", 0x10c, 0, "DMA_TX_EN[1]ro DMA_RX_EN[0]ro"},
  {"DMA_INT_ENA", 0x110, 0, "OUT_TOTAL_EOF[8] OUT_EOF[7] OUT_DONE[6] IN_SUC_EOF[5] IN_ERR_EOF[4] IN_DONE[3] "
                            "INLINK_DSCR_ERROR[2] OUTLINK_DSCR_ERROR[1] INLINK_DSCR_EMPTY[0]"},
  {"DMA_INT_RAW", 0x114, 0, "OUT_TOTAL_EOF[8]ro OUT_EOF[7]ro OUT_DONE[6]ro IN_SUC_EOF[5]ro IN_ERR_EOF[4]ro IN_DONE[3]ro "
                            "INLINK_DSCR_ERROR[2]ro OUTLINK_DSCR_ERROR[1]ro INLINK_DSCR_EMPTY[0]ro"},
  {"DMA_INT_ST", 0x118, 0, "OUT_TOTAL_EOF[8]ro OUT_EOF[7]ro OUT_DONE[6]ro IN_SUC_EOF[5]ro IN_ERR_EOF[4]ro IN_DONE[3]ro "
                           "INLINK_DSCR_ERROR[2]ro OUTLINK_DSCR_ERROR[1]ro INLINK_DSCR_EMPTY[0]ro"},
  {"DMA_INT_CLR", 0x11c, 0, "OUT_TOTAL_EOF[8]wo OUT_EOF[7]wo OUT_DONE[6]wo IN_SUC_EOF[5]wo IN_ERR_EOF[4]wo IN_DONE[3]wo "
                            "INLINK_DSCR_ERROR[2]wo OUTLINK_DSCR_ERROR[1]wo INLINK_DSCR_EMPTY[0]wo"},
  {"IN_ERR_EOF_DES_ADDR", 0x120, 0, "ADDR[31:0]ro"},
  {"IN_SUC_EOF_DES_ADDR", 0x124, 0, "ADDR[31:0]ro"},
  {"INLINK_DSCR", 0x128, 0, "ADDR[31:0]ro"},
  {"INLINK_DSCR_BF0", 0x12c, 0, "ADDR[31:0]ro"},
  {"INLINK_DSCR_BF1", 0x130, 0, "ADDR[31:0]ro"},
  {"OUT_EOF_BFR_DES_ADDR", 0x134, 0, "ADDR[31:0]ro"},
  {"OUT_EOF_DES_ADDR", 0x138, 0, "ADDR[31:0]ro"},
  {"OUTLINK_DSCR", 0x13c, 0, "ADDR[31:0]ro"},
  {"OUTLINK_DSCR_BF0", 0x140, 0, "ADDR[31:0]ro"},
  {"OUTLINK_DSCR_BF1", 0x144, 0, "ADDR[31:0]ro"},
  {"DMA_RSTATUS", 0x148, 0, "DMA_OUT_STATUS[31:0]ro"},
  {"DMA_TSTATUS", 0x14c, 0, "DMA_IN_STATUS[31:0]ro"},
  {"DATE", 0x3fc, 0x1604270, "DATE[27:0]ro"},
};
// clang-format on

}  // namespace

Spi::Signals Spi::signals_of(unsigned number) {
  if (number == 2)
    return {Output::hspiclk,
            Output::hspid,
            Output::hspiq,
            Input::hspiq,
            {Output::hspics0, Output::hspics1, Output::hspics2}};
  return {
      Output::vspiclk, Output::vspid, Output::vspiq, Input::vspiq, {Output::vspics0, Output::vspics1, Output::vspics2}};
}

Spi::Spi(std::string name, unsigned number, Scheduler& scheduler, ClockSignal& apb_clk, GpioMatrix& pins,
         Circuit& circuit, Bus& bus)
    : RegisterFile(name),
      irq(name + "_INTR"),
      irq_dma(name + "_DMA_INTR"),
      rows_(*this, spi_rows),
      clk_(apb_clk),
      pins_(pins),
      circuit_(circuit),
      signals_(signals_of(number)),
      cycles_(scheduler, apb_clk, [this] { plan(); }),
      out_(bus, [this](LinkEvent e) { link_event(out_events[static_cast<unsigned>(e)]); }),
      in_(bus, [this](LinkEvent e) { link_event(in_events[static_cast<unsigned>(e)]); }),
      step_(scheduler, name + " transfer", [this] { step(); }),
      drawing_(scheduler, name + " waveform") {
  connect_registers();
  configure();
}

void Spi::connect_registers() {
  on_written(cmd_, [this](u32) { begin(); });
  on_written(pin_, [this](u32) { configure(); });
  on_written(slave_, [this](u32) { update(); });
  on_reading(rows_["EXT2"], [this] { return state(); });
  on_written(dma_conf_, [this](u32) { dma_conf_written(); });
  on_written(rows_["DMA_OUT_LINK"], [this](u32) { link_written(out_, rows_["DMA_OUT_LINK"]); });
  on_written(rows_["DMA_IN_LINK"], [this](u32) { link_written(in_, rows_["DMA_IN_LINK"]); });
  on_reading(rows_["DMA_STATUS"], [this] { return u32{out_.active()} << 1 | u32{in_.active()}; });
  on_written(rows_["DMA_INT_ENA"], [this](u32) { update(); });
  on_reading(rows_["DMA_INT_RAW"], [this] { return dma_raw_; });
  on_reading(rows_["DMA_INT_ST"], [this] { return dma_raw_ & dma_int_ena_.value; });
  on_written(rows_["DMA_INT_CLR"], [this](u32 written) {
    dma_raw_ &= ~written;
    update();
  });
  on_reading(rows_["IN_SUC_EOF_DES_ADDR"], [this] { return in_.eof_descriptor(); });
  on_reading(rows_["INLINK_DSCR"], [this] { return in_.next(); });
  on_reading(rows_["INLINK_DSCR_BF0"], [this] { return in_.descriptor(); });
  on_reading(rows_["INLINK_DSCR_BF1"], [this] { return in_.buffer(); });
  on_reading(rows_["OUT_EOF_DES_ADDR"], [this] { return out_.eof_descriptor(); });
  on_reading(rows_["OUTLINK_DSCR"], [this] { return out_.next(); });
  on_reading(rows_["OUTLINK_DSCR_BF0"], [this] { return out_.descriptor(); });
  on_reading(rows_["OUTLINK_DSCR_BF1"], [this] { return out_.buffer(); });
}

// START and RESTART act when they are written and read back as 0 afterwards.
void Spi::link_written(DmaLink& link, Register& r) {
  const Flag<30> restart{r};
  const Flag<29> start{r};
  const Flag<28> stop{r};
  if (stop) link.stop();
  if (start) link.start(r.value);
  if (restart) link.restart();
  restart = false;
  start = false;
  stop = false;
  update();
}

void Spi::dma_conf_written() {
  const Flag<8> auto_wrback{dma_conf_};
  const Flag<3> out_rst{dma_conf_};
  const Flag<2> in_rst{dma_conf_};
  out_.write_back = auto_wrback;
  if (out_rst) out_.reset();
  if (in_rst) in_.reset();
}

// CPHA: CK_OUT_EDGE is given against the idle level.
SpiFormat Spi::format() const {
  const bool idle = ck_idle_edge_;
  return {static_cast<u8>(idle << 1 | (idle != ck_out_edge_)), false};
}

void Spi::configure() {
  if (phase_ != Phase::idle) return;
  pins_.drive(signals_.clk, ck_idle_edge_, true);
  pins_.drive(signals_.d, false, true);
  if (!cs_keep_active_) select(false);
}

void Spi::select(bool active) {
  for (unsigned i = 0; i < selects; ++i) {
    const bool chosen = active && !(cs_dis_ >> i & 1), inverted = cs_pol_ >> i & 1;
    pins_.drive(signals_.cs[i], chosen == inverted, true);
  }
}

void Spi::update() {
  irq.drive(trans_done_ && trans_inten_);
  irq_dma.drive(dma_raw_ & dma_int_ena_.value);
}

void Spi::reset() {
  RegisterFile::reset();
  step_.cancel();
  drawing_.end();
  out_.reset();
  in_.reset();
  dma_conf_written();
  dma_raw_ = 0;
  phase_ = Phase::idle;
  configure();
  update();
}

void Spi::serialize(State& state) {
  RegisterFile::serialize(state);
  state(irq, irq_dma, cycles_, out_, in_, dma_raw_, phase_, due_, position_, piece_, shifting_, received_, step_,
        drawing_);
  if (state.loading()) dma_conf_written();
}

}  // namespace esp32
