#pragma once
// GPIO: 40 pins as simple GPIO, the matrix that joins any pin to any signal, and the pins' interrupts to both cores.
// ESP32 Technical Reference Manual 4.2 "Peripheral Input via GPIO Matrix", 4.3 "Peripheral Output via GPIO Matrix",
// 4.12.1 (registers), 4.13.
// Not modelled: the clock cycles that input synchronisers take; the SDIO pads' and Bluetooth's selects, which hold what
// is written; the calibration counter. In doubt: PAD_DRIVER acts whoever drives the pad; a status bit is set whether or
// not an interrupt is enabled, and that of a level stays until it is cleared with the level gone.
#include <array>
#include <functional>
#include <vector>

#include "emulator/registers.hpp"
#include "emulator/wire.hpp"
#include "peripherals/esp32/gpio_matrix.hpp"
#include "peripherals/esp32/io_mux.hpp"

namespace esp32 {

class Gpio final : public RegisterFile, public GpioMatrix {
 public:
  static constexpr unsigned pins = Pads::count;
  Gpio(std::string name, Pads&, IoMux&);

  Wire irq_pro, irq_pro_nmi, irq_app, irq_app_nmi;
  Wire wakeup;  // from light sleep: a pin with WAKEUP_ENABLE has the level that its INT_TYPE asks for
  // The straps as they are at this moment: {MTDI, GPIO0, GPIO2, GPIO4, MTDO, GPIO5}. The chip says when.
  void latch_straps();

  // --- GpioMatrix ---
  void drive(Output, bool level, bool enable) override;
  bool level(Input signal) const override { return inputs_[index(signal)].level; }
  void listen(Input, std::function<void(bool)>) override;
  std::vector<Net*> nets(Output) const override;
  std::vector<Net*> nets(Input) const override;
  void on_routing(Output, std::function<void()>) override;
  void on_routing(Input, std::function<void()>) override;
  bool routed(Output signal) const override { return outputs_[index(signal)].pads != 0; }
  bool routed(Input signal) const override { return inputs_[index(signal)].source < pins; }
  double supply() const override { return pads_.supply(); }

  std::string function(unsigned pin) const;  // what it is used for now, in words

  void reset() override;
  void serialize(State&) override;

 private:
  enum class Type : u32 { disabled, rising, falling, any, low, high };
  enum Destination : unsigned { app, app_nmi, pro, pro_nmi, sdio, destinations };
  static constexpr u8 constant_0 = 0x30, constant_1 = 0x38, no_source = 0xff;

  struct InputSignal {
    u8 source = no_source;  // a pin or a constant
    bool invert = false, level = false;
    std::vector<std::function<void(bool)>> listeners;
    std::vector<std::function<void()>> routing;
  };
  struct OutputSignal {
    bool level = false, enable = false;
    u64 pads = 0;  // that have it selected
    std::vector<std::function<void()>> routing;
  };

  static constexpr std::size_t index(Input s) { return static_cast<std::size_t>(s); }
  static constexpr std::size_t index(Output s) { return static_cast<std::size_t>(s); }

  // --- gpio.cpp: registers and interrupts ---
  void add_banks();
  u32 word(u64 mask, unsigned bank) const { return static_cast<u32>(mask >> 32 * bank) & (bank ? 0xffu : ~0u); }
  void replace(u64& mask, unsigned bank, u32 value) {
    mask = (mask & ~(u64{bank ? 0xffu : ~0u} << 32 * bank)) | u64{value & (bank ? 0xffu : ~0u)} << 32 * bank;
  }
  void set_outputs(u64 levels);
  void set_enables(u64 enables);
  void set_status(u64 status);
  void pin_written(u32 written, unsigned pin);
  void inputs_changed(u64 changed);
  void update();

  // --- gpio_routing.cpp: the matrix ---
  void in_sel_written(u32 written, unsigned signal);
  void out_sel_written(u32 written, unsigned pin);
  void function_changed(unsigned pin);
  void route_output(unsigned pin);
  void route_input(std::size_t signal);
  void route_inputs_of(unsigned pin);
  void apply(unsigned pin);
  void apply(u64 pads);
  void refresh(std::size_t input);
  u8 direct_source(std::size_t signal) const;
  void find_users();

