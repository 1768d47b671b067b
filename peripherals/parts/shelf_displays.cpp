// Displays.
#include "peripherals/parts/oled_module.hpp"
#include "peripherals/parts/shelves.hpp"

namespace parts {

Shelf displays_shelf() {
  return {
      {"sh1106", "SH1106 OLED display, I2C or SPI", build<Sh1106>},
      {"ssd1306", "SSD1306 OLED display, I2C or SPI", build<Ssd1306>},
  };
}

}  // namespace parts
