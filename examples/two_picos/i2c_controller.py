from machine import I2C, Pin
import time

i2c = I2C(0, scl=Pin(5), sda=Pin(4), freq=400_000)
while True:
    found = i2c.scan()
    if found:
        break
    time.sleep_ms(10)
print("found", found)
i2c.writeto(0x42, b"\x10\x20\x30")
print("read", i2c.readfrom(0x42, 3))
