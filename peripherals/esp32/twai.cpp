// Registers, buffers, interrupts.
#include "peripherals/esp32/twai.hpp"

namespace esp32 {

namespace {

// IR and IER.
constexpr u32 ri = 1 << 0, ti = 1 << 1, ei = 1 << 2, doi = 1 << 3, epi = 1 << 5, ali = 1 << 6, bei = 1 << 7;
// CMR.
constexpr u32 tr = 1 << 0, at = 1 << 1, rrb = 1 << 2, cdo = 1 << 3, srr = 1 << 4;
// The first byte of a buffer.
constexpr u8 extended_format = 1 << 7, remote_frame = 1 << 6;

// clang-format off
const std::initializer_list<RegisterRow> twai_rows{
  {"MODE", 0x00, 1, "AFM[3] STM[2] LOM[1] RM[0]"},
  {"CMR", 0x04, 0, "SRR[4]wo CDO[3]wo RRB[2]wo AT[1]wo TR[0]wo"},
  {"SR", 0x08, 0x0c, "BS[7]ro ES[6]ro TS[5]ro RS[4]ro TCS[3]ro TBS[2]ro DOS[1]ro RBS[0]ro"},
  {"IR", 0x0c, 0, "BEI[7]ro ALI[6]ro EPI[5]ro DOI[3]ro EI[2]ro TI[1]ro RI[0]ro"},
  {"IER", 0x10, 0, "BEIE[7] ALIE[6] EPIE[5] BRP_DIV[4] DOIE[3] EIE[2] TIE[1] RIE[0]"},
  {"BTR0", 0x18, 0, "SJW[7:6] BRP[5:0]"},
  {"BTR1", 0x1c, 0, "SAM[7] TSEG2[6:4] TSEG1[3:0]"},
  {"ALC", 0x2c, 0, "ALC[4:0]ro"},
  {"ECC", 0x30, 0, "ERRC[7:6]ro DIR[5]ro SEG[4:0]ro"},
  {"EWL", 0x34, 96, "EWL[7:0]"},
  {"RXERR", 0x38, 0, "RXERR[7:0]"},
  {"TXERR", 0x3c, 0, "TXERR[7:0]"},
  {"BUFFER[]", 0x40, 0, "BYTE[7:0]", 13},
  {"RMC", 0x74, 0, "RMC[6:0]ro"},
  {"CDR", 0x7c, 0, "CM[7] CO[3] CD[2:0]"},
};
// clang-format on

std::array<u8, 13> bytes_of(const CanFrame& frame) {
  std::array<u8, 13> bytes{};
  bytes[0] = static_cast<u8>((frame.extended ? extended_format : 0) | (frame.remote ? remote_frame : 0) | frame.dlc);
  const unsigned id_bytes = frame.extended ? 4 : 2;
  const u32 id = frame.extended ? frame.id << 3 | u32{frame.remote} << 2 : frame.id << 21 | u32{frame.remote} << 20;
  for (unsigned i = 0; i < id_bytes; ++i) bytes[1 + i] = static_cast<u8>(id >> (24 - 8 * i));
  for (unsigned i = 0; i < frame.bytes(); ++i) bytes[1 + id_bytes + i] = frame.data[i];
  return bytes;
}

CanFrame frame_of(const std::array<u8, 13>& bytes) {
  CanFrame frame;
  frame.extended = bytes[0] & extended_format;
  frame.remote = bytes[0] & remote_frame;
  frame.dlc = bytes[0] & 0xf;
  const u32 id = u32{bytes[1]} << 24 | u32{bytes[2]} << 16 | u32{bytes[3]} << 8 | bytes[4];
  frame.id = frame.extended ? id >> 3 : id >> 21;
  const unsigned first = frame.extended ? 5 : 3;
  for (unsigned i = 0; i < frame.bytes(); ++i) frame.data[i] = bytes[first + i];
  return frame;
}

std::size_t length_of(const std::array<u8, 13>& bytes) {
  return (bytes[0] & extended_format ? 5 : 3) + frame_of(bytes).bytes();
}

}  // namespace

Twai::Twai(std::string name, Scheduler& scheduler, ClockSignal& apb_clk, GpioMatrix& pins)
    : RegisterFile(name),
      irq(name + "_INTR"),
      rows_(*this, twai_rows),
      clk_(apb_clk),
      pins_(pins),
      cycles_(scheduler, apb_clk, [this] { plan(); }),
      step_(scheduler, name + " bit", [this] { step(); }) {
  connect_registers();
  pins_.listen(Input::twai_rx, [this](bool level) { edge(level); });
  pins_.drive(Output::twai_tx, true, true);
}

void Twai::connect_registers() {
  on_written(mode_, [this](u32 written) { mode_written(written); });
  on_written(rows_["CMR"], [this](u32 written) { command_written(written); });
  on_reading(rows_["SR"], [this] { return status(); });
  rows_["IR"].read_hook = [this] { return read_interrupts(); };
  rows_["IR"].peek_hook = [this] { return raw_ | (!fifo_.empty() && ier_.value & ri ? ri : 0); };
  on_written(ier_, [this](u32) { update(); });
  alc_.read_hook = [this] { return captured_arbitration_ = false, alc_.value; };
  ecc_.read_hook = [this] { return captured_error_ = false, ecc_.value; };
  on_reading(rows_["RXERR"], [this] { return protocol_.receive_errors; });
  on_reading(rows_["TXERR"], [this] { return protocol_.transmit_errors; });
  on_written(rows_["RXERR"], [this](u32 written) {
    if (rm_) protocol_.receive_errors = written & 0xff, note_states();
  });
  on_written(rows_["TXERR"], [this](u32 written) {
    if (rm_) protocol_.transmit_errors = written & 0xff, note_states();
  });
  for (unsigned i = 0; i < 13; ++i) {
    Register& r = rows_.at(0x40 + 4 * i);
    on_reading(r, [this, i] { return read_window(i); });
    on_written(r, [this, i](u32 written) { write_window(written, i); });
  }
  on_reading(rows_["RMC"], [this] { return static_cast<u32>(fifo_.size()); });
}

// LOM, STM and AFM can be written only while RM is 1, or with the write that clears it.
void Twai::mode_written(u32) {
  protocol_.listen_only = lom_;
  protocol_.self_test = stm_;
  const bool was_out = !clocked_ && protocol_.resting() && !protocol_.begins();
  if (rm_) {
    protocol_.leave();
    clocked_ = false;
    step_.cancel();
    fifo_.clear();
    overrun_ = false;
    pins_.drive(Output::twai_tx, true, true);
  } else if (was_out) {
    protocol_.join(bus_off_);
    start_clock();
  }
  update();
}

void Twai::command_written(u32 written) {
  if (written & rrb && !fifo_.empty()) fifo_.pop_front();
  if (written & cdo) overrun_ = false;
  const bool free = !protocol_.pending();
  if (written & (tr | srr) && free && !rm_) {
    complete_ = false;
    protocol_.request(frame_of(transmit_), written & at, written & srr);
    if (protocol_.begins() && !clocked_) start_clock();
  } else if (written & at) {
    protocol_.abort();
  }
  update();
}

u32 Twai::status() const {
  const bool error = protocol_.receive_errors >= ewl_ || protocol_.transmit_errors >= ewl_;
  return u32{bus_off_} << 7 | u32{error} << 6 | u32{protocol_.transmitting()} << 5 | u32{protocol_.receiving()} << 4 |
         u32{complete_} << 3 | u32{!protocol_.pending()} << 2 | u32{overrun_} << 1 | u32{!fifo_.empty()};
}

u32 Twai::read_interrupts() {
  const u32 value = raw_ | (!fifo_.empty() && ier_.value & ri ? ri : 0);
  raw_ = 0;
  update();
  return value;
}

u32 Twai::read_window(unsigned i) const {
  if (rm_) return i < 4 ? code_[i] : i < 8 ? mask_[i - 4] : 0;
  return fifo_.empty() ? 0 : fifo_.front()[i];
}

void Twai::write_window(u32 written, unsigned i) {
  const u8 byte = static_cast<u8>(written);
  if (!rm_)
    transmit_[i] = byte;
  else if (i < 4)
    code_[i] = byte;
  else if (i < 8)
    mask_[i - 4] = byte;
}

void Twai::raise(u32 interrupts) {
  raw_ |= interrupts & ier_.value;
  update();
}

void Twai::update() { irq.drive(raw_ || (!fifo_.empty() && ier_.value & ri)); }

// Error warning, bus off, error passive: each change is an interrupt.
void Twai::note_states() {
  const bool warned = protocol_.receive_errors >= ewl_ || protocol_.transmit_errors >= ewl_;
  const bool passive = protocol_.receive_errors > 127 || protocol_.transmit_errors > 127;
  if (warned != warned_) raise(ei);
  if (passive != was_passive_) raise(epi);
  warned_ = warned;
  was_passive_ = passive;
}

std::size_t Twai::fifo_used() const {
  std::size_t used = 0;
  for (const Buffer& message : fifo_) used += length_of(message);
  return used;
}

// ---- what the bus tells

void Twai::received(const CanFrame& frame) {
  if (!twai_accepts(frame, code_, mask_, afm_)) return;
  const Buffer bytes = bytes_of(frame);
  if (fifo_used() + length_of(bytes) > fifo_bytes) {
    overrun_ = true;
    return raise(doi);
  }
  fifo_.push_back(bytes);
  update();
}

void Twai::sent() {
  complete_ = true;
  raise(ti);
}
void Twai::given_up() { raise(ti); }

void Twai::lost_arbitration(unsigned bit) {
  if (!captured_arbitration_) alc_.value = bit;
  captured_arbitration_ = true;
  raise(ali);
}

void Twai::erred(CanError what, CanField where, bool receiving) {
  if (!captured_error_) ecc_.value = static_cast<u32>(what) << 6 | u32{receiving} << 5 | static_cast<u32>(where);
  captured_error_ = true;
  raise(bei);
}

void Twai::counted() { note_states(); }

// 6.4.4, 6.4.5: reset mode by itself, with the transmit error counter at 127.
void Twai::off() {
  bus_off_ = true;
  rm_ = true;
  protocol_.transmit_errors = 127;
  protocol_.receive_errors = 0;
  clocked_ = false;
  pins_.drive(Output::twai_tx, true, true);
  warned_ = was_passive_ = true;
  raise(ei);
}

void Twai::back() {
  if (!bus_off_) return;
  bus_off_ = false;
  warned_ = was_passive_ = false;
  raise(ei);
}

// ---- chip

void Twai::reset() {
  RegisterFile::reset();
  protocol_.leave();
  protocol_.transmit_errors = protocol_.receive_errors = 0;
  protocol_.listen_only = protocol_.self_test = false;
  transmit_ = {};
  code_ = mask_ = {};
  fifo_.clear();
  raw_ = 0;
  overrun_ = bus_off_ = warned_ = was_passive_ = captured_arbitration_ = captured_error_ = false;
  complete_ = true;
  clocked_ = false;
  step_.cancel();
  pins_.drive(Output::twai_tx, true, true);
  update();
}

void Twai::serialize(State& state) {
  RegisterFile::serialize(state);
  state(irq, cycles_, protocol_, transmit_, code_, mask_, fifo_, raw_, overrun_, complete_, bus_off_, warned_);
  state(was_passive_, captured_arbitration_, captured_error_, clocked_, sampled_, synchronised_, bit_began_, bit_ends_,
        step_);
}

}  // namespace esp32
