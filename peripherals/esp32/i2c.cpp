// Registers, FIFOs, interrupts, and the target.
#include "peripherals/esp32/i2c.hpp"

#include "peripherals/esp32/i2c_bits.hpp"

namespace esp32 {

namespace {
Input input_of(Output signal) { return static_cast<Input>(signal); }  // I2C's signals have one number both ways
}  // namespace

I2c::I2c(std::string name, unsigned number, Scheduler& scheduler, ClockSignal& apb_clk, GpioMatrix& pins,
         Circuit& circuit)
    : RegisterFile(name),
      irq(name + "_INTR"),
      rows_(
          *this,
          {
              {"SCL_LOW_PERIOD", 0x00, 0, "PERIOD[13:0]"},
              {"CTR", 0x04, 3,
               "CLK_EN[8] RX_LSB_FIRST[7] TX_LSB_FIRST[6] TRANS_START[5] MS_MODE[4] SAMPLE_SCL_LEVEL[2]? "
               "SCL_FORCE_OUT[1]? SDA_FORCE_OUT[0]?"},
              {"SR", 0x08, 0,
               "SCL_STATE_LAST[30:28]ro SCL_MAIN_STATE_LAST[26:24]ro TXFIFO_CNT[23:18]ro RXFIFO_CNT[13:8]ro "
               "BYTE_TRANS[6]ro SLAVE_ADDRESSED[5]ro BUS_BUSY[4]ro ARB_LOST[3]ro TIME_OUT[2]ro SLAVE_RW[1]ro "
               "ACK_REC[0]ro"},
              {"TO", 0x0c, 0, "TIME_OUT[19:0]"},
              {"SLAVE_ADDR", 0x10, 0, "ADDR_10BIT_EN[31]? SLAVE_ADDR[14:0]"},
              {"RXFIFO_ST", 0x14, 0,
               "TXFIFO_END_ADDR[19:15]ro TXFIFO_START_ADDR[14:10]ro RXFIFO_END_ADDR[9:5]ro "
               "RXFIFO_START_ADDR[4:0]ro"},
              {"FIFO_CONF", 0x18, 0x155408b,
               "NONFIFO_TX_THRES[25:20] NONFIFO_RX_THRES[19:14] TX_FIFO_RST[13] RX_FIFO_RST[12] "
               "FIFO_ADDR_CFG_EN[11]? NONFIFO_EN[10]? TXFIFO_EMPTY_THRHD[9:5] RXFIFO_FULL_THRHD[4:0]"},
              {"DATA", 0x1c, 0, "FIFO_RDATA[7:0]"},
              {"INT_RAW", 0x20, 0, interrupt_fields<Access::ro>()},
              {"INT_CLR", 0x24, 0, interrupt_fields<Access::wo>()},
              {"INT_ENA", 0x28, 0, interrupt_fields<Access::rw>()},
              {"INT_STATUS", 0x2c, 0, interrupt_fields<Access::ro>()},
              {"SDA_HOLD", 0x30, 0, "TIME[9:0]"},
              {"SDA_SAMPLE", 0x34, 0, "TIME[9:0]"},
              {"SCL_HIGH_PERIOD", 0x38, 0, "PERIOD[13:0]"},
              {"SCL_START_HOLD", 0x40, 8, "TIME[9:0]"},
              {"SCL_RSTART_SETUP", 0x44, 8, "TIME[9:0]"},
              {"SCL_STOP_HOLD", 0x48, 0, "TIME[13:0]"},
              {"SCL_STOP_SETUP", 0x4c, 0, "TIME[9:0]"},
              {"SCL_FILTER_CFG", 0x50, 8, "EN[3] THRES[2:0]"},
              {"SDA_FILTER_CFG", 0x54, 8, "EN[3] THRES[2:0]"},
              {"COMD[]", 0x58, 0, "DONE[31] OP_CODE[13:11] ACK_VALUE[10] ACK_EXP[9] ACK_CHECK_EN[8] BYTE_NUM[7:0]", 16},
              {"DATE", 0xf8, 0x16042000, "DATE[31:0]"},
              {"FIFO_RAM[]", 0x100, 0, "DATA[31:0]?", 32},
          }),
      clk_(apb_clk),
      pins_(pins),
      circuit_(circuit),
      scl_(number ? Output::i2cext1_scl : Output::i2cext0_scl),
      sda_(number ? Output::i2cext1_sda : Output::i2cext0_sda),
      cycles_(scheduler, apb_clk,
              [this] {
                plan();
                attach();
              }),
      step_(scheduler, name + " bus", [this] { step(); }),
      drawing_(scheduler, name + " waveform") {
  connect_registers();
  for (const Output signal : {scl_, sda_}) {
    pins_.drive(signal, true, true);
    pins_.on_routing(signal, [this] { attach(); });
    pins_.listen(input_of(signal), [this](bool) {
      if (phase_ == Phase::free) begin_start();
    });
  }
}

I2c::~I2c() { detach(); }

void I2c::connect_registers() {
  on_written(ctr_, [this](u32) { ctr_written(); });
  on_reading(rows_["SR"], [this] { return status(); });
  on_written(rows_["SLAVE_ADDR"], [this](u32) { attach(); });
  on_reading(rows_["RXFIFO_ST"], [this] { return positions(); });
  on_written(fifo_conf_, [this](u32) { fifo_conf_written(); });
  on_written(rows_["DATA"], [this](u32 written) { write_data(written); });
  rows_["DATA"].read_hook = [this] { return read_data(); };
  rows_["DATA"].peek_hook = [this] { return rx_fifo_.empty() ? 0u : u32{rx_fifo_.front()}; };
  on_reading(rows_["INT_RAW"], [this] { return raw(); });
  on_written(rows_["INT_CLR"], [this](u32 written) {
    latched_ &= ~written;
    update();
  });
  on_written(int_ena_, [this](u32) { update(); });
  on_reading(rows_["INT_STATUS"], [this] { return raw() & int_ena_.value; });
}

// ---- registers

u32 I2c::read_data() {
  if (rx_fifo_.empty()) return 0;
  const u8 byte = rx_fifo_.front();
  rx_fifo_.pop_front();
  rx_at_ = (rx_at_ + 1) % fifo_size;
  update();
  return byte;
}

void I2c::write_data(u32 written) {
  if (tx_fifo_.size() < fifo_size) tx_fifo_.push_back(static_cast<u8>(written));
  update();
}

u8 I2c::take() {
  if (tx_fifo_.empty()) return 0xff;
  const u8 byte = tx_fifo_.front();
  tx_fifo_.pop_front();
  tx_at_ = (tx_at_ + 1) % fifo_size;
  ++count_;
  update();
  return tx_lsb_first_ ? static_cast<u8>(reversed(byte, 8)) : byte;
}

void I2c::receive(u8 byte) {
  if (rx_fifo_.size() == fifo_size) return raise(interrupt::rxfifo_ovf);
  rx_fifo_.push_back(rx_lsb_first_ ? static_cast<u8>(reversed(byte, 8)) : byte);
  update();
}

u32 I2c::status() const {
  const bool moving = phase_ == Phase::byte || phase_ == Phase::wait;
  const bool reads = moving && opcode_of(rows_.at(command_offset(index_)).value) == Opcode::read;
  const u32 main_state = !moving ? 0 : reads ? 3 : 4;
  const u32 scl_state = phase_ == Phase::idle ? 0 : phase_ == Phase::start ? 1 : phase_ == Phase::stopping ? 6 : 3;
  return scl_state << 28 | main_state << 24 | static_cast<u32>(tx_fifo_.size()) << 18 |
         static_cast<u32>(rx_fifo_.size()) << 8 | u32{addressed_} << 5 | u32{phase_ != Phase::idle || addressed_} << 4 |
         u32{lost_} << 3 | u32{late_} << 2 | u32{target_reads_} << 1 | u32{ack_received_};
}

u32 I2c::positions() const {
  const auto place = [](u32 at) { return at % fifo_size; };
  return place(tx_at_ + static_cast<u32>(tx_fifo_.size())) << 15 | u32{tx_at_} << 10 |
         place(rx_at_ + static_cast<u32>(rx_fifo_.size())) << 5 | rx_at_;
}

u32 I2c::raw() const {
  const u32 tx = static_cast<u32>(tx_fifo_.size()), rx = static_cast<u32>(rx_fifo_.size());
  return latched_ | (rx >= rxfifo_full_thrhd_ && rx ? interrupt::rxfifo_full : 0) |
         (tx <= txfifo_empty_thrhd_ ? interrupt::txfifo_empty : 0) |
         (rx >= nonfifo_rx_thres_ && rx ? interrupt::rx_rec_full : 0);
}

void I2c::fifo_conf_written() {
  if (tx_fifo_rst_) tx_fifo_.clear(), tx_at_ = 0;
  if (rx_fifo_rst_) rx_fifo_.clear(), rx_at_ = 0;
  update();
}

void I2c::ctr_written() {
  const bool starts = trans_start_;
  trans_start_ = false;
  attach();
  if (starts && ms_mode_) begin_list();
}

void I2c::raise(u32 interrupts) {
  latched_ |= interrupts;
  update();
}

void I2c::update() { irq.drive(raw() & int_ena_.value); }

// ---- target

void I2c::detach() {
  if (attached_) attached_->detach(*this);
  attached_ = nullptr;
  addressed_ = false;
}

// Address 0 is nobody's: the block is a target from reset on, before anything has been set.
void I2c::attach() {
  I2cBus* const wanted = !ms_mode_ && !ten_bit_ && slave_address_ && clk_.running() ? bus() : nullptr;
  const u8 address = static_cast<u8>(slave_address_ & 0x7f);
  if (wanted == attached_ && (!wanted || address == attached_address_)) return;
  detach();
  if (wanted) wanted->attach(address, *this);
  attached_ = wanted;
  attached_address_ = address;
}

void I2c::start(bool reading) {
  addressed_ = true;
  target_reads_ = reading;
  count_ = 0;
}

void I2c::write(u8 byte) { receive(byte); }

u8 I2c::read() {
  const u8 byte = take();
  if (count_ >= nonfifo_tx_thres_) raise(interrupt::tx_send_empty);
  return byte;
}

void I2c::stop() {
  addressed_ = false;
  raise(interrupt::slave_tran_comp | interrupt::trans_complete);
}

// ---- chip

void I2c::reset() {
  RegisterFile::reset();
  if (I2cBus* b = bus(); b && engaged_) b->stop();
  engaged_ = false;
  step_.cancel();
  drawing_.end();
  detach();
  tx_fifo_.clear();
  rx_fifo_.clear();
  tx_at_ = rx_at_ = 0;
  latched_ = 0;
  phase_ = Phase::idle;
  addressing_ = begin_again_ = by_command_ = ack_received_ = lost_ = late_ = target_reads_ = false;
  update();
}

void I2c::serialize(State& state) {
  RegisterFile::serialize(state);
  state(irq, cycles_, tx_fifo_, rx_fifo_, tx_at_, rx_at_, latched_, phase_, due_, patience_, index_, left_, count_);
  state(shifting_, addressing_, engaged_, begin_again_, by_command_, ack_received_, lost_, late_, step_, drawing_);
  if (state.loading()) attach();
  state(addressed_, target_reads_);
}

}  // namespace esp32
