# Deep sleep: GPIO23 and GPIO25 are held, GPIO18 is let go; the button on GPIO33 or a finger on GPIO27 wakes it, or time.
import esp32
import machine
import time
from machine import Pin, TouchPad

held = Pin(23, Pin.OUT, value=1, hold=True)
rtc = Pin(25, Pin.OUT, value=1, hold=True)
free = Pin(18, Pin.OUT, value=1)
esp32.gpio_deep_sleep_hold(True)
pad = TouchPad(Pin(27))
time.sleep_ms(100)
pad.config(pad.read() // 2)
esp32.wake_on_touch(True)
esp32.wake_on_ext1((Pin(33, Pin.IN),), esp32.WAKEUP_ANY_HIGH)
print("asleep for 5 s")
time.sleep_ms(50)
machine.deepsleep(5000)
