#pragma once
// I2C0 and I2C1: Synopsys DW_apb_i2c, on clk_sys. RP2040 Datasheet 4.3. Controller and target, one at a time.
// A bit takes (HCNT + SPKLEN + 7) + (LCNT + 1) cycles (4.3.14 "IC_CLK Frequency Configuration"); a start, a repeated
// start and a stop take the time of one bit each, which the datasheet does not state.
// Bytes go over the I2cBus of the two nets; their waveform is drawn for whoever watches those (docs/buses.md). As a
// target the block is reached by levels, too. A line that is low holds a start back.
// Where anything but such targets hears the lines (another chip, or a second pin of this one), a transfer goes by
// levels from its START to its STOP (i2c_levels.cpp), with clock synchronisation and arbitration.
// Not modelled: high speed (the chip has none); SDA_SETUP; SDA_HOLD where bytes go by themselves.
// In doubt: disabling keeps a bus that is held between two commands held (the SDK's nostop transfers need that);
// disabling in a transfer ends it with a stop after the byte; an empty receive FIFO reads as 0; a byte read is drawn as
// acknowledged unless its command or the one behind it says otherwise; by levels the ninth clock of a byte read waits
// for the command that decides it; who loses arbitration lets SCL go at once, a target at the end of the byte;
// START_DET is raised at our own and where we are addressed, STOP_DET at any STOP on the lines
// (STOP_DET_IF_MASTER_ACTIVE is 0).
#include <deque>
#include <optional>
#include <vector>

#include "emulator/circuit.hpp"
#include "emulator/clock_signal.hpp"
#include "emulator/i2c_drawing.hpp"
#include "emulator/i2c_wire.hpp"
#include "peripherals/rp2040/named_bits.hpp"
#include "peripherals/rp2040/peripheral.hpp"
#include "peripherals/rp2040/pin_matrix.hpp"

namespace rp2040 {

class I2c final : public Peripheral, private I2cTarget, private I2cLines {
 public:
  I2c(std::string name, unsigned number, Scheduler&, ClockSignal& clk_sys, PinMatrix&, Circuit&);
  ~I2c() override;

  Wire irq, dreq_tx, dreq_rx;

  using Peripheral::read;
  void write(u32 offset, u32 value) override;
  void reset() override;
  void serialize(State&) override;

 private:
  static constexpr std::size_t fifo_size = 16;
  // Interrupts, as in IC_RAW_INTR_STAT.
  static constexpr u32 rx_under = 1 << 0, rx_over = 1 << 1, rx_full = 1 << 2, tx_over = 1 << 3, tx_empty = 1 << 4,
                       rd_req = 1 << 5, tx_abrt = 1 << 6, rx_done = 1 << 7, activity = 1 << 8, stop_det = 1 << 9,
                       start_det = 1 << 10, gen_call = 1 << 11, restart_det = 1 << 12;
  // IC_TX_ABRT_SOURCE.
  static constexpr u32 abrt_7b_addr_noack = 1 << 0, abrt_10addr1_noack = 1 << 1, abrt_10addr2_noack = 1 << 2,
                       abrt_txdata_noack = 1 << 3, abrt_gcall_noack = 1 << 4, abrt_gcall_read = 1 << 5,
                       abrt_sbyte_ackdet = 1 << 7, abrt_sbyte_norstrt = 1 << 9, abrt_10b_rd_norstrt = 1 << 10,
                       abrt_master_dis = 1 << 11, arb_lost = 1 << 12, abrt_slvflush_txfifo = 1 << 13,
                       abrt_slv_arblost = 1 << 14, abrt_slvrd_intx = 1 << 15, abrt_user_abrt = 1 << 16;
  // IC_DATA_CMD.
  static constexpr u32 reads = 1 << 8, stops = 1 << 9, restarts = 1 << 10, first_byte = 1 << 11;
  // What the controller does on the bus. In `wait` the target is not ready to send. In `held` it keeps SCL low until
  // there is a command. `acknowledge` is there by levels only.
  enum class Phase : u8 { idle, address, wait, byte, acknowledge, rx_hold, held, stopping };

  // Registers.
  u32 read_data();
  void write_command(u32 written);
  u32 raw_now() const;
  u32 masked_now() const { return raw_now() & intr_mask; }
  u32 status_now() const;
  u32 enable_status_now() const;
  u32 tx_level() const { return static_cast<u32>(tx_fifo_.size()); }
  u32 rx_level() const { return static_cast<u32>(rx_fifo_.size()); }
  template <u32 Interrupts>
  u32 clear();
  void enable_changed();
  void switch_off();
  void keep_minima();
  void update();
  void raise(u32 interrupts);
  void flush(u32 abort_source);