  // clang-format off
  Register bt_select_ {*this, "BT_SELECT", 0x00, 0};
  Bits<31, 0> bt_sel_ {bt_select_, "BT_SEL"};
  Register sdio_select_{*this, "SDIO_SELECT", 0x1c, 0, reserved{31, 8}};
  Bits<7, 0> sdio_sel_{sdio_select_, "SDIO_SEL"};
  Register strap_     {*this, "STRAP", 0x38, 0, reserved{31, 16}};
  Bits<15, 0, u32, Access::ro> strapping_{strap_, "STRAPPING"};

  Registers<40>                 pin_           {*this, "PIN", 0x88, 4, 0, on_write<&Gpio::pin_written>, reserved{1, 0},
                                                reserved{6, 3}, reserved{31, 18}};
  BitsArray<40, 2, 2, bool>     pad_driver_    {pin_, "PAD_DRIVER"};  // 1: open drain
  BitsArray<40, 9, 7, Type>     int_type_      {pin_, "INT_TYPE"};
  BitsArray<40, 10, 10, bool>   wakeup_enable_ {pin_, "WAKEUP_ENABLE"};
  BitsArray<40, 12, 11>         config_        {pin_, "CONFIG"};
  BitsArray<40, 17, 13>         int_ena_       {pin_, "INT_ENA"};

  Register cali_conf_ {*this, "CALI_CONF", 0x128, 0, todo{"CALI_RTC_MAX", 9, 0}, reserved{30, 10},
                       todo{"CALI_START", 31}};
  Register cali_data_ {*this, "CALI_DATA", 0x12c, 0, todo{"CALI_VALUE_SYNC2", 19, 0}, reserved{29, 20},
                       todo{"CALI_RDY_REAL", 30}, todo{"CALI_RDY_SYNC2", 31}};

  Registers<256>                func_in_       {*this, "FUNC_IN_SEL_CFG", 0x130, 4, 0, on_write<&Gpio::in_sel_written>,
                                                reserved{31, 8}};
  BitsArray<256, 5, 0>          in_sel_        {func_in_, "IN_SEL"};
  BitsArray<256, 6, 6, bool>    in_inv_sel_    {func_in_, "IN_INV_SEL"};
  BitsArray<256, 7, 7, bool>    sig_in_sel_    {func_in_, "SIG_IN_SEL"};  // 0: around the matrix

  Registers<40>                 func_out_      {*this, "FUNC_OUT_SEL_CFG", 0x530, 4, 0x100,
                                                on_write<&Gpio::out_sel_written>, reserved{31, 12}};
  BitsArray<40, 8, 0>           out_sel_       {func_out_, "OUT_SEL"};
  BitsArray<40, 9, 9, bool>     out_inv_sel_   {func_out_, "OUT_INV_SEL"};
  BitsArray<40, 10, 10, bool>   oen_sel_       {func_out_, "OEN_SEL"};
  BitsArray<40, 11, 11, bool>   oen_inv_sel_   {func_out_, "OEN_INV_SEL"};
  // clang-format on
  std::vector<std::unique_ptr<Register>> banks_;  // OUT, ENABLE, IN, STATUS and what is derived from it

  Pads& pads_;
  IoMux& io_mux_;
  std::array<InputSignal, signals> inputs_;
  std::array<OutputSignal, signals> outputs_;
  std::array<u16, pins> output_of_{};  // the signal that a pad has selected
  std::array<bool, pins> through_matrix_{};
  std::array<std::vector<u16>, pins> users_of_;  // input signals that a pad feeds

  u64 out_ = 0, enable_ = 0, in_ = 0, status_ = 0;
  u64 rising_ = 0, falling_ = 0, low_ = 0, high_ = 0, wake_ = 0;  // pins by INT_TYPE
  std::array<u64, destinations> enabled_{};
};

}  // namespace esp32
