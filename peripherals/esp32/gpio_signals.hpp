#pragma once
// The signals that the GPIO matrix and IO_MUX carry between peripherals and pads. ESP32 Technical Reference Manual 4.9
// "Peripheral Signal List" and 4.10 "IO_MUX Pad List"; numbers as in ESP-IDF soc/gpio_sig_map.h.
#include "emulator/types.hpp"

namespace esp32 {
using namespace emulator;

constexpr unsigned matrix_signals = 256;

// clang-format off
// Into a peripheral.
enum class Input : u16 {
  spiclk = 0, spiq, spid, spihd, spiwp, spics0, spics1, spics2, hspiclk, hspiq, hspid, hspics0, hspihd, hspiwp,
  u0rxd, u0cts, u0dsr, u1rxd, u1cts, i2cm_sda_i = 20, ext_i2c_sda_i = 22, i2s0o_bck, i2s1o_bck, i2s0o_ws, i2s1o_ws,
  i2s0i_bck, i2s0i_ws, i2cext0_scl, i2cext0_sda, pwm0_sync0, pwm0_sync1, pwm0_sync2, pwm0_f0, pwm0_f1, pwm0_f2,
  gpio_bt_active, gpio_bt_priority, pcnt_sig_ch0_in0, pcnt_sig_ch1_in0, pcnt_ctrl_ch0_in0, pcnt_ctrl_ch1_in0,
  pcnt_sig_ch0_in1, pcnt_sig_ch1_in1, pcnt_ctrl_ch0_in1, pcnt_ctrl_ch1_in1, pcnt_sig_ch0_in2, pcnt_sig_ch1_in2,
  pcnt_ctrl_ch0_in2, pcnt_ctrl_ch1_in2, pcnt_sig_ch0_in3, pcnt_sig_ch1_in3, pcnt_ctrl_ch0_in3, pcnt_ctrl_ch1_in3,
  pcnt_sig_ch0_in4, pcnt_sig_ch1_in4, pcnt_ctrl_ch0_in4, pcnt_ctrl_ch1_in4, hspics1 = 61, hspics2, vspiclk, vspiq,
  vspid, vspihd, vspiwp, vspics0, vspics1, vspics2, pcnt_sig_ch0_in5, pcnt_sig_ch1_in5, pcnt_ctrl_ch0_in5,
  pcnt_ctrl_ch1_in5, pcnt_sig_ch0_in6, pcnt_sig_ch1_in6, pcnt_ctrl_ch0_in6, pcnt_ctrl_ch1_in6, pcnt_sig_ch0_in7,
  pcnt_sig_ch1_in7, pcnt_ctrl_ch0_in7, pcnt_ctrl_ch1_in7, rmt0, rmt1, rmt2, rmt3, rmt4, rmt5, rmt6, rmt7,
  ext_adc_start = 93, twai_rx, i2cext1_scl, i2cext1_sda, host_card_detect_n_1, host_card_detect_n_2,
  host_card_write_prt_1, host_card_write_prt_2, host_card_int_n_1, host_card_int_n_2, pwm1_sync0, pwm1_sync1,
  pwm1_sync2, pwm1_f0, pwm1_f1, pwm1_f2, pwm0_cap0, pwm0_cap1, pwm0_cap2, pwm1_cap0, pwm1_cap1, pwm1_cap2,
  spid4 = 128, spid5, spid6, spid7, hspid4, hspid5, hspid6, hspid7, vspid4, vspid5, vspid6, vspid7, i2s0i_data_in0,
  i2s0i_data_in1, i2s0i_data_in2, i2s0i_data_in3, i2s0i_data_in4, i2s0i_data_in5, i2s0i_data_in6, i2s0i_data_in7,
  i2s0i_data_in8, i2s0i_data_in9, i2s0i_data_in10, i2s0i_data_in11, i2s0i_data_in12, i2s0i_data_in13,
  i2s0i_data_in14, i2s0i_data_in15, i2s1i_bck = 164, i2s1i_ws, i2s1i_data_in0, i2s1i_data_in1, i2s1i_data_in2,
  i2s1i_data_in3, i2s1i_data_in4, i2s1i_data_in5, i2s1i_data_in6, i2s1i_data_in7, i2s1i_data_in8, i2s1i_data_in9,
  i2s1i_data_in10, i2s1i_data_in11, i2s1i_data_in12, i2s1i_data_in13, i2s1i_data_in14, i2s1i_data_in15,
  i2s0i_h_sync = 190, i2s0i_v_sync, i2s0i_h_enable, i2s1i_h_sync, i2s1i_v_sync, i2s1i_h_enable, u2rxd = 198, u2cts,
  emac_mdc_i, emac_mdi_i, emac_crs_i, emac_col_i, pcmfsync, pcmclk, pcmdin, sig_in_func224 = 224, sig_in_func225,
  sig_in_func226, sig_in_func227, sig_in_func228,

