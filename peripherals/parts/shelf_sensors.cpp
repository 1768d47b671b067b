// Sensors.
#include "peripherals/parts/ads1115.hpp"
#include "peripherals/parts/adxl345.hpp"
#include "peripherals/parts/analog_thermometer.hpp"
#include "peripherals/parts/bh1750.hpp"
#include "peripherals/parts/bme280.hpp"
#include "peripherals/parts/bmp180.hpp"
#include "peripherals/parts/dht.hpp"
#include "peripherals/parts/ds1307.hpp"
#include "peripherals/parts/ds18b20.hpp"
#include "peripherals/parts/ds3231.hpp"
#include "peripherals/parts/gps.hpp"
#include "peripherals/parts/hc_sr04.hpp"
#include "peripherals/parts/hx711.hpp"
#include "peripherals/parts/inmp441.hpp"
#include "peripherals/parts/ir_receiver.hpp"
#include "peripherals/parts/load_cell.hpp"
#include "peripherals/parts/mag3110.hpp"
#include "peripherals/parts/max31855.hpp"
#include "peripherals/parts/mh_z19.hpp"
#include "peripherals/parts/mma8653.hpp"
#include "peripherals/parts/mpu6050.hpp"
#include "peripherals/parts/pcf8591.hpp"
#include "peripherals/parts/shelves.hpp"
#include "peripherals/parts/sht31.hpp"
#include "peripherals/parts/tcs34725.hpp"
#include "peripherals/parts/tilt_switch.hpp"
#include "peripherals/parts/tsl2561.hpp"
#include "peripherals/parts/vl53l0x.hpp"

namespace parts {

Shelf sensors_shelf() {
  return {
      {"ads1015", "Texas Instruments ADS1015 12-bit converter with four inputs, I2C", build<Ads1015>, {3.3, 0.15}},
      {"ads1115", "Texas Instruments ADS1115 16-bit converter with four inputs, I2C", build<Ads1115>, {3.3, 0.15}},
      {"adxl345", "Analog Devices ADXL345 three-axis accelerometer, I2C", build<Adxl345>, {3.3, 0.14}},
      {"bh1750", "ROHM BH1750FVI light sensor, I2C", build<Bh1750>, {3.3, 0.12}},
      {"bme280", "Bosch BME280 humidity, pressure and temperature sensor, I2C", build<Bme280>, {3.3, 0.1}},
      {"bmp180", "Bosch BMP180 pressure and temperature sensor, I2C", build<Bmp180>, {3.3, 0.03}},
      {"bmp280", "Bosch BMP280 pressure and temperature sensor, I2C", build<Bmp280>, {3.3, 0.1}},
      {"dht11", "Aosong DHT11 temperature and humidity sensor, single wire", build<Dht11>, {3.3, 1}},
      {"dht22", "Aosong DHT22 (AM2302) temperature and humidity sensor, single wire", build<Dht22>, {3.3, 1}},
      {"ds1307", "Maxim DS1307 clock with RAM, I2C", build<Ds1307>, {5, 0.2}},
      {"ds18b20", "DS18B20 thermometer, 1-Wire", build<Ds18b20>, {3.3, 0}},
      {"ds3231", "Maxim DS3231 clock with a thermometer, I2C", build<Ds3231>, {3.3, 0.2}},
      {"gps", "GPS module that tells NMEA sentences, serial", build<Gps>, {3.3, 45}},
      {"hc_sr04", "HC-SR04 ultrasonic ranger", build<HcSr04>, {5, 15}},
      {"hx711", "Avia HX711 24-bit converter for load cells", build<Hx711>, {3.3, 1.5}},
      {"inmp441", "InvenSense INMP441 microphone, I2S", build<Inmp441>},
      {"ir_receiver", "infrared receiver for 38 kHz with an NEC remote control", build<IrReceiver>, {3.3, 0.4}},
      {"lm35", "TI LM35 thermometer with a voltage output", build<Lm35>, {5, 0.06}},
      {"load_cell", "load cell: a bridge of strain gauges", build<LoadCell>},
      {"mag3110", "NXP MAG3110 three-axis magnetometer, I2C", build<Mag3110>, {3.3, 0.1}},
      {"max31855", "Maxim MAX31855K thermocouple converter, SPI", build<Max31855>, {3.3, 0.9}},
      {"mh_z19", "Winsen MH-Z19 carbon dioxide sensor, serial", build<MhZ19>, {5, 60}},
      {"mma8653", "NXP MMA8653FC three-axis accelerometer, I2C", build<Mma8653>, {3.3, 0.1}},
      {"mpu6050", "InvenSense MPU-6050 accelerometer and gyroscope, I2C", build<Mpu6050>, {3.3, 3.9}},
      {"pcf8591", "NXP PCF8591 8-bit converter with four inputs and an output, I2C", build<Pcf8591>, {3.3, 0.8}},
      {"sht31", "Sensirion SHT31 humidity and temperature sensor, I2C", build<Sht31>, {3.3, 0.6}},
      {"tcs34725", "ams TCS34725 colour sensor, I2C", build<Tcs34725>, {3.3, 0.24}},
      {"tilt_switch", "tilt switch with balls, SW-520D", build<TiltSwitch>},
      {"tmp36", "Analog Devices TMP36 thermometer with a voltage output", build<Tmp36>, {3.3, 0.05}},
      {"tsl2561", "TAOS TSL2561 light sensor, I2C", build<Tsl2561>, {3.3, 0.24}},
      {"vl53l0x", "ST VL53L0X laser ranger, I2C", build<Vl53l0x>, {3.3, 19}},
  };
}

}  // namespace parts
