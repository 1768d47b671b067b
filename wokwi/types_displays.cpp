// Displays and pixels.
#include "wokwi/part_types.hpp"

namespace wokwi {

namespace {

using Kind = Attribute::Kind;

double address(const DiagramPart& part, double otherwise) {
  return parse_address(part.attribute("i2cAddress", part.attribute("i2c-address", "")), otherwise);
}

void oled(const Surroundings& around, Translation& made) { made.json()["address"] = address(around.part, 0x3c); }

// Bare, or with the usual backpack: the attribute "pins" says which.
template <int columns, int rows>
void lcd(const Surroundings& around, Translation& made) {
  if (around.part.attribute("pins", "full") == "i2c") {
    made.json() = {{"type", "lcd_i2c"}, {"address", address(around.part, 0x27)}};
    made.pins = {
        {"SCL", made.own("SCL")}, {"SDA", made.own("SDA")}, {"VCC", made.own("VCC")}, {"GND", made.own("GND")}};
  }
  made.json()["columns"] = columns;
  made.json()["rows"] = rows;
}

template <int otherwise>
void pixels(const Surroundings& around, Translation& made) {
  made.json()["pixels"] = parse_number(around.part.attribute("pixels", "")).value_or(otherwise);
}

// Whether rows go to and fro matters to the picture only.
void pixel_matrix(const Surroundings& around, Translation& made) {
  const double rows = parse_number(around.part.attribute("rows", "")).value_or(8),
               columns = parse_number(around.part.attribute("cols", "")).value_or(8);
  made.json()["pixels"] = rows * columns;
  made.json()["width"] = columns;
}

// "anode" by default (wokwi-7segment.md).
void seven_segment(const Surroundings& around, Translation& made) {
  made.json()["common"] = around.part.attribute("common", "anode");
  const double digits = parse_number(around.part.attribute("digits", "")).value_or(1);
  made.json()["digits"] = digits;
  if (digits == 1)
    for (const char* pin : {"DIG1", "DIG2", "DIG3", "DIG4"}) made.pins[pin] = "";
  else
    for (const char* pin : {"COM", "COM.1", "COM.2"}) made.pins[pin] = "";
}

void max7219(const Surroundings& around, Translation& made) {
  made.json()["modules"] = parse_number(around.part.attribute("chain", "")).value_or(1);
}

}  // namespace

std::vector<PartType> display_types() {
  const std::vector<Pin> pixel{{"DIN", "DIN"}, {"DOUT", "DOUT"}, {"VDD", "VCC"}, {"VDD.2", "VCC"},
                               {"VSS", "GND"}, {"VSS.2", "GND"}, {"VCC", "VCC"}, {"GND", "GND"}};
  const std::vector<Pin> character{{"RS", "RS"}, {"RW", "RW"}, {"E", "E"},     {"D0", "D0"},
                                   {"D1", "D1"}, {"D2", "D2"}, {"D3", "D3"},   {"D4", "D4"},
                                   {"D5", "D5"}, {"D6", "D6"}, {"D7", "D7"},   {"A", ""},
                                   {"K", ""},    {"V0", ""},   {"VSS", "GND"}, {"VDD", "VCC"}};
  const std::vector<Pin> segments{{"A", "A"},       {"B", "B"},       {"C", "C"},       {"D", "D"},
                                  {"E", "E"},       {"F", "F"},       {"G", "G"},       {"DP", "DP"},
                                  {"COM", "COM"},   {"COM.1", "COM"}, {"COM.2", "COM"}, {"DIG1", "DIG1"},
                                  {"DIG2", "DIG2"}, {"DIG3", "DIG3"}, {"DIG4", "DIG4"}, {"CLN", ""}};
  return {
      {"wokwi-ssd1306",
       "ssd1306",
       {{"DATA", "SDA"},
        {"CLK", "SCL"},
        {"DC", ""},
        {"RST", ""},
        {"CS", ""},
        {"3V3", ""},
        {"VIN", "VCC"},
        {"GND", "GND"}},
       {},
       {},
       oled},
      {"board-ssd1306", "ssd1306", {{"SDA", "SDA"}, {"SCL", "SCL"}, {"VCC", "VCC"}, {"GND", "GND"}}, {}, {}, oled},
      {"wokwi-lcd1602", "hd44780", character, {}, {}, lcd<16, 2>},
      {"wokwi-lcd2004", "hd44780", character, {}, {}, lcd<20, 4>},
      {"wokwi-neopixel", "neopixel", pixel, {}, {}, pixels<1>},
      {"wokwi-led-ring", "neopixel", pixel, {}, {}, pixels<16>},
      {"wokwi-led-strip", "neopixel", pixel, {}, {}, pixels<8>},
      {"wokwi-neopixel-meter", "neopixel", pixel, {}, {}, pixels<8>},
      {"wokwi-led-matrix", "neopixel", pixel, {}, {}, pixel_matrix},
      {"wokwi-neopixel-serial", "neopixel", pixel, {}, {}, pixels<1>},
      {"wokwi-neopixel-matrix", "neopixel", pixel, {}, {}, pixel_matrix},
      {"wokwi-neopixel-canvas", "neopixel", pixel, {}, {}, pixel_matrix},
      {"wokwi-apa102-matrix",
       "apa102",
       {{"DI", "DI"}, {"CI", "CI"}, {"DO", "DO"}, {"CO", "CO"}, {"VCC", "VCC"}, {"GND", "GND"}},
       {},
       {},
       pixel_matrix},
      {"board-epaper-2in9",  // in doubt: which controller; Wokwi does not say
       "ssd1680",
       {{"CLK", "SCK"},
        {"DIN", "MOSI"},
        {"CS", "CS"},
        {"DC", "DC"},
        {"RST", "RES"},
        {"BUSY", "BUSY"},
        {"VCC", "VCC"},
        {"GND", "GND"}}},
      {"wokwi-7segment", "seven_segment", segments, {}, {}, seven_segment},
      {"wokwi-tm1637-7segment", "tm1637", {{"CLK", "CLK"}, {"DIO", "DIO"}, {"VCC", "VCC"}, {"GND", "GND"}}},
      {"wokwi-max7219-matrix",
       "max7219",
       {{"DIN", "DIN"},
        {"CLK", "CLK"},
        {"CLK.2", "CLK"},
        {"CS", "CS"},
        {"CS.2", "CS"},
        {"DOUT", ""},
        {"V+", "VCC"},
        {"V+.2", "VCC"},
        {"VCC", "VCC"},
        {"GND", "GND"},
        {"GND.2", "GND"}},
       {},
       {},
       max7219},
      {"wokwi-ili9341",
       "ili9341",
       {{"D/C", "DC"},
        {"CS", "CS"},
        {"SCK", "SCK"},
        {"MOSI", "MOSI"},
        {"MISO", "MISO"},
        {"RST", "RES"},
        {"LED", "BL"},
        {"VCC", "VCC"},
        {"GND", "GND"}}},
      {"board-st7789",
       "st7789",
       {{"DC", "DC"},
        {"CS", "CS"},
        {"SCL", "SCK"},
        {"SDA", "MOSI"},
        {"RST", "RES"},
        {"BL", "BL"},
        {"VCC", "VCC"},
        {"GND", "GND"}}},
  };
}

}  // namespace wokwi
