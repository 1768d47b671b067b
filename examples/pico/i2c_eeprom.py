# An AT24C32 EEPROM on GP4 (SDA) and GP5 (SCL), written by moving the pins and read by the I2C block:
#   vivarium run examples/pico/i2c_eeprom.json examples/pico/i2c_eeprom.py
from machine import I2C, SoftI2C, Pin

EEPROM = 0x50


def wait(i2c):  # no acknowledge while the EEPROM writes
    polls = 1
    while True:
        try:
            i2c.writeto(EEPROM, b"")
            return polls
        except OSError:
            polls += 1


soft = SoftI2C(scl=Pin(5), sda=Pin(4), freq=400_000)
print("found", soft.scan())
soft.writeto_mem(EEPROM, 0x40, b"hello", addrsize=16)
print("polled more than once:", wait(soft) > 1)

hard = I2C(0, scl=Pin(5), sda=Pin(4), freq=400_000)
print("found", hard.scan())
print(hard.readfrom_mem(EEPROM, 0x40, 5, addrsize=16))
hard.writeto_mem(EEPROM, 0x45, b" world", addrsize=16)
wait(hard)

soft = SoftI2C(scl=Pin(5), sda=Pin(4), freq=100_000)
print(soft.readfrom_mem(EEPROM, 0x40, 11, addrsize=16))
