# The LED is lit while the button is pressed. A contact bounces: it counts once it has been quiet for 20 ms.
from machine import Pin
import time

button = Pin(14, Pin.IN, Pin.PULL_UP)
led = Pin(15, Pin.OUT, value=0)
presses = 0
state = button.value()
changed = time.ticks_ms()
print("ready")
while True:
    now = button.value()
    if now == state:
        changed = time.ticks_ms()
    elif time.ticks_diff(time.ticks_ms(), changed) >= 20:
        state = now
        led.value(not state)
        if not state:
            presses += 1
            print("presses", presses)
