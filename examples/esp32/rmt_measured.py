# Pulses by esp32.RMT on GPIO22, measured on GPIO23: on the board wired.json.
import time

import esp32
from machine import Pin

probe, edges = Pin(23, Pin.IN), []
probe.irq(lambda p: edges.append(time.ticks_us()), Pin.IRQ_RISING | Pin.IRQ_FALLING)
rmt = esp32.RMT(0, pin=Pin(22), clock_div=80)  # a microsecond a step
rmt.write_pulses((3000, 1000, 2000, 4000, 1000), 1)
time.sleep_ms(20)
print("ms", [round(time.ticks_diff(b, a) / 1000) for a, b in zip(edges, edges[1:])])
