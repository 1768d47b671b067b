#include "peripherals/esp32/rtc_io.hpp"

#include <fmt/format.h>

#include "peripherals/esp32/rtc_io_pads.hpp"

namespace esp32 {

namespace {

constexpr u32 all = (1u << RtcIo::channels) - 1;
constexpr unsigned first_bit = 14;  // where RTC_GPIO0 is in the registers

// RTC_CNTL_HOLD_FORCE_REG: the channel of each bit.
constexpr std::array<u8, RtcIo::channels> hold_force_channel{4,  5,  6,  7,  0,  1,  2,  3, 10,
                                                             11, 12, 13, 14, 15, 16, 17, 9, 8};

// RTC_IO_DIG_PAD_HOLD: the pin of each bit; 0xff: none. As ESP-IDF's GPIO_HOLD_MASK.
constexpr std::array<u8, 17> dig_pad_hold_pin{3, 1, 6, 7, 8, 9, 10, 11, 5, 16, 17, 18, 19, 0xff, 21, 22, 23};

}  // namespace

unsigned RtcIo::pin_of(unsigned channel) { return rtc_pads[channel].pin; }
unsigned RtcIo::touch_pin(unsigned n) {
  constexpr std::array<u8, touch_pads> pins{4, 0, 2, 15, 13, 12, 14, 27, 32, 33};
  return pins[n];
}

RtcIo::RtcIo(std::string name, Pads& pads)
    : RegisterFile(std::move(name)), wakeup(this->name() + " wakeup"), pads_(pads) {
  add_banks();
  add_pad_registers();
  pads_.on_rtc_inputs = [this](u64) { inputs_changed(); };
  pad_written();
}

// What sets and clears reads 0, as software that changes fields of it expects.
void RtcIo::add_banks() {
  const auto add = [this](const char* name, u32 offset, Access access, auto read, auto write) {
    auto r = std::make_unique<Register>(*this, name, offset, 0, reserved{first_bit - 1, 0});
    r->add_field({"DATA", first_bit, channels, access, true});
    r->read_hook = r->peek_hook = [read] { return read() << first_bit; };
    if (access != Access::ro)
      r->write_hook = [write, raw = r.get()](u32 v) {
        raw->value = 0;  // the masks hold it
        write(v >> first_bit);
      };
    banks_.push_back(std::move(r));
  };
  const auto nothing = [] { return 0u; };
  const auto out = [this] { return out_; };
  const auto enable = [this] { return enable_; };
  const auto status = [this] { return status_; };
  add("RTC_GPIO_OUT", 0x00, Access::rw, out, [this](u32 v) { set_outputs(v); });
  add("RTC_GPIO_OUT_W1TS", 0x04, Access::rw, nothing, [this](u32 v) { set_outputs(out_ | v); });
  add("RTC_GPIO_OUT_W1TC", 0x08, Access::rw, nothing, [this](u32 v) { set_outputs(out_ & ~v); });
  add("RTC_GPIO_ENABLE", 0x0c, Access::rw, enable, [this](u32 v) { set_enables(v); });
  add("RTC_GPIO_ENABLE_W1TS", 0x10, Access::rw, nothing, [this](u32 v) { set_enables(enable_ | v); });
  add("RTC_GPIO_ENABLE_W1TC", 0x14, Access::rw, nothing, [this](u32 v) { set_enables(enable_ & ~v); });
  add("RTC_GPIO_STATUS", 0x18, Access::rw, status, [this](u32 v) { set_status(v); });
  add("RTC_GPIO_STATUS_W1TS", 0x1c, Access::rw, nothing, [this](u32 v) { set_status(status_ | v); });
  add("RTC_GPIO_STATUS_W1TC", 0x20, Access::rw, nothing, [this](u32 v) { set_status(status_ & ~v); });
  add(
      "RTC_GPIO_IN", 0x24, Access::ro, [this] { return in_; }, [](u32) {});
}

void RtcIo::add_pad_registers() {
  for (const RtcPadRegister& row : rtc_pad_registers) {
    auto r = std::make_unique<Register>(*this, row.name, row.offset, row.reset);
    u32 described = 0;
    for (const RtcPadField& f : row.fields) {
      r->add_field({f.name, f.lsb, f.width, Access::rw, true});
      described |= r->fields.back().mask();
    }
    r->reserved_mask = ~described;
    r->write_hook = [this](u32) {
      pad_written();
      analog_written();
    };
    pads_registers_.push_back(std::move(r));
  }
}

u32 RtcIo::field(unsigned channel, int lsb, unsigned width) const {
  if (lsb < 0) return 0;
  return find(rtc_pads[channel].offset)->value >> lsb & ((1u << width) - 1);
}

void RtcIo::apply(unsigned channel) {
  const RtcPad& p = rtc_pads[channel];
  Pads::Rtc r;
  r.selected = field(channel, p.mux_sel);
  r.to_digital = field(channel, p.to_gpio);
  r.output = {(out_ >> channel & 1) != 0, (enable_ >> channel & 1) != 0, pad_driver_[channel]};
  r.buffers = {field(channel, p.fun_ie) != 0, field(channel, p.rue) != 0, field(channel, p.rde) != 0,
               static_cast<u8>(field(channel, p.drv, 2))};
  r.hold = field(channel, p.hold) || (hold_force_ >> channel & 1);
  pads_.rtc(p.pin, r);
}

void RtcIo::pad_written() {
  for (unsigned c = 0; c < channels; ++c) apply(c);
}

void RtcIo::set_outputs(u32 levels) {
  const u32 changed = (levels ^ out_) & all;
  out_ = levels & all;
  for (unsigned c = 0; c < channels; ++c)
    if (changed >> c & 1) apply(c);
}

void RtcIo::set_enables(u32 enables) {
  const u32 changed = (enables ^ enable_) & all;
  enable_ = enables & all;
  for (unsigned c = 0; c < channels; ++c)
    if (changed >> c & 1) apply(c);
}

void RtcIo::set_status(u32 status) {
  status_ = status & all;
  update();
}

void RtcIo::pin_written() {
  pad_written();
  update();
}

void RtcIo::hold_written() {
  for (unsigned bit = 0; bit < dig_pad_hold_pin.size(); ++bit)
    if (dig_pad_hold_pin[bit] != 0xff) pads_.hold(dig_pad_hold_pin[bit], dig_pad_hold_.value >> bit & 1);
}

void RtcIo::hold_force(u32 register_value) {
  hold_force_ = 0;
  for (unsigned bit = 0; bit < channels; ++bit)
    if (register_value >> bit & 1) hold_force_ |= 1u << hold_force_channel[bit];
  pad_written();
}

void RtcIo::analog_written() {
  if (on_analog) on_analog();
}

u32 RtcIo::levels() const { return in_; }

void RtcIo::inputs_changed() {
  const u64 pins = pads_.rtc_inputs();
  u32 levels = 0;
  for (unsigned c = 0; c < channels; ++c) levels |= static_cast<u32>(pins >> rtc_pads[c].pin & 1) << c;
  const u32 changed = levels ^ in_;
  in_ = levels;
  for (unsigned c = 0; c < channels; ++c) {
    if (!(changed >> c & 1)) continue;
    const Type type = int_type_[c];
    const bool level = levels >> c & 1;
    if (type == Type::any || type == (level ? Type::rising : Type::falling)) status_ |= 1u << c;
  }
  update();
  if (on_levels) on_levels();
}

void RtcIo::update() {
  bool wake = false;
  for (unsigned c = 0; c < channels; ++c) {
    const bool asked = int_type_[c] == (in_ >> c & 1 ? Type::high : Type::low);
    if (asked) status_ |= 1u << c;
    wake = wake || (asked && wakeup_[c]);
  }
  wakeup.drive(wake);
}

RtcIo::Dac RtcIo::dac(unsigned n) const {
  const u32 v = find(dac_offset + 4 * n)->value;
  constexpr u32 xpd_force = 1 << 10, xpd_dac = 1 << 18;
  return {(v & xpd_force) && (v & xpd_dac), static_cast<u8>(v >> 19)};
}

RtcIo::Touch RtcIo::touch(unsigned n) const {
  const u32 v = find(touch_offset + 4 * n)->value;
  return {(v >> 20 & 1) != 0, (v >> 21 & 1) != 0, static_cast<u8>(v >> 23 & 7)};
}

void RtcIo::reset() {
  RegisterFile::reset();
  out_ = enable_ = status_ = hold_force_ = 0;
  hold_written();
  pad_written();
  analog_written();
  update();
}

void RtcIo::serialize(State& state) {
  RegisterFile::serialize(state);
  state(out_, enable_, status_, in_, hold_force_, wakeup);
}

}  // namespace esp32
