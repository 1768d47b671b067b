#include "peripherals/esp32/i2s.hpp"

#include <algorithm>

namespace esp32 {

namespace {

// INT_RAW.
constexpr u32 out_total_eof = 1 << 16, in_dscr_empty = 1 << 15, out_dscr_err = 1 << 14, in_dscr_err = 1 << 13,
              out_eof = 1 << 12, out_done = 1 << 11, in_suc_eof = 1 << 9, in_done = 1 << 8, tx_rempty = 1 << 5;
constexpr std::array<u32, 5> out_events{out_done, out_eof, out_total_eof, out_dscr_err, 0};
constexpr std::array<u32, 5> in_events{in_done, in_suc_eof, 0, in_dscr_err, in_dscr_empty};

}  // namespace

I2s::I2s(std::string name, unsigned number, Scheduler& scheduler, ClockSignal& apb_clk, ClockSignal& pll_d2_clk,
         GpioMatrix& pins, Bus& bus)
    : RegisterFile(name),
      irq(name + "_INTR"),
      rows_(*this, i2s_rows),
      scheduler_(scheduler),
      clk_(apb_clk),
      pll_(pll_d2_clk),
      pins_(pins),
      data_(number ? Output::i2s1o_data_out23 : Output::i2s0o_data_out23),
      data_in_(number ? Input::i2s1i_data_in15 : Input::i2s0i_data_in15),
      out_(bus, [this](LinkEvent e) { link_event(out_events[static_cast<unsigned>(e)]); }),
      in_(bus, [this](LinkEvent e) { link_event(in_events[static_cast<unsigned>(e)]); }),
      tx_(scheduler, name + " send", number ? Output::i2s1o_bck : Output::i2s0o_bck,
          number ? Output::i2s1o_ws : Output::i2s0o_ws, [this] { step(tx_); }),
      rx_(scheduler, name + " receive", number ? Output::i2s1i_bck : Output::i2s0i_bck,
          number ? Output::i2s1i_ws : Output::i2s0i_ws, [this] { step(rx_); }) {
  connect_registers();
  for (ClockSignal* clock : {&clk_, &pll_})
    clock->listen({{}, [this] {
                     run(tx_, tx_start_);
                     run(rx_, rx_start_);
                   }});
}

void I2s::connect_registers() {
  on_written(conf_, [this](u32) { conf_written(); });
  on_reading(rows_["INT_RAW"], [this] { return raw_; });
  on_reading(rows_["INT_ST"], [this] { return raw_ & int_ena_.value; });
  on_written(int_ena_, [this](u32) { update(); });
  on_written(rows_["INT_CLR"], [this](u32 written) {
    raw_ &= ~written;
    update();
  });
  on_written(lc_conf_, [this](u32) { lc_conf_written(); });
  on_written(rows_["OUT_LINK"], [this](u32) { link_written(out_, rows_["OUT_LINK"]); });
  on_written(rows_["IN_LINK"], [this](u32) { link_written(in_, rows_["IN_LINK"]); });
  on_reading(rows_["OUT_EOF_DES_ADDR"], [this] { return out_.eof_descriptor(); });
  on_reading(rows_["IN_EOF_DES_ADDR"], [this] { return in_.eof_descriptor(); });
  on_reading(rows_["INLINK_DSCR"], [this] { return in_.next(); });
  on_reading(rows_["INLINK_DSCR_BF0"], [this] { return in_.descriptor(); });
  on_reading(rows_["INLINK_DSCR_BF1"], [this] { return in_.buffer(); });
  on_reading(rows_["OUTLINK_DSCR"], [this] { return out_.next(); });
  on_reading(rows_["OUTLINK_DSCR_BF0"], [this] { return out_.descriptor(); });
  on_reading(rows_["OUTLINK_DSCR_BF1"], [this] { return out_.buffer(); });
  on_reading(rows_["STATE"], [this] { return tx_.running ? 0u : 1u; });
}

void I2s::link_written(DmaLink& link, Register& r) {
  const Flag<30> restart{r};
  const Flag<29> start{r};
  const Flag<28> stop{r};
  if (stop) link.stop();
  if (start) link.start(r.value), received_ = 0;
  if (restart) link.restart();
  restart = false;
  start = false;
  stop = false;
  update();
}

void I2s::lc_conf_written() {
  const Flag<12> check_owner{lc_conf_};
  const Flag<6> auto_wrback{lc_conf_};
  const Flag<1> out_rst{lc_conf_};
  const Flag<0> in_rst{lc_conf_};
  out_.check_owner = in_.check_owner = check_owner;
  out_.write_back = auto_wrback;
  if (out_rst) out_.reset();
  if (in_rst) in_.reset();
}

void I2s::update() { irq.drive(raw_ & int_ena_.value); }

void I2s::conf_written() {
  const auto refuse = [&](bool which, u32 bit) {
    if (which) complain(Complaint::Kind::unmodelled, &conf2_, conf2_.offset, bit, true);
  };
  refuse(tx_start_ && !tx_.running && lcd_en_, 1 << 5);
  refuse(rx_start_ && !rx_.running && camera_en_, 1 << 0);
  refuse(rx_start_ && !rx_.running && lcd_en_ && in_.active(), 1 << 5);
  if (tx_start_ != tx_.running) run(tx_, tx_start_);
  if (rx_start_ != rx_.running) run(rx_, rx_start_);
}

// ---- time

Duration I2s::frames(i64 n, bool sending) const {
  const i64 a = clkm_div_a_ ? i64{clkm_div_a_} : 1, b = clkm_div_a_ ? i64{clkm_div_b_} : 0;
  const i64 bck = std::max<i64>(sending ? tx_bck_div_ : rx_bck_div_, 1);
  const i64 ticks = (clkm_div_num_ * a + b) * bck * 2 * shape(sending).bits;  // of PLL_D2_CLK, a times too many
  return Duration{static_cast<i64>(static_cast<__int128>(n) * ticks * std::pico::den / (a * pll_.hz()))};
}

I2s::Shape I2s::shape(bool sending) const {
  const u32 mod = sending ? tx_fifo_mod_ : rx_fifo_mod_, bits = sending ? tx_bits_mod_ : rx_bits_mod_;
  return {bits ? bits : 32, (mod & 2) != 0, (mod & 1) != 0};
}

void I2s::run(Stream& stream, bool start) {
  stream.next.cancel();
  stream.running = start;
  stream.by_bits = start && wired(stream);
  stream.began = scheduler_.now();
  stream.frames = 0;
  stream.half = 0;
  stream.now = stream.before = {};
  for (const Output line : {stream.bck, stream.ws}) pins_.drive(line, false, true);
  if (&stream == &tx_) pins_.drive(data_, false, true);
  plan(stream);
}

void I2s::plan(Stream& stream) {
  const bool sending = &stream == &tx_;
  constexpr u32 clkm_conf = 0xac, audio_pll = 1 << 21;  // CLKA_ENA: that clock stands still
  if (find(clkm_conf)->value & audio_pll) return;
  if (!stream.running || !clk_.running() || !pll_.running() || !frames(batch, sending).count()) return;
  if (!stream.by_bits) return stream.next.at(stream.began + frames(stream.frames + batch, sending));
  const i64 halves = 4 * i64{shape(sending).bits};
  const Duration from = frames(stream.frames, sending), to = frames(stream.frames + 1, sending);
  stream.next.at(stream.began + from + (to - from) * stream.half / halves);
}

void I2s::step(Stream& stream) {
  if (stream.by_bits)
    half_bit(stream);
  else if (&stream == &tx_)
    send_batch();
  else
    receive_batch();
  plan(stream);
}

bool I2s::wired(const Stream& stream) const {
  const auto joined = [](const std::vector<Net*>& nets) {
    return std::ranges::any_of(nets, [](const Net* net) { return net->terminals().size() > 1; });
  };
  const bool line = &stream == &tx_ ? joined(pins_.nets(data_)) : joined(pins_.nets(data_in_));
  return line || joined(pins_.nets(stream.bck)) || joined(pins_.nets(stream.ws));
}

// ---- eight frames at once

void I2s::send_batch() {
  std::vector<u8> bytes(batch * shape(true).bytes());
  if (!out_.active() || out_.take(bytes) < bytes.size()) link_event(tx_rempty);
  last_ = std::move(bytes);
  tx_.frames += batch;
}

void I2s::receive_batch() {
  std::vector<u8> bytes(batch * shape(false).bytes(), pins_.level(data_in_) ? 0xff : 0);
  if (loopback_)
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = i < last_.size() ? last_[i] : 0;
  store(bytes);
  rx_.frames += batch;
}

void I2s::store(std::span<const u8> rest) {
  while (in_.active() && !rest.empty()) {
    const std::size_t room = std::max<std::size_t>(4 * std::size_t{rx_eof_num_}, 4) - received_;
    const std::size_t n = std::min(rest.size(), room);
    in_.put(rest.first(n));
    received_ += static_cast<u32>(n);
    rest = rest.subspan(n);
    if (n < room) break;
    received_ = 0;
    in_.finish();
  }
}

// ---- chip

void I2s::Stream::serialize(State& state) {
  i64 ps = began.time_since_epoch().count();
  state(running, by_bits, ps, frames, half, now.left, now.right, before.left, before.right, next);
  began = Time{Duration{ps}};
}

void I2s::reset() {
  RegisterFile::reset();
  out_.reset();
  in_.reset();
  lc_conf_written();
  run(tx_, false);
  run(rx_, false);
  raw_ = received_ = 0;
  last_.clear();
  update();
}

void I2s::serialize(State& state) {
  RegisterFile::serialize(state);
  state(irq, out_, in_, tx_, rx_, raw_, received_, last_);
  if (state.loading()) {
    const Flag<12> check_owner{lc_conf_};
    const Flag<6> auto_wrback{lc_conf_};
    out_.check_owner = in_.check_owner = check_owner;
    out_.write_back = auto_wrback;
  }
}

}  // namespace esp32
