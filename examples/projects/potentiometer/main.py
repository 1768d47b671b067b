# Prints where the knob stands, in per cent, whenever it has moved.
from machine import ADC
import time

knob = ADC(26)
last = -1
while True:
    percent = round(knob.read_u16() / 65535 * 100)
    if abs(percent - last) > 1:
        last = percent
        print(percent, "%")
    time.sleep_ms(20)
