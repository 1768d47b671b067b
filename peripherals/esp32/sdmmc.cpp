// Registers, commands and their answers.
#include "peripherals/esp32/sdmmc.hpp"

#include "peripherals/esp32/sdmmc_bits.hpp"

namespace esp32 {

namespace {

constexpr u32 resets = 7;           // CTRL: controller, FIFO, DMA; they clear themselves
constexpr i64 command_clocks = 48;  // bits of a command
constexpr i64 initialization = 80;  // clocks before one, if it is wanted
constexpr u32 fifo_empty = 1 << 2;
constexpr u32 stop_transmission = 12;

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
  {"CDETECT", 0x50, 0, "CARD_DETECT_N[1:0]ro"},
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

// 4.5 of the SD specification: x^7 + x^3 + 1.
u32 crc7(u64 bits, unsigned count) {
  u32 crc = 0;
  while (count--) {
    const u32 feedback = (crc >> 6 ^ static_cast<u32>(bits >> count)) & 1;
    crc = ((crc << 1) & 0x7f) ^ (feedback ? 0x09u : 0);
  }
  return crc;
}

}  // namespace

Sdmmc::Sdmmc(std::string name, Scheduler& scheduler, ClockSignal& pll_d2_clk, GpioMatrix& pins, Circuit& circuit,
             Bus& bus)
    : RegisterFile(name),
      irq(name + "_INTR"),
      rows_(*this, sdmmc_rows),
      clk_(pll_d2_clk),
      pins_(pins),
      circuit_(circuit),
      bus_(bus),
      step_(scheduler, name + " wires", [this] { step(); }) {
  connect_registers();
}

void Sdmmc::connect_registers() {
  on_written(ctrl_, [this](u32) { ctrl_written(); });
  on_written(cmd_, [this](u32) { command_written(); });
  on_written(intmask_, [this](u32) { update(); });
  on_written(idinten_, [this](u32) { update(); });
  on_reading(rows_["MINTSTS"], [this] { return raw_ & intmask_.value; });
  on_reading(rows_["STATUS"], [this] { return status(); });
  on_reading(rows_["CDETECT"], [this] { return detected(); });
  on_written(rintsts_, [this](u32 written) {
    raw_ &= ~written;
    update();
  });
  on_reading(rintsts_, [this] { return raw_; });
  on_written(idsts_, [this](u32 written) {
    dma_raw_ &= ~written;
    update();
  });
  on_reading(idsts_, [this] { return dma_raw_; });
  Register& bmod = rows_["BMOD"];
  on_written(bmod, [&bmod](u32) { bmod.value &= ~1u; });
  on_reading(rows_["DSCADDR"], [this] { return descriptor_; });
}

// A reset of FIFO or DMA ends what data are under way.
void Sdmmc::ctrl_written() {
  if (ctrl_.value & resets && phase_ >= Phase::wait_block && phase_ <= Phase::busy) command_over();
  ctrl_.value &= ~resets;
  update();
}

u32 Sdmmc::status() {
  const bool data = phase_ >= Phase::wait_block && phase_ <= Phase::busy;
  return fifo_empty | u32{data} << 10 | u32{data_low()} << 9 | 1 << 8;
}

u32 Sdmmc::detected() const {
  return u32{pins_.level(Input::host_card_detect_n_1)} | u32{pins_.level(Input::host_card_detect_n_2)} << 1;
}

void Sdmmc::raise(u32 interrupts) {
  raw_ |= interrupts;
  update();
}

void Sdmmc::dma_event(u32 bits) {
  dma_raw_ |= bits;
  update();
}

void Sdmmc::update() {
  irq.drive(int_enable_ && ((raw_ & intmask_.value) || (dma_raw_ & idinten_.value & sd_dma::events)));
}

// ---- lines

SpiBus* Sdmmc::line(Output hs1, Output hs2) const {
  const std::vector<Net*> nets = pins_.nets(slot() ? hs2 : hs1);
  return nets.empty() ? nullptr : &circuit_.spi(*nets.front());
}

bool Sdmmc::data_low() const {
  const SpiBus* bus = data_line();
  return bus && !(bus->answer(1, 1, {}) & 1);
}

void Sdmmc::clocks(Phase phase, i64 n) {
  phase_ = phase;
  const Part<12, 9> div_h{rows_["CLOCK"]};
  const u32 which = rows_["CLKSRC"].value >> 2 * slot() & 3;
  const u32 divider = rows_["CLKDIV"].value >> 8 * which & 0xff;
  const i64 ticks = n * (i64{div_h} + 1) * (divider ? 2 * i64{divider} : 1);
  step_.after(clk_.running() ? clk_.clock().ticks(ticks) : Duration{});
}

void Sdmmc::step() {
  switch (phase_) {
    case Phase::idle: return;
    case Phase::command: return command_sent();
    case Phase::answer: return answered();
    case Phase::wait_block: return look_for_block();
    case Phase::block_in: return block_arrived();
    case Phase::block_out: return block_left();
    case Phase::token: return look_at_token();
    case Phase::busy: return look_at_busy();
    case Phase::stop: return stop_sent();
    case Phase::stop_answer: raise(sd_int::auto_command_done | pending_); return command_over();
  }
}

// ---- commands

void Sdmmc::command_written() {
  if (!start_command_) return;
  if (update_clk_reg_) {
    start_command_ = false;
    return;
  }
  if (phase_ != Phase::idle) {
    waiting_ = true;
    return;
  }
  waiting_ = false;
  start_command_ = false;
  clocks(Phase::command, command_clocks + (send_initialization_ ? initialization : 0));
}

void Sdmmc::put_command(u32 index, u32 argument) {
  SpiBus* const bus = command_line();
  if (!bus) return;
  const u64 body = u64{0x40 | index} << 32 | argument;
  bus->transfer(static_cast<u32>(body >> 8), 32, {});
  bus->transfer((argument & 0xff) << 8 | crc7(body, 40) << 1 | 1, 16, {});
}

// Into RESP0 … RESP3. False: nobody answers in time.
bool Sdmmc::read_answer(bool is_long, i64& used) {
  SpiBus* const bus = command_line();
  const Part<7, 0> patience{rows_["TMOUT"]};
  used = 0;
  const auto bits = [&](unsigned n) {
    used += n;
    return bus ? bus->transfer(~0u, n, {}) : ~0u;
  };
  while (bits(1) & 1)
    if (used > patience) return false;
  const u32 head = bits(7);  // transmission bit, index
  if (is_long) {
    for (u32 i = 4; i--;) rows_.at(0x30 + 4 * i).value = bits(32);
    return true;
  }
  const u32 argument = bits(32), tail = bits(8);
  rows_.at(0x30).value = argument;
  const bool wrong = crc7(u64{head} << 32 | argument, 40) != tail >> 1;
  if (wrong && check_response_crc_) pending_ |= sd_int::response_crc_error;
  return true;
}

void Sdmmc::command_sent() {
  put_command(cmd_index_, rows_["CMDARG"].value);
  pending_ = sd_int::command_done;
  if (!response_expect_) return answered();
  i64 used = 0;
  if (!read_answer(response_long_, used)) pending_ |= sd_int::response_timeout;
  clocks(Phase::answer, used);
}

void Sdmmc::answered() {
  const bool failed = pending_ & (sd_int::response_timeout | sd_int::response_crc_error);
  const bool data = data_expected_ && !failed;
  phase_ = Phase::answer;  // interrupts are raised before data begin
  raise(pending_);
  data ? begin_data() : command_over();
}

void Sdmmc::stop_sent() {
  put_command(stop_transmission, 0);
  pending_ = 0;
  const u32 kept = rows_.at(0x30).value;
  i64 used = 0;
  if (!read_answer(false, used)) pending_ |= sd_int::response_timeout;
  rows_.at(0x34).value = rows_.at(0x30).value;
  rows_.at(0x30).value = kept;
  clocks(Phase::stop_answer, used);
}

void Sdmmc::command_over() {
  step_.cancel();
  phase_ = Phase::idle;
  left_ = 0;
  if (waiting_) command_written();
}

// ---- chip

void Sdmmc::reset() {
  RegisterFile::reset();
  step_.cancel();
  phase_ = Phase::idle;
  raw_ = dma_raw_ = pending_ = left_ = descriptor_ = done_in_buffer_ = 0;
  waiting_ = false;
  block_.clear();
  update();
}

void Sdmmc::serialize(State& state) {
  RegisterFile::serialize(state);
  state(irq, raw_, dma_raw_, phase_, pending_, waiting_, left_, patience_, block_, descriptor_, done_in_buffer_, step_);
}

}  // namespace esp32
