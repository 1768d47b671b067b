// Which signal each function of each pad is. ESP32 Technical Reference Manual 4.10 "IO_MUX Pad List".
#include "peripherals/esp32/io_mux.hpp"

namespace esp32 {

namespace {

constexpr PadFunction gpio{Input::none, Output::none, true};
constexpr PadFunction none{};
constexpr PadFunction in(Input i) { return {i, Output::none, false}; }
constexpr PadFunction out(Output o) { return {Input::none, o, false}; }
constexpr PadFunction both(Input i, Output o) { return {i, o, false}; }

using Functions = std::array<PadFunction, IoMux::functions>;

// clang-format off
#define BOTH(name) both(Input::name, Output::name)
constexpr Functions plain{gpio, none, gpio, none, none, none};

constexpr Functions functions_of(unsigned pin) {
  switch (pin) {
    case 0:  return {gpio, out(Output::clk_out1), gpio, none, none, in(Input::emac_tx_clk)};
    case 1:  return {out(Output::u0txd), out(Output::clk_out3), gpio, none, none, in(Input::emac_rxd2)};
    case 2:  return {gpio, BOTH(hspiwp), gpio, BOTH(hs2_data0), BOTH(sd_data0), none};
    case 3:  return {in(Input::u0rxd), out(Output::clk_out2), gpio, none, none, none};
    case 4:  return {gpio, BOTH(hspihd), gpio, BOTH(hs2_data1), BOTH(sd_data1), out(Output::emac_tx_er)};
    case 5:  return {gpio, BOTH(vspics0), gpio, BOTH(hs1_data6), none, in(Input::emac_rx_clk)};
    case 6:  return {in(Input::sd_clk), BOTH(spiclk), gpio, out(Output::hs1_clk), in(Input::u1cts), none};
    case 7:  return {BOTH(sd_data0), BOTH(spiq), gpio, BOTH(hs1_data0), out(Output::u2rts), none};
    case 8:  return {BOTH(sd_data1), BOTH(spid), gpio, BOTH(hs1_data1), in(Input::u2cts), none};
    case 9:  return {BOTH(sd_data2), BOTH(spihd), gpio, BOTH(hs1_data2), in(Input::u1rxd), none};
    case 10: return {BOTH(sd_data3), BOTH(spiwp), gpio, BOTH(hs1_data3), out(Output::u1txd), none};
    case 11: return {BOTH(sd_cmd), BOTH(spics0), gpio, BOTH(hs1_cmd), out(Output::u1rts), none};
    case 12: return {in(Input::mtdi), BOTH(hspiq), gpio, BOTH(hs2_data2), BOTH(sd_data2), out(Output::emac_txd3)};
    case 13: return {in(Input::mtck), BOTH(hspid), gpio, BOTH(hs2_data3), BOTH(sd_data3), in(Input::emac_rx_er)};
    case 14: return {in(Input::mtms), BOTH(hspiclk), gpio, out(Output::hs2_clk), in(Input::sd_clk), out(Output::emac_txd2)};
    case 15: return {out(Output::mtdo), BOTH(hspics0), gpio, BOTH(hs2_cmd), BOTH(sd_cmd), in(Input::emac_rxd3)};
    case 16: return {gpio, none, gpio, BOTH(hs1_data4), in(Input::u2rxd), out(Output::emac_clk_out)};
    case 17: return {gpio, none, gpio, BOTH(hs1_data5), out(Output::u2txd), out(Output::emac_clk_out_180)};
    case 18: return {gpio, BOTH(vspiclk), gpio, BOTH(hs1_data7), none, none};
    case 19: return {gpio, BOTH(vspiq), gpio, in(Input::u0cts), none, out(Output::emac_txd0)};
    case 21: return {gpio, BOTH(vspihd), gpio, none, none, out(Output::emac_tx_en)};
    case 22: return {gpio, BOTH(vspiwp), gpio, out(Output::u0rts), none, out(Output::emac_txd1)};
    case 23: return {gpio, BOTH(vspid), gpio, in(Input::hs1_strobe), none, none};
    case 25: return {gpio, none, gpio, none, none, in(Input::emac_rxd0)};
    case 26: return {gpio, none, gpio, none, none, in(Input::emac_rxd1)};
    case 27: return {gpio, none, gpio, none, none, in(Input::emac_rx_dv)};
    default: return plain;
  }
}
#undef BOTH
// clang-format on

constexpr auto table = [] {
  std::array<Functions, Pads::count> t{};
  for (unsigned pin = 0; pin < Pads::count; ++pin) t[pin] = functions_of(pin);
  return t;
}();

}  // namespace

PadFunction pad_function(unsigned pin, unsigned mcu_sel) {
  return mcu_sel < IoMux::functions ? table[pin][mcu_sel] : PadFunction{};
}

}  // namespace esp32
