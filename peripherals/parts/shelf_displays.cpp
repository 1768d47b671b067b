// Displays.
#include "peripherals/parts/apa102.hpp"
#include "peripherals/parts/hd44780.hpp"
#include "peripherals/parts/ht16k33.hpp"
#include "peripherals/parts/il3820.hpp"
#include "peripherals/parts/lcd_i2c.hpp"
#include "peripherals/parts/max7219.hpp"
#include "peripherals/parts/neopixel.hpp"
#include "peripherals/parts/oled_module.hpp"
#include "peripherals/parts/pcf8574.hpp"
#include "peripherals/parts/seven_segment.hpp"
#include "peripherals/parts/shelves.hpp"
#include "peripherals/parts/ssd1680.hpp"
#include "peripherals/parts/tft_module.hpp"
#include "peripherals/parts/tm1637.hpp"

namespace parts {

Shelf displays_shelf() {
  return {
      {"apa102", "APA102 pixels (DotStar), clock and data", build<Apa102>, {5, 0}},
      {"hd44780", "HD44780 character display, four or eight bits", build<Hd44780>, {5, 1.5}},
      {"ht16k33", "HT16K33 LED backpack on I2C: digits or a matrix", build<Ht16k33>, {5, 1}},
      {"il3820", "IL3820 e-paper display (2.9 inch), SPI", build<Il3820>, {3.3, 0.01}},
      {"ili9341", "ILI9341 colour display, SPI", build<Ili9341>, {3.3, 5}},
      {"lcd_i2c", "HD44780 character display with a PCF8574 on I2C", build<LcdI2c>, {5, 2}},
      {"max7219", "MAX7219 LED drivers in a chain: 8x8 matrices or eight digits", build<Max7219>, {5, 8}},
      {"neopixel", "WS2812B pixels (NeoPixel)", build<NeoPixel>, {5, 0}},
      {"pcf8574", "PCF8574 I2C expander, eight pins", build<Pcf8574>, {3.3, 0.04}},
      {"seven_segment", "seven-segment digits without a driver", build<SevenSegment>},
      {"sh1106", "SH1106 OLED display, I2C or SPI", build<Sh1106>, {3.3, 0.5}},
      {"ssd1306", "SSD1306 OLED display, I2C or SPI", build<Ssd1306>, {3.3, 0.5}},
      {"ssd1680", "SSD1680 e-paper display (2.9 inch), SPI", build<Ssd1680>, {3.3, 0.01}},
      {"st7735", "ST7735 colour display, SPI", build<St7735>, {3.3, 5}},
      {"st7789", "ST7789 colour display, SPI", build<St7789>, {3.3, 5}},
      {"tm1637", "TM1637 display of seven-segment digits", build<Tm1637>, {5, 1}},
  };
}

}  // namespace parts