  // Controller.
  bool master_active() const { return phase_ != Phase::idle; }
  i64 low_cycles() const { return (speed == 1 ? ss_scl_lcnt : fs_scl_lcnt) + 1; }
  i64 high_cycles() const { return (speed == 1 ? ss_scl_hcnt : fs_scl_hcnt) + fs_spklen + 7; }
  i64 bit_cycles() const { return high_cycles() + low_cycles(); }
  void enter(Phase, i64 bits);
  void plan();
  I2cBus* bus() const;
  void next();
  void begin_address(u32 command);
  void stop_transfer();
  void load();
  void begin_byte();
  bool draws();
  void draw_address();
  bool another_read() const;
  bool will_acknowledge() const;
  void step();
  void address_done();
  // How a transfer begins: START, or a byte and the reasons to abort behind it.
  struct Opening {
    bool start;
    u8 byte = 0;
    u32 nobody = 0, somebody = 0;
  };
  std::vector<Opening> opening() const;
  u32 address(I2cBus*);  // the reason why nobody answers, or 0
  void addressed();
  void byte_done();
  void byte_over(bool acknowledged);
  bool receive(u8 byte);
  void command_done();
  void stopped();
  void abort(u32 source);

  // Controller, by levels.
  void open(const Opening&);
  void opened();
  void byte_by_levels();
  void byte_seen();
  void acknowledged();
  void lose();
  void drive_scl(bool released) override { pins_.drive(scl_, false, !released); }
  void drive_sda(bool released) override { pins_.drive(sda_, false, !released); }
  bool scl() const override { return pins_.level(scl_); }
  bool sda() const override { return pins_.level(sda_); }
  Times times() const override;
  void wire_over(End) override;
  void line_changed();
  bool heard_by_others(Signal, bool decoded) const;
  bool needs_levels() const;

  // Target.
  void start(bool reading) override;
  bool acknowledges(bool reading) const override { return !ten_bit_slave || !reading || whole_address_; }
  bool accepts(u8 byte) const override { return second_due_ ? byte == (sar & 0xff) : !nack && enable; }
  void write(u8 byte) override;
  u8 read() override;
  void more() override;
  bool stretches() const override;
  void stop() override;
  void compare();
  void addressed_by(bool reading);
  void attach();
  void detach();
  void end_read();

  struct GeneralCall final : I2cTarget {
    explicit GeneralCall(I2c& o) : owner(o) {}
    I2c& owner;
    bool acknowledges(bool reading) const override { return !reading; }
    void start(bool) override { owner.general_call(); }
    bool accepts(u8) const override { return !owner.nack && owner.enable; }
    void write(u8 byte) override { owner.receive(byte); }
    u8 read() override { return 0xff; }
    bool stretches() const override { return owner.stretches(); }
    void stop() override { owner.stop(); }
  };
  void general_call();

  struct Clear {
    Register reg;
    Bit<0, Access::ro> bit;
    template <auto Method>
    Clear(I2c& i2c, const std::string& name, u32 offset, on_read_t<Method> hook)
        : reg(i2c, "IC_" + name, offset, 0, reserved{31, 1}, hook), bit(reg, name) {}
  };

