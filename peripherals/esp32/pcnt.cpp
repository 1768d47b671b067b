#include "peripherals/esp32/pcnt.hpp"

#include <fmt/format.h>

namespace esp32 {

namespace {

constexpr std::string_view conf0_fields =
    "FILTER_THRES[9:0] FILTER_EN[10] THR_ZERO_EN[11] THR_H_LIM_EN[12] THR_L_LIM_EN[13] THR_THRES0_EN[14] "
    "THR_THRES1_EN[15] CH0_NEG_MODE[17:16] CH0_POS_MODE[19:18] CH0_HCTRL_MODE[21:20] CH0_LCTRL_MODE[23:22] "
    "CH1_NEG_MODE[25:24] CH1_POS_MODE[27:26] CH1_HCTRL_MODE[29:28] CH1_LCTRL_MODE[31:30]";
constexpr std::string_view ctrl_fields =
    "CNT_RST_U0[0] CNT_PAUSE_U0[1] CNT_RST_U1[2] CNT_PAUSE_U1[3] CNT_RST_U2[4] CNT_PAUSE_U2[5] CNT_RST_U3[6] "
    "CNT_PAUSE_U3[7] CNT_RST_U4[8] CNT_PAUSE_U4[9] CNT_RST_U5[10] CNT_PAUSE_U5[11] CNT_RST_U6[12] CNT_PAUSE_U6[13] "
    "CNT_RST_U7[14] CNT_PAUSE_U7[15] CLK_EN[16]";

// Of CONF0.
constexpr u32 filter_thres = 0x3ff, filter_en = 1 << 10, zero_en = 1 << 11, h_lim_en = 1 << 12, l_lim_en = 1 << 13,
              thres0_en = 1 << 14, thres1_en = 1 << 15;
enum class EdgeMode : u32 { none, increase, decrease };
enum class ControlMode : u32 { keep, reverse, stop };
// Of STATUS.
constexpr u32 thres1_lat = 1 << 2, thres0_lat = 1 << 3, l_lim_lat = 1 << 4, h_lim_lat = 1 << 5, zero_lat = 1 << 6;

constexpr i16 low_half(const Register& r) { return static_cast<i16>(r.value & 0xffff); }
constexpr i16 high_half(const Register& r) { return static_cast<i16>(r.value >> 16); }

}  // namespace

Pcnt::Pcnt(std::string name, Scheduler& scheduler, ClockSignal& apb_clk, GpioMatrix& matrix)
    : RegisterFile(std::move(name)),
      irq(this->name()),
      rows_(*this, {{"CONF0[]", 0x00, 0x0000'3c10, conf0_fields, units, 12},
                    {"CONF1[]", 0x04, 0, "CNT_THRES0[15:0] CNT_THRES1[31:16]", units, 12},
                    {"CONF2[]", 0x08, 0, "CNT_H_LIM[15:0] CNT_L_LIM[31:16]", units, 12},
                    {"CNT[]", 0x60, 0, "PULSE_CNT[15:0]ro", units},
                    {"INT_RAW", 0x80, 0, "CNT_THR_EVENT[7:0]ro"},
                    {"INT_ST", 0x84, 0, "CNT_THR_EVENT[7:0]ro"},
                    {"INT_ENA", 0x88, 0, "CNT_THR_EVENT[7:0]"},
                    {"INT_CLR", 0x8c, 0, "CNT_THR_EVENT[7:0]wo"},
                    {"STATUS[]", 0x90, 0, "CORE_STATUS[31:0]ro", units},
                    {"CTRL", 0xb0, 0x0000'5555, ctrl_fields},
                    {"DATE", 0xfc, 0x1412'2600, "DATE[31:0]"}}),
      int_raw_(rows_["INT_RAW"]),
      int_ena_(rows_["INT_ENA"]),
      ctrl_(rows_["CTRL"]),
      apb_(scheduler, apb_clk) {
  on_reading(rows_["INT_ST"], [this] { return raised(); });
  on_written(int_ena_, [this](u32) { update(); });
  on_written(rows_["INT_CLR"], [this](u32 written) {
    int_raw_.value &= ~written;
    update();
  });
  on_written(ctrl_, [this](u32) { control_written(); });
  for (unsigned n = 0; n < units; ++n) {
    Unit& u = units_[n];
    u.conf0 = &rows_.at(12 * n);
    u.conf1 = &rows_.at(12 * n + 4);
    u.conf2 = &rows_.at(12 * n + 8);
    on_reading(rows_.at(0x60 + 4 * n), [&u] { return u32{static_cast<u16>(u.count)}; });
    on_reading(rows_.at(0x90 + 4 * n), [&u] { return u.status; });
    for (Which which : {sig0, sig1, ctrl0, ctrl1}) {
      In& in = u.in[which];
      in.settle = std::make_unique<Event>(scheduler, fmt::format("{} filter {}", this->name(), n),
                                          [this, n, which] { accept(n, which); });
      in.raw = in.level = matrix.level(signal(n, which));
      matrix.listen(signal(n, which), [this, n, which](bool level) { input_changed(n, which, level); });
    }
  }
}

// Units 0 to 4 have their inputs from 39 on, 5 to 7 from 71 on.
Input Pcnt::signal(unsigned unit, Which which) {
  return unit < 5 ? nth(Input::pcnt_sig_ch0_in0, 4 * unit + which)
                  : nth(Input::pcnt_sig_ch0_in5, 4 * (unit - 5) + which);
}

void Pcnt::input_changed(unsigned n, Which which, bool level) {
  Unit& u = units_[n];
  In& in = u.in[which];
  in.raw = level;
  const u32 conf = u.conf0->value, periods = conf & filter_thres;
  if (!(conf & filter_en) || periods == 0) return accept(n, which);
  in.settle->cancel();
  if (in.raw != in.level && apb_.signal().running()) in.settle->at(apb_.when(apb_.edges() + periods));
}

void Pcnt::accept(unsigned n, Which which) {
  Unit& u = units_[n];
  In& in = u.in[which];
  if (in.level == in.raw) return;
  in.level = in.raw;
  if (which == sig0 || which == sig1) edge(u, n, which, in.level);
}

void Pcnt::edge(Unit& u, unsigned n, unsigned channel, bool rising) {
  const u32 running = ctrl_.value >> 2 * n & 3;  // neither held at 0 nor paused
  if (running || !apb_.signal().running()) return;
  const u32 modes = u.conf0->value >> (16 + 8 * channel) & 0xff;
  const bool control = u.in[channel == 0 ? ctrl0 : ctrl1].level;
  const auto mode = static_cast<EdgeMode>(rising ? modes >> 2 & 3 : modes & 3);
  const auto how = static_cast<ControlMode>(control ? modes >> 4 & 3 : modes >> 6 & 3);
  if (how == ControlMode::stop) return;
  const int by = mode == EdgeMode::increase ? 1 : mode == EdgeMode::decrease ? -1 : 0;
  if (by) move(u, n, how == ControlMode::reverse ? -by : by);
}

void Pcnt::move(Unit& u, unsigned n, int by) {
  const u32 conf = u.conf0->value;
  const i16 before = u.count;
  u.count = static_cast<i16>(u.count + by);
  const auto zero_mode = [&](i16 to) { return to > 0 ? 3u : to < 0 ? 2u : before > 0 ? 0u : 1u; };
  u.status = (u.status & ~3u) | zero_mode(u.count);
  if (u.count == low_half(*u.conf2) && by > 0) {
    u.count = 0;
    if (conf & h_lim_en) event(u, n, h_lim_lat);
  } else if (u.count == high_half(*u.conf2) && by < 0) {
    u.count = 0;
    if (conf & l_lim_en) event(u, n, l_lim_lat);
  } else {
    if (u.count == low_half(*u.conf1) && conf & thres0_en) event(u, n, thres0_lat);
    if (u.count == high_half(*u.conf1) && conf & thres1_en) event(u, n, thres1_lat);
    if (u.count == 0 && conf & zero_en) event(u, n, zero_lat);
  }
}

void Pcnt::event(Unit& u, unsigned n, u32 status_bit) {
  u.status = (u.status & 3) | status_bit;
  int_raw_.value |= 1u << n;
  update();
}

void Pcnt::control_written() {
  for (unsigned n = 0; n < units; ++n)
    if (ctrl_.value >> 2 * n & 1) units_[n].count = 0;
}

void Pcnt::reset() {
  RegisterFile::reset();
  for (Unit& u : units_) {
    u.count = 0;
    u.status = 0;
    for (In& in : u.in) {
      in.settle->cancel();
      in.level = in.raw;
    }
  }
  update();
}

void Pcnt::serialize(State& state) {
  RegisterFile::serialize(state);
  state(apb_, irq);
  for (Unit& u : units_) {
    state(u.count, u.status);
    for (In& in : u.in) state(in.raw, in.level, *in.settle);
  }
}

}  // namespace esp32
