# Holds the bus until both controllers want it, so that they begin at the same time; 0 beats 1, so this one wins.
from machine import I2C, Pin
import _thread, time

i2c = I2C(0, scl=Pin(5), sda=Pin(4), freq=100_000, timeout=1_000_000)
hold = Pin(10, Pin.OPEN_DRAIN, value=0)  # SDA


def free():
    time.sleep_ms(500)
    hold.value(1)


_thread.start_new_thread(free, ())
i2c.writeto(0x50, b"\x00\x00left")
print("written")
time.sleep_ms(300)
i2c.writeto(0x50, b"\x00\x00", False)
print("memory", i2c.readfrom(0x50, 4))
i2c.writeto(0x50, b"\x00\x20", False)
print("memory", i2c.readfrom(0x50, 5))
