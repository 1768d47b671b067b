#pragma once
// Solomon Systech SSD1306 OLED controller, data sheet rev. 1.1: three ways of addressing, horizontal and vertical
// scrolling, charge pump.
//
// Not modelled: VCOMH, IREF, fade and zoom of the SSD1306B (taken, without effect), content scrolling's wait for the
// next frame. The oscillator keeps its typical 370 kHz whatever D5h asks for.
#include <functional>

#include "emulator/time.hpp"
#include "peripherals/parts/oled_controller.hpp"

namespace parts {

class Ssd1306Controller final : public OledController {
 public:
  Ssd1306Controller(emulator::Scheduler&, const std::string& name, const Panel&);
  void reset() override;
  void data(u8) override;
  void serialize(emulator::State&) override;

 private:
  unsigned arguments(u8 instruction) const override;
  void execute(const std::vector<u8>&) override;
  unsigned scrolled(unsigned row) const override;
  void set_scroll(const std::vector<u8>&);
  emulator::Duration scroll_interval() const;
  void scroll_step();

  enum class Mode : u8 { horizontal, vertical, page };
  struct Scroll {
    u8 first = 0, last = 0, interval = 0, down = 0;
    bool left = false;
  };
  Mode mode_ = Mode::page;
  u8 first_column_ = 0, last_column_ = 127, first_page_ = 0, last_page_ = 7;
  u8 fixed_rows_ = 0, scroll_rows_ = lines, shift_ = 0;
  Scroll scroll_;
  emulator::Event scroll_event_;
};

}  // namespace parts
