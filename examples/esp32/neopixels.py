# Eight NeoPixels on GPIO21, sent by RMT.
import neopixel
from machine import Pin

strip = neopixel.NeoPixel(Pin(21), 8)
for i, colour in enumerate(((255, 0, 0), (0, 255, 0), (0, 0, 255))):
    strip[i] = colour
strip.write()
print("sent", [strip[i] for i in range(3)])
