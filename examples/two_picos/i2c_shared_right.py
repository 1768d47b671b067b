# Loses the bus at the second byte of the memory's address, and tries again until the memory has kept what the other
# wrote (it does not answer while it does).
from machine import I2C, Pin
import time

i2c = I2C(0, scl=Pin(5), sda=Pin(4), freq=100_000, timeout=1_000_000)
time.sleep_ms(200)
tries = 0
while True:
    tries += 1
    try:
        i2c.writeto(0x50, b"\x00\x20right")
        break
    except OSError as error:
        print("lost" if tries == 1 else "no answer", error)
        time.sleep_ms(2)
print("written")
