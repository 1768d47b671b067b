#include "peripherals/esp32/rmt.hpp"

#include <fmt/format.h>

namespace esp32 {

namespace {

std::string channel_name(unsigned n, const char* name) { return fmt::format("CH{}{}", n, name); }

}  // namespace

Rmt::Channel::Channel(Rmt& o, Scheduler& scheduler, unsigned number)
    : n(number),
      data(o, channel_name(n, "DATA"), 4 * n, 0, on_read<&Rmt::data_read>, on_write<&Rmt::data_written>),
      data_bits(data, "DATA"),
      conf0(o, channel_name(n, "CONF0"), 0x20 + 8 * n, 0x3110'0002, on_write<&Rmt::conf0_written>),
      div_cnt(conf0, "DIV_CNT"),
      idle_thres(conf0, "IDLE_THRES"),
      mem_size(conf0, "MEM_SIZE"),
      carrier_en(conf0, "CARRIER_EN"),
      carrier_out_lv(conf0, "CARRIER_OUT_LV"),
      conf1(o, channel_name(n, "CONF1"), 0x24 + 8 * n, 0x0000'0f20, reserved{31, 20}, on_write<&Rmt::conf1_written>),
      tx_start(conf1, "TX_START"),
      rx_en(conf1, "RX_EN"),
      mem_wr_rst(conf1, "MEM_WR_RST"),
      mem_rd_rst(conf1, "MEM_RD_RST"),
      apb_mem_rst(conf1, "APB_MEM_RST"),
      mem_owner(conf1, "MEM_OWNER"),
      tx_conti_mode(conf1, "TX_CONTI_MODE"),
      rx_filter_en(conf1, "RX_FILTER_EN"),
      rx_filter_thres(conf1, "RX_FILTER_THRES"),
      ref_cnt_rst(conf1, "REF_CNT_RST"),
      ref_always_on(conf1, "REF_ALWAYS_ON"),
      idle_out_lv(conf1, "IDLE_OUT_LV"),
      idle_out_en(conf1, "IDLE_OUT_EN"),
      status(o, channel_name(n, "STATUS"), 0x60 + 4 * n, 0, on_read<&Rmt::status_read>),
      addr(o, channel_name(n, "ADDR"), 0x80 + 4 * n, 0, on_read<&Rmt::addr_read>),
      carrier_duty(o, channel_name(n, "CARRIER_DUTY"), 0xb0 + 4 * n, 0x0040'0040),
      carrier_low(carrier_duty, "CARRIER_LOW"),
      carrier_high(carrier_duty, "CARRIER_HIGH"),
      tx_lim(o, channel_name(n, "TX_LIM"), 0xd0 + 4 * n, 0x80, reserved{31, 9}),
      tx_lim_bits(tx_lim, "TX_LIM"),
      next(scheduler, o.name() + " " + channel_name(n, " entry"), [this, &o] { o.step(*this); }),
      settle_input(scheduler, o.name() + " " + channel_name(n, " filter"),
                   [this, &o] { o.accept(*this, input, candidate); }),
      idle(scheduler, o.name() + " " + channel_name(n, " idle"), [this, &o] { o.went_idle(*this); }) {
  if (n == 0) {  // the memory's power and the registers' clock gate are the first channel's
    conf0.add_field({"MEM_PD", 30, 1, Access::rw, true});
    conf0.add_field({"CLK_EN", 31, 1, Access::rw, true});
  } else {
    conf0.reserved_mask = 0xc000'0000;
  }
  status.add_field({"MEM_WADDR_EX", 0, 10, Access::ro, true});
  status.add_field({"MEM_RADDR_EX", 12, 10, Access::ro, true});
  status.add_field({"STATE", 24, 3, Access::ro, true});
  status.add_field({"MEM_OWNER_ERR", 27, 1, Access::ro, true});
  status.add_field({"MEM_FULL", 28, 1, Access::ro, true});
  status.add_field({"MEM_EMPTY", 29, 1, Access::ro, true});
  status.add_field({"APB_MEM_WR_ERR", 30, 1, Access::ro, true});
  status.add_field({"APB_MEM_RD_ERR", 31, 1, Access::ro, true});
  status.reserved_mask = 3 << 10 | 3 << 22;
  addr.add_field({"APB_MEM_ADDR", 0, 32, Access::ro, true});
  for (Register* r : {&data, &conf0, &conf1, &status, &addr}) r->index = n;
}

Rmt::Rmt(std::string name, Scheduler& scheduler, ClockSignal& apb_clk, ClockSignal& ref, GpioMatrix& matrix)
    : RegisterFile(std::move(name)),
      irq(this->name()),
      scheduler_(scheduler),
      matrix_(matrix),
      ticks_{TickCounter{scheduler, ref, [this] { rates_changed(); }},
             TickCounter{scheduler, apb_clk, [this] { rates_changed(); }}} {
  for (auto& c : channels_) {
    matrix_.drive(nth(Output::rmt0, c->n), false, true);
    c->input = matrix_.level(nth(Input::rmt0, c->n));
    matrix_.listen(nth(Input::rmt0, c->n), [this, channel = c.get()](bool level) { input_changed(*channel, level); });
  }
}

std::array<std::unique_ptr<Rmt::Channel>, Rmt::channels> Rmt::make_channels() {
  std::array<std::unique_ptr<Channel>, channels> made;
  for (unsigned n = 0; n < channels; ++n) made[n] = std::make_unique<Channel>(*this, scheduler_, n);
  return made;
}

u32 Rmt::read(u32 offset) {
  return offset >= memory_offset ? memory_[(offset - memory_offset) / 4 % memory_words] : RegisterFile::read(offset);
}

void Rmt::write(u32 offset, u32 value) {
  if (offset >= memory_offset)
    memory_[(offset - memory_offset) / 4 % memory_words] = value;
  else
    RegisterFile::write(offset, value);
}

u32 Rmt::peek(u32 offset) const {
  return offset >= memory_offset ? memory_[(offset - memory_offset) / 4 % memory_words] : RegisterFile::peek(offset);
}

void Rmt::data_written(u32 written, unsigned channel) {
  Channel& c = *channels_[channel];
  if (apb_fifo_mask_) return;
  word(c, c.apb_address) = written;
  c.apb_address = (c.apb_address + 1) % words(c);
}

u32 Rmt::data_read(unsigned channel) {
  Channel& c = *channels_[channel];
  if (apb_fifo_mask_) return 0;
  const u32 value = word(c, c.apb_address);
  c.apb_address = (c.apb_address + 1) % words(c);
  return value;
}

void Rmt::drive(Channel& c, bool level) {
  if (level == c.out) return;
  c.out = level;
  matrix_.drive(nth(Output::rmt0, c.n), level, true);
}

void Rmt::conf0_written(u32, unsigned channel) {
  Channel& c = *channels_[channel];
  if (c.sending) modulate(c), schedule(c);
}

void Rmt::conf1_written(u32, unsigned channel) {
  Channel& c = *channels_[channel];
  if (c.apb_mem_rst) c.apb_address = 0;
  if (c.mem_rd_rst) c.read_entry = c.sent = 0, c.empty = false;
  if (c.mem_wr_rst) c.write_entry = 0, c.full = false, c.owner_error = false;
  if (!c.sending && c.idle_out_en) drive(c, c.idle_out_lv);
  if (c.rx_en != (c.waiting || c.receiving)) c.rx_en ? enable_receiver(c) : disable_receiver(c);
  if (c.tx_start) {
    c.tx_start = false;
    if (!c.sending) start(c);
  }
}

u32 Rmt::status_read(unsigned channel) const {
  const Channel& c = *channels_[channel];
  const u32 first = block_words * channel;
  const u32 state = c.sending ? 1 : c.receiving ? 2 : 0;
  return ((first + c.write_entry / 2) & 0x3ff) | ((first + c.read_entry / 2) & 0x3ff) << 12 | state << 24 |
         u32{c.owner_error} << 27 | u32{c.full} << 28 | u32{c.empty} << 29;
}

void Rmt::raise(u32 bits) {
  int_raw_.value |= bits;
  update();
}

void Rmt::clear_written(u32 written) {
  int_raw_.value &= ~written;
  int_clr_.value = 0;
  update();
}

void Rmt::rates_changed() {
  for (auto& c : channels_) {
    if (c->sending) schedule(*c);
    if (c->receiving) c->idle.at(ticks(*c).when(c->since + i64{c->idle_thres} * divider(*c)));
  }
}

void Rmt::reset() {
  RegisterFile::reset();
  for (auto& c : channels_) {
    c->apb_address = c->read_entry = c->sent = c->write_entry = 0;
    c->sending = c->empty = c->full = c->owner_error = false;
    c->next.cancel();
    disable_receiver(*c);
    drive(*c, false);
  }
  update();
}

void Rmt::serialize(State& state) {
  RegisterFile::serialize(state);
  for (TickCounter& t : ticks_) state(t);
  for (auto& c : channels_) {
    state(c->apb_address, c->out, c->sending, c->level, c->carrier, c->carrier_is_high, c->read_entry, c->sent,
          c->entry_end, c->carrier_edge, c->empty, c->next);
    state(c->waiting, c->receiving, c->input, c->filtered, c->write_entry, c->since, c->candidate, c->full,
          c->owner_error, c->settle_input, c->idle);
  }
  state(memory_, irq);
}

}  // namespace esp32