  // clang-format off
  // 4.3.17 "List of Registers"
  Register con_reg {*this, "IC_CON", 0x000, 0x65, reserved{31, 11}};
  Bit<10, Access::ro> stop_det_if_master_active {con_reg, "STOP_DET_IF_MASTER_ACTIVE"};
  Bit<9> rx_fifo_full_hld_ctrl {con_reg, "RX_FIFO_FULL_HLD_CTRL"};
  Bit<8> tx_empty_ctrl {con_reg, "TX_EMPTY_CTRL"};
  Bit<7> stop_det_ifaddressed {con_reg, "STOP_DET_IFADDRESSED"};
  Bit<6> slave_disable {con_reg, "IC_SLAVE_DISABLE"};
  Bit<5> restart_en {con_reg, "IC_RESTART_EN"};
  Bit<4> ten_bit_master {con_reg, "IC_10BITADDR_MASTER"};
  Bit<3> ten_bit_slave {con_reg, "IC_10BITADDR_SLAVE"};
  Bits<2, 1> speed {con_reg, "SPEED"};
  Bit<0> master_mode {con_reg, "MASTER_MODE"};
  Register tar_reg {*this, "IC_TAR", 0x004, 0x55, reserved{31, 12}};
  Bit<11> special {tar_reg, "SPECIAL"};
  Bit<10> gc_or_start {tar_reg, "GC_OR_START"};
  Bits<9, 0> tar {tar_reg, "IC_TAR"};
  Register sar_reg {*this, "IC_SAR", 0x008, 0x55, reserved{31, 10}};
  Bits<9, 0> sar {sar_reg, "IC_SAR"};
  Register data_cmd_reg {*this, "IC_DATA_CMD", 0x010, 0x0, reserved{31, 12}, on_read<&I2c::read_data>,
                         on_write<&I2c::write_command>};
  Bit<11, Access::ro> first_data_byte {data_cmd_reg, "FIRST_DATA_BYTE"};
  NamedBits<10, 8, Access::wo> command {data_cmd_reg, {"RESTART", "STOP", "CMD"}};
  Bits<7, 0> dat {data_cmd_reg, "DAT"};
  Register ss_scl_hcnt_reg {*this, "IC_SS_SCL_HCNT", 0x014, 0x28, reserved{31, 16}, on_write<&I2c::keep_minima>};
  Bits<15, 0> ss_scl_hcnt {ss_scl_hcnt_reg, "IC_SS_SCL_HCNT"};
  Register ss_scl_lcnt_reg {*this, "IC_SS_SCL_LCNT", 0x018, 0x2f, reserved{31, 16}, on_write<&I2c::keep_minima>};
  Bits<15, 0> ss_scl_lcnt {ss_scl_lcnt_reg, "IC_SS_SCL_LCNT"};
  Register fs_scl_hcnt_reg {*this, "IC_FS_SCL_HCNT", 0x01c, 0x6, reserved{31, 16}, on_write<&I2c::keep_minima>};
  Bits<15, 0> fs_scl_hcnt {fs_scl_hcnt_reg, "IC_FS_SCL_HCNT"};
  Register fs_scl_lcnt_reg {*this, "IC_FS_SCL_LCNT", 0x020, 0xd, reserved{31, 16}, on_write<&I2c::keep_minima>};
  Bits<15, 0> fs_scl_lcnt {fs_scl_lcnt_reg, "IC_FS_SCL_LCNT"};
  Register intr_stat_reg {*this, "IC_INTR_STAT", 0x02c, 0x0, reserved{31, 13}, on_read<&I2c::masked_now>};
  NamedBits<12, 0, Access::ro> intr_stat {intr_stat_reg, {"R_RESTART_DET", "R_GEN_CALL", "R_START_DET", "R_STOP_DET",
                                          "R_ACTIVITY", "R_RX_DONE", "R_TX_ABRT", "R_RD_REQ", "R_TX_EMPTY",
                                          "R_TX_OVER", "R_RX_FULL", "R_RX_OVER", "R_RX_UNDER"}};
  Register intr_mask_reg {*this, "IC_INTR_MASK", 0x030, 0x8ff, reserved{31, 13}, on_write<&I2c::update>};
  NamedBits<12, 0> intr_mask {intr_mask_reg, {"M_RESTART_DET", "M_GEN_CALL", "M_START_DET", "M_STOP_DET",
                              "M_ACTIVITY", "M_RX_DONE", "M_TX_ABRT", "M_RD_REQ", "M_TX_EMPTY", "M_TX_OVER",
                              "M_RX_FULL", "M_RX_OVER", "M_RX_UNDER"}};
  Register raw_intr_stat_reg {*this, "IC_RAW_INTR_STAT", 0x034, 0x0, reserved{31, 13}, on_read<&I2c::raw_now>};
  NamedBits<12, 0, Access::ro> raw_intr_stat {raw_intr_stat_reg, {"RESTART_DET", "GEN_CALL", "START_DET", "STOP_DET",
                                              "ACTIVITY", "RX_DONE", "TX_ABRT", "RD_REQ", "TX_EMPTY", "TX_OVER",
                                              "RX_FULL", "RX_OVER", "RX_UNDER"}};
  Register rx_tl_reg {*this, "IC_RX_TL", 0x038, 0x0, reserved{31, 8}, on_write<&I2c::update>};
  Bits<7, 0> rx_tl {rx_tl_reg, "RX_TL"};
  Register tx_tl_reg {*this, "IC_TX_TL", 0x03c, 0x0, reserved{31, 8}, on_write<&I2c::update>};
  Bits<7, 0> tx_tl {tx_tl_reg, "TX_TL"};
  Clear clr_intr {*this, "CLR_INTR", 0x040, on_read<&I2c::clear<0x1fff>>};
  Clear clr_rx_under {*this, "CLR_RX_UNDER", 0x044, on_read<&I2c::clear<rx_under>>};
  Clear clr_rx_over {*this, "CLR_RX_OVER", 0x048, on_read<&I2c::clear<rx_over>>};
  Clear clr_tx_over {*this, "CLR_TX_OVER", 0x04c, on_read<&I2c::clear<tx_over>>};
  Clear clr_rd_req {*this, "CLR_RD_REQ", 0x050, on_read<&I2c::clear<rd_req>>};
  Clear clr_tx_abrt {*this, "CLR_TX_ABRT", 0x054, on_read<&I2c::clear<tx_abrt>>};
  Clear clr_rx_done {*this, "CLR_RX_DONE", 0x058, on_read<&I2c::clear<rx_done>>};
  Clear clr_activity {*this, "CLR_ACTIVITY", 0x05c, on_read<&I2c::clear<activity>>};
  Clear clr_stop_det {*this, "CLR_STOP_DET", 0x060, on_read<&I2c::clear<stop_det>>};
  Clear clr_start_det {*this, "CLR_START_DET", 0x064, on_read<&I2c::clear<start_det>>};
  Clear clr_gen_call {*this, "CLR_GEN_CALL", 0x068, on_read<&I2c::clear<gen_call>>};
  Register enable_reg {*this, "IC_ENABLE", 0x06c, 0x0, reserved{31, 3}, on_write<&I2c::enable_changed>};
  Bit<2> tx_cmd_block {enable_reg, "TX_CMD_BLOCK"};
  Bit<1> abort_bit {enable_reg, "ABORT"};
  Bit<0> enable {enable_reg, "ENABLE"};
  Register status_reg {*this, "IC_STATUS", 0x070, 0x6, reserved{31, 7}, on_read<&I2c::status_now>};
  NamedBits<6, 0, Access::ro> status {status_reg, {"SLV_ACTIVITY", "MST_ACTIVITY", "RFF", "RFNE", "TFE", "TFNF",
                                      "ACTIVITY"}};
  Register txflr_reg {*this, "IC_TXFLR", 0x074, 0x0, reserved{31, 5}, on_read<&I2c::tx_level>};
  Bits<4, 0, u32, Access::ro> txflr {txflr_reg, "TXFLR"};
  Register rxflr_reg {*this, "IC_RXFLR", 0x078, 0x0, reserved{31, 5}, on_read<&I2c::rx_level>};
  Bits<4, 0, u32, Access::ro> rxflr {rxflr_reg, "RXFLR"};
  Register sda_hold_reg {*this, "IC_SDA_HOLD", 0x07c, 0x1, reserved{31, 24}};
  Bits<23, 16> sda_rx_hold {sda_hold_reg, "IC_SDA_RX_HOLD"};
  Bits<15, 0> sda_tx_hold {sda_hold_reg, "IC_SDA_TX_HOLD"};
  Register tx_abrt_source_reg {*this, "IC_TX_ABRT_SOURCE", 0x080, 0x0, reserved{22, 17}};
  Bits<31, 23, u32, Access::ro> tx_flush_cnt {tx_abrt_source_reg, "TX_FLUSH_CNT"};
  NamedBits<16, 0, Access::ro> tx_abrt_source {tx_abrt_source_reg, {"ABRT_USER_ABRT", "ABRT_SLVRD_INTX",
                                               "ABRT_SLV_ARBLOST", "ABRT_SLVFLUSH_TXFIFO", "ARB_LOST",
                                               "ABRT_MASTER_DIS", "ABRT_10B_RD_NORSTRT", "ABRT_SBYTE_NORSTRT",
                                               "ABRT_HS_NORSTRT", "ABRT_SBYTE_ACKDET", "ABRT_HS_ACKDET",
                                               "ABRT_GCALL_READ", "ABRT_GCALL_NOACK", "ABRT_TXDATA_NOACK",
                                               "ABRT_10ADDR2_NOACK", "ABRT_10ADDR1_NOACK", "ABRT_7B_ADDR_NOACK"}};
  Register slv_data_nack_only_reg {*this, "IC_SLV_DATA_NACK_ONLY", 0x084, 0x0, reserved{31, 1}};
  Bit<0> nack {slv_data_nack_only_reg, "NACK"};
  Register dma_cr_reg {*this, "IC_DMA_CR", 0x088, 0x0, reserved{31, 2}, on_write<&I2c::update>};
  Bit<1> tdmae {dma_cr_reg, "TDMAE"};
  Bit<0> rdmae {dma_cr_reg, "RDMAE"};
  Register dma_tdlr_reg {*this, "IC_DMA_TDLR", 0x08c, 0x0, reserved{31, 4}, on_write<&I2c::update>};
  Bits<3, 0> dmatdl {dma_tdlr_reg, "DMATDL"};
  Register dma_rdlr_reg {*this, "IC_DMA_RDLR", 0x090, 0x0, reserved{31, 4}, on_write<&I2c::update>};
  Bits<3, 0> dmardl {dma_rdlr_reg, "DMARDL"};
  Register sda_setup_reg {*this, "IC_SDA_SETUP", 0x094, 0x64, reserved{31, 8}};
  Bits<7, 0> sda_setup {sda_setup_reg, "SDA_SETUP"};
  Register ack_general_call_reg {*this, "IC_ACK_GENERAL_CALL", 0x098, 0x1, reserved{31, 1}};
  Bit<0> ack_gen_call {ack_general_call_reg, "ACK_GEN_CALL"};
  Register enable_status_reg {*this, "IC_ENABLE_STATUS", 0x09c, 0x0, reserved{31, 3}, on_read<&I2c::enable_status_now>};
  NamedBits<2, 0, Access::ro> enable_status {enable_status_reg, {"SLV_RX_DATA_LOST", "SLV_DISABLED_WHILE_BUSY",
                                             "IC_EN"}};
  Register fs_spklen_reg {*this, "IC_FS_SPKLEN", 0x0a0, 0x7, reserved{31, 8}, on_write<&I2c::keep_minima>};
  Bits<7, 0> fs_spklen {fs_spklen_reg, "IC_FS_SPKLEN"};
  Clear clr_restart_det {*this, "CLR_RESTART_DET", 0x0a8, on_read<&I2c::clear<restart_det>>};
  Register comp_param_1_reg {*this, "IC_COMP_PARAM_1", 0x0f4, 0x0, reserved{31, 24}};
  Bits<23, 16, u32, Access::ro> tx_buffer_depth {comp_param_1_reg, "TX_BUFFER_DEPTH"};
  Bits<15, 8, u32, Access::ro> rx_buffer_depth {comp_param_1_reg, "RX_BUFFER_DEPTH"};
  NamedBits<7, 4, Access::ro> features {comp_param_1_reg, {"ADD_ENCODED_PARAMS", "HAS_DMA", "INTR_IO",
                                        "HC_COUNT_VALUES"}};
  Bits<3, 2, u32, Access::ro> max_speed_mode {comp_param_1_reg, "MAX_SPEED_MODE"};
  Bits<1, 0, u32, Access::ro> apb_data_width {comp_param_1_reg, "APB_DATA_WIDTH"};
  Register comp_version_reg {*this, "IC_COMP_VERSION", 0x0f8, 0x3230312a};
  Bits<31, 0, u32, Access::ro> comp_version {comp_version_reg, "IC_COMP_VERSION"};
  Register comp_type_reg {*this, "IC_COMP_TYPE", 0x0fc, 0x44570140};
  Bits<31, 0, u32, Access::ro> comp_type {comp_type_reg, "IC_COMP_TYPE"};
  // clang-format on

