#include "peripherals/esp32/sens.hpp"

#include <algorithm>
#include <bit>

#include "peripherals/esp32/sar_transfer.hpp"

namespace esp32 {

namespace {

constexpr std::array<RegisterRow, 42> table{{
    {"SAR_READ_CTRL", 0x00, 0x0007'0902,
     "SAR1_CLK_DIV[7:0] SAR1_SAMPLE_CYCLE[15:8] SAR1_SAMPLE_BIT[17:16] SAR1_CLK_GATED[18] SAR1_SAMPLE_NUM[26:19] "
     "SAR1_DIG_FORCE[27] SAR1_DATA_INV[28]"},
    {"SAR_READ_STATUS1", 0x04, 0, "SAR1_READER_STATUS[31:0]ro"},
    {"SAR_MEAS_WAIT1", 0x08, 0x000a'000a, "SAR_AMP_WAIT1[15:0] SAR_AMP_WAIT2[31:16]"},
    {"SAR_MEAS_WAIT2", 0x0c, 0x0020'000a,
     "SAR_AMP_WAIT3[15:0] FORCE_XPD_AMP[17:16] FORCE_XPD_SAR[19:18] SAR2_RSTB_WAIT[27:20]"},
    {"SAR_MEAS_CTRL", 0x10, 0x0707'338f,
     "XPD_SAR_AMP_FSM[3:0] AMP_RST_FB_FSM[7:4] AMP_SHORT_REF_FSM[11:8] AMP_SHORT_REF_GND_FSM[15:12] XPD_SAR_FSM[19:16] "
     "SAR_RSTB_FSM[23:20] SAR2_XPD_WAIT[31:24]"},
    {"SAR_READ_STATUS2", 0x14, 0, "SAR2_READER_STATUS[31:0]ro"},
    {"ULP_CP_SLEEP_CYC0", 0x18, 200, "SLEEP_CYCLES_S0[31:0]"},
    {"ULP_CP_SLEEP_CYC1", 0x1c, 100, "SLEEP_CYCLES_S1[31:0]"},
    {"ULP_CP_SLEEP_CYC2", 0x20, 50, "SLEEP_CYCLES_S2[31:0]"},
    {"ULP_CP_SLEEP_CYC3", 0x24, 40, "SLEEP_CYCLES_S3[31:0]"},
    {"ULP_CP_SLEEP_CYC4", 0x28, 20, "SLEEP_CYCLES_S4[31:0]"},
    {"SAR_START_FORCE", 0x2c, 0x0000'000f,
     "SAR1_BIT_WIDTH[1:0] SAR2_BIT_WIDTH[3:2] SAR2_EN_TEST[4] SAR2_PWDET_CCT[7:5] ULP_CP_FORCE_START_TOP[8]? "
     "ULP_CP_START_TOP[9]? SARCLK_EN[10] PC_INIT[21:11]? SAR2_STOP[22]? SAR1_STOP[23]? SAR2_PWDET_EN[24]?"},
    {"SAR_MEM_WR_CTRL", 0x30, 0x0010'0200, "MEM_WR_ADDR_INIT[10:0] MEM_WR_ADDR_SIZE[21:11] RTC_MEM_WR_OFFST_CLR[22]wo"},
    {"SAR_ATTEN1", 0x34, 0xffff'ffff, "SAR1_ATTEN[31:0]"},
    {"SAR_ATTEN2", 0x38, 0xffff'ffff, "SAR2_ATTEN[31:0]"},
    {"SAR_SLAVE_ADDR1", 0x3c, 0, "I2C_SLAVE_ADDR1[10:0] I2C_SLAVE_ADDR0[21:11] MEAS_STATUS[29:22]ro"},
    {"SAR_SLAVE_ADDR2", 0x40, 0, "I2C_SLAVE_ADDR3[10:0] I2C_SLAVE_ADDR2[21:11]"},
    {"SAR_SLAVE_ADDR3", 0x44, 0, "I2C_SLAVE_ADDR5[10:0] I2C_SLAVE_ADDR4[21:11] TSENS_OUT[29:22]ro TSENS_RDY_OUT[30]ro"},
    {"SAR_SLAVE_ADDR4", 0x48, 0, "I2C_SLAVE_ADDR7[10:0] I2C_SLAVE_ADDR6[21:11] I2C_RDATA[29:22]ro I2C_DONE[30]ro"},
    {"SAR_TCTRL", 0x4c, 0x0006'6002,
     "TSENS_XPD_WAIT[11:0] TSENS_XPD_FORCE[12] TSENS_CLK_INV[13] TSENS_CLK_GATED[14] TSENS_IN_INV[15] "
     "TSENS_CLK_DIV[23:16] TSENS_POWER_UP[24] TSENS_POWER_UP_FORCE[25] TSENS_DUMP_OUT[26]"},
    {"SAR_I2C_CTRL", 0x50, 0, "SAR_I2C_CTRL[27:0]? SAR_I2C_START[28]? SAR_I2C_START_FORCE[29]?"},
    {"SAR_MEAS_START1", 0x54, 0,
     "MEAS1_DATA_SAR[15:0]ro MEAS1_DONE_SAR[16]ro MEAS1_START_SAR[17] MEAS1_START_FORCE[18] SAR1_EN_PAD[30:19] "
     "SAR1_EN_PAD_FORCE[31]"},
    {"SAR_TOUCH_CTRL1", 0x58, 0x0204'1000,
     "TOUCH_MEAS_DELAY[15:0] TOUCH_XPD_WAIT[23:16] TOUCH_OUT_SEL[24] TOUCH_OUT_1EN[25] XPD_HALL_FORCE[26] "
     "HALL_PHASE_FORCE[27]"},
    {"SAR_TOUCH_THRES1", 0x5c, 0, "TOUCH_OUT_TH1[15:0] TOUCH_OUT_TH0[31:16]"},
    {"SAR_TOUCH_THRES2", 0x60, 0, "TOUCH_OUT_TH3[15:0] TOUCH_OUT_TH2[31:16]"},
    {"SAR_TOUCH_THRES3", 0x64, 0, "TOUCH_OUT_TH5[15:0] TOUCH_OUT_TH4[31:16]"},
    {"SAR_TOUCH_THRES4", 0x68, 0, "TOUCH_OUT_TH7[15:0] TOUCH_OUT_TH6[31:16]"},
    {"SAR_TOUCH_THRES5", 0x6c, 0, "TOUCH_OUT_TH9[15:0] TOUCH_OUT_TH8[31:16]"},
    {"SAR_TOUCH_OUT1", 0x70, 0, "TOUCH_MEAS_OUT1[15:0]ro TOUCH_MEAS_OUT0[31:16]ro"},
    {"SAR_TOUCH_OUT2", 0x74, 0, "TOUCH_MEAS_OUT3[15:0]ro TOUCH_MEAS_OUT2[31:16]ro"},
    {"SAR_TOUCH_OUT3", 0x78, 0, "TOUCH_MEAS_OUT5[15:0]ro TOUCH_MEAS_OUT4[31:16]ro"},
    {"SAR_TOUCH_OUT4", 0x7c, 0, "TOUCH_MEAS_OUT7[15:0]ro TOUCH_MEAS_OUT6[31:16]ro"},
    {"SAR_TOUCH_OUT5", 0x80, 0, "TOUCH_MEAS_OUT9[15:0]ro TOUCH_MEAS_OUT8[31:16]ro"},
    {"SAR_TOUCH_CTRL2", 0x84, 0x0040'0800,
     "TOUCH_MEAS_EN[9:0]ro TOUCH_MEAS_DONE[10]ro TOUCH_START_FSM_EN[11] TOUCH_START_EN[12] TOUCH_START_FORCE[13] "
     "TOUCH_SLEEP_CYCLES[29:14] TOUCH_MEAS_EN_CLR[30]wo"},
    {"SAR_TOUCH_ENABLE", 0x8c, 0x3fff'ffff, "TOUCH_PAD_WORKEN[9:0] TOUCH_PAD_OUTEN2[19:10] TOUCH_PAD_OUTEN1[29:20]"},
    {"SAR_READ_CTRL2", 0x90, 0x0007'0902,
     "SAR2_CLK_DIV[7:0] SAR2_SAMPLE_CYCLE[15:8] SAR2_SAMPLE_BIT[17:16] SAR2_CLK_GATED[18] SAR2_SAMPLE_NUM[26:19] "
     "SAR2_PWDET_FORCE[27] SAR2_DIG_FORCE[28] SAR2_DATA_INV[29]"},
    {"SAR_MEAS_START2", 0x94, 0,
     "MEAS2_DATA_SAR[15:0]ro MEAS2_DONE_SAR[16]ro MEAS2_START_SAR[17] MEAS2_START_FORCE[18] SAR2_EN_PAD[30:19] "
     "SAR2_EN_PAD_FORCE[31]"},
    {"SAR_DAC_CTRL1", 0x98, 0,
     "SW_FSTEP[15:0] SW_TONE_EN[16] DEBUG_BIT_SEL[21:17] DAC_DIG_FORCE[22]? DAC_CLK_FORCE_LOW[23]? "
     "DAC_CLK_FORCE_HIGH[24]? DAC_CLK_INV[25]"},
    {"SAR_DAC_CTRL2", 0x9c, 0x0300'0000,
     "DAC_DC1[7:0] DAC_DC2[15:8] DAC_SCALE1[17:16] DAC_SCALE2[19:18] DAC_INV1[21:20] DAC_INV2[23:22] DAC_CW_EN1[24] "
     "DAC_CW_EN2[25]"},
    {"SAR_MEAS_CTRL2", 0xa0, 0x0000'0003,
     "SAR1_DAC_XPD_FSM[3:0] SAR1_DAC_XPD_FSM_IDLE[4] XPD_SAR_AMP_FSM_IDLE[5] AMP_RST_FB_FSM_IDLE[6] "
     "AMP_SHORT_REF_FSM_IDLE[7] AMP_SHORT_REF_GND_FSM_IDLE[8] XPD_SAR_FSM_IDLE[9] SAR_RSTB_FSM_IDLE[10] "
     "SAR2_RSTB_FORCE[12:11] AMP_RST_FB_FORCE[14:13] AMP_SHORT_REF_FORCE[16:15] AMP_SHORT_REF_GND_FORCE[18:17]"},
    {"SAR_NOUSE", 0xf8, 0, "SAR_NOUSE[31:0]"},
    {"SARDATE", 0xfc, 0x0160'5180, "SAR_DATE[27:0]"},
}};

constexpr u32 done = 1 << 16, start = 1 << 17, start_force = 1 << 18;
constexpr std::array<u32, 2> data_inverted{1 << 28, 1 << 29},
    others{1 << 27, 1 << 27 | 1 << 28};  // DIG_FORCE; of ADC2 PWDET_FORCE too

// The pin of each channel.
constexpr std::array<u8, 8> adc1_pins{36, 37, 38, 39, 32, 33, 34, 35};
constexpr std::array<u8, 10> adc2_pins{4, 0, 2, 15, 13, 12, 14, 27, 25, 26};

constexpr double self_heating = 20;  // degrees

}  // namespace

Sens::Sens(std::string name, Scheduler& scheduler, ClockSignal& rtc_8m_clk, ClockSignal& rtc_slow_clk, Pads& pads,
           RtcIo& rtc_io, const Quantity& degrees_celsius)
    : RegisterFile(name),
      rows_(*this, table),
      read_ctrl_{&rows_["SAR_READ_CTRL"], &rows_["SAR_READ_CTRL2"]},
      meas_start_{&rows_["SAR_MEAS_START1"], &rows_["SAR_MEAS_START2"]},
      atten_{&rows_["SAR_ATTEN1"], &rows_["SAR_ATTEN2"]},
      start_force_(rows_["SAR_START_FORCE"]),
      touch_ctrl1_(rows_["SAR_TOUCH_CTRL1"]),
      touch_ctrl2_(rows_["SAR_TOUCH_CTRL2"]),
      touch_enable_(rows_["SAR_TOUCH_ENABLE"]),
      dac_ctrl1_(rows_["SAR_DAC_CTRL1"]),
      dac_ctrl2_(rows_["SAR_DAC_CTRL2"]),
      tctrl_(rows_["SAR_TCTRL"]),
      pads_(pads),
      rtc_io_(rtc_io),
      surroundings_(degrees_celsius),
      fast_(scheduler, rtc_8m_clk, [this] { schedule_cosine(); }),
      slow_(scheduler, rtc_slow_clk),
      units_{Unit{.done{scheduler, name + " ADC1", [this] { finish(0); }}},
             Unit{.done{scheduler, name + " ADC2", [this] { finish(1); }}}},
      touch_event_(scheduler, name + " touch", [this] { touch_step(); }),
      cosine_event_(scheduler, name + " cosine", [this] { cosine_step(); }) {
  hook_registers();
}

void Sens::hook_registers() {
  for (unsigned u = 0; u < units; ++u) on_written(*meas_start_[u], [this, u](u32) { meas_written(u); });
  on_reading(rows_["SAR_SLAVE_ADDR1"], [this] {
    constexpr u32 measuring = 1 << 22;  // which number the state has is not known
    return rows_["SAR_SLAVE_ADDR1"].value | (units_[0].converting ? measuring : 0);
  });
  on_reading(rows_["SAR_SLAVE_ADDR3"], [this] { return rows_["SAR_SLAVE_ADDR3"].value | temperature(); });
  on_written(touch_ctrl2_, [this](u32 written) { touch_ctrl_written(written); });
  on_reading(touch_ctrl2_, [this] { return touch_ctrl2_.value | touch_active_ | u32{touch_done_} << 10; });
  on_written(dac_ctrl1_, [this](u32) { dac_changed(); });
  on_written(dac_ctrl2_, [this](u32) { dac_changed(); });
  rtc_io_.on_analog = [this] { drive_dacs(); };
}

// A conversion begins when MEASn_START_SAR goes from 0 to 1; without MEASn_START_FORCE the ULP would begin it. While an
// ADC belongs to another controller, nothing begins (ESP-IDF: adc_ll_set_controller).
void Sens::meas_written(unsigned u) {
  const u32 v = meas_start_[u]->value;
  const bool was = units_[u].started;
  units_[u].started = v & start;
  if (!was && (v & start) && (v & start_force) && !(read_ctrl_[u]->value & others[u])) begin(u);
}

void Sens::begin(unsigned u) {
  Unit& unit = units_[u];
  meas_start_[u]->value &= ~done;
  unit.converting = true;
  const u32 enabled = meas_start_[u]->value >> 19 & 0xfff;
  unit.volts = enabled ? input_volts(u, static_cast<unsigned>(std::countr_zero(enabled))) : 0;
  unit.done.cancel();
  if (fast_.signal().running()) unit.done.at(fast_.when(fast_.edges() + conversion_cycles(u)));
}

i64 Sens::conversion_cycles(unsigned u) const {
  const u32 ctrl = read_ctrl_[u]->value, wait1 = rows_["SAR_MEAS_WAIT1"].value, wait2 = rows_["SAR_MEAS_WAIT2"].value;
  const i64 waits = (wait1 & 0xffff) + (wait1 >> 16) + (wait2 & 0xffff);
  const i64 bits = 9 + (ctrl >> 16 & 3), sampling = ctrl >> 8 & 0xff;
  return waits + (sampling + bits + 2) * std::max<i64>(ctrl & 0xff, 1);
}

double Sens::input_volts(unsigned u, unsigned channel) const {
  if (u == 0 && channel < adc1_pins.size()) {
    // The hall sensor joins its two ends to SENSOR_VP and SENSOR_VN.
    if (rtc_io_.hall_on() && (channel == 0 || channel == 3)) {
      constexpr double middle = 0.55, volts_per_millitesla = 1e-3;
      const double half = (field_ ? field_->value() : 0) * volts_per_millitesla / 2;
      return middle + ((channel == 0) == rtc_io_.hall_phase() ? -half : half);
    }
    return pads_.terminal(adc1_pins[channel]).volts();
  }
  if (u == 1 && channel < adc2_pins.size()) return pads_.terminal(adc2_pins[channel]).volts();
  return 0;
}

void Sens::finish(unsigned u) {
  Unit& unit = units_[u];
  unit.converting = false;
  const u32 ctrl = read_ctrl_[u]->value, enabled = meas_start_[u]->value >> 19 & 0xfff;
  const unsigned channel = enabled ? static_cast<unsigned>(std::countr_zero(enabled)) : 0;
  const unsigned attenuation = atten_[u]->value >> 2 * channel & 3;
  u32 raw = SarTransfer::convert(unit.volts, u, attenuation, vref_);
  // The converter's own output is upside down; DATA_INV, which ESP-IDF sets, puts it right.
  if (!(ctrl & data_inverted[u])) raw = SarTransfer::full_scale - 1 - raw;
  raw >>= 3 - (ctrl >> 16 & 3);
  meas_start_[u]->value = (meas_start_[u]->value & ~0xffffu) | raw | done;
}

// In steps of a degree Fahrenheit, while the sensor has power and DUMP_OUT lets it out.
u32 Sens::temperature() const {
  constexpr u32 power_up = 1 << 24, power_up_force = 1 << 25, dump_out = 1 << 26;
  const u32 v = tctrl_.value;
  if (!(v & power_up_force) || !(v & power_up) || !(v & dump_out)) return 0;
  const double fahrenheit = (surroundings_.value() + self_heating) * 1.8 + 32;
  constexpr u32 ready = 1 << 30;
  return static_cast<u32>(std::clamp(fahrenheit + 0.5, 0.0, 255.0)) << 22 | ready;
}

void Sens::reset() {
  RegisterFile::reset();
  for (Unit& u : units_) {
    u.converting = u.started = false;
    u.done.cancel();
  }
  touch_timer_ = touch_measuring_ = touch_done_ = touch_started_ = false;
  touch_active_ = 0;
  touch_event_.cancel();
  phase_ = 0;
  dac_changed();
}

void Sens::serialize(State& state) {
  RegisterFile::serialize(state);
  state(fast_, slow_, vref_);
  for (Unit& u : units_) state(u.converting, u.started, u.volts, u.done);
  state(touch_timer_, touch_measuring_, touch_pad_, touch_active_, touch_done_, touch_started_, touch_event_);
  state(phase_, cosine_periods_, cosine_edge_, cosine_event_);
}

}  // namespace esp32