  // Only through IO_MUX: no numbers of the chip's own.
  clk_out1 = 257, clk_out2, clk_out3, mtdi, mtck, mtms, mtdo,
  hs1_clk, hs1_cmd, hs1_data0, hs1_data1, hs1_data2, hs1_data3, hs1_data4, hs1_data5, hs1_data6, hs1_data7, hs1_strobe,
  hs2_clk, hs2_cmd, hs2_data0, hs2_data1, hs2_data2, hs2_data3,
  sd_clk, sd_cmd, sd_data0, sd_data1, sd_data2, sd_data3,
  emac_tx_clk, emac_tx_en, emac_tx_er, emac_txd0, emac_txd1, emac_txd2, emac_txd3, emac_rx_clk, emac_rx_dv, emac_rx_er,
  emac_rxd0, emac_rxd1, emac_rxd2, emac_rxd3, emac_clk_out, emac_clk_out_180,
  none
};

// Out of a peripheral. 224 to 228 put out what the inputs of those numbers have.
enum class Output : u16 {
  spiclk = 0, spiq, spid, spihd, spiwp, spics0, spics1, spics2, hspiclk, hspiq, hspid, hspics0, hspihd, hspiwp,
  u0txd, u0rts, u0dtr, u1txd, u1rts, i2cm_scl_o, i2cm_sda_o, ext_i2c_scl_o, ext_i2c_sda_o, i2s0o_bck, i2s1o_bck,
  i2s0o_ws, i2s1o_ws, i2s0i_bck, i2s0i_ws, i2cext0_scl, i2cext0_sda, sdio_tohost_int, pwm0_0a, pwm0_0b, pwm0_1a,
  pwm0_1b, pwm0_2a, pwm0_2b, gpio_wlan_active = 40, bb_diag0, bb_diag1, bb_diag2, bb_diag3, bb_diag4, bb_diag5,
  bb_diag6, bb_diag7, bb_diag8, bb_diag9, bb_diag10, bb_diag11, bb_diag12, bb_diag13, bb_diag14, bb_diag15,
  bb_diag16, bb_diag17, bb_diag18, bb_diag19, hspics1, hspics2, vspiclk, vspiq, vspid, vspihd, vspiwp, vspics0,
  vspics1, vspics2, ledc_hs0, ledc_hs1, ledc_hs2, ledc_hs3, ledc_hs4, ledc_hs5, ledc_hs6, ledc_hs7, ledc_ls0,
  ledc_ls1, ledc_ls2, ledc_ls3, ledc_ls4, ledc_ls5, ledc_ls6, ledc_ls7, rmt0, rmt1, rmt2, rmt3, rmt4, rmt5, rmt6,
  rmt7, i2cext1_scl, i2cext1_sda, host_ccmd_od_pullup_en_n, host_rst_n_1, host_rst_n_2, gpio_sd0, gpio_sd1, gpio_sd2,
  gpio_sd3, gpio_sd4, gpio_sd5, gpio_sd6, gpio_sd7, pwm1_0a, pwm1_0b, pwm1_1a, pwm1_1b, pwm1_2a, pwm1_2b,
  twai_tx = 123, twai_bus_off_on, twai_clkout, spid4 = 128, spid5, spid6, spid7, hspid4, hspid5, hspid6, hspid7,
  vspid4, vspid5, vspid6, vspid7, i2s0o_data_out0, i2s0o_data_out1, i2s0o_data_out2, i2s0o_data_out3,
  i2s0o_data_out4, i2s0o_data_out5, i2s0o_data_out6, i2s0o_data_out7, i2s0o_data_out8, i2s0o_data_out9,
  i2s0o_data_out10, i2s0o_data_out11, i2s0o_data_out12, i2s0o_data_out13, i2s0o_data_out14, i2s0o_data_out15,
  i2s0o_data_out16, i2s0o_data_out17, i2s0o_data_out18, i2s0o_data_out19, i2s0o_data_out20, i2s0o_data_out21,
  i2s0o_data_out22, i2s0o_data_out23, i2s1i_bck, i2s1i_ws, i2s1o_data_out0, i2s1o_data_out1, i2s1o_data_out2,
  i2s1o_data_out3, i2s1o_data_out4, i2s1o_data_out5, i2s1o_data_out6, i2s1o_data_out7, i2s1o_data_out8,
  i2s1o_data_out9, i2s1o_data_out10, i2s1o_data_out11, i2s1o_data_out12, i2s1o_data_out13, i2s1o_data_out14,
  i2s1o_data_out15, i2s1o_data_out16, i2s1o_data_out17, i2s1o_data_out18, i2s1o_data_out19, i2s1o_data_out20,
  i2s1o_data_out21, i2s1o_data_out22, i2s1o_data_out23, u2txd = 198, u2rts, emac_mdc_o, emac_mdo_o, emac_crs_o,
  emac_col_o, bt_audio0_irq, bt_audio1_irq, bt_audio2_irq, ble_audio0_irq, ble_audio1_irq, ble_audio2_irq, pcmfsync,
  pcmclk, pcmdout, ble_audio_sync0_p, ble_audio_sync1_p, ble_audio_sync2_p, ant_sel0, ant_sel1, ant_sel2, ant_sel3,
  ant_sel4, ant_sel5, ant_sel6, ant_sel7,
  sig_in_func224 = 224, sig_in_func225, sig_in_func226, sig_in_func227, sig_in_func228,
  gpio_out = 256,  // GPIO_OUT and GPIO_ENABLE: simple GPIO

