#pragma once
// The pads: the electrical side of GPIO0 to GPIO39. Three blocks ask something of each, and the pad makes one driver of
// it: GPIO (output), IO_MUX (input buffer, pulls, drive strength) and, for 18 of them, RTC_IO, which alone has the
// pulls and the drive strength of its pads and may take them over. ESP32 Technical Reference Manual 4.6 "RTC IO_MUX Pin
// Functions", 4.7 "Light-sleep Mode Pin Functions", 4.8 "Pad Hold Feature"; ESP32 Datasheet, "DC Characteristics (3.3
// V, 25 °C)"; ESP32 ECO "GPIO pull-up and pull-down resistors of pads with both GPIO and RTC_GPIO functionality". Not
// modelled: VDD_SDIO as a supply of its own; a strong driver hides the pull of its own pad. In doubt: where between
// V_IL and V_IH a pad switches (the middle), its hysteresis, and the currents of the three weaker drive strengths.
#include <array>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/net.hpp"
#include "emulator/types.hpp"

namespace esp32 {
using namespace emulator;

class Pads {
 public:
  static constexpr unsigned count = 40;
  static constexpr bool exists(unsigned pin) { return pin < count && !(pin >= 28 && pin <= 31) && pin != 24; }
  static constexpr bool input_only(unsigned pin) { return pin >= 34; }
  static constexpr double pull_ohms = 45'000;

  struct Output {
    bool level = false, enable = false, open_drain = false;
    bool operator==(const Output&) const = default;
    void serialize(State& s) { s(level, enable, open_drain); }
  };
  struct Buffers {
    bool input = false, up = false, down = false;
    u8 drive = 2;  // 0 to 3: 5, 10, 20, 40 mA
    bool operator==(const Buffers&) const = default;
    void serialize(State& s) { s(input, up, down, drive); }
  };
  struct Sleep {  // what IO_MUX or RTC_IO has for light sleep
    bool selected = false, output = false;
    Buffers buffers;
    void serialize(State& s) { s(selected, output, buffers); }
  };
  struct Rtc {
    bool selected = false;  // MUX_SEL: the pad is RTC_IO's
    bool to_digital = false;
    Output output;
    Buffers buffers;  // pulls and drive strength count whoever has the pad
    bool hold = false;
    void serialize(State& s) { s(selected, to_digital, output, buffers, hold); }
  };

  Pads();

  Terminal& terminal(unsigned pin) { return *pads_[pin].terminal; }
  const Terminal& terminal(unsigned pin) const { return *pads_[pin].terminal; }
  Terminal* find_terminal(std::string_view name);  // "GPIO5"
  std::vector<std::string> names() const;
  void supply(double volts);  // VDD3P3
  double supply() const { return supply_; }

  struct View {
    bool rtc, analog;  // who has the pad: RTC_IO, the DAC
    Output output;
    Buffers buffers;
  };
  View look(unsigned pin) const {
    const Pad& pad = pads_[pin];
    return {pad.rtc.selected, pad.analog, pad.now.output, pad.now.buffers};
  }

  // --- for the blocks ---
  void output(unsigned pin, Output);
  void buffers(unsigned pin, Buffers);
  void sleep_settings(unsigned pin, Sleep);
  void rtc(unsigned pin, Rtc);
  void hold(unsigned pin, bool);                         // RTC_IO_DIG_PAD_HOLD
  void analog(unsigned pin, bool on, double volts = 0);  // the DAC of this pad
  u64 inputs() const { return digital_in_; }             // what GPIO and the matrix see
  u64 rtc_inputs() const { return rtc_in_; }
  std::function<void(u64 changed)> on_inputs, on_rtc_inputs;

  // --- for RTC_CNTL ---
  void light_sleep(bool);    // pads with SLP_SEL take their settings for sleep
  void digital_power(bool);  // off in deep sleep: the digital side asks for nothing
  void hold_digital(bool);   // DG_PAD_FORCE_HOLD, or DG_PAD_AUTOHOLD: every pad that RTC_IO has no hold for

  static bool has_rtc(unsigned pin);
  void serialize(State&);

 private:
  struct Wanted {  // what a pad does in the end, and what hold keeps
    Output output;
    Buffers buffers;
    bool operator==(const Wanted&) const = default;
    void serialize(State& s) { s(output, buffers); }
  };
  struct Pad {
    std::unique_ptr<Terminal> terminal;
    Output output;
    Buffers buffers;
    Sleep sleep;
    Rtc rtc;
    bool held_by_register = false, held = false, analog = false;
    double analog_volts = 0;
    Wanted now;
  };

  bool is_held(const Pad&, unsigned pin) const;
  Wanted wanted(const Pad&, unsigned pin) const;
  void refresh(unsigned pin);
  void refresh_all();
  void drive(unsigned pin);
  void sample(unsigned pin);
  void see(unsigned pin);  // what the input buffers let through
  double ohms(u8 drive, bool level) const;

  std::array<Pad, count> pads_;
  double supply_ = 3.3;
  // Absolute maximum ratings: -0.3 V to VDD + 0.3 V; 40 mA is the most that an output is specified for.
  Ratings ratings_{-0.3, 3.6, 40};
  u64 high_ = 0;  // pads at a digital 1; between the thresholds and floating the last level stays
  u64 digital_in_ = 0, rtc_in_ = 0;
  bool light_sleep_ = false, digital_on_ = true, hold_digital_ = false;
};

}  // namespace esp32
