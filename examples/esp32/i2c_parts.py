# A display, an air sensor and an EEPROM on I2C: SCL is GPIO22, SDA is GPIO21.
#   vivarium run examples/esp32/buses.json examples/esp32/i2c_parts.py
from machine import I2C, Pin
import time

i2c = I2C(0, scl=Pin(22), sda=Pin(21), freq=400_000)
print("found", [hex(a) for a in i2c.scan()])

EEPROM = 0x50
i2c.writeto_mem(EEPROM, 0x40, b"kept in the EEPROM", addrsize=16)
time.sleep_ms(6)  # its write cycle
print(i2c.readfrom_mem(EEPROM, 0x40, 18, addrsize=16))

print("chip", hex(i2c.readfrom_mem(0x76, 0xD0, 1)[0]))  # a BME280 says 0x60

try:
    i2c.writeto(0x42, b"anyone?")
except OSError as error:
    print("nobody:", error)
