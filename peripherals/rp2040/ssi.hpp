#pragma once
// SSI: the DW_apb_ssi that reads and programs the flash, by itself for XIP. RP2040 Datasheet 4.10; register names and
// positions as hardware/regs/ssi.h (pico-sdk) has them.
// A frame, or the instruction and address of an enhanced transfer, goes over the pins at its end. In doubt: SR shows
// TFE and TFNF while disabled, though the register table prints 0; with SCPOL unlike SCPH the flash samples while data
// change and is taken to see ones; a transfer begins without the delay of the synchronisers.
// Not modelled: frame formats of TI and Microwire, DDR and the data strobe; a change of clk_sys within a frame.
#include <deque>

#include "emulator/clock_signal.hpp"
#include "peripherals/rp2040/peripheral.hpp"
#include "peripherals/rp2040/qspi.hpp"

namespace rp2040 {

class Ssi final : public Peripheral {
 public:
  static constexpr std::size_t fifo_depth = 16;
  enum class Frf : u8 { std, dual, quad };
  enum class Tmod : u8 { tx_and_rx, tx_only, rx_only, eeprom_read };

  Ssi(std::string name, Scheduler&, ClockSignal& clk_sys, QspiBus&);

  Wire irq{"SSI"}, dreq_tx{"XIP_SSITX"}, dreq_rx{"XIP_SSIRX"};
  std::function<void()> on_enabled;  // SSI_EN has become 1

  u32 read(u32 offset) override;
  void write(u32 offset, u32 value) override;
  u32 peek(u32 offset) const override;
  void reset() override;
  void serialize(State&) override;

  // --- for the XIP block ---
  bool xip_ready() const { return ssi_en_ && tmod_ == Tmod::eeprom_read && !busy_; }
  u32 xip_read(u32 address);       // a word, as a cache miss fetches it: over the pins, at once
  Duration xip_read_time() const;  // how long that takes on the pins
  u32 xip_read_cycles() const;     // the same in cycles of clk_sys
  // One period of SCLK per bit with one line out and one in, for the boot ROM; SS_N stays as it is.
  u8 exchange_byte(u8 out) { return static_cast<u8>(exchange(out, 8)); }
  QspiBus& pins() { return pins_; }
  // The time of so many periods of SCLK; zero while clk_sys or SCKDV is 0.
  Duration sclk(u32 periods) const;

 private:
  enum class Chunk : u8 { none, exchange, transmit, receive, control };

  bool writes_refused(u32 offset) const;
  void enable(u32 written);
  void start_if_ready();
  void begin(Chunk, u32 clocks);
  void next();
  void chunk_done();
  void finish();
  void push_rx(u32 value);
  void push_tx(u32 value);
  u32 pop_tx();
  u32 read_dr();
  u32 peek_dr() const { return rx_.empty() ? 0 : rx_.front(); }
  u32 exchange(u32 out, unsigned bits);
  void transmit(u64 value, unsigned bits, unsigned lines);
  u32 receive(unsigned bits, unsigned lines);
  u8 clock(u8 levels, u8 driven);
  void halt();
  void update();

  bool enhanced() const { return spi_frf_ != Frf::std; }
  unsigned lines() const { return spi_frf_ == Frf::std ? 1 : spi_frf_ == Frf::dual ? 2 : 4; }
  unsigned frame_bits() const { return dfs_32_ + 1; }
  unsigned frame_clocks() const { return (frame_bits() + lines() - 1) / lines(); }
  unsigned instruction_bits() const { return inst_l_ ? 2u << inst_l_ : 0; }
  unsigned address_bits() const { return addr_l_ * 4; }
  unsigned instruction_lines() const { return trans_type_ >= 2 ? lines() : 1; }
  unsigned address_lines() const { return trans_type_ >= 1 ? lines() : 1; }
  std::size_t control_entries() const { return (inst_l_ ? 1 : 0) + (address_bits() + 31) / 32; }
  u32 control_clocks() const;

  u32 read_txflr() const { return static_cast<u32>(tx_.size()); }
  u32 read_rxflr() const { return static_cast<u32>(rx_.size()); }
  u32 read_sr() const;
  u32 read_risr() const;
  u32 read_isr() const { return read_risr() & imr_.value; }
  u32 clear(u32 bits);
  u32 clear_txo() { return clear(2); }
  u32 clear_rxu() { return clear(4); }
  u32 clear_rxo() { return clear(8); }
  u32 clear_mst() { return clear(0x20); }
  u32 clear_all() { return clear(0x2e); }

