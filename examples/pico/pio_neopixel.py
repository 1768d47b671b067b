# Drives a strip of WS2812 ("NeoPixel") LEDs at GP22 with a PIO program: every bit is 1.25 us long.
import array
import time
import rp2
from machine import Pin


@rp2.asm_pio(sideset_init=rp2.PIO.OUT_LOW, out_shiftdir=rp2.PIO.SHIFT_LEFT, autopull=True, pull_thresh=24)
def ws2812():
    wrap_target()
    label("bit")
    out(x, 1)               .side(0) [2]
    jmp(not_x, "zero")      .side(1) [1]
    jmp("bit")              .side(1) [4]
    label("zero")
    nop()                   .side(0) [4]
    wrap()


machine = rp2.StateMachine(0, ws2812, freq=8_000_000, sideset_base=Pin(22))
machine.active(1)
for red, green, blue in ((255, 0, 0), (0, 128, 7), (1, 2, 3)):
    machine.put(green << 16 | red << 8 | blue, 8)
    print("sent", red, green, blue)
time.sleep_ms(1)
machine.active(0)
