# A periodic timer and a one-shot.
import time
from machine import Pin, Timer

pin = Pin(15, Pin.OUT, value=0)
began = time.ticks_us()
periodic = Timer(period=10, mode=Timer.PERIODIC, callback=lambda t: pin.toggle())
once = Timer(period=35, mode=Timer.ONE_SHOT, callback=lambda t: print("once, after", ms(), "ms"))


def ms():
    return time.ticks_diff(time.ticks_us(), began) // 1000


time.sleep_ms(105)
periodic.deinit()
print("pin", pin.value())