  // clang-format off
  // List of registers (4.10.13)
  Register               ctrlr0_     {*this, "CTRLR0", 0x00, 0, todo{"CFS", 15, 12}, todo{"SLV_OE", 10}, todo{"FRF", 5, 4}, reserved{31, 25}, reserved{23}};
  Bit<24>                sste_       {ctrlr0_, "SSTE"};
  Bits<22, 21, Frf>      spi_frf_    {ctrlr0_, "SPI_FRF"};
  Bits<20, 16>           dfs_32_     {ctrlr0_, "DFS_32"};
  Bit<11>                srl_        {ctrlr0_, "SRL"};
  Bits<9, 8, Tmod>       tmod_       {ctrlr0_, "TMOD"};
  Bit<7>                 scpol_      {ctrlr0_, "SCPOL"};
  Bit<6>                 scph_       {ctrlr0_, "SCPH"};
  Bits<3, 0>             dfs_        {ctrlr0_, "DFS"};  // of the 16-bit configuration: nothing looks at it

  Register               ctrlr1_     {*this, "CTRLR1", 0x04, 0, reserved{31, 16}};
  Bits<15, 0>            ndf_        {ctrlr1_, "NDF"};

  Register               ssienr_     {*this, "SSIENR", 0x08, 0, on_write<&Ssi::enable>, reserved{31, 1}};
  Bit<0>                 ssi_en_     {ssienr_, "SSI_EN"};

  Register               mwcr_       {*this, "MWCR", 0x0c, 0, todo{"MHS", 2}, todo{"MDD", 1}, todo{"MWMOD", 0}, reserved{31, 3}};

  Register               ser_reg_    {*this, "SER", 0x10, 0, on_write<&Ssi::start_if_ready>, reserved{31, 1}};
  Bit<0>                 ser_        {ser_reg_, "SER"};

  Register               baudr_      {*this, "BAUDR", 0x14, 0, reserved{31, 16}};
  Bits<15, 0>            sckdv_      {baudr_, "SCKDV"};

  Register               txftlr_     {*this, "TXFTLR", 0x18, 0, on_write<&Ssi::update>, reserved{31, 8}};
  Bits<7, 0>             tft_        {txftlr_, "TFT"};

  Register               rxftlr_     {*this, "RXFTLR", 0x1c, 0, on_write<&Ssi::update>, reserved{31, 8}};
  Bits<7, 0>             rft_        {rxftlr_, "RFT"};

  Register               txflr_      {*this, "TXFLR", 0x20, 0, on_read<&Ssi::read_txflr>, reserved{31, 8}};
  Bits<7, 0, u32, Access::ro> tftfl_ {txflr_, "TFTFL"};

  Register               rxflr_      {*this, "RXFLR", 0x24, 0, on_read<&Ssi::read_rxflr>, reserved{31, 8}};
  Bits<7, 0, u32, Access::ro> rxtfl_ {rxflr_, "RXTFL"};

  Register               sr_         {*this, "SR", 0x28, 0, on_read<&Ssi::read_sr>, reserved{31, 7}};
  Bit<6, Access::ro>     dcol_       {sr_, "DCOL"};  // another master's collision: there is none
  Bit<5, Access::ro>     txe_        {sr_, "TXE"};   // of a slave
  Bit<4, Access::ro>     rff_        {sr_, "RFF"};
  Bit<3, Access::ro>     rfne_       {sr_, "RFNE"};
  Bit<2, Access::ro>     tfe_        {sr_, "TFE"};
  Bit<1, Access::ro>     tfnf_       {sr_, "TFNF"};
  Bit<0, Access::ro>     busy_bit_   {sr_, "BUSY"};

  Register               imr_        {*this, "IMR", 0x2c, 0, on_write<&Ssi::update>, reserved{31, 6}};
  Bit<5>                 mstim_      {imr_, "MSTIM"};
  Bit<4>                 rxfim_      {imr_, "RXFIM"};
  Bit<3>                 rxoim_      {imr_, "RXOIM"};
  Bit<2>                 rxuim_      {imr_, "RXUIM"};
  Bit<1>                 txoim_      {imr_, "TXOIM"};
  Bit<0>                 txeim_      {imr_, "TXEIM"};

  Register               isr_        {*this, "ISR", 0x30, 0, on_read<&Ssi::read_isr>, reserved{31, 6}};
  Bit<5, Access::ro>     mstis_      {isr_, "MSTIS"};
  Bit<4, Access::ro>     rxfis_      {isr_, "RXFIS"};
  Bit<3, Access::ro>     rxois_      {isr_, "RXOIS"};
  Bit<2, Access::ro>     rxuis_      {isr_, "RXUIS"};
  Bit<1, Access::ro>     txois_      {isr_, "TXOIS"};
  Bit<0, Access::ro>     txeis_      {isr_, "TXEIS"};

