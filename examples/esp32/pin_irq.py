# Interrupts of a pin: GPIO19 is an output, and its input buffer sees its own edges.
import time
from machine import Pin

edges = []
pin = Pin(19, Pin.OUT, value=0)
pin.irq(lambda p: edges.append(time.ticks_us()), Pin.IRQ_RISING | Pin.IRQ_FALLING)
for level in (1, 0, 1, 0):
    pin.value(level)
    time.sleep_ms(2)
pin.irq(None)
print("edges", len(edges))
print("ms apart", [round(time.ticks_diff(b, a) / 1000) for a, b in zip(edges, edges[1:])])
