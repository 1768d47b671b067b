# Wait for the light, then press.
from machine import Pin
import random
import time

button = Pin(14, Pin.IN, Pin.PULL_UP)
led = Pin(15, Pin.OUT, value=0)

while True:
    print("wait for it")
    began = time.ticks_ms()
    delay = random.randint(1000, 2000)
    early = False
    while time.ticks_diff(time.ticks_ms(), began) < delay:
        early = early or not button.value()
    if early:
        print("too early")
        continue
    led.on()
    lit = time.ticks_us()
    while button.value():
        pass
    took = time.ticks_diff(time.ticks_us(), lit)
    led.off()
    print("it took", round(took / 1000), "ms")
    while not button.value():
        pass
