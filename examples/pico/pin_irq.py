# Interrupts of a pin: GP15 is an output, and its input buffer sees its own edges.
import time
from machine import Pin

edges = []
pin = Pin(15, Pin.OUT, value=0)


def heard(pin):
    edges.append((pin.irq().flags(), time.ticks_us()))


pin.irq(heard, Pin.IRQ_RISING | Pin.IRQ_FALLING, hard=False)
for level in (1, 0, 1, 0):
    pin.value(level)
    time.sleep_ms(2)
pin.irq(None)
print("flags", [flags for flags, _ in edges])
print("ms apart", [round(time.ticks_diff(b[1], a[1]) / 1000) for a, b in zip(edges, edges[1:])])
