#pragma once
// GPIOTE: four channels that turn pin edges into events or tasks into pin levels, and the PORT event from DETECT.
// nRF51 Series Reference Manual v3.0.1, chapter 15.
// In doubt: that an event channel needs the pin's input buffer connected in PIN_CNF.
#include "peripherals/nrf5/gpio.hpp"
#include "peripherals/nrf5/peripheral.hpp"

namespace nrf5 {

class Gpiote final : public Peripheral {
 public:
  enum class Mode : u32 { disabled = 0, event = 1, task = 3 };
  enum class Polarity : u32 { none, low_to_high, high_to_low, toggle };

  Gpiote(std::string name, Scheduler&, Gpio&);

  void reset() override;
  void serialize(State&) override;

 private:
  static constexpr unsigned channel_count = 4;
  // A channel's hold on its pin, which outlives what CONFIG says until it is written.
  struct Channel final : PinWatcher {
    Gpiote* owner = nullptr;
    unsigned index = 0;
    Mode mode = Mode::disabled;
    unsigned pin = 0;
    void pin_changed(unsigned, bool level) override { owner->edge(index, level); }
  };

  void out(unsigned channel);
  void configure(u32 written, unsigned channel);
  void release(Channel&);
  void edge(unsigned channel, bool level);

  // clang-format off
  // Register overview
  Tasks<channel_count>              out_     {*this, "OUT", 0x000, &Gpiote::out};
  EventFlags<channel_count>         in_      {*this, "IN", 0x100};
  EventFlag                         port_    {*this, "PORT", 0x17c};
  Interrupts                        inten_   {*this};

  Registers<channel_count>          config_  {*this, "CONFIG", 0x510, 4, 0, on_write<&Gpiote::configure>,
                                              reserved{7, 2}, reserved{15, 13}, reserved{19, 18}, reserved{31, 21}};
  BitsArray<channel_count, 1, 0, Mode> mode_ {config_, "MODE"};
  BitsArray<channel_count, 12, 8>   psel_    {config_, "PSEL"};
  BitsArray<channel_count, 17, 16, Polarity> polarity_{config_, "POLARITY"};
  BitsArray<channel_count, 20, 20, bool> outinit_{config_, "OUTINIT"};

  PowerSwitch                       power_   {*this};
  // clang-format on

  Gpio& gpio_;
  std::array<Channel, channel_count> channels_;
};

}  // namespace nrf5
