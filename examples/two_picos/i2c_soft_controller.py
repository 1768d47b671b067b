# I2C0 talks to a target that another Pico makes by moving its pins.
from machine import I2C, Pin
import time

i2c = I2C(0, scl=Pin(5), sda=Pin(4), freq=50_000)
time.sleep_ms(300)  # until it is ready
i2c.writeto(0x31, b"\x01\x20\x7e", False)
print("read", i2c.readfrom(0x31, 3))
try:
    i2c.writeto(0x32, b"?")
except OSError as error:
    print("0x32:", error)
