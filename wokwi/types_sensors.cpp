// Sensors and clocks.
#include <fmt/format.h>

#include <algorithm>

#include "wokwi/part_types.hpp"

namespace wokwi {

namespace {

using Kind = Attribute::Kind;

// The module is a 10 kohm NTC to ground below a resistor of 10 kohm: its formula in wokwi-ntc-temperature-sensor.md.
void ntc(const Surroundings& around, Translation& made) {
  const std::string upper = made.name + "_upper";
  made.parts.push_back({upper, boards::Json{{"type", "resistor"}, {"ohms", 10'000}}});
  made.wires.emplace_back(upper + ":b", made.own("a"));
  made.pins["VCC"] = upper + ":a";
  feed(around, made, "VCC", "GND");
}

// The same with a light-dependent resistor (wokwi-photoresistor-sensor.md); DO is a comparator: high when it is dark.
void photoresistor(const Surroundings& around, Translation& made) {
  const auto number = [&](const char* attribute, double otherwise) {
    return parse_number(around.part.attribute(attribute, "")).value_or(otherwise);
  };
  made.json()["ohms"] = 1000 * number("rl10", 50);
  made.json()["gamma"] = number("gamma", 0.7);
  const std::string upper = made.name + "_upper", comparator = made.name + "_comparator";
  made.parts.push_back({upper, boards::Json{{"type", "resistor"}, {"ohms", 10'000}}});
  made.wires.emplace_back(upper + ":b", made.own("a"));
  made.pins["VCC"] = upper + ":a";
  feed(around, made, "VCC", "GND");
  if (!around.wired("DO")) return;
  const std::string threshold = made.name + "_threshold";
  made.parts.push_back({threshold, boards::Json{{"type", "battery"}, {"volts", number("threshold", 2.5)}}});
  made.parts.push_back({comparator, boards::Json{{"type", "op_amp"}}});
  made.pins["DO"] = comparator + ":out";
  made.wires.insert(made.wires.end(), {{threshold + ":minus", made.pins["GND"]},
                                       {threshold + ":plus", comparator + ":minus"},
                                       {comparator + ":plus", made.own("a")},
                                       {comparator + ":high", made.pins["VCC"]},
                                       {comparator + ":low", made.pins["GND"]}});
}

// "The raw readings are from 0-2100 for the 5kg type, and 0-21000 for the 50kg" (wokwi-hx711.md): 420 counts a kg
// either way, those of a cell of 51.13 kg with 0.01 mV/V at gain 128.
void load_cell(const Surroundings& around, Translation& made) {
  const std::string cell = made.name + "_cell";
  made.parts.push_back({cell, boards::Json{{"type", "load_cell"}, {"capacity", 51.1306}, {"sensitivity", 0.01}}});
  made.wires = {{cell + ":E+", made.own("E+")},
                {cell + ":E-", around.ground},
                {cell + ":S+", made.own("A+")},
                {cell + ":S-", made.own("A-")}};
  made.knobs["load"] = {cell + ".mass", 1, 0, parse_number(around.part.attribute("weight", "0"))};
}

// Its other address if AD0 is held high.
void mpu6050(const Surroundings& around, Translation& made) {
  if (around.volts("AD0").value_or(0) > 2) made.json()["address"] = 0x69;
}

// ECHO is as high as the supply; left open, 3.3 V, since Wokwi does not mind.
void hc_sr04(const Surroundings& around, Translation& made) {
  const double volts = around.volts("VCC").value_or(3.3);
  made.json()["volts"] = volts > 2.5 ? volts : 3.3;
}

// "now" cannot be: a run does not depend on the day. "0" is 2000 (wokwi-ds1307.md).
void ds1307(const Surroundings& around, Translation& made) {
  std::string time = around.part.attribute("initTime", "now");
  if (time == "0") time = "2000-01-01T00:00:00Z";
  if (time == "now") {
    time = "2025-01-01 00:00:00";
    made.remarks.push_back(fmt::format("its clock begins at {}: a run does not depend on the day", time));
  }
  std::ranges::replace(time, 'T', ' ');
  made.json()["time"] = time.substr(0, 19);
}

void ds18b20(const Surroundings& around, Translation& made) {
  made.json()["family"] = parse_address("0x" + around.part.attribute("familyCode", "28"), 0x28);
  // In doubt: whether its first or its last two digits go over the wire first.
  made.json()["serial"] = parse_address("0x" + around.part.attribute("deviceID", "010203040506"), 0x010203040506);
}

// Its first card (board-mfrc522.md) until another "uid" is given.
void mfrc522(const Surroundings& around, Translation& made) {
  std::string uid = around.part.attribute("uid", "01:02:03:04");
  std::erase(uid, ':');
  made.json()["uid"] = uid;
}

}  // namespace

std::vector<PartType> sensor_types() {
  const std::vector<Pin> i2c{{"SCL", "SCL"}, {"SDA", "SDA"}, {"VCC", "VCC"}, {"GND", "GND"}, {"3.3V", ""}};
  return {
      {"wokwi-dht22",
       "dht22",
       {{"SDA", "DATA"}, {"VCC", "VCC"}, {"GND", "GND"}, {"NC", ""}},
       {},
       {{"temperature", "temperature", 1, "temperature", 24}, {"humidity", "humidity", 1, "humidity", 40}},
       // Wokwi's answers whenever it is asked.
       [](const Surroundings&, Translation& made) { made.json()["interval"] = 0; }},
      {"wokwi-ds18b20",
       "ds18b20",
       {{"DQ", "DQ"}, {"VCC", "VCC"}, {"GND", "GND"}},
       {},
       {{"temperature", "temperature", 1, "temperature", 22}},
       ds18b20},
      {"board-ds18b20",
       "ds18b20",
       {{"DQ", "DQ"}, {"VCC", "VCC"}, {"GND", "GND"}},
       {},
       {{"temperature", "temperature", 1, "temperature", 22}},
       ds18b20},
      // 4 V at least, by its data sheet; Wokwi does not mind.
      {"board-lm35",
       "lm35",
       {{"OUT", "OUT"}, {"VCC", "VCC"}, {"GND", "GND"}},
       {},
       {{"temperature", "temperature", 1, "temperature", 24}},
       [](const Surroundings& around, Translation& made) {
         if (const auto volts = around.volts("VCC"); volts && *volts >= 4) made.json()["volts"] = *volts;
       }},
      {"board-bmp180",
       "bmp180",
       i2c,
       {},
       {{"temperature", "temperature", 1, "temperature", 24}, {"pressure", "pressure", 1, "pressure", 101'325}}},
      {"wokwi-mpu6050",
       "mpu6050",
       {{"SCL", "SCL"},
        {"SDA", "SDA"},
        {"INT", "INT"},
        {"VCC", "VCC"},
        {"GND", "GND"},
        {"XCL", ""},
        {"XDA", ""},
        {"AD0", ""}},
       {},
       {{"accelX", "acceleration_x", 1, "accelX", 0},
        {"accelY", "acceleration_y", 1, "accelY", 0},
        {"accelZ", "acceleration_z", 1, "accelZ", 1},
        {"rotationX", "rotation_x", 1, "rotationX", 0},
        {"rotationY", "rotation_y", 1, "rotationY", 0},
        {"rotationZ", "rotation_z", 1, "rotationZ", 0},
        {"temperature", "temperature", 1, "temperature", 24}},
       mpu6050},
      {"wokwi-hc-sr04",
       "hc_sr04",
       {{"TRIG", "TRIG"}, {"ECHO", "ECHO"}, {"VCC", "VCC"}, {"GND", "GND"}},
       {},
       {{"distance", "distance", 0.01, "distance", 400}},
       hc_sr04},
      {"wokwi-pir-motion-sensor",
       "pir",
       {{"OUT", "OUT"}, {"VCC", "VCC"}, {"GND", "GND"}},
       {},
       {{"motion", "motion"}},
       [](const Surroundings& around, Translation& made) {
         made.json()["hold"] = parse_number(around.part.attribute("delayTime", "")).value_or(5);
         made.json()["block"] = parse_number(around.part.attribute("inhibitTime", "")).value_or(1.2);
         if (around.part.attribute("retrigger", "") == "0") made.json()["retrigger"] = false;
       }},
      {"wokwi-ntc-temperature-sensor",
       "thermistor",
       {{"OUT", "a"}, {"GND", "b"}},
       {{Kind::number, "beta", "beta"}},
       {{"temperature", "temperature", 1, "temperature", 24}},
       ntc},
      {"wokwi-photoresistor-sensor",
       "photoresistor",
       {{"AO", "a"}, {"GND", "b"}, {"DO", ""}},
       {},
       {{"lux", "illuminance", 1, "lux", 500}},
       photoresistor},
      {"wokwi-hx711", "hx711", {{"DT", "DT"}, {"SCK", "SCK"}, {"VCC", "VCC"}, {"GND", "GND"}}, {}, {}, load_cell},
      {"wokwi-ds1307",
       "ds1307",
       {{"SCL", "SCL"}, {"SDA", "SDA"}, {"SQW", "SQW"}, {"5V", "VCC"}, {"GND", "GND"}},
       {},
       {},
       ds1307},
      {"wokwi-ir-receiver", "ir_receiver", {{"DAT", "OUT"}, {"VCC", "VCC"}, {"GND", "GND"}}, {}, {{"key", "key"}}},
      {"board-mfrc522",
       "mfrc522",
       {{"SDA", "SDA"},
        {"SCK", "SCK"},
        {"MOSI", "MOSI"},
        {"MISO", "MISO"},
        {"IRQ", "IRQ"},
        {"RST", "RST"},
        {"3.3V", ""},
        {"GND", "GND"}},
       {},
       {{"tagPresent", "card"}},
       mfrc522},
  };
}

}  // namespace wokwi
