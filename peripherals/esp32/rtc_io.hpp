#pragma once
// RTC_IO: the 18 pads that the RTC domain can have: simple GPIO, pulls, drive strength, hold, and the analog pads'
// power and codes (DAC, touch, hall). ESP32 Technical Reference Manual 4.11 "RTC_MUX Pin List", 4.12.3 (registers);
// defaults from ESP-IDF soc/rtc_io_reg.h. Not modelled: the SLP_ fields (hold what is written), the 32 kHz crystal's
// oscillator (its bias fields hold what is written), FUN_SEL other than RTC GPIO, the debug selects, XTL_EXT_CTR, the
// RTC I2C pads. The interrupts of RTC GPIO reach no processor here (the ULP would hear).
#include <array>
#include <functional>
#include <memory>
#include <vector>

#include "emulator/registers.hpp"
#include "emulator/wire.hpp"
#include "peripherals/esp32/pads.hpp"

namespace esp32 {

class RtcIo final : public RegisterFile {
 public:
  static constexpr unsigned channels = 18, dacs = 2, touch_pads = 10;
  static unsigned pin_of(unsigned channel);  // RTC_GPIO0 is GPIO36
  // As SENS and RTC_IO number them: 0 is T0, GPIO4; 8 and 9 are what ESP-IDF calls T9 and T8, GPIO32 and GPIO33.
  static unsigned touch_pin(unsigned touch_pad);

  RtcIo(std::string name, Pads&);

  // --- for RTC_CNTL ---
  u32 levels() const;               // RTC_GPIO0 to 17
  std::function<void()> on_levels;  // some level has changed
  u32 ext_wakeup0_channel() const { return ext_wakeup0_sel_; }
  void hold_force(u32 register_value);  // RTC_CNTL_HOLD_FORCE_REG
  Wire wakeup;                          // from light sleep: RTC_GPIO_PINn_WAKEUP_ENABLE

  // --- for SENS ---
  struct Dac {
    bool on;
    u8 code;
  };
  Dac dac(unsigned n) const;
  struct Touch {
    bool on, tie_high;
    u8 slope;
  };
  Touch touch(unsigned n) const;
  u32 touch_config() const { return touch_cfg_.value; }
  bool hall_on() const { return xpd_hall_; }
  bool hall_phase() const { return hall_phase_; }
  std::function<void()> on_analog;  // a DAC, a touch pad or the hall sensor is set otherwise

  void reset() override;
  void serialize(State&) override;

 private:
  enum class Type : u32 { disabled, rising, falling, any, low, high };

  void add_banks();
  void add_pad_registers();
  void set_outputs(u32 levels);
  void set_enables(u32 enables);
  void set_status(u32 status);
  void pin_written();
  void pad_written();
  void hold_written();
  void analog_written();
  void apply(unsigned channel);
  void inputs_changed();
  void update();
  u32 field(unsigned channel, int lsb, unsigned width = 1) const;

  std::vector<std::unique_ptr<Register>> banks_;
  // clang-format off
  Registers<18>               pin_         {*this, "RTC_GPIO_PIN", 0x28, 4, 0, on_write<&RtcIo::pin_written>, reserved{1, 0},
                                            reserved{6, 3}, reserved{31, 11}};
  BitsArray<18, 2, 2, bool>   pad_driver_  {pin_, "PAD_DRIVER"};
  BitsArray<18, 9, 7, Type>   int_type_    {pin_, "INT_TYPE"};
  BitsArray<18, 10, 10, bool> wakeup_      {pin_, "WAKEUP_ENABLE"};
  Register  debug_sel_     {*this, "RTC_DEBUG_SEL", 0x70, 0, todo{"SEL", 24, 0}, todo{"12M_NO_GATING", 25}, reserved{31, 26}};
  Register  dig_pad_hold_  {*this, "DIG_PAD_HOLD", 0x74, 0, on_write<&RtcIo::hold_written>};
  Bits<31, 0> dig_pad_hold_bits_{dig_pad_hold_, "DIG_PAD_HOLD"};
  Register  hall_sens_     {*this, "HALL_SENS", 0x78, 0, reserved{29, 0}, on_write<&RtcIo::analog_written>};
  Bit<30>   hall_phase_    {hall_sens_, "HALL_PHASE"};
  Bit<31>   xpd_hall_      {hall_sens_, "XPD_HALL"};
  Register  touch_cfg_     {*this, "TOUCH_CFG", 0x90, 0x6600'0000, reserved{22, 0}, on_write<&RtcIo::analog_written>};
  Bits<24, 23> touch_dcur_ {touch_cfg_, "TOUCH_DCUR"};
  Bits<26, 25> touch_drange_{touch_cfg_, "TOUCH_DRANGE"};
  Bits<28, 27> touch_drefl_{touch_cfg_, "TOUCH_DREFL"};
  Bits<30, 29> touch_drefh_{touch_cfg_, "TOUCH_DREFH"};
  Bit<31>   touch_xpd_bias_{touch_cfg_, "TOUCH_XPD_BIAS"};
  Register  ext_wakeup0_   {*this, "EXT_WAKEUP0", 0xbc, 0, reserved{26, 0}};
  Bits<31, 27> ext_wakeup0_sel_{ext_wakeup0_, "SEL"};
  Register  xtl_ext_ctr_   {*this, "XTL_EXT_CTR", 0xc0, 0, reserved{26, 0}, todo{"SEL", 31, 27}};
  Register  sar_i2c_io_    {*this, "SAR_I2C_IO", 0xc4, 0, reserved{22, 0}, todo{"DEBUG_BIT_SEL", 27, 23},
                            todo{"SCL_SEL", 29, 28}, todo{"SDA_SEL", 31, 30}};
  Register  date_          {*this, "DATE", 0xc8, 0x0160'3160, reserved{31, 28}};
  Bits<27, 0> date_bits_   {date_, "DATE"};
  // clang-format on
  std::vector<std::unique_ptr<Register>> pads_registers_;  // SENSOR_PADS … TOUCH_PAD9

  Pads& pads_;
  u32 out_ = 0, enable_ = 0, status_ = 0, in_ = 0;  // bit 0: RTC_GPIO0
  u32 hold_force_ = 0;                              // likewise
};

}  // namespace esp32
