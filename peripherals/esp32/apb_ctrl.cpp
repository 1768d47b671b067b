#include "peripherals/esp32/apb_ctrl.hpp"

namespace esp32 {

ApbCtrl::ApbCtrl(std::string name, bool revision_bit)
    : RegisterFile(std::move(name)),
      rows_{*this,
            {
                // clang-format off
      {"SYSCLK_CONF", 0x0, 0x2000, "QUICK_CLK_CHNG[13] RST_TICK_CNT[12] CLK_EN[11] CLK_320M_EN[10] PRE_DIV_CNT[9:0]"},
      {"XTAL_TICK_CONF", 0x4, 0x27, "XTAL_TICK_NUM[7:0]"},
      {"PLL_TICK_CONF", 0x8, 0x4f, "PLL_TICK_NUM[7:0]"},
      {"CK8M_TICK_CONF", 0xc, 0xb, "CK8M_TICK_NUM[7:0]"},
      {"APB_SARADC_CTRL", 0x10, 0x7f8240, "SARADC_DATA_TO_I2S[26] SARADC_DATA_SAR_SEL[25] SARADC_SAR2_PATT_P_CLEAR[24] SARADC_SAR1_PATT_P_CLEAR[23] SARADC_SAR2_PATT_LEN[22:19] SARADC_SAR1_PATT_LEN[18:15] SARADC_SAR_CLK_DIV[14:7] SARADC_SAR_CLK_GATED[6] SARADC_SAR_SEL[5] SARADC_WORK_MODE[4:3] SARADC_SAR2_MUX[2] SARADC_START[1]? SARADC_START_FORCE[0]?"},
      {"APB_SARADC_CTRL2", 0x14, 0x1fe, "SARADC_SAR2_INV[10] SARADC_SAR1_INV[9] SARADC_MAX_MEAS_NUM[8:1] SARADC_MEAS_NUM_LIMIT[0]"},
      {"APB_SARADC_FSM", 0x18, 0x208ff08, "SARADC_SAMPLE_CYCLE[31:24] SARADC_START_WAIT[23:16] SARADC_STANDBY_WAIT[15:8] SARADC_RSTB_WAIT[7:0]"},
      {"APB_SARADC_SAR1_PATT_TAB[]", 0x1c, 0xf0f0f0f, "SARADC_SAR1_PATT_TAB[31:0]", 4},
      {"APB_SARADC_SAR2_PATT_TAB[]", 0x2c, 0xf0f0f0f, "SARADC_SAR2_PATT_TAB[31:0]", 4},
      {"APLL_TICK_CONF", 0x3c, 0x63, "APLL_TICK_NUM[7:0]"},
      {"DATE", 0x7c, 0x16042000, "DATE[31:0]"},
                // clang-format on
            }} {
  if (revision_bit) rows_["DATE"].value = rows_["DATE"].reset_value |= 1u << 31;
  for (const char* clock : {"SYSCLK_CONF", "XTAL_TICK_CONF", "PLL_TICK_CONF", "CK8M_TICK_CONF", "APLL_TICK_CONF"})
    on_written(rows_[clock], [this](u32) {
      if (on_clocks) on_clocks();
    });
}

std::array<u32, 4> ApbCtrl::tick_dividers() const {
  return {rows_.at(0x4).value, rows_.at(0x8).value, rows_.at(0xc).value, rows_.at(0x3c).value};
}

}  // namespace esp32