  // Only through IO_MUX: no numbers of the chip's own.
  clk_out1 = 257, clk_out2, clk_out3, mtdi, mtck, mtms, mtdo,
  hs1_clk, hs1_cmd, hs1_data0, hs1_data1, hs1_data2, hs1_data3, hs1_data4, hs1_data5, hs1_data6, hs1_data7, hs1_strobe,
  hs2_clk, hs2_cmd, hs2_data0, hs2_data1, hs2_data2, hs2_data3,
  sd_clk, sd_cmd, sd_data0, sd_data1, sd_data2, sd_data3,
  emac_tx_clk, emac_tx_en, emac_tx_er, emac_txd0, emac_txd1, emac_txd2, emac_txd3, emac_rx_clk, emac_rx_dv, emac_rx_er,
  emac_rxd0, emac_rxd1, emac_rxd2, emac_rxd3, emac_clk_out, emac_clk_out_180,
  none
};
// clang-format on
constexpr unsigned signals = static_cast<unsigned>(Output::none) + 1;  // of either kind
static_assert(static_cast<unsigned>(Input::none) + 1 == signals);

// Input::rmt3 is nth(Input::rmt0, 3).
constexpr Input nth(Input first, unsigned n) { return static_cast<Input>(static_cast<unsigned>(first) + n); }
constexpr Output nth(Output first, unsigned n) { return static_cast<Output>(static_cast<unsigned>(first) + n); }

}  // namespace esp32
