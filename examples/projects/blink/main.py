# Two short, one long, over and over.
from machine import Pin
import time

led = Pin(15, Pin.OUT, value=0)
pattern = (100, 100, 400)  # ms of light; the dark in between takes 100 ms

while True:
    for light in pattern:
        led.on()
        time.sleep_ms(light)
        led.off()
        time.sleep_ms(100)
    time.sleep_ms(300)