  Register               risr_       {*this, "RISR", 0x34, 0, on_read<&Ssi::read_risr>, reserved{31, 6}};
  Bit<5, Access::ro>     mstir_      {risr_, "MSTIR"};
  Bit<4, Access::ro>     rxfir_      {risr_, "RXFIR"};
  Bit<3, Access::ro>     rxoir_      {risr_, "RXOIR"};
  Bit<2, Access::ro>     rxuir_      {risr_, "RXUIR"};
  Bit<1, Access::ro>     txoir_      {risr_, "TXOIR"};
  Bit<0, Access::ro>     txeir_      {risr_, "TXEIR"};

  Register               txoicr_reg_ {*this, "TXOICR", 0x38, 0, on_read<&Ssi::clear_txo>, reserved{31, 1}};
  Bit<0, Access::ro>     txoicr_     {txoicr_reg_, "TXOICR"};

  Register               rxoicr_reg_ {*this, "RXOICR", 0x3c, 0, on_read<&Ssi::clear_rxo>, reserved{31, 1}};
  Bit<0, Access::ro>     rxoicr_     {rxoicr_reg_, "RXOICR"};

  Register               rxuicr_reg_ {*this, "RXUICR", 0x40, 0, on_read<&Ssi::clear_rxu>, reserved{31, 1}};
  Bit<0, Access::ro>     rxuicr_     {rxuicr_reg_, "RXUICR"};

  Register               msticr_reg_ {*this, "MSTICR", 0x44, 0, on_read<&Ssi::clear_mst>, reserved{31, 1}};
  Bit<0, Access::ro>     msticr_     {msticr_reg_, "MSTICR"};

  Register               icr_reg_    {*this, "ICR", 0x48, 0, on_read<&Ssi::clear_all>, reserved{31, 1}};
  Bit<0, Access::ro>     icr_        {icr_reg_, "ICR"};

  Register               dmacr_      {*this, "DMACR", 0x4c, 0, on_write<&Ssi::update>, reserved{31, 2}};
  Bit<1>                 tdmae_      {dmacr_, "TDMAE"};
  Bit<0>                 rdmae_      {dmacr_, "RDMAE"};

  Register               dmatdlr_    {*this, "DMATDLR", 0x50, 0, on_write<&Ssi::update>, reserved{31, 8}};
  Bits<7, 0>             dmatdl_     {dmatdlr_, "DMATDL"};

  Register               dmardlr_    {*this, "DMARDLR", 0x54, 0, on_write<&Ssi::update>, reserved{31, 8}};
  Bits<7, 0>             dmardl_     {dmardlr_, "DMARDL"};

  Register               idr_        {*this, "IDR", 0x58, 0x5153'5049};
  Bits<31, 0, u32, Access::ro> idcode_{idr_, "IDCODE"};

  Register               version_    {*this, "SSI_VERSION_ID", 0x5c, 0x3430'312a};
  Bits<31, 0, u32, Access::ro> ssi_comp_version_{version_, "SSI_COMP_VERSION"};

  Register               dr0_        {*this, "DR0", 0x60, 0, on_read<&Ssi::read_dr>, on_write<&Ssi::push_tx>};
  Bits<31, 0>            dr_         {dr0_, "DR"};

  Register               rx_sample_dly_{*this, "RX_SAMPLE_DLY", 0xf0, 0, reserved{31, 8}};
  Bits<7, 0>             rsd_        {rx_sample_dly_, "RSD"};  // nothing is late here

  Register               spi_ctrlr0_ {*this, "SPI_CTRLR0", 0xf4, 0x0300'0000, todo{"SPI_RXDS_EN", 18}, todo{"INST_DDR_EN", 17}, todo{"SPI_DDR_EN", 16}, reserved{23, 19}, reserved{10}, reserved{7, 6}};
  Bits<31, 24>           xip_cmd_    {spi_ctrlr0_, "XIP_CMD"};
  Bits<15, 11>           wait_cycles_{spi_ctrlr0_, "WAIT_CYCLES"};
  Bits<9, 8>             inst_l_     {spi_ctrlr0_, "INST_L"};
  Bits<5, 2>             addr_l_     {spi_ctrlr0_, "ADDR_L"};
  Bits<1, 0>             trans_type_ {spi_ctrlr0_, "TRANS_TYPE"};

  Register               txd_drive_edge_{*this, "TXD_DRIVE_EDGE", 0xf8, 0, reserved{31, 8}};
  Bits<7, 0>             tde_        {txd_drive_edge_, "TDE"};
  // clang-format on

  ClockSignal& clk_sys_;
  QspiBus& pins_;
  std::deque<u32> tx_, rx_;
  Chunk chunk_ = Chunk::none;
  u32 word_ = 0;    // the frame that is sent
  u32 frames_ = 0;  // left to receive
  bool busy_ = false;
  bool was_enabled_ = false;
  u32 sticky_ = 0;  // RISR: TXOIR, RXUIR, RXOIR
  Event done_;
};

}  // namespace rp2040