  ClockSignal& clk_sys_;
  PinMatrix& pins_;
  Circuit& circuit_;
  Signal sda_, scl_;
  TickCounter cycles_;
  std::deque<u16> tx_fifo_, rx_fifo_;
  u32 latched_ = 0;       // interrupts that stay until they are cleared
  bool flushed_ = false;  // the transmit FIFO is held empty until IC_CLR_TX_ABRT is read
  Phase phase_ = Phase::idle;
  i64 due_ = 0;                 // the edge of clk_sys at which the phase ends
  std::optional<u16> command_;  // in the shift register
  bool reading_ = false;        // the direction last addressed
  u8 incoming_ = 0;             // the byte that is being read
  bool first_ = false;          // the next byte received is the first after an address
  bool stop_asked_ = false, abort_asked_ = false;
  Event step_;
  I2cDrawing drawing_;
  I2cWire wire_;
  bool scl_seen_ = false, sda_seen_ = false, busy_ = false;  // the lines, and whether they are between START and STOP
  bool by_levels_ = false;                                   // this transfer
  u8 opened_ = 0;                                            // of opening()
  bool acknowledge_due_ = false;                             // of the byte read last: its clock is still to come

  GeneralCall general_{*this};
  I2cBus* attached_ = nullptr;
  u8 attached_address_ = 0;
  bool attached_general_ = false;
  bool second_due_ = false, whole_address_ = false;  // of a 10-bit address
  bool addressed_ = false, target_reads_ = false, byte_sent_ = false;
  u8 outgoing_ = 0, outgoing_bits_ = 0;  // of the byte that the target sends: those not yet clocked out
  bool disabled_while_busy_ = false, data_lost_ = false;
};

}  // namespace rp2040
